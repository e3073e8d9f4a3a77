// One feature of a layer in steps, for mvt.c and mvt_block.c.

#ifndef TILE_MVT_STEPS_H
#define TILE_MVT_STEPS_H

#include "tile/mvt.h"
#include "tile/varint.h"

// The shape in layer->geometry; counts what is not shown. Begins its tags.
enum mvt_outcome mvt_layer_draw(struct mvt_layer *layer,
                                const struct geom *geom, enum mvt_type *type);

// Numbers a key, which is then written among those of the layer.
void mvt_layer_use_key(struct mvt_layer *layer, size_t key);

// Writes the feature with the tags it was given.
enum mvt_outcome mvt_layer_put(struct mvt_layer *layer, int64_t id,
                               enum mvt_type type, str geometry);

// Adds a tag: the number of a value in layer->values, or MVT_NO_VALUE for none.
static inline void mvt_layer_tag(struct mvt_layer *layer, size_t key,
                                 uint32_t number)
{
    if (number == MVT_NO_VALUE) return;
    if (!layer->key_numbers[key]) mvt_layer_use_key(layer, key);
    char *to = layer->tags + layer->tags_len;
    to = varint_put(to, layer->key_numbers[key] - 1);
    to = varint_put(to, number);
    layer->tags_len = (size_t)(to - layer->tags);
}

#endif
