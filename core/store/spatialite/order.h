// The fids of a selection in the order of its sorts.
//
// Where an index leads with the first sort and nothing else is asked, rows come
// from there and the reading stops when a page is full: every page costs the
// same. Else all rows of the selection are looked at for each page, and the
// least that come after the page before are kept: as many as the page holds,
// so that memory does not grow with the table. Without a limit as many keys are
// kept as ORDER_BYTES_MAX holds, and another round begins behind them.
//
//   struct order *order = order_open(view, &selection, err);
//   while (order_next(order, &fid)) ...
//   return order_close(order, err);

#ifndef STORE_SPATIALITE_ORDER_H
#define STORE_SPATIALITE_ORDER_H

#include "store/query.h"

enum { ORDER_BYTES_MAX = 64 << 20 };

struct order;

struct order *order_open(struct view *view, const struct selection *selection,
                         struct error *err) MUST_CHECK;
bool order_next(struct order *order, int64_t *fid);
bool order_close(struct order *order, struct error *err) MUST_CHECK;

#endif
