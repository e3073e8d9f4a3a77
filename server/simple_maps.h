// Simpler shapes of whole collections of areas, made once for each version and
// tolerance, and kept in bounded memory: the least recently used go first.
//
//   const struct simple_map *map = simple_maps_get(maps, &wanted, err);
//   ... simple_map_geom(map, feature.fid) ...
//   simple_maps_release(maps, map);

#ifndef SERVER_SIMPLE_MAPS_H
#define SERVER_SIMPLE_MAPS_H

#include "store/query.h"

struct simple_maps;
struct simple_map;

struct simple_maps *simple_maps_create(size_t max_bytes);
void simple_maps_destroy(struct simple_maps *maps);  // NULL is fine

struct simple_wanted {
    struct view *view;
    const struct collection *collection;
    double tolerance_m;  // the map's is the next step below: see the .c file
    size_t memory;       // for the areas as they are, while one is made
};

// One map is made at a time; whoever asks for it meanwhile waits.
const struct simple_map *simple_maps_get(struct simple_maps *maps,
                                         const struct simple_wanted *wanted,
                                         struct error *err) MUST_CHECK;
void simple_maps_release(struct simple_maps *maps,
                         const struct simple_map *map);  // NULL is fine

// Longitude and latitude; lives as long as the map. NULL when there is no such
// feature.
const struct geom *simple_map_geom(const struct simple_map *map, int64_t fid);

#endif
