// From CRS84 to the CRS of a tile matrix set, for what is drawn.

#ifndef SERVER_TILE_WAY_H
#define SERVER_TILE_WAY_H

#include "geo/crs.h"
#include "tile/tms.h"

struct tile_way {
    int srid;
    struct crs_transform *transform;  // NULL: none is needed
};

bool tile_way_open(struct tile_way *way, const struct tms *tms,
                   struct error *err) MUST_CHECK;
void tile_way_close(struct tile_way *way);

// The CRS in which the store gives what a tile shows: for Web Mercator CRS84,
// the rest of the way is then tile_way_finish's. All others as they are.
int tile_way_srid(const struct tms *tms);
void tile_way_finish(const struct tms *tms, struct geom *geom);

// In place; false for a position without a place there. Web Mercator has no
// poles: what lies nearer to them than its tiles reach is drawn there, outside
// of every tile.
bool tile_way_go(const struct tile_way *way, struct point *p);

#endif
