#include "server/selection_parts.h"

#include "geo/crs.h"

// Parameters that may differ between the pages of one query.
static const char *const free_names[] = {
    "cursor",
    "limit",
    "f",
    "crs",
    "skipGeometry",
    "properties",
    "count",
    "offset",
    "startindex",
    "zoom",
    "maxAllowableOffset",
};

static bool is_free(str name)
{
    for (size_t i = 0; i < sizeof free_names / sizeof *free_names; i++)
        if (str_equal(name, str_from(free_names[i]))) return true;
    return false;
}

uint32_t selection_shape(const struct request *request)
{
    uint64_t shape = 0;
    for (size_t i = 0; i < request->params.pair_count; i++) {
        const struct pair *pair = &request->params.pairs[i];
        if (is_free(pair->name)) continue;
        shape = shape * 31 + str_hash(pair->name);
        shape = shape * 31 + str_hash(pair->value);
    }
    return (uint32_t)(shape ^ shape >> 32);
}

static bool has_text(struct value value)
{
    return value.type == VALUE_TEXT || value.type == VALUE_DATE ||
           value.type == VALUE_TIME;
}

static bool copy_keys(struct arena *arena, const struct selection *selection,
                      const struct feature *feature, struct value *keys)
{
    const struct schema *schema = &selection->collection->schema;
    for (size_t i = 0; i < selection->sort_count; i++) {
        const struct field *field = selection->sorts[i].field;
        keys[i] =
            field ? feature->values[schema_index(schema, field)] : feature->id;
        if (!has_text(keys[i])) continue;
        keys[i].text = arena_copy(arena, keys[i].text);
        if (!keys[i].text.bytes) return false;
    }
    return true;
}

bool selection_find_place(const struct request *request,
                          struct selection *selection, struct error *err)
{
    struct feature feature;
    if (!selection->after_fid || !selection->sort_count) return true;
    struct value *keys =
        ARENA_ARRAY(request->arena, struct value, selection->sort_count);
    const struct selection row = {
        .collection = selection->collection,
        .after_fid = selection->after_fid - 1,
        .limit = 1,
        .srid = CRS_WGS84,
        .skip_geometry = true,
    };
    struct cursor *cursor = cursor_open(request->view, &row, err);
    if (!cursor) return false;
    bool is_there =
        cursor_next(cursor, &feature) && feature.fid == selection->after_fid;
    bool is_copied = is_there && keys &&
                     copy_keys(request->arena, selection, &feature, keys);
    if (!cursor_close(cursor, err)) return false;
    if (!is_there)
        return error_set(err, ERROR_INVALID,
                         "cursor: there is no such feature; start again "
                         "without a cursor");
    if (!is_copied)
        return error_set(err, ERROR_NO_MEMORY, "no room for the sort values");
    selection->after_keys = keys;
    return true;
}

static bool find_place_of(const struct request *request,
                          struct selection *selection,
                          const struct feature *last, struct error *err)
{
    selection->after_fid = last->fid;
    return selection->near.is_asked
               ? selection_set_distance(request->arena, last->distance_m,
                                        selection, err)
               : selection_find_place(request, selection, err);
}

bool selection_skip(const struct request *request, struct selection *selection,
                    size_t *count, struct error *err)
{
    struct feature feature, last = { 0 };
    struct selection skipped = *selection;
    skipped.limit = *count;
    skipped.skip_geometry = true;
    skipped.wanted = ARENA_ARRAY(request->arena, bool,
                                 selection->collection->schema.count + 1);
    if (!*count) return true;
    if (!skipped.wanted)
        return error_set(err, ERROR_NO_MEMORY, "no room for the names");
    *count = 0;
    struct cursor *cursor = cursor_open(request->view, &skipped, err);
    if (!cursor) return false;
    while (cursor_next(cursor, &feature)) {
        last.fid = feature.fid;
        last.distance_m = feature.distance_m;
        ++*count;
    }
    return cursor_close(cursor, err) &&
           (!*count || find_place_of(request, selection, &last, err));
}
