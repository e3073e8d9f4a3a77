// Which areas figures are about: the codes of the store, and the ones that
// did not join.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "importers/areas.h"
#include "importers/statistics.h"
#include "store/query.h"

bool statistics_code_level(str code, enum area_level *level)
{
    static const char *const larger[] = { "NL", "LD", "PV", "RE" };
    for (enum area_level l = LEVEL_BUURT; l < LEVEL_NONE; l++)
        if (area_code_is_valid(l, code)) {
            *level = l;
            return true;
        }
    for (size_t i = 0; i < sizeof larger / sizeof *larger; i++) {
        int64_t number;
        if (code.len == 4 && str_starts(code, str_from(larger[i])) &&
            str_to_int(str_slice(code, 2, 4), &number) && number >= 0) {
            *level = LEVEL_NONE;
            return true;
        }
    }
    return false;
}

static struct known_area **find_slot(struct known_area **slots, size_t capacity,
                                     enum area_level level, str code)
{
    size_t i = str_hash(code) & (capacity - 1);
    while (slots[i] && !str_equal(slots[i]->codes[level], code))
        i = (i + 1) & (capacity - 1);
    return &slots[i];
}

static bool grow(struct statistics *st)
{
    struct known_areas *areas = &st->areas;
    size_t capacity = areas->capacity ? areas->capacity * 2 : 1024;
    struct known_area **slots =
        ARENA_ARRAY(st->job->arena, struct known_area *, capacity);
    if (!slots) return false;
    for (size_t i = 0; i < areas->capacity; i++)
        if (areas->slots[i])
            *find_slot(slots, capacity, st->level,
                       areas->slots[i]->codes[st->level]) = areas->slots[i];
    areas->slots = slots;
    areas->capacity = capacity;
    return true;
}

// The area with this code, made when there is none. NULL: no memory.
static struct known_area *get_area(struct statistics *st, str code)
{
    struct known_areas *areas = &st->areas;
    if (areas->count * 2 >= areas->capacity && !grow(st)) return NULL;
    struct known_area **slot =
        find_slot(areas->slots, areas->capacity, st->level, code);
    if (*slot) return *slot;
    struct known_area *area = ARENA_NEW(st->job->arena, struct known_area);
    if (!area) return NULL;
    area->codes[st->level] = arena_copy(st->job->arena, code);
    if (!area->codes[st->level].bytes) return NULL;
    area->number = (uint32_t)areas->count++;
    return *slot = area;
}

struct known_area *statistics_area(struct statistics *st, str code)
{
    size_t before = st->areas.count;
    struct known_area *area = get_area(st, code);
    if (!area) return NULL;
    if (st->areas.count == before) return area;
    area->is_unknown = st->job->has_areas;
    for (enum area_level l = st->level + 1; l < LEVEL_NONE; l++)
        area->codes[l] = area_code_parent(st->job->arena, l, code);
    return area;
}

static bool add_stored_area(struct statistics *st, const struct schema *schema,
                            const struct feature *feature)
{
    str codes[LEVEL_COUNT] = { { 0 } };
    for (enum area_level l = st->level; l < LEVEL_NONE; l++) {
        const struct field *field =
            schema_find_role(schema, area_level_role(l));
        if (!field) continue;
        struct value value = feature->values[schema_index(schema, field)];
        if (value.type == VALUE_TEXT) codes[l] = value.text;
    }
    str code = codes[st->level];
    if (!code.len) return true;
    struct known_area *area = get_area(st, code);
    if (!area) return false;
    for (enum area_level l = st->level + 1; l < LEVEL_NONE; l++) {
        area->codes[l] = codes[l].len
                             ? arena_copy(st->job->arena, codes[l])
                             : area_code_parent(st->job->arena, l, code);
        if (!area->codes[l].bytes) return false;
    }
    return true;
}

static bool read_areas_of(struct statistics *st, struct view *view,
                          struct error *err)
{
    const struct dataset *dataset = &st->job->manifest->dataset;
    const struct collection *collection =
        catalog_areas(view_catalog(view), dataset->areas, st->level);
    if (!collection)
        return error_set(err, ERROR_INVALID,
                         "%s: the figures are per %s, a level that the areas "
                         "dataset '%.*s' does not have",
                         st->job->manifest->path.bytes,
                         area_level_name(st->level), STR_ARG(dataset->areas));
    struct cursor *cursor = cursor_open(
        view,
        &(struct selection){
            .collection = collection, .srid = 4326, .skip_geometry = true },
        err);
    if (!cursor) return false;
    struct feature feature;
    bool ok = true;
    while (ok && cursor_next(cursor, &feature))
        ok = add_stored_area(st, &collection->schema, &feature);
    if (!cursor_close(cursor, err)) return false;
    return ok || error_set(err, ERROR_NO_MEMORY, "no memory left for areas");
}

bool statistics_areas(struct statistics *st, struct error *err)
{
    if (!st->job->has_areas) return true;
    struct view *view = view_open(st->job->store, 0, err);
    if (!view) return false;
    bool ok = read_areas_of(st, view, err);
    view_close(view);
    return ok;
}

static void fact(struct report *report, const char *name, uint64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, number);
    report_fact(report, name, str_from(text));
}

static void report_unknown(struct statistics *st, const struct known_area *area)
{
    str areas = st->job->manifest->dataset.areas;
    statistics_report(st, NULL, st->area_column,
                      &(struct problem){ .effect = REPORT_NOTE,
                                         .rule = "code-without-area",
                                         .value = area->codes[st->level] },
                      "not in %.*s; %" PRIu64 " %s with this code %s as "
                      "unassigned",
                      STR_ARG(areas), area->rows,
                      area->rows == 1 ? "row" : "rows",
                      area->rows == 1 ? "counts" : "count");
}

static int compare_areas(const void *a, const void *b)
{
    const struct known_area *const *left = a, *const *right = b;
    for (enum area_level l = LEVEL_BUURT; l < LEVEL_NONE; l++) {
        int order = str_compare((*left)->codes[l], (*right)->codes[l]);
        if (order) return order;
    }
    return 0;
}

// The areas in order of code, in the place of the table of slots.
static void sort_areas(struct known_areas *areas)
{
    size_t count = 0;
    for (size_t i = 0; i < areas->capacity; i++)
        if (areas->slots[i]) areas->slots[count++] = areas->slots[i];
    areas->count = areas->capacity = count;
    if (count) qsort(areas->slots, count, sizeof *areas->slots, compare_areas);
}

void statistics_join_report(struct statistics *st)
{
    if (!st->job->has_areas) return;
    uint64_t unknown = 0, empty = 0, joined = 0;
    sort_areas(&st->areas);
    for (size_t i = 0; i < st->areas.count; i++) {
        const struct known_area *area = st->areas.slots[i];
        unknown += area->is_unknown;
        empty += !area->rows;
        joined += area->rows && !area->is_unknown;
        if (area->is_unknown) report_unknown(st, area);
        if (!area->rows)
            report_add(st->job->report,
                       &(struct problem){
                           .effect = REPORT_NOTE,
                           .rule = "area-without-figures",
                           .value = area->codes[st->level],
                           .message = STR("no row is about this area") });
    }
    fact(st->job->report, "areas with figures", joined);
    fact(st->job->report, "areas without figures", empty);
    fact(st->job->report, "codes without area", unknown);
    fact(st->job->report, "unassigned rows", st->unassigned);
}
