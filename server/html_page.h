// What stands around the content of every page: head, skip link, breadcrumbs,
// the other forms of the same data, where it comes from and whom to ask.
//
//   page_begin(&body, request, STR("Collecties"));
//   ... what stands in <main>, after its <h1>
//   return page_end(&body, app, request, response, err);

#ifndef SERVER_HTML_PAGE_H
#define SERVER_HTML_PAGE_H

#include "server/app.h"
#include "server/body.h"
#include "server/html.h"
#include "server/links.h"

// The title of the page, and its <h1>. request->route may be NULL: a page that
// says what is wrong.
void page_begin(struct buf *body, const struct request *request, str title);

// The same, with more in the head: markup.
void page_begin_with(struct buf *body, const struct request *request, str title,
                     str head);

bool page_end(struct buf *body, const struct app *app,
              const struct request *request, struct response *response,
              struct error *err) MUST_CHECK;

// A table that may be wider than the screen: it scrolls in a region of its own
// that the keyboard reaches. The caller adds the caption's text between the
// first two, then thead and tbody. `number` is different for each on a page.
void table_begin(struct buf *body, int number);
void table_columns_begin(struct buf *body);  // ends the caption
void table_column(struct buf *body, str title, bool is_number);
void table_rows_begin(struct buf *body);  // ends the columns
void table_end(struct buf *body);

// Begins a cell, or one that is a number.
void table_cell(struct buf *body, bool is_number);

// The ways to the first page and to the next one, which is empty at the end.
void page_paging(struct buf *body, const struct request *request, str next_url);

// The stylesheet that every page links to, in pieces; ends with a NULL.
extern const char *const html_style[];

#endif
