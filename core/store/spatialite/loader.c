// Taking rows in: each is checked, its id compared with those before it, and
// put in the spool. Nothing is written to the database yet.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "geo/hilbert.h"
#include "geo/wkb.h"
#include "store/spatialite/copy.h"
#include "store/spatialite/counts.h"
#include "store/spatialite/load.h"
#include "store/spatialite/schema.h"
#include "store/spatialite/sql.h"

enum { PLACES_FIRST = 1 << 12, ROWS_KEPT_MAX = 192 << 20 };

static const size_t arena_bytes_max = (size_t)4 << 30;
static const struct box world = { -180, -90, 180, 90 };

static bool is_owned_by_other(const struct load *load, str id)
{
    const struct collection *there = catalog_collection(load->before, id);
    return there && !str_equal(there->dataset->id, load->dataset.id);
}

// Ids become names of tables with "_" for "-". A double "-" would give the
// "__" that marks the tables of a running import.
static bool check_id(str id, struct error *err)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.bytes[i];
        bool fits = ascii_is_lower(c) || ascii_is_digit(c) ||
                    (c == '-' && i > 0 && id.bytes[i - 1] != '-');
        if (!fits) id.len = 0;
    }
    return id.len ||
           error_set(err, ERROR_REFUSED,
                     "a collection's id has small letters, digits and single"
                     " hyphens between them");
}

// Whether `name` is a table that no collection of this dataset has.
static bool check_table(const struct load *load, struct arena *arena, str name,
                        struct error *err)
{
    int64_t is_there;
    if (!sql_int(load->writer.db, &is_there, err,
                 "SELECT count(*) FROM sqlite_master WHERE name = '%.*q'",
                 STR_ARG(name)))
        return false;
    if (!is_there) return true;
    for (size_t i = 0; i < load->before->collection_count; i++) {
        const struct collection *c = &load->before->collections[i];
        if (!str_equal(c->dataset->id, load->dataset.id)) continue;
        str table = table_name(arena, c);
        for (enum table_part part = 0; part < PART_END; part++)
            if (str_equal(name,
                          schema_table(arena, table, part, STAGE_PUBLISHED)))
                return true;
    }
    return error_set(err, ERROR_REFUSED,
                     "the database has a table \"%.*s\" already, which is not"
                     " of this dataset",
                     STR_ARG(name));
}

// Nor may two collections of one import want the same name.
static bool check_siblings(const struct loader *loader, struct arena *arena,
                           str name, struct error *err)
{
    for (const struct loader *l = loader->load->loaders; l; l = l->next) {
        str table = table_name(arena, &l->collection);
        for (enum table_part part = 0; part < PART_END; part++)
            if (str_equal(name,
                          schema_table(arena, table, part, STAGE_PUBLISHED)))
                return error_set(err, ERROR_REFUSED,
                                 "the collections \"%.*s\" and \"%.*s\" would"
                                 " share the table \"%.*s\"",
                                 STR_ARG(l->collection.id),
                                 STR_ARG(loader->collection.id), STR_ARG(name));
    }
    return true;
}

static bool check_tables(const struct loader *loader, struct error *err)
{
    struct arena *arena = loader->scratch;
    str table = table_name(arena, &loader->collection);
    for (enum table_part part = 0; part < PART_END; part++) {
        str name = schema_table(arena, table, part, STAGE_PUBLISHED);
        if (!check_table(loader->load, arena, name, err) ||
            !check_siblings(loader, arena, name, err))
            return false;
    }
    return true;
}

static size_t values_wanted(const struct field *field)
{
    if (field->is_category) return CATEGORY_VALUES_MAX;
    return field->wants_enum ? ENUM_VALUES_MAX : 0;
}

static bool prepare_fields(struct loader *loader, struct error *err)
{
    const struct schema *schema = &loader->collection.schema;
    struct cell_layout layout;
    if (!cell_layout_init(&layout, schema, err) ||
        !schema_name_columns(loader->arena, loader->fields, schema->count, err))
        return false;
    const struct field *id = collection_id_field(&loader->collection);
    loader->id_field = id ? schema_index(schema, id) : schema->count;
    loader->times.start = schema_find_role(schema, FIELD_TIME_START);
    loader->times.end = schema_find_role(schema, FIELD_TIME_END);
    loader->values = ARENA_ARRAY(loader->arena, struct value, schema->count);
    loader->distinct =
        ARENA_ARRAY(loader->arena, struct distinct, schema->count);
    loader->text_bytes = ARENA_ARRAY(loader->arena, uint64_t, schema->count);
    if (!loader->values || !loader->distinct || !loader->text_bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for the fields");
    for (size_t i = 0; i < schema->count; i++)
        if (!distinct_init(&loader->distinct[i], loader->arena,
                           values_wanted(&loader->fields[i]), err))
            return false;
    return true;
}

static bool prepare_areas(struct loader *loader, struct error *err)
{
    struct load *load = loader->load;
    if (!load->dataset.areas.len) return true;
    loader->areas = area_codes_read(loader->arena, load->writer.db,
                                    load->before, load->dataset.areas, err);
    if (!loader->areas) return false;
    area_codes_use(loader->areas, &loader->collection.schema);
    return true;
}

static bool prepare(struct loader *loader, const struct collection *wanted,
                    struct error *err)
{
    struct load *load = loader->load;
    loader->arena = arena_create(arena_bytes_max);
    loader->scratch = arena_create(arena_bytes_max);
    if (!loader->arena || !loader->scratch)
        return error_set(err, ERROR_NO_MEMORY, "no room for an import");
    if (!copy_collection(loader->arena, wanted, &loader->collection,
                         &loader->fields, err))
        return false;
    loader->collection.dataset = &load->dataset;
    loader->collection.extent = box_nothing();
    if (!check_tables(loader, err) || !prepare_fields(loader, err) ||
        !prepare_areas(loader, err))
        return false;
    loader->spool =
        spool_open(database_of(load->store)->path,
                   loader->collection.schema.count, ROWS_KEPT_MAX, err);
    return loader->spool != NULL;
}

struct loader *spatialite_loader_open(struct load *load,
                                      const struct collection *collection,
                                      struct error *err)
{
    if (!check_id(collection->id, err)) return NULL;
    if (is_owned_by_other(load, collection->id)) {
        error_set(err, ERROR_REFUSED,
                  "the collection \"%.*s\" belongs to another dataset",
                  STR_ARG(collection->id));
        return NULL;
    }
    struct loader *loader = calloc(1, sizeof *loader);
    if (!loader) {
        error_set(err, ERROR_NO_MEMORY, "no room for an import");
        return NULL;
    }
    loader->load = load;
    if (!prepare(loader, collection, err)) {
        spatialite_loader_close(loader);
        return NULL;
    }
    loader->next = load->loaders;
    load->loaders = loader;
    return loader;
}

void spatialite_loader_close(struct loader *loader)
{
    spool_close(loader->spool);
    id_set_free(&loader->ids);
    free(loader->places);
    arena_destroy(loader->arena);
    arena_destroy(loader->scratch);
    free(loader);
}

static bool check_value(const struct field *field, struct value value,
                        struct error *err)
{
    if (value.type != VALUE_NULL && value.type != field->type)
        return error_set(err, ERROR_INTERNAL, "\"%.*s\" is %s, not %s",
                         STR_ARG(field->name), value_type_name(value.type),
                         value_type_name(field->type));
    if (value.type == VALUE_REAL && !isfinite(value.real))
        return error_set(err, ERROR_INTERNAL, "\"%.*s\" is not a finite number",
                         STR_ARG(field->name));
    return true;
}

static bool find_id(const struct loader *loader, const struct feature *feature,
                    struct value *id, struct error *err)
{
    bool has_field = loader->id_field < loader->collection.schema.count;
    *id = has_field ? feature->values[loader->id_field] : feature->id;
    if (id->type == VALUE_NULL)
        return error_set(err, ERROR_REFUSED, "the id is missing");
    if (!has_field && id->type != VALUE_INT)
        return error_set(err, ERROR_INTERNAL, "a row number must be a number");
    return true;
}

static bool already_there(struct value id, struct error *err)
{
    if (id.type == VALUE_INT)
        return error_set(err, ERROR_REFUSED, "the id %lld is already there",
                         (long long)id.integer);
    return error_set(err, ERROR_REFUSED, "the id \"%.*s\" is already there",
                     STR_ARG(id.text));
}

static struct value id_of(const struct loader *loader,
                          const struct spool_row *row)
{
    return loader->id_field < loader->collection.schema.count
               ? loader->values[loader->id_field]
               : (struct value){ .type = VALUE_INT, .integer = row->row_id };
}

static uint32_t id_bits(struct value id)
{
    return (uint32_t)(value_hash(id) >> 32);
}

// While numbers only rise, none of them can be there twice, and none is kept.
// Most sources are such.
static bool rises(const struct loader *loader, struct value id)
{
    return id.type == VALUE_INT &&
           (!loader->place_count || id.integer > loader->last_id);
}

// The first id that is out of order: from here on all of them are kept.
static bool keep_ids(struct loader *loader, struct error *err)
{
    struct spool_row row;
    loader->keeps_ids = true;
    for (size_t i = 0; i < loader->place_count; i++) {
        uint64_t offset = loader->places[i].offset & ~PLACE_NOWHERE;
        if (!spool_read(loader->spool, offset, &row, loader->values, err) ||
            !id_set_reserve(&loader->ids, err))
            return false;
        id_set_add(&loader->ids, id_bits(id_of(loader, &row)), (uint32_t)i);
    }
    return true;
}

// Compares the id with the rows before it that may have the same one.
static bool check_unique(struct loader *loader, struct value id, uint32_t bits,
                         uint64_t *first_row, struct error *err)
{
    size_t probe = 0;
    uint32_t earlier;
    if (!id_set_reserve(&loader->ids, err)) return false;
    while (id_set_next(&loader->ids, bits, &probe, &earlier)) {
        struct spool_row row;
        uint64_t offset = loader->places[earlier].offset & ~PLACE_NOWHERE;
        if (!spool_read(loader->spool, offset, &row, loader->values, err))
            return false;
        if (!value_equal(id_of(loader, &row), id)) continue;
        if (first_row) *first_row = row.row_number;
        return already_there(id, err);
    }
    return true;
}

// Whether no row before it has this id.
static bool check_id_of_row(struct loader *loader, struct value id,
                            uint32_t *bits, uint64_t *first_row,
                            struct error *err)
{
    *bits = 0;
    if (!loader->keeps_ids && rises(loader, id)) return true;
    if (!loader->keeps_ids && !keep_ids(loader, err)) return false;
    *bits = id_bits(id);
    return check_unique(loader, id, *bits, first_row, err);
}

static bool reserve_place(struct loader *loader, struct error *err)
{
    if (loader->place_count < loader->place_capacity) return true;
    size_t capacity =
        loader->place_capacity ? loader->place_capacity * 2 : PLACES_FIRST;
    struct row_place *places =
        realloc(loader->places, capacity * sizeof *places);
    if (!places) return error_set(err, ERROR_NO_MEMORY, "no room for a row");
    loader->places = places;
    loader->place_capacity = capacity;
    return true;
}

static bool write_blob(struct arena *arena, const struct geom *geom, int srid,
                       str *blob, struct error *err)
{
    struct buf buf;
    buf_init(&buf, arena, INT32_MAX);
    blob_write(&buf, geom, srid);
    return buf_finish(&buf, blob, err);
}

static bool write_blobs(struct loader *loader, const struct geom *geom,
                        const struct geom *stored, struct spool_row *row,
                        struct error *err)
{
    int srid = loader->collection.storage_srid;
    if (!write_blob(loader->scratch, geom, CRS_WGS84, &row->geom, err))
        return false;
    if (!srid || srid == CRS_WGS84) return true;
    if (!stored)
        return error_set(err, ERROR_INTERNAL,
                         "the geometry in EPSG:%d is"
                         " missing",
                         srid);
    return write_blob(loader->scratch, stored, srid, &row->stored, err);
}

static struct timestamp as_timestamp(struct value value)
{
    struct timestamp t = { 0 };
    size_t len = value.text.len;
    memcpy(t.text, value.text.bytes, len < TIMESTAMP_LEN ? len : TIMESTAMP_LEN);
    return t;
}

static void add_times(struct loader *loader, const struct value *values)
{
    const struct schema *schema = &loader->collection.schema;
    struct loader_times *times = &loader->times;
    if (!times->start) return;
    struct value from = values[schema_index(schema, times->start)];
    struct value to =
        times->end ? values[schema_index(schema, times->end)] : from;
    if (from.type == VALUE_NULL && to.type == VALUE_NULL) return;
    if (from.type == VALUE_NULL) times->is_from_open = true;
    if (to.type == VALUE_NULL) times->is_to_open = true;
    times->is_some = true;
    struct timestamp t = { 0 };
    if (from.type != VALUE_NULL) {
        t = as_timestamp(from);
        if (!times->from.text[0] || strcmp(t.text, times->from.text) < 0)
            times->from = t;
    }
    if (to.type != VALUE_NULL) {
        t = as_timestamp(to);
        if (strcmp(t.text, times->to.text) > 0) times->to = t;
    }
}

// What the collection learns from a row that is in.
static bool learn(struct loader *loader, const struct feature *feature,
                  struct box box, struct error *err)
{
    size_t count = loader->collection.schema.count;
    for (size_t i = 0; i < count; i++) {
        if (feature->values[i].type == VALUE_TEXT)
            loader->text_bytes[i] += feature->values[i].text.len;
        if (loader->distinct[i].max &&
            !distinct_add(&loader->distinct[i], loader->arena,
                          feature->values[i], err))
            return false;
    }
    add_times(loader, feature->values);
    if (box_is_nothing(box)) return true;
    loader->collection.extent = box_join(loader->collection.extent, box);
    loader->geom_types |= 1U << feature->geom.type;
    loader->placed_count++;
    return true;
}

static uint64_t rank_of(struct box box)
{
    struct point centre = { (box.min_x + box.max_x) / 2,
                            (box.min_y + box.max_y) / 2 };
    return hilbert_rank(centre, world);
}

static bool add_row(struct loader *loader, const struct feature *feature,
                    const struct geom *stored, struct spool_row *row,
                    struct error *err)
{
    struct row_place place = { .rank = UINT64_MAX };
    struct box box = geom_box(&feature->geom);
    bool is_placed = !box_is_nothing(box);
    if (is_placed) {
        if (!write_blobs(loader, &feature->geom, stored, row, err))
            return false;
        place.rank = rank_of(box);
    }
    row->area = loader->areas ? area_codes_find(loader->areas, feature->values)
                              : CELL_NO_AREA;
    if (!spool_add(loader->spool, row, feature->values, &place.offset, err))
        return false;
    if (!is_placed) place.offset |= PLACE_NOWHERE;
    loader->places[loader->place_count] = place;
    return learn(loader, feature, box, err);
}

bool spatialite_loader_add(struct loader *loader, const struct feature *feature,
                           const struct geom *stored, uint64_t row_number,
                           uint64_t *first_row, struct error *err)
{
    struct value id;
    for (size_t i = 0; i < loader->collection.schema.count; i++)
        if (!check_value(&loader->fields[i], feature->values[i], err))
            return false;
    if (!find_id(loader, feature, &id, err)) return false;
    uint32_t bits;
    if (!check_id_of_row(loader, id, &bits, first_row, err) ||
        !reserve_place(loader, err))
        return false;
    arena_clear(loader->scratch);
    struct spool_row row = {
        .row_number = row_number,
        .row_id = id.type == VALUE_INT ? id.integer : 0,
    };
    if (!add_row(loader, feature, stored, &row, err)) return false;
    if (loader->keeps_ids)
        id_set_add(&loader->ids, bits, (uint32_t)loader->place_count);
    else
        loader->last_id = id.integer;
    loader->place_count++;
    return true;
}
