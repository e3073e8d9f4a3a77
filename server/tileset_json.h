// What a tileset says of itself: as OGC API Tiles has it, and as TileJSON.

#ifndef SERVER_TILESET_JSON_H
#define SERVER_TILESET_JSON_H

#include "base/json.h"
#include "server/request.h"
#include "tile/tms.h"

// One tileset of request->collection. In a list it is shorter: no layers.
bool tileset_write(struct json *json, const struct request *request,
                   const struct tms *tms, bool is_in_list,
                   struct error *err) MUST_CHECK;

// TileJSON 3.0.0; of WebMercatorQuad.
void tilejson_write(struct json *json, const struct request *request);

#endif
