// What a tileset of counts says of itself: as OGC API Tiles has it, and as
// TileJSON. Besides its layers and limits: which level comes at which zoom, and
// what is not on the map because it lies in no area, or has no place.

#ifndef SERVER_AGGREGATE_TILESET_H
#define SERVER_AGGREGATE_TILESET_H

#include "base/json.h"
#include "server/app.h"
#include "server/tally.h"

// In a list it is shorter: no layers, and no counts.
bool aggregate_tileset_write(struct json *json, struct app *app,
                             const struct request *request,
                             struct aggregate_tiles *tiles,
                             const struct tms *tms, bool is_in_list,
                             struct error *err) MUST_CHECK;

// TileJSON 3.0.0; of WebMercatorQuad.
bool aggregate_tilejson_write(struct json *json, struct app *app,
                              const struct request *request,
                              struct aggregate_tiles *tiles,
                              struct error *err) MUST_CHECK;

// An address below …/aggregate/tiles/{tms} under the conditions of this
// request; of tiles, for which `tail` is not empty, with the version of the
// data.
str aggregate_tileset_url(const struct request *request, const struct tms *tms,
                          const char *tail, const char *format);

// The last zoom up to `last` that shows the same areas as `zoom`.
uint32_t aggregate_tiles_stretch(const struct aggregate_tiles *tiles,
                                 const struct tms *tms, uint32_t zoom,
                                 uint32_t last);

// Where the tiles of a zoom level can show something: its areas, or the
// collection itself.
const struct collection *
aggregate_tiles_extent(const struct request *request,
                       const struct aggregate_tiles *tiles,
                       const struct tms *tms, uint32_t zoom);

#endif
