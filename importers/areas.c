#include "importers/areas.h"

// Every level may hold as much as this; a whole country with its figures is
// about a quarter.
enum { LEVEL_MEMORY_MIB = 2048 };

static bool init_sets(const struct import_job *job, struct area_set *sets,
                      struct error *err)
{
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        sets[i].level = (enum area_level)i;
        sets[i].spec = &job->manifest->levels[i];
        sets[i].is_there = sets[i].spec->is_there;
        if (!sets[i].is_there) continue;
        sets[i].arena = arena_create((size_t)LEVEL_MEMORY_MIB << 20);
        if (!sets[i].arena)
            return error_set(err, ERROR_NO_MEMORY,
                             "the areas do not fit in memory");
    }
    return true;
}

static bool read_levels(struct import_job *job, struct area_set *sets,
                        struct error *err)
{
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        struct area_set *set = &sets[i];
        if (!set->is_there) continue;
        bool ok = set->spec->from == LEVEL_NONE
                      ? area_set_read(job, set, err)
                      : area_set_unite(job, set, &sets[set->spec->from], err);
        if (!ok || !area_set_place(job, set, err))
            return error_context(err, "%s", area_level_name(set->level));
    }
    return true;
}

static void report_orphan(struct import_job *job, const struct area_set *set,
                          const struct area_set *coarser,
                          const struct area *area)
{
    str parent = area->parents[coarser->level];
    area_report(job->report, set, area,
                &(struct problem){ .effect = REPORT_NOTE,
                                   .rule = "area-without-parent",
                                   .value = area->code },
                "lies in %.*s, which is not among the %.*s", STR_ARG(parent),
                STR_ARG(coarser->spec->collection));
}

// Which areas of `coarser` are named by no area of `set`.
static bool report_childless(struct import_job *job, const struct area_set *set,
                             const struct area_set *coarser, struct error *err)
{
    size_t count = coarser->land.count;
    bool *has_child = ARENA_ARRAY(coarser->arena, bool, count + 1);
    if (!has_child)
        return error_set(err, ERROR_NO_MEMORY,
                         "the areas do not fit in memory");
    for (size_t i = 0; i < set->land.count; i++) {
        const struct area *parent =
            area_set_find(coarser, set->land.areas[i].parents[coarser->level]);
        if (parent)
            has_child[parent - coarser->land.areas] = true;
        else
            report_orphan(job, set, coarser, &set->land.areas[i]);
    }
    for (size_t i = 0; i < count; i++) {
        const struct area *area = &coarser->land.areas[i];
        if (has_child[i]) continue;
        area_report(job->report, coarser, area,
                    &(struct problem){ .effect = REPORT_NOTE,
                                       .rule = "area-without-children",
                                       .value = area->code },
                    "%.*s has no %s", STR_ARG(area->name),
                    area_level_name(set->level));
    }
    return true;
}

// Each level is held against the next coarser one that there is.
static bool check_hierarchy(struct import_job *job, const struct area_set *sets,
                            struct error *err)
{
    const struct area_set *finer = NULL;
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        if (!sets[i].is_there) continue;
        if (finer && !report_childless(job, finer, &sets[i], err)) return false;
        finer = &sets[i];
    }
    return true;
}

static bool write_levels(struct import_job *job, const struct area_set *sets,
                         struct error *err)
{
    for (size_t i = 0; i < LEVEL_COUNT; i++)
        if (sets[i].is_there &&
            !area_set_write(job, sets, (enum area_level)i, err))
            return false;
    return true;
}

bool areas_import(struct import_job *job, struct error *err)
{
    struct area_set sets[LEVEL_COUNT] = { 0 };
    bool ok = init_sets(job, sets, err) && read_levels(job, sets, err) &&
              check_hierarchy(job, sets, err) && write_levels(job, sets, err);
    for (size_t i = 0; i < LEVEL_COUNT; i++) arena_destroy(sets[i].arena);
    return ok;
}
