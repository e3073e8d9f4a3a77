#include "server/area_table.h"

#include <stdlib.h>

#include "server/geojson.h"
#include "server/selection.h"

struct reading {
    const struct request *request;
    const struct field *name;  // the field that holds an area's name
    size_t name_index, capacity;
    struct area_table table;
    struct buf geometries;  // one behind the other
    size_t *ends;           // of each area's geometry in it
};

// The same condition on the areas: by the role of the field, since an area
// carries the codes of the areas it lies in.
static void copy_conditions(const struct selection *from, struct selection *to)
{
    for (size_t i = 0; i < from->condition_count; i++) {
        struct condition condition = from->conditions[i];
        enum field_role role = condition.field->role;
        if (role != FIELD_BUURTCODE && role != FIELD_WIJKCODE &&
            role != FIELD_GEMEENTECODE)
            continue;
        condition.field = schema_find_role(&to->collection->schema, role);
        if (condition.field && condition.value.type != VALUE_NULL)
            to->conditions[to->condition_count++] = condition;
    }
}

static bool grow(struct reading *reading)
{
    struct arena *arena = reading->request->arena;
    size_t old = reading->capacity, wanted = old ? old * 2 : 256;
    struct area_fact *facts =
        arena_grow(arena, reading->table.facts, old * sizeof *facts,
                   wanted * sizeof *facts);
    size_t *ends = arena_grow(arena, reading->ends, old * sizeof *ends,
                              wanted * sizeof *ends);
    if (!facts || !ends) return false;
    reading->table.facts = facts;
    reading->ends = ends;
    reading->capacity = wanted;
    return true;
}

static bool add(struct reading *reading, const struct feature *feature,
                const struct crs_entry *crs)
{
    struct arena *arena = reading->request->arena;
    struct area_table *table = &reading->table;
    if (feature->id.type != VALUE_TEXT) return true;
    if (table->count == reading->capacity && !grow(reading)) return false;
    struct area_fact *fact = &table->facts[table->count];
    fact->code = arena_copy(arena, feature->id.text);
    if (reading->name &&
        feature->values[reading->name_index].type == VALUE_TEXT)
        fact->name =
            arena_copy(arena, feature->values[reading->name_index].text);
    if (crs) geojson_geometry(&reading->geometries, &feature->geom, crs);
    reading->ends[table->count++] = reading->geometries.len;
    return fact->code.bytes;
}

static int compare_codes(const void *a, const void *b)
{
    const struct area_fact *left = a, *right = b;
    return str_compare(left->code, right->code);
}

static bool finish(struct reading *reading, bool has_geometry,
                   struct area_table *out, struct error *err)
{
    str text = { 0 };
    struct area_table table = reading->table;
    if (!buf_finish(&reading->geometries, &text, err)) return false;
    for (size_t i = 0; has_geometry && i < table.count; i++)
        table.facts[i].geometry =
            str_slice(text, i ? reading->ends[i - 1] : 0, reading->ends[i]);
    if (table.count)
        qsort(table.facts, table.count, sizeof *table.facts, compare_codes);
    *out = table;
    return true;
}

bool area_table_read(const struct request *request,
                     const struct selection *selection,
                     const struct collection *areas, bool has_geometry,
                     struct area_table *out, struct error *err)
{
    const struct crs_entry *crs = has_geometry ? request_crs(request) : NULL;
    struct selection wanted = {
        .collection = areas,
        .box = selection->box,
        .srid = request_crs(request)->srid,
        .skip_geometry = !has_geometry,
    };
    struct reading reading = { .request = request };
    struct feature feature;
    bool has_room = true;
    copy_conditions(selection, &wanted);
    buf_init(&reading.geometries, request->arena, SIZE_MAX);
    reading.name = schema_find_role(&areas->schema, FIELD_AREA_NAME);
    if (reading.name)
        reading.name_index = schema_index(&areas->schema, reading.name);
    struct cursor *cursor = cursor_open(request->view, &wanted, err);
    if (!cursor) return false;
    while (has_room && cursor_next(cursor, &feature))
        has_room = add(&reading, &feature, crs);
    if (!cursor_close(cursor, err)) return false;
    if (!has_room)
        return error_set(err, ERROR_NO_MEMORY, "no room for the areas");
    return finish(&reading, has_geometry, out, err);
}

const struct area_fact *area_table_find(const struct area_table *table,
                                        str code)
{
    struct area_fact wanted = { .code = code };
    if (!table->count) return NULL;
    return bsearch(&wanted, table->facts, table->count, sizeof *table->facts,
                   compare_codes);
}
