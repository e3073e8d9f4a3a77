// The features of a collection as a table, with a form to filter them by.
//
//   items_page_begin(&page, &body, request, &selection, matched);
//   items_page_add(&page, &body, &feature);  // each
//   items_page_end(&page, next_url);         // empty: this was the last

#ifndef SERVER_PAGES_ITEMS_PAGE_H
#define SERVER_PAGES_ITEMS_PAGE_H

#include "server/html_page.h"
#include "store/query.h"

struct items_page {
    struct buf *body;
    const struct request *request;
    const struct selection *selection;
    str items_url;  // of an item, without its id
    bool has_table, has_place;
};

// `matched` is -1 when nobody counted.
void items_page_begin(struct items_page *page, struct buf *body,
                      const struct request *request,
                      const struct selection *selection, int64_t matched);

// The same for features that somebody else chose: a title, no form.
void items_page_begin_plain(struct items_page *page, struct buf *body,
                            const struct request *request,
                            const struct selection *selection, str title);

// `page` is a struct items_page.
void items_page_add(void *page, struct buf *body,
                    const struct feature *feature);

void items_page_end(struct items_page *page, str next_url);
void items_page_end_plain(struct items_page *page);

#endif
