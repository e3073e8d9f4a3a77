// Fields of the manifest come first, in its order; then the other columns of
// the source in theirs; the codes of areas last.

#include <stdarg.h>
#include <stdio.h>

#include "importers/features.h"
#include "importers/normalise_name.h"

enum { MESSAGE_MAX = 400 };

bool features_misfit(const struct features *features, struct error *err,
                     const char *format, ...)
{
    char message[MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return error_set(err, ERROR_INVALID, "%.*s: %s",
                     STR_ARG(features->job->manifest->path), message);
}

static bool is_name_taken(const struct features *f, str name)
{
    for (size_t i = 0; i < f->count; i++)
        if (str_equal(f->fields[i].name, name)) return true;
    return false;
}

static str unique_name(struct features *f, str name)
{
    str unique = name;
    for (unsigned n = 2; unique.bytes && is_name_taken(f, unique); n++)
        unique = arena_printf(f->job->arena, "%.*s_%u", STR_ARG(name), n);
    return unique;
}

static enum value_type type_of(const struct source_column *column,
                               const struct manifest_field *spec)
{
    if (spec && spec->type != VALUE_NULL) return spec->type;
    return column->type == VALUE_NULL ? VALUE_TEXT : column->type;
}

static bool add_field(struct features *f, int column,
                      const struct manifest_field *spec, struct error *err)
{
    const struct source_column *from = &f->info->columns[column];
    str name = unique_name(f, spec ? spec->name : from->name);
    struct field field = { .name = name, .type = type_of(from, spec) };
    field.column = normalise_column(f->job->arena, name, f->fields, f->count);
    if (!name.bytes || !field.column.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no memory left");
    if (spec) {
        field.title = spec->title;
        field.description = spec->description;
        field.unit = spec->unit;
        field.is_required = spec->is_required;
        field.wants_enum = spec->wants_enum || spec->choice_count;
        field.is_indexed = spec->index == INDEX_YES;
        field.is_unindexed = spec->index == INDEX_NO;
    }
    f->columns[f->count] = (struct feature_column){
        .column = column,
        .spec = spec,
        .rule = { field.type, spec ? spec->format : (str){ 0 },
                  f->info->decimal },
    };
    f->fields[f->count++] = field;
    return true;
}

static bool add_listed(struct features *f, bool *is_used, struct error *err)
{
    const struct manifest *manifest = f->job->manifest;
    for (size_t i = 0; i < manifest->field_count; i++) {
        const struct manifest_field *spec = &manifest->fields[i];
        char key[64];
        snprintf(key, sizeof key, "line %u", spec->line);
        str from = spec->from.len ? spec->from : spec->name;
        int column = lacking_column(&f->lacking, key, from);
        if (column < 0) continue;
        if (is_name_taken(f, spec->name))
            return features_misfit(f, err, "%s: the field %.*s is there twice",
                                   key, STR_ARG(spec->name));
        if (!add_field(f, column, spec, err)) return false;
        is_used[column] = true;
    }
    return true;
}

// Whether the manifest speaks of a column that its fields do not list.
static bool is_meant(const struct features *f, int column)
{
    const struct manifest *m = f->job->manifest;
    if (source_column(f->source, m->id_field) == column && m->id_field.len)
        return true;
    for (size_t i = 0; i < m->category_count; i++)
        if (source_column(f->source, m->category_names[i]) == column)
            return true;
    for (size_t i = 0; i < m->measure_count; i++)
        if (source_column(f->source, m->measure_names[i]) == column)
            return true;
    return (m->time_start.len &&
            source_column(f->source, m->time_start) == column) ||
           (m->time_end.len && source_column(f->source, m->time_end) == column);
}

// The text of a geometry is no field beside the geometry.
static bool is_geometry(const struct features *f, int column)
{
    const struct geometry_plan *plan = &f->geometry;
    return (plan->mode == GEOMETRY_WKT || plan->mode == GEOMETRY_GEOJSON) &&
           plan->x == column;
}

static bool add_others(struct features *f, const bool *is_used,
                       struct error *err)
{
    const struct manifest *manifest = f->job->manifest;
    for (int i = 0; i < (int)f->info->column_count; i++) {
        const struct source_column *column = &f->info->columns[i];
        bool is_second_id = column->is_feature_id && manifest->id_field.len;
        bool is_left_out = column->is_key || is_second_id ||
                           is_geometry(f, i) || manifest->drop_other;
        if (is_used[i] || (is_left_out && !is_meant(f, i))) continue;
        if (!add_field(f, i, NULL, err)) return false;
    }
    return true;
}

static struct field *find_field(struct features *f, str name)
{
    for (size_t i = 0; i < f->count; i++)
        if (str_equal(f->fields[i].name, name)) return &f->fields[i];
    for (size_t i = 0; i < f->count; i++)
        if (str_equal_nocase(f->fields[i].name, name)) return &f->fields[i];
    return NULL;
}

static bool is_listed(const struct features *f, str name)
{
    const struct manifest *manifest = f->job->manifest;
    for (size_t i = 0; i < manifest->field_count; i++)
        if (str_equal_nocase(manifest->fields[i].name, name)) return true;
    return false;
}

// NULL is told with all that lacks; a field whose column lacks is told already.
static struct field *get_field(struct features *f, const char *key, str name)
{
    struct field *field = find_field(f, name);
    if (!field && !is_listed(f, name)) lacking_field(&f->lacking, key, name);
    return field;
}

static void set_type(struct features *f, struct field *field,
                     enum value_type type)
{
    field->type = type;
    f->columns[field - f->fields].rule.type = type;
}

static void set_id(struct features *f)
{
    str name = f->job->manifest->id_field;
    if (!name.len) return;
    struct field *field = get_field(f, "id-field", name);
    if (!field) return;
    size_t i = (size_t)(field - f->fields);
    field->role = FIELD_ID;
    field->is_required = true;
    // Shapefiles keep their keys as floating point.
    if (field->type == VALUE_REAL) set_type(f, field, VALUE_INT);
    if (field->type != VALUE_INT) set_type(f, field, VALUE_TEXT);
    f->id_column = f->info->columns[f->columns[i].column].name;
}

static bool set_time(struct features *f, const char *key, str name,
                     enum field_role role, struct error *err)
{
    if (!name.len) return true;
    struct field *field = get_field(f, key, name);
    if (!field) return true;
    if (field->type != VALUE_DATE && field->type != VALUE_TIME)
        return features_misfit(f, err,
                               "%s: the field %.*s holds no dates; give it "
                               "type: date and the format of its dates",
                               key, STR_ARG(field->name));
    field->role = role;
    return true;
}

static bool set_roles(struct features *f, struct error *err)
{
    const struct manifest *m = f->job->manifest;
    set_id(f);
    for (size_t i = 0; i < m->category_count; i++) {
        struct field *field =
            get_field(f, "aggregate.by", m->category_names[i]);
        if (field) field->is_category = true;
    }
    for (size_t i = 0; i < m->measure_count; i++) {
        struct field *field =
            get_field(f, "aggregate.measures", m->measure_names[i]);
        if (!field) continue;
        if (field->type != VALUE_INT && field->type != VALUE_REAL)
            return features_misfit(f, err,
                                   "aggregate.measures: the field %.*s is of "
                                   "type %s; only numbers can be summed",
                                   STR_ARG(field->name),
                                   value_type_name(field->type));
        field->is_measure = true;
    }
    return set_time(f, "aggregate.time", m->time_start, FIELD_TIME_START,
                    err) &&
           set_time(f, "aggregate.time.end", m->time_end, FIELD_TIME_END, err);
}

// A column of the source gives way to the code that the place has.
static bool make_way(struct features *f, str name, struct error *err)
{
    struct arena *arena = f->job->arena;
    struct field *field = find_field(f, name);
    if (!field) return true;
    str wanted = arena_printf(arena, "%.*s_bron", STR_ARG(field->name));
    str from = field->name;
    field->name = unique_name(f, wanted);
    field->column = (str){ 0 };
    field->column = normalise_column(arena, field->name, f->fields, f->count);
    if (!field->name.bytes || !field->column.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no memory left");
    features_tell(f, NULL,
                  (struct problem){ .effect = REPORT_NOTE,
                                    .field = from,
                                    .rule = "renamed-field" },
                  "the source has a column of this name; it is called %.*s "
                  "here, and %.*s is where the feature lies",
                  STR_ARG(field->name), STR_ARG(name));
    return true;
}

static bool add_codes(struct features *f, struct error *err)
{
    for (enum area_level level = LEVEL_BUURT; level < LEVEL_NONE; level++) {
        if (!f->codes || !codes_has_level(f->codes, level)) continue;
        str name = str_from(area_level_code_name(level));
        if (!make_way(f, name, err)) return false;
        str column = normalise_column(f->job->arena, name, f->fields, f->count);
        if (!column.bytes)
            return error_set(err, ERROR_NO_MEMORY, "no memory left");
        f->columns[f->count] =
            (struct feature_column){ .column = -1, .level = level };
        f->fields[f->count++] =
            (struct field){ .name = name,
                            .column = column,
                            .type = VALUE_TEXT,
                            .role = area_level_role(level) };
    }
    return true;
}

bool features_plan(struct features *f, struct error *err)
{
    struct arena *arena = f->job->arena;
    size_t room =
        f->info->column_count + f->job->manifest->field_count + LEVEL_COUNT;
    bool *is_used = ARENA_ARRAY(arena, bool, f->info->column_count + 1);
    f->fields = ARENA_ARRAY(arena, struct field, room);
    f->columns = ARENA_ARRAY(arena, struct feature_column, room);
    f->values = ARENA_ARRAY(arena, struct value, room);
    if (!is_used || !f->fields || !f->columns || !f->values)
        return error_set(err, ERROR_NO_MEMORY, "no memory left");
    return add_listed(f, is_used, err) && add_others(f, is_used, err) &&
           set_roles(f, err) && add_codes(f, err);
}
