#include <string.h>

#include "geo/valid.h"
#include "importers/areas.h"

enum { SCRATCH_MAX = 1 << 30, RING_MIN = 4 };

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

// A ring of fewer than four positions encloses nothing, and GEOS refuses to
// look at a polygon with one. A polygon whose shell is such goes with its
// holes. In place; gives the number of rings left out.
static size_t drop_short_rings(struct geom *geom)
{
    size_t dropped = 0, points = 0, runs = 0, polygons = 0;
    size_t run = 0, start = 0;
    for (size_t i = 0; i < geom->polygon_count; i++) {
        size_t first = run, last = geom->polygons[i];
        bool has_shell = false;
        for (; run < last; run++) {
            size_t end = geom->runs[run], count = end - start;
            bool is_kept = count >= RING_MIN && (has_shell || run == first);
            if (is_kept) {
                memmove(geom->points + points, geom->points + start,
                        count * sizeof *geom->points);
                points += count;
                geom->runs[runs++] = points;
                has_shell = true;
            } else {
                dropped++;
            }
            start = end;
        }
        if (has_shell) geom->polygons[polygons++] = runs;
    }
    geom->point_count = points;
    geom->run_count = runs;
    geom->polygon_count = polygons;
    if (!polygons) *geom = (struct geom){ .type = GEOM_EMPTY };
    return dropped;
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
                "%.*s: %.*s; nothing is left of its polygon, so it is kept "
                "without one",
                STR_ARG(area->code), STR_ARG(reason));
}

static bool repair(struct import_job *job, const struct area_set *set,
                   const struct area *area, struct geom *geom, str reason,
                   struct error *err)
{
    if (geom->type != GEOM_EMPTY && !geom_repair(set->arena, geom, geom, err))
        return error_context(err, "%.*s", STR_ARG(area->code));
    if (!is_polygonal(geom->type)) {
        *geom = (struct geom){ .type = GEOM_EMPTY };
        report_lost(job, set, area, reason);
        return true;
    }
    area_report(job->report, set, area,
                &(struct problem){ .effect = REPORT_REPAIRED,
                                   .rule = "invalid-polygon",
                                   .field = STR("geometry"),
                                   .value = area->code },
                "%.*s: %.*s; its rings were rebuilt so as to cover the same "
                "ground",
                STR_ARG(area->code), STR_ARG(reason));
    return true;
}

static bool check_copy(struct import_job *job, const struct area_set *set,
                       const struct area *area, struct arena *scratch,
                       struct geom *copy, struct error *err)
{
    size_t dropped = is_polygonal(copy->type) ? drop_short_rings(copy) : 0;
    str reason = arena_printf(scratch, "%zu ring%s of fewer than %d positions",
                              dropped, dropped == 1 ? "" : "s", RING_MIN);
    if (copy->type == GEOM_EMPTY)
        return repair(job, set, area, copy, reason, err);
    str invalid = { 0 };
    bool is_valid = geom_is_valid(scratch, copy, &invalid);
    if (is_valid && !dropped) return true;
    return repair(job, set, area, copy, is_valid ? reason : invalid, err);
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
                    "%.*s has no polygon; it is kept without one",
                    STR_ARG(area->code));
        *out = (struct geom){ .type = GEOM_EMPTY };
        return true;
    }
    if (!is_polygonal(in->type) && in->type != GEOM_COLLECTION) {
        *out = (struct geom){ .type = GEOM_EMPTY };
        report_lost(job, set, area, STR("not a polygon"));
        return true;
    }
    struct arena *scratch = arena_create(SCRATCH_MAX);
    struct geom copy;
    bool ok =
        scratch ? area_geom_copy(set->arena, in, &copy, err) : no_memory(err);
    ok = ok && check_copy(job, set, area, scratch, &copy, err);
    arena_destroy(scratch);
    if (ok) *out = copy;
    return ok;
}
