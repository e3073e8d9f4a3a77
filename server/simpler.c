#include "server/simpler.h"

#include <math.h>
#include <string.h>

#include "geo/crs.h"
#include "geo/exact.h"
#include "server/selection_parts.h"
#include "server/simple_maps.h"

static const double metres_per_degree = 111195;  // of latitude
// Half a pixel of 1/256 of the equator, in Web Mercator at zoom 0.
static const double half_pixel_m = 40075016.6855785 / 512;
static const double least_m = 0.1, most_m = 200000;

// How many metres on the ground one of Web Mercator is, and a degree of
// longitude compared to one of latitude: as in the middle of the collection.
static double shrinking(const struct collection *collection)
{
    const struct box *extent = &collection->extent;
    if (box_is_nothing(*extent)) return 1;
    return cos((extent->min_y + extent->max_y) / 2 * M_PI / 180);
}

// 0 when nobody asks for simpler shapes.
static double tolerance(const struct request *request)
{
    const struct param_value *offset =
        given_param(request, "maxAllowableOffset");
    const struct param_value *zoom = given_param(request, "zoom");
    double shrunk = shrinking(request->collection);
    if (zoom) return ldexp(half_pixel_m * shrunk, -(int)zoom->integer);
    if (!offset) return 0;
    int srid = request_crs(request)->srid;
    if (crs_is_geographic(srid))
        return offset->real * metres_per_degree * shrunk;
    return srid == CRS_WEB_MERCATOR ? offset->real * shrunk : offset->real;
}

void check_simpler(struct request *request)
{
    const struct param_value *offset =
        given_param(request, "maxAllowableOffset");
    const struct param_value *zoom = given_param(request, "zoom");
    const char *name = zoom ? "zoom" : "maxAllowableOffset";
    if (!offset && !zoom) return;
    if (request->collection->level == LEVEL_NONE)
        request_problem(request, name,
                        "is for collections of areas, and this one holds none");
    else if (offset && zoom)
        request_problem(request, "zoom",
                        "says the same as `maxAllowableOffset`; leave one of "
                        "the two out");
    else if (tolerance(request) < least_m)
        request_problem(request, name,
                        "is less than 10 cm on the ground; leave it out for "
                        "the borders as they are");
}

bool simpler_open(struct simpler *simpler, const struct app *app,
                  const struct request *request,
                  const struct selection *selection, struct error *err)
{
    double tolerance_m = tolerance(request);
    *simpler = (struct simpler){ .app = app };
    if (tolerance_m == 0 || selection->skip_geometry) return true;
    const struct simple_wanted wanted = {
        .view = request->view,
        .collection = request->collection,
        .tolerance_m = fmin(tolerance_m, most_m),
        .memory = (size_t)app->config->request_memory_mb << 20,
    };
    simpler->map = simple_maps_get(app->simple_maps, &wanted, err);
    if (!simpler->map) return false;
    if (crs_is_geographic(selection->srid)) return true;
    simpler->transform = crs_open(CRS_WGS84, selection->srid, err);
    simpler->arena = simpler->transform ? arena_create(wanted.memory) : NULL;
    if (simpler->transform && !simpler->arena)
        (void)!error_set(err, ERROR_NO_MEMORY, "no room for simpler shapes");
    if (!simpler->arena) simpler_close(simpler);
    return simpler->map != NULL;
}

bool simpler_feature(struct simpler *simpler, struct feature *feature,
                     struct error *err)
{
    if (!simpler->map) return true;
    const struct geom *geom = simple_map_geom(simpler->map, feature->fid);
    if (!geom) return true;
    feature->geom = *geom;
    if (!simpler->transform) return true;
    arena_clear(simpler->arena);
    struct point *points =
        ARENA_ARRAY(simpler->arena, struct point, geom->point_count + 1);
    if (!points)
        return error_set(err, ERROR_NO_MEMORY, "no room for simpler shapes");
    if (geom->point_count)
        memcpy(points, geom->points, geom->point_count * sizeof *points);
    feature->geom.points = points;
    return crs_geom(simpler->transform, &feature->geom, err) &&
           exact_geom(simpler->transform, &feature->geom, err);
}

void simpler_close(struct simpler *simpler)
{
    if (simpler->transform) crs_close(simpler->transform);
    arena_destroy(simpler->arena);
    simple_maps_release(simpler->app->simple_maps, simpler->map);
    *simpler = (struct simpler){ .app = simpler->app };
}
