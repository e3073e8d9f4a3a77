// One page of the features that a request asks for, written as they come, and
// where the next page begins.
//
//   struct feature_page page = { .request = request };
//   ... fill page.selection, begin page.body
//   if (!feature_page_add(&page, writer, add, err)) return false;
//   if (page.has_more) url = feature_page_next_url(&page);

#ifndef SERVER_FEATURE_PAGE_H
#define SERVER_FEATURE_PAGE_H

#include "server/cursor_token.h"
#include "server/simpler.h"
#include "store/query.h"

struct feature_page {
    struct request *request;
    struct selection selection;
    struct simpler simpler;  // all zero: shapes as they are
    struct buf body;
    size_t returned;
    struct cursor_place last;
    bool has_more;
};

typedef void feature_adder(void *writer, struct buf *body,
                           const struct feature *feature);

// At most selection.limit features.
bool feature_page_add(struct feature_page *page, void *writer,
                      feature_adder *add, struct error *err) MUST_CHECK;

// What the next page is asked with. Any route with the same filters takes it.
struct cursor_token feature_page_next(const struct feature_page *page);

// The URL of this request for the next page.
str feature_page_next_url(const struct feature_page *page);

#endif
