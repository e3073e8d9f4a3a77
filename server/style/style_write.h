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
    str now;          // the moment that the map shows
    bool has_clock;   // it shows one at all
    bool is_passing;  // nobody asked for that moment: it is now
};

// Reads the style that the path names, and counts what is to be counted.
bool drawing_read(struct app *app, struct request *request, struct drawing *out,
                  struct error *err) MUST_CHECK;

// A checker's part: records what is wrong with the parameters.
void drawing_check(struct request *request);

// What makes classes, where the style has any; else NULL.
const struct classes *drawing_classes(const struct drawing *drawing);

void style_write(struct json *json, const struct drawing *drawing);

// `center` and `zoom` that show the box, in degrees; nothing for an empty one.
void style_view_write(struct json *json, struct box box);

// `"buurt:collections": [...]`: the collections whose features people can ask
// about, and the layers that show them.
void style_collections_write(struct json *json, const struct drawing *drawing);

// The style metadata of OGC API Styles.
void style_metadata_write(struct json *json, const struct drawing *drawing);

#endif
