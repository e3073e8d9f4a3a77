#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/crs.h"
#include "importers/areas.h"

enum { REPORT_MESSAGE_MAX = 400, LIST_FIRST = 64 };

void area_report(struct report *report, const struct area_set *set,
                 const struct area *area, const struct problem *problem,
                 const char *format, ...)
{
    char message[REPORT_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (len < 0) len = 0;
    if (len >= (int)sizeof message) len = (int)sizeof message - 1;
    struct problem line = *problem;
    line.message = (str){ message, (size_t)len };
    line.source = set->file;
    if (area) line.row = area->row;
    report_add(report, &line);
}

bool area_list_add(struct arena *arena, struct area_list *list,
                   const struct area *area, struct error *err)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : LIST_FIRST;
        struct area *areas =
            arena_grow(arena, list->areas, list->capacity * sizeof *areas,
                       capacity * sizeof *areas);
        if (!areas)
            return error_set(err, ERROR_NO_MEMORY,
                             "the areas do not fit in memory");
        list->areas = areas;
        list->capacity = capacity;
    }
    list->areas[list->count++] = *area;
    return true;
}

static int compare_areas(const void *a, const void *b)
{
    const struct area *one = a, *other = b;
    int order = str_compare(one->code, other->code);
    if (order) return order;
    return (one->row > other->row) - (one->row < other->row);
}

const struct area *area_set_find(const struct area_set *set, str code)
{
    size_t from = 0, to = set->land.count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = str_compare(set->land.areas[middle].code, code);
        if (!order) return &set->land.areas[middle];
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

static bool join_run(struct import_job *job, struct area_set *set,
                     struct area *first, size_t count, struct error *err)
{
    const struct area **members =
        ARENA_ARRAY(set->arena, const struct area *, count);
    if (!members)
        return error_set(err, ERROR_NO_MEMORY,
                         "the areas do not fit in memory");
    for (size_t i = 0; i < count; i++) members[i] = &first[i];
    struct geom joined;
    if (!area_unite(set->arena, members, count, &joined, err))
        return error_context(err, "%.*s", STR_ARG(first->code));
    first->source = joined;
    for (size_t i = 1; i < count; i++)
        area_report(job->report, set, &first[i],
                    &(struct problem){ .effect = REPORT_REPAIRED,
                                       .rule = "area-in-several-rows",
                                       .value = first->code },
                    "stands in row %llu too; the polygons were joined and the "
                    "values of that row kept",
                    (unsigned long long)first->row);
    return true;
}

bool area_set_join(struct import_job *job, struct area_set *set,
                   struct error *err)
{
    struct area_list *list = &set->land;
    if (list->count)
        qsort(list->areas, list->count, sizeof *list->areas, compare_areas);
    size_t kept = 0;
    for (size_t i = 0, next; i < list->count; i = next) {
        next = i + 1;
        while (next < list->count &&
               str_equal(list->areas[next].code, list->areas[i].code))
            next++;
        if (next - i > 1 && !join_run(job, set, &list->areas[i], next - i, err))
            return false;
        list->areas[kept++] = list->areas[i];
    }
    list->count = kept;
    return true;
}

static bool place_list(struct import_job *job, const struct area_set *set,
                       struct crs_transform *to_crs84, struct area_list *list,
                       struct error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        struct area *area = &list->areas[i];
        area->geom = area->source;
        if (!to_crs84 || area->source.type == GEOM_EMPTY) continue;
        struct geom copy;
        if (!area_geom_copy(set->arena, &area->source, &copy, err))
            return false;
        if (!crs_geom(to_crs84, &copy, err))
            return error_context(err, "%.*s", STR_ARG(area->code));
        // What is valid in one system can be invalid in the other: straight
        // lines stay straight, but not quite in the same place.
        if (!area_shape(job, set, area, &copy, &area->geom, err)) return false;
    }
    return true;
}

bool area_set_place(struct import_job *job, struct area_set *set,
                    struct error *err)
{
    struct crs_transform *to_crs84 = NULL;
    if (set->srid != CRS_WGS84) {
        to_crs84 = crs_open(set->srid, CRS_WGS84, err);
        if (!to_crs84) return error_context(err, "%.*s", STR_ARG(set->file));
    }
    bool ok = place_list(job, set, to_crs84, &set->land, err) &&
              place_list(job, set, to_crs84, &set->water, err);
    crs_close(to_crs84);
    return ok;
}
