// Forms that send a GET request for the page they are on, with what was asked
// already filled in. They carry f=html; what is left empty does not count
// then (prepare.c).
//
//   form_begin(body, request, "Filters");
//   form_filters(body, request);
//   form_end(body, request, "Toon");

#ifndef SERVER_HTML_FORM_H
#define SERVER_HTML_FORM_H

#include "server/html_page.h"

void form_begin(struct buf *body, const struct request *request,
                const char *legend);

// A choice for each property with few values, a line for any other parameter
// that the route has for people or that the request gave.
void form_filters(struct buf *body, const struct request *request);

void form_end(struct buf *body, const struct request *request,
              const char *button);

// A list of choices for the parameter `name`.
void form_select_begin(struct buf *body, const char *name, const char *label);
void form_option(struct buf *body, str value, str text, bool is_selected);
void form_select_end(struct buf *body);

// `value` as a parameter takes it. Lives in `arena`.
str value_as_param(struct arena *arena, struct value value);

#endif
