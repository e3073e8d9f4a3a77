#include "server/tile_way.h"

#include "geo/mercator.h"

static const double LATITUDE_MAX = 89.9;

bool tile_way_open(struct tile_way *way, const struct tms *tms,
                   struct error *err)
{
    *way = (struct tile_way){ .srid = tms->srid };
    if (tms->srid == CRS_WGS84 || tms->srid == CRS_WEB_MERCATOR) return true;
    way->transform = crs_borrow(CRS_WGS84, tms->srid, err);
    return way->transform != NULL;
}

void tile_way_close(struct tile_way *way)
{
    crs_return(way->transform);
    way->transform = NULL;
}

bool tile_way_go(const struct tile_way *way, struct point *p)
{
    if (way->transform) return crs_point(way->transform, p, NULL);
    if (way->srid != CRS_WEB_MERCATOR) return true;
    if (p->y > LATITUDE_MAX) p->y = LATITUDE_MAX;
    if (p->y < -LATITUDE_MAX) p->y = -LATITUDE_MAX;
    return mercator_from_degrees(p);
}

static bool into_mercator(struct point *p, void *context)
{
    return tile_way_go(context, p);
}

int tile_way_srid(const struct tms *tms)
{
    return tms->srid == CRS_WEB_MERCATOR ? CRS_WGS84 : tms->srid;
}

void tile_way_finish(const struct tms *tms, struct geom *geom)
{
    struct tile_way way = { .srid = tms->srid };
    if (tms->srid != CRS_WEB_MERCATOR) return;
    geom_each_point(geom, into_mercator, &way);
}
