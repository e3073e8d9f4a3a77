// The index of a FlatGeobuf file: a packed R-tree over the features in the
// order they stand in, each with its box and its place. 40 bytes a feature,
// and a fifteenth of that for the nodes above.

#ifndef SERVER_FLATGEOBUF_INDEX_H
#define SERVER_FLATGEOBUF_INDEX_H

#include "base/buf.h"
#include "geo/geom.h"

struct flatgeobuf_index;

struct flatgeobuf_index *flatgeobuf_index_create(void);  // NULL: no memory
void flatgeobuf_index_destroy(struct flatgeobuf_index *index);  // NULL is fine

// The next feature: its box, which may be nothing, and the first of its bytes
// behind the index. False when memory is out.
bool flatgeobuf_index_add(struct flatgeobuf_index *index, struct box box,
                          uint64_t offset) MUST_CHECK;

// Makes the nodes above the features, of which there is one at least.
bool flatgeobuf_index_finish(struct flatgeobuf_index *index) MUST_CHECK;
uint64_t flatgeobuf_index_size(const struct flatgeobuf_index *index);

// Adds the next nodes to `out`, until that has `until` bytes. False when all
// have been written.
bool flatgeobuf_index_write(struct flatgeobuf_index *index, struct buf *out,
                            size_t until);

#endif
