// What a selection comes down to, for those who read by it.

#ifndef STORE_SPATIALITE_SETTLE_H
#define STORE_SPATIALITE_SETTLE_H

#include "store/query.h"

// What is asked, checked. ERROR_INVALID for what contradicts itself: a
// selection is answered whole or not at all. What a filter compares for
// equality becomes a condition, so that both ways of asking are answered alike.
// The rest of the filter lives in `arena`.
bool selection_settle(struct arena *arena, const struct selection *selection,
                      struct selection *out, struct error *err) MUST_CHECK;

// The same for questions about the whole of it: without paging, limit and
// order.
bool selection_settle_whole(struct arena *arena,
                            const struct selection *selection,
                            struct selection *out,
                            struct error *err) MUST_CHECK;

#endif
