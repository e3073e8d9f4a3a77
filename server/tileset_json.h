// What a tileset says of itself: as OGC API Tiles has it, and as TileJSON.

#ifndef SERVER_TILESET_JSON_H
#define SERVER_TILESET_JSON_H

#include "base/json.h"
#include "server/request.h"
#include "server/tile_make.h"
#include "server/tile_source.h"
#include "tile/tms.h"

// One tileset of `source`. In a list it is shorter: no layers.
bool tileset_write(struct json *json, const struct request *request,
                   const struct tile_source *source, const struct tms *tms,
                   bool is_in_list, struct error *err) MUST_CHECK;

// One of `tileMatrixSetLimits`.
void tileset_write_limit(struct json *json, const struct request *request,
                         const struct tile_range *range);

// Whether TileJSON has words for the set; ERROR_NOT_ACCEPTABLE.
bool tilejson_describes(const struct tms *tms, struct error *err) MUST_CHECK;

// TileJSON 3.0.0; of WebMercatorQuad.
void tilejson_write(struct json *json, const struct request *request,
                    const struct tile_source *source);

// One of `vector_layers`.
void tilejson_write_layer(struct json *json, const struct request *request,
                          const struct collection *collection,
                          uint32_t min_zoom, uint32_t max_zoom);

// What is said of a tileset in words, empty where there are none, and where it
// shows something (CRS84, within the reach of Web Mercator).
struct tileset_words {
    str title, description, attribution;
    struct box bounds;
};
void tileset_describe(const struct request *request,
                      const struct tile_source *source,
                      struct tileset_words *out);

// The member `reductions`: what a tile that would be too large goes without,
// and what becomes of what is too small to be drawn.
void tileset_write_reductions(struct json *json, const struct tile_step *steps,
                              size_t count);

// The member `bounds`: the part of `extent` (CRS84) that tiles can show.
void tilejson_write_bounds(struct json *json, struct box extent);

#endif
