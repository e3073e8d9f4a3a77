#include <string.h>

#include "geo/valid.h"
#include "importers/areas.h"

enum { SCRATCH_MAX = 1 << 30 };

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "the areas do not fit in memory");
}

bool area_geom_copy(struct arena *arena, const struct geom *in,
                    struct geom *out, struct error *err)
{
    struct geom copy = *in;
    copy.points = ARENA_ARRAY(arena, struct point, in->point_count + 1);
    copy.runs = ARENA_ARRAY(arena, size_t, in->run_count + 1);
    copy.polygons = ARENA_ARRAY(arena, size_t, in->polygon_count + 1);
    copy.members = ARENA_ARRAY(arena, struct geom, in->member_count + 1);
    if (!copy.points || !copy.runs || !copy.polygons || !copy.members)
        return no_memory(err);
    if (in->point_count)
        memcpy(copy.points, in->points, in->point_count * sizeof *in->points);
    if (in->run_count)
        memcpy(copy.runs, in->runs, in->run_count * sizeof *in->runs);
    if (in->polygon_count)
        memcpy(copy.polygons, in->polygons,
               in->polygon_count * sizeof *in->polygons);
    for (size_t i = 0; i < in->member_count; i++)
        if (!area_geom_copy(arena, &in->members[i], &copy.members[i], err))
            return false;
    *out = copy;
    return true;
}

static bool is_polygonal(enum geom_type type)
{
    return type == GEOM_POLYGON || type == GEOM_MULTIPOLYGON;
}

static void report_lost(struct import_job *job, const struct area_set *set,
                        const struct area *area, str reason)
{
    area_report(job->report, set, area,
                &(struct problem){ .effect = REPORT_REPAIRED,
                                   .rule = "polygon-lost",
                                   .field = STR("geometry"),
                                   .value = area->code },
                "%.*s; nothing is left of its polygon, so the area is kept "
                "without one",
                STR_ARG(reason));
}

static bool repair(struct import_job *job, const struct area_set *set,
                   const struct area *area, const struct geom *in, str reason,
                   struct geom *out, struct error *err)
{
    struct error why = { 0 };
    if (!geom_repair(set->arena, in, out, &why)) {
        if (why.code != ERROR_REFUSED) {
            *err = why;
            return error_context(err, "%.*s", STR_ARG(area->code));
        }
        reason = str_from(why.message);
        out->type = GEOM_EMPTY;
    }
    if (!is_polygonal(out->type)) {
        *out = (struct geom){ .type = GEOM_EMPTY };
        report_lost(job, set, area, reason);
        return true;
    }
    area_report(job->report, set, area,
                &(struct problem){ .effect = REPORT_REPAIRED,
                                   .rule = "invalid-polygon",
                                   .field = STR("geometry"),
                                   .value = area->code },
                "%.*s; its rings were rebuilt so as to cover the same ground",
                STR_ARG(reason));
    return true;
}

static bool keep_or_repair(struct import_job *job, const struct area_set *set,
                           const struct area *area, const struct geom *in,
                           struct geom *out, struct error *err)
{
    struct arena *scratch = arena_create(SCRATCH_MAX);
    if (!scratch) return no_memory(err);
    str reason = { 0 };
    bool ok = geom_is_valid(scratch, in, &reason)
                  ? area_geom_copy(set->arena, in, out, err)
                  : repair(job, set, area, in, reason, out, err);
    arena_destroy(scratch);
    return ok;
}

bool area_shape(struct import_job *job, const struct area_set *set,
                const struct area *area, const struct geom *in,
                struct geom *out, struct error *err)
{
    if (in->type == GEOM_EMPTY) {
        area_report(job->report, set, area,
                    &(struct problem){ .rule = "area-without-polygon",
                                       .field = STR("geometry"),
                                       .value = area->code },
                    "has no polygon; the area is kept without one");
        *out = (struct geom){ .type = GEOM_EMPTY };
        return true;
    }
    if (!is_polygonal(in->type)) {
        *out = (struct geom){ .type = GEOM_EMPTY };
        report_lost(job, set, area, STR("not a polygon"));
        return true;
    }
    return keep_or_repair(job, set, area, in, out, err);
}
