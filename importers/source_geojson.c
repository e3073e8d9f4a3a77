// GeoJSON by our own reader, because what others hide must be reported:
// coordinates that are texts, positions of one number, columns of mixed types.
// It is read twice: once to learn the columns, once to hand out the rows.

#include "geo/crs.h"
#include "importers/gdal.h"
#include "importers/normalise_guess.h"
#include "importers/source_driver.h"
#include "importers/source_geojson_geom.h"
#include "importers/source_json.h"
#include "importers/source_stream.h"

// What a property holds, over all features.
enum holds {
    HOLDS_INT = 1,
    HOLDS_LONG_INT = 2,  // more digits than a double keeps
    HOLDS_HUGE_INT = 4,  // more than 64 bits
    HOLDS_REAL = 8,
    HOLDS_BOOL = 16,
    HOLDS_DATE = 32,
    HOLDS_TIME = 64,
    HOLDS_TEXT = 128,
    HOLDS_NESTED = 256,  // an object or an array
};

struct property {
    str key;  // as in the file, without escapes
    unsigned holds;
    uint64_t row;  // where it was met last
};

struct geojson_source {
    struct source base;
    struct bytes *bytes;
    struct stream *stream;
    struct property *properties;  // SOURCE_COLUMN_MAX; column i is property i
    size_t property_count;
    size_t hint;         // where the next key probably stands
    struct property id;  // the member of the feature
    int id_column;       // -1: no feature has one
    bool has_too_many;
    bool keeps_short_rings;
};

static bool reopen(struct geojson_source *source, struct error *err)
{
    struct byte_reader reader = { bytes_read, source->bytes };
    stream_close(source->stream);
    source->stream = NULL;
    if (!bytes_rewind(source->bytes, err)) return false;
    source->stream = stream_open(reader, err);
    return source->stream;
}

static unsigned holds_number(str text)
{
    int64_t integer;
    double real;
    size_t end = 0;
    while (end < text.len && text.bytes[end] != '.' && text.bytes[end] != 'e' &&
           text.bytes[end] != 'E')
        end++;
    if (end < text.len)
        return str_to_real(text, &real) ? HOLDS_REAL : HOLDS_HUGE_INT;
    if (!str_to_int(text, &integer)) return HOLDS_HUGE_INT;
    const int64_t exact = INT64_C(1) << 53;
    return integer > exact || integer < -exact ? HOLDS_LONG_INT : HOLDS_INT;
}

static unsigned holds_string(struct geojson_source *source, str value)
{
    str text = json_text_string(source->base.row_arena, value);
    if (source_is_null(source->base.nulls, text)) return 0;
    unsigned guess = guess_text(str_trim(text));
    if (guess == GUESS_DATE) return HOLDS_DATE;
    return guess == GUESS_TIME ? HOLDS_TIME : HOLDS_TEXT;
}

static unsigned holds_what(struct geojson_source *source, str value)
{
    switch (json_text_kind(value)) {
    case JSON_TEXT_NULL: return 0;
    case JSON_TEXT_BOOL: return HOLDS_BOOL;
    case JSON_TEXT_NUMBER: return holds_number(value);
    case JSON_TEXT_STRING: return holds_string(source, value);
    case JSON_TEXT_ARRAY:
    case JSON_TEXT_OBJECT: return HOLDS_NESTED;
    }
    return 0;
}

// Keys come in the same order mostly, so the search starts behind the last.
static struct property *find_property(struct geojson_source *source, str key)
{
    for (size_t i = 0; i < source->property_count; i++) {
        size_t at = (source->hint + i) % source->property_count;
        if (!str_equal(source->properties[at].key, key)) continue;
        source->hint = at + 1;
        return &source->properties[at];
    }
    return NULL;
}

static struct property *add_property(struct geojson_source *source, str key)
{
    if (source->property_count == SOURCE_COLUMN_MAX) {
        source->has_too_many = true;
        return NULL;
    }
    struct property *property = &source->properties[source->property_count++];
    *property = (struct property){ arena_copy(source->base.arena, key), 0, 0 };
    return property;
}

static void scan_properties(struct geojson_source *source, str rest)
{
    str key, value;
    if (json_text_kind(rest) != JSON_TEXT_OBJECT) return;
    while (json_text_member(&rest, &key, &value)) {
        str name = json_text_string(source->base.row_arena, key);
        struct property *property = find_property(source, name);
        if (!property) property = add_property(source, name);
        if (property) property->holds |= holds_what(source, value);
    }
}

static bool is_bare_geometry(str feature)
{
    str type = json_text_find(feature, "type");
    return !str_equal(type, STR("\"Feature\""));
}

static void scan_feature(struct geojson_source *source, str feature)
{
    arena_clear(source->base.row_arena);
    if (!json_text_check(feature, NULL, NULL) ||
        json_text_kind(feature) != JSON_TEXT_OBJECT)
        return;
    scan_properties(source, json_text_find(feature, "properties"));
    str id = json_text_find(feature, "id");
    if (id.bytes) source->id.holds |= holds_what(source, id);
}

static enum value_type type_of(unsigned holds)
{
    const unsigned ints = HOLDS_INT | HOLDS_LONG_INT;
    if (!holds) return VALUE_TEXT;
    if (!(holds & ~ints)) return VALUE_INT;
    if (!(holds & ~(unsigned)(HOLDS_INT | HOLDS_REAL))) return VALUE_REAL;
    if (holds == HOLDS_BOOL) return VALUE_BOOL;
    if (holds == HOLDS_DATE) return VALUE_DATE;
    return holds == HOLDS_TIME ? VALUE_TIME : VALUE_TEXT;
}

static bool is_mixed(unsigned holds)
{
    const unsigned numbers =
        HOLDS_INT | HOLDS_LONG_INT | HOLDS_HUGE_INT | HOLDS_REAL;
    const unsigned texts = HOLDS_DATE | HOLDS_TIME | HOLDS_TEXT;
    int kinds = ((holds & numbers) != 0) + ((holds & texts) != 0) +
                ((holds & HOLDS_BOOL) != 0) + ((holds & HOLDS_NESTED) != 0);
    return kinds > 1;
}

static void tell_about_types(struct geojson_source *source, str name,
                             unsigned holds)
{
    struct problem problem = { .effect = REPORT_NOTE, .field = name };
    if (is_mixed(holds)) {
        problem.rule = "type-conflict";
        problem.message = STR("values of more than one type; all are kept as "
                              "text, numbers and lists as in the file");
    } else if (holds & HOLDS_HUGE_INT ||
               (holds & HOLDS_LONG_INT && holds & HOLDS_REAL)) {
        problem.rule = "big-number";
        problem.message = STR("numbers with more digits than a computer's "
                              "number holds; all are kept as text");
    } else {
        return;
    }
    source_tell(&source->base, &problem);
}

static bool describe_columns(struct geojson_source *source, struct error *err)
{
    struct source_info *info = &source->base.info;
    struct arena *arena = source->base.arena;
    size_t count = source->property_count;
    struct source_column *columns =
        ARENA_ARRAY(arena, struct source_column, count + 1);
    source->base.values = ARENA_ARRAY(arena, struct value, count + 1);
    if (!columns || !source->base.values)
        return error_set(err, ERROR_NO_MEMORY, "no room for the columns");
    for (size_t i = 0; i <= count; i++) {
        bool is_id = i == count;
        struct property *property =
            is_id ? &source->id : &source->properties[i];
        if (is_id && !property->holds) break;
        if (is_id) {
            source->id_column = (int)i;
            bool is_free = !find_property(source, STR("id"));
            property->key = is_free ? STR("id") : STR("feature_id");
        }
        enum value_type type = type_of(property->holds);
        columns[i].name =
            source_unique_name(&source->base, columns, i, property->key);
        columns[i].type = type;
        columns[i].is_feature_id = is_id;
        columns[i].is_text = type == VALUE_DATE || type == VALUE_TIME;
        tell_about_types(source, columns[i].name, property->holds);
        info->column_count = i + 1;
    }
    info->columns = columns;
    return true;
}

// {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}, or
// null, by which GeoJSON of 2008 says that it does not know.
static void find_crs(struct geojson_source *source)
{
    struct source_info *info = &source->base.info;
    str crs = stream_crs(source->stream);
    if (!crs.bytes) {
        info->srid = CRS_WGS84;
        info->srid_is_implied = true;
        return;
    }
    if (!json_text_check(crs, NULL, NULL)) return;
    str name = json_text_find(json_text_find(crs, "properties"), "name");
    if (json_text_kind(name) == JSON_TEXT_STRING)
        info->srid = crs_identify(str_slice(name, 1, name.len - 1));
}

static bool learn(struct geojson_source *source, struct error *err)
{
    struct stream_feature feature;
    struct source_info *info = &source->base.info;
    if (!reopen(source, err)) return false;
    while (stream_next(source->stream, &feature) && !source->has_too_many) {
        info->row_count++;
        scan_feature(source, feature.text);
    }
    if (stream_failed(source->stream, err)) return false;
    if (source->has_too_many)
        return error_set(err, ERROR_SOURCE, "has more than %d properties",
                         SOURCE_COLUMN_MAX);
    info->format = "GeoJSON";
    info->has_geometry = true;
    info->decimal = '.';
    find_crs(source);
    return describe_columns(source, err);
}

static void tell(struct geojson_source *source, enum report_effect effect,
                 const struct stream_feature *feature,
                 const struct problem *what)
{
    struct problem problem = *what;
    problem.effect = effect;
    problem.row = source->base.rows;
    problem.line = feature->line;
    source_tell(&source->base, &problem);
}

static struct value value_of(struct geojson_source *source, size_t column,
                             str text)
{
    struct value value = { .type = source->base.info.columns[column].type };
    enum json_text_kind kind = json_text_kind(text);
    if (kind == JSON_TEXT_NULL) return (struct value){ .type = VALUE_NULL };
    bool is_number = kind == JSON_TEXT_NUMBER;
    if (value.type == VALUE_INT && is_number &&
        str_to_int(text, &value.integer))
        return value;
    if (value.type == VALUE_REAL && is_number && str_to_real(text, &value.real))
        return value;
    value.boolean = text.bytes[0] == 't';
    if (value.type == VALUE_BOOL && kind == JSON_TEXT_BOOL) return value;
    if (kind == JSON_TEXT_STRING)
        text = json_text_string(source->base.row_arena, text);
    return (struct value){ .type = VALUE_TEXT, .text = text };
}

static void tell_duplicate(struct geojson_source *source,
                           const struct stream_feature *feature, str key)
{
    tell(
        source, REPORT_NOTE, feature,
        &(struct problem){ .field = key,
                           .rule = "duplicate-key",
                           .message = STR("the property stands in the feature "
                                          "more than once; the last counts") });
}

static void read_properties(struct geojson_source *source,
                            const struct stream_feature *feature)
{
    str rest = json_text_find(feature->text, "properties"), key, value;
    for (size_t i = 0; i < source->base.info.column_count; i++)
        source->base.values[i] = (struct value){ .type = VALUE_NULL };
    if (source->id_column >= 0) {
        str id = json_text_find(feature->text, "id");
        if (id.bytes)
            source->base.values[source->id_column] =
                value_of(source, (size_t)source->id_column, id);
    }
    if (json_text_kind(rest) != JSON_TEXT_OBJECT) return;
    source->hint = 0;
    while (json_text_member(&rest, &key, &value)) {
        str name = json_text_string(source->base.row_arena, key);
        struct property *property = find_property(source, name);
        if (!property) continue;
        size_t i = (size_t)(property - source->properties);
        if (property->row == source->base.rows)
            tell_duplicate(source, feature, name);
        property->row = source->base.rows;
        source->base.values[i] = value_of(source, i, value);
    }
}

static void tell_repairs(struct geojson_source *source,
                         const struct stream_feature *feature,
                         struct geojson_repairs repairs)
{
    if (repairs.closed_rings)
        tell(source, REPORT_REPAIRED, feature,
             &(struct problem){
                 .rule = "ring-not-closed",
                 .message = STR("a ring did not end where it began; it was "
                                "closed with its first position") });
    if (repairs.dropped_rings)
        tell(source, REPORT_REPAIRED, feature,
             &(struct problem){
                 .rule = "short-ring",
                 .message = STR("a ring of fewer than four positions encloses "
                                "nothing, and was left out") });
    if (repairs.extra_ordinates)
        tell(source, REPORT_NOTE, feature,
             &(struct problem){
                 .rule = "extra-ordinates",
                 .message = STR("positions have more than three numbers; only "
                                "the first two are kept") });
}

// False when the feature cannot be used; the report then says why.
static bool read_feature(struct geojson_source *source,
                         const struct stream_feature *feature,
                         struct source_row *row)
{
    struct error err = { 0 };
    struct geojson_repairs repairs = { .keeps_short_rings =
                                           source->keeps_short_rings };
    const char *rule = "json";
    const struct json_place place = { feature->offset, feature->line };
    bool ok = feature->text.len
                  ? json_text_check(feature->text, &place, &err)
                  : error_set(&err, ERROR_SOURCE,
                              "nothing stands where a feature should be, "
                              "behind a comma, at byte %llu (line %llu)",
                              (unsigned long long)feature->offset,
                              (unsigned long long)feature->line);
    if (ok && json_text_kind(feature->text) != JSON_TEXT_OBJECT)
        ok = error_set(&err, ERROR_SOURCE, "the feature is no JSON object");
    if (ok) {
        rule = "geometry";
        str geometry = is_bare_geometry(feature->text)
                           ? feature->text
                           : json_text_find(feature->text, "geometry");
        ok = geojson_geom_read(source->base.row_arena, geometry, &repairs,
                               &row->geom, &err);
    }
    if (!ok) {
        tell(source, REPORT_REFUSED, feature,
             &(struct problem){ .rule = rule,
                                .message = str_from(err.message) });
        return false;
    }
    tell_repairs(source, feature, repairs);
    read_properties(source, feature);
    row->values = source->base.values;
    return true;
}

static bool next_row(struct source *base, struct source_row *row)
{
    struct geojson_source *source = (struct geojson_source *)base;
    struct stream_feature feature;
    while (stream_next(source->stream, &feature)) {
        base->rows++;
        arena_clear(base->row_arena);
        *row = (struct source_row){ .row = base->rows, .line = feature.line };
        if (read_feature(source, &feature, row)) return true;
    }
    return false;
}

static bool rewind_rows(struct source *base, struct error *err)
{
    struct geojson_source *source = (struct geojson_source *)base;
    for (size_t i = 0; i < source->property_count; i++)
        source->properties[i].row = 0;
    return reopen(source, err);
}

static bool close_source(struct source *base, struct error *err)
{
    struct geojson_source *source = (struct geojson_source *)base;
    bool ok = !source->stream || !stream_failed(source->stream, err);
    stream_close(source->stream);
    if (!bytes_close(source->bytes, ok ? err : NULL)) ok = false;
    source_destroy(base);
    return ok;
}

static const struct source_driver geojson_driver = { next_row, rewind_rows,
                                                     close_source };

struct source *source_geojson_open(const struct source_request *request,
                                   struct error *err)
{
    struct source *base = source_create(sizeof(struct geojson_source),
                                        &geojson_driver, request, err);
    if (!base) return NULL;
    struct geojson_source *source = (struct geojson_source *)base;
    source->id_column = -1;
    source->keeps_short_rings = request->spec->keeps_short_rings;
    source->bytes = bytes_open(request->path, err);
    source->properties =
        ARENA_ARRAY(base->arena, struct property, SOURCE_COLUMN_MAX);
    if (source->bytes && source->properties && learn(source, err) &&
        rewind_rows(base, err))
        return base;
    if (!close_source(base, NULL)) return NULL;
    return NULL;
}
