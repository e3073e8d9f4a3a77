// A style as MapLibre takes it (style specification, version 8), and as OGC
// API Styles describes it.

#ifndef SERVER_STYLE_STYLE_WRITE_H
#define SERVER_STYLE_STYLE_WRITE_H

#include "server/style/scale.h"

// A style with all that the data decide.
struct drawing {
    const struct request *request;
    struct style style;
    struct scales scales;
};

void style_write(struct json *json, const struct drawing *drawing);

// `"buurt:collections": [...]`: the collections whose features people can ask
// about, and the layers that show them.
void style_collections_write(struct json *json, const struct drawing *drawing);

// The style metadata of OGC API Styles.
void style_metadata_write(struct json *json, const struct drawing *drawing);

#endif
