// A map with a list of what it shows beside it. The list is there for everyone;
// the map appears where viewer/ runs.
//
//   map_page_begin(&body, request, title);
//   map_begin(&body, app, request, style_url);
//   ... what belongs to the map: a legend
//   map_end(&body);
//   ... the list: item_list_add, area_list_add
//   map_list_end(&body);
//   return map_page_end(&body, app, request, response, err);

#ifndef SERVER_PAGES_MAP_PAGE_H
#define SERVER_PAGES_MAP_PAGE_H

#include "server/html_page.h"

void map_page_begin(struct buf *body, const struct request *request, str title);

// `style_url` is that of the style as MapLibre takes it; `has_list` says
// whether there is a list beside the map.
void map_begin(struct buf *body, const struct app *app,
               const struct request *request, str style_url, bool has_list);

void map_end(struct buf *body);
void map_list_end(struct buf *body);

bool map_page_end(struct buf *body, const struct app *app,
                  const struct request *request, struct response *response,
                  struct error *err) MUST_CHECK;

// The request without what is about the list only: what the map shows. Lives in
// the request's arena.
bool map_page_drawn(const struct request *request, struct request *out,
                    struct error *err) MUST_CHECK;

// A checker's part: the parameters of the list mean nothing to other formats.
void map_page_check(struct request *request);

#endif
