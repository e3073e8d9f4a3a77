// A style: a template of styles/ and the collections that it is drawn with.
//
// What a template looks like is told in docs/styles.md. Which collections it
// needs is data in its file; it is offered when the catalog has them. A
// template that says `any` makes a style of each collection that fits.

#ifndef SERVER_STYLE_STYLE_H
#define SERVER_STYLE_STYLE_H

#include "cql/json_read.h"
#include "server/request.h"

enum { STYLE_PARTS_MAX = 8 };

struct style_part {
    str name;  // as layers call it: their source
    const struct collection *collection;
    const char *counted_by;  // its counts by areas ("auto", "buurt"), for the
                             // names and borders of these; NULL: its features
};

struct style {
    str id;                           // of the URL
    const struct json_value *root;    // of the template
    const struct json_value *layers;  // the first: those of shared/ included
    struct style_part parts[STYLE_PARTS_MAX];
    size_t part_count;  // the first is what the style is about
    bool is_automatic;
};

// The templates, read once and never changed.
struct style_templates;
struct style_templates *style_templates_create(struct error *err) MUST_CHECK;
void style_templates_destroy(struct style_templates *templates);  // or NULL

// By the request's catalog; what is made lives in its arena. ERROR_NOT_FOUND
// when there is no such style, or not with these data.
bool style_find(const struct request *request, str id, struct style *out,
                struct error *err) MUST_CHECK;

// The collection that a style of this id is about; NULL when there is none.
const struct collection *style_collection(const struct request *request,
                                          str id);

struct style_list {
    struct style *styles;  // made ones first, then by collection
    size_t count;
};
bool style_list_read(const struct request *request, struct style_list *out,
                     struct error *err) MUST_CHECK;

// What is written for people.
str style_title(const struct style *style);
str style_description(const struct style *style);  // may be empty

// The part that layers call `name`; NULL when the catalog has none.
const struct style_part *style_part(const struct style *style, str name);

// base_url/v1/styles/{id}{tail}, with the parameters of the request that
// decide what the style shows.
str style_url(const struct request *request, const struct style *style,
              const char *tail, const char *format);

// Adds "&name=value" for each parameter of the request that narrows down what
// is shown.
void style_filters_add(struct buf *url, const struct request *request);

// A member of a template that is text; empty when there is none. `object` may
// be NULL.
str template_text(const struct json_value *object, const char *key);

// A text of a template in the languages of the catalog: {"nl": …, "en": …}.
str template_label(const struct json_value *value);

#endif
