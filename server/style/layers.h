// The layers of a style: those of its template, as far as the data have what
// they show.

#ifndef SERVER_STYLE_LAYERS_H
#define SERVER_STYLE_LAYERS_H

#include "server/style/style_write.h"

// The layers in the order in which they are drawn, from NULL to NULL.
const struct json_value *layer_next(const struct drawing *drawing,
                                    const struct json_value *layer);

// The part that a layer shows; NULL for a background.
const struct style_part *layer_part(const struct drawing *drawing,
                                    const struct json_value *layer);

// Whether something that the template limits to geometries ("geometry":
// ["point"]) applies to what the style is about.
bool geometry_applies(const struct drawing *drawing,
                      const struct json_value *limited);

void layer_write(struct json *json, const struct drawing *drawing,
                 const struct json_value *layer);

#endif
