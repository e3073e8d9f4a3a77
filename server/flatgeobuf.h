// The parts of a FlatGeobuf file, version 3 (flatgeobuf.org): magic bytes, a
// header, an index that may be left out, the features.

#ifndef SERVER_FLATGEOBUF_H
#define SERVER_FLATGEOBUF_H

#include "geo/feature.h"
#include "server/columns.h"

enum { FLATGEOBUF_NODE_ITEMS = 16, FLATGEOBUF_NODE_BYTES = 40 };

struct flatgeobuf_header {
    str name, title, description;
    const struct columns *columns;
    enum geom_type geom_type;  // GEOM_COLLECTION: mixed
    int srid;
    uint64_t feature_count;
    bool has_index;
    struct box envelope;  // may be nothing
};

// The magic bytes and the header.
void flatgeobuf_write_header(struct buf *out,
                             const struct flatgeobuf_header *header);
void flatgeobuf_write_feature(struct buf *out, const struct columns *columns,
                              const struct feature *feature);

#endif
