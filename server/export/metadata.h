// What a file of tiles says of itself: the same members in PMTiles and MBTiles.

#ifndef SERVER_EXPORT_METADATA_H
#define SERVER_EXPORT_METADATA_H

#include "server/export/ask.h"

enum { METADATA_MAX = 8 };

struct metadata {
    struct {
        const char *name;
        str value;
    } words[METADATA_MAX];  // name, description, attribution, type …
    size_t count;
    str layers;  // the JSON array `vector_layers`
    struct box bounds;
    struct point middle;
};

// In the memory of `asked`. The same data give the same: no time is in it.
bool metadata_read(const struct asked *asked, const struct export_ask *ask,
                   struct metadata *out, struct error *err) MUST_CHECK;

#endif
