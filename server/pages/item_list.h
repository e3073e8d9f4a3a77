// Features as a list beside their map: a name that leads to the feature, and
// the first few things that are known of it.

#ifndef SERVER_PAGES_ITEM_LIST_H
#define SERVER_PAGES_ITEM_LIST_H

#include "server/feature_page.h"
#include "server/html_page.h"

// The section, from its heading to its links for paging. Only `request` of the
// page needs to be filled; its route has bbox, limit and cursor.
bool item_list_add(struct buf *body, struct request *request,
                   struct error *err) MUST_CHECK;

#endif
