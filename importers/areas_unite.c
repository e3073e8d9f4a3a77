#include <stdlib.h>

#include "geo/valid.h"
#include "importers/areas.h"

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "the areas do not fit in memory");
}

bool area_unite(struct arena *arena, const struct area *const *areas,
                size_t count, struct geom *out, struct error *err)
{
    struct geom *geoms = ARENA_ARRAY(arena, struct geom, count + 1);
    if (!geoms) return no_memory(err);
    size_t filled = 0;
    for (size_t i = 0; i < count; i++)
        if (areas[i]->source.type != GEOM_EMPTY)
            geoms[filled++] = areas[i]->source;
    if (!filled) {
        *out = (struct geom){ .type = GEOM_EMPTY };
        return true;
    }
    return geom_union(arena, geoms, filled, out, err);
}

// Names come from the manifest, else from the finer source, else the code
// stands in.
static str find_name(const struct area_set *set, const struct area *member)
{
    str code = member->parents[set->level];
    for (size_t i = 0; i < set->spec->name_count; i++)
        if (str_equal(set->spec->named_codes[i], code))
            return set->spec->names[i];
    str name = member->parent_names[set->level];
    return name.len ? name : code;
}

static bool unite_group(struct import_job *job, struct area_set *set,
                        const struct area *const *members, size_t count,
                        struct error *err)
{
    struct area area = *members[0];
    area.code = members[0]->parents[set->level];
    area.name = find_name(set, members[0]);
    area.values = NULL;
    area.row = 0;
    if (!area_unite(set->arena, members, count, &area.source, err))
        return error_context(err, "%.*s", STR_ARG(area.code));
    if (area.source.type == GEOM_EMPTY)
        area_report(job->report, set, NULL,
                    &(struct problem){ .rule = "area-without-polygon",
                                       .field = STR("geometry"),
                                       .value = area.code },
                    "has no polygon, because none of its parts has one");
    return area_list_add(set->arena, &set->land, &area, err);
}

static int compare_parents(const void *a, const void *b, void *level)
{
    const struct area *const *one = a, *const *other = b;
    size_t i = *(const enum area_level *)level;
    return str_compare((*one)->parents[i], (*other)->parents[i]);
}

bool area_set_unite(struct import_job *job, struct area_set *set,
                    const struct area_set *finer, struct error *err)
{
    set->srid = finer->srid;
    set->file = finer->file;
    for (size_t i = set->level + 1; i < LEVEL_COUNT; i++)
        set->has_parent_names[i] = finer->has_parent_names[i];
    size_t count = finer->land.count;
    const struct area **members =
        ARENA_ARRAY(set->arena, const struct area *, count + 1);
    if (!members) return no_memory(err);
    for (size_t i = 0; i < count; i++) members[i] = &finer->land.areas[i];
    qsort_r(members, count, sizeof *members, compare_parents, &set->level);
    for (size_t i = 0, next; i < count; i = next) {
        str code = members[i]->parents[set->level];
        next = i + 1;
        while (next < count &&
               str_equal(members[next]->parents[set->level], code))
            next++;
        if (!unite_group(job, set, &members[i], next - i, err)) return false;
    }
    return true;
}
