// What a tileset from a file says of itself: as OGC API Tiles has it, and as
// TileJSON.

#ifndef SERVER_ARCHIVE_ARCHIVE_JSON_H
#define SERVER_ARCHIVE_ARCHIVE_JSON_H

#include "base/json.h"
#include "server/archive/archive.h"
#include "server/request.h"

// In a list it is shorter: no layers.
bool archive_write_tileset(struct json *json, const struct request *request,
                           const struct archive *archive, str name,
                           bool is_in_list, struct error *err) MUST_CHECK;
// An automatic style, as MapLibre takes it: of vector tiles each layer in a
// colour of its own, as polygons, lines and points.
void archive_write_style(struct json *json, const struct request *request,
                         const struct archive *archive, str name);

// The name for people.
str archive_title(const struct archive *archive, str name);
bool archive_is_vector(const struct archive *archive);

// The address of the tileset, with `tail` behind it: "", "?f=html".
str archive_url(const struct request *request, str name, const char *tail);

void archive_write_tilejson(struct json *json, const struct request *request,
                            const struct archive *archive, str name);

// The tiles of a zoom within the bounds of the file; false when it has none of
// that zoom.
bool archive_range(const struct archive *archive, uint32_t zoom,
                   struct tile_range *out);

const struct tms *archive_tms(void);  // of all files

#endif
