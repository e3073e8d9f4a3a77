// The place of a row in an order, as bytes that compare with memcmp.
//
// For each sort a byte says whether there is a value (nulls come last either
// way), then come bytes that rise with the value; descending sorts have those
// turned over. The fid stands last, so that no two rows are equal.

#ifndef STORE_SPATIALITE_SORT_KEY_H
#define STORE_SPATIALITE_SORT_KEY_H

#include "base/buf.h"
#include "store/query.h"

// One value for each sort, then the fid.
void sort_key_add(struct buf *key, const struct sort *sort, struct value value);
void sort_key_add_fid(struct buf *key, int64_t fid);

int sort_key_compare(str a, str b);
int64_t sort_key_fid(str key);

#endif
