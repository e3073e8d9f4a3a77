// The areas of a map of counts as a list beside it: a name that leads to the
// counts, and the value that the map shows.

#ifndef SERVER_PAGES_AREA_LIST_H
#define SERVER_PAGES_AREA_LIST_H

#include "server/app.h"
#include "server/html_page.h"
#include "server/style/style_write.h"

// The section, as item_list.h has it: of the coarsest level that has several
// areas; with groupBy of that level. `request` has bbox, limit and cursor,
// which say which areas are listed and change nothing in their counts.
// ERROR_GONE for the cursor of an older version.
bool area_list_add(struct buf *body, struct app *app,
                   const struct request *request, const struct drawing *drawing,
                   struct error *err) MUST_CHECK;

#endif
