#include <stdio.h>

#include "importers/areas.h"
#include "importers/lacking.h"

// Three generations of names, as CBS has given them: its services, its
// geopackages (which differ in case only) and its old shapefiles.
static const struct {
    const char *codes[2], *names[2];
} known_columns[LEVEL_COUNT] = {
    [LEVEL_BUURT] = { { "buurtcode", "BU_CODE" }, { "buurtnaam", "BU_NAAM" } },
    [LEVEL_WIJK] = { { "wijkcode", "WK_CODE" }, { "wijknaam", "WK_NAAM" } },
    [LEVEL_GEMEENTE] = { { "gemeentecode", "GM_CODE" },
                         { "gemeentenaam", "GM_NAAM" } },
};

// Names that a collection of areas has of its own.
static const char *const own_names[] = {
    "buurtcode",    "buurtnaam",    "wijkcode", "wijknaam",
    "gemeentecode", "gemeentenaam", "jaar",
};

static bool is_own_name(str name)
{
    for (size_t i = 0; i < sizeof own_names / sizeof *own_names; i++)
        if (str_equal(name, str_from(own_names[i]))) return true;
    return false;
}

static int known_column(const struct source *source, const char *const names[2])
{
    for (size_t i = 0; i < 2; i++) {
        int column = source_column(source, str_from(names[i]));
        if (column >= 0) return column;
    }
    return -1;
}

static void find_own(const struct area_set *set, const struct source *source,
                     struct lacking *lacking, struct area_columns *out)
{
    const struct manifest_level *spec = set->spec;
    const char *level = area_level_name(set->level);
    const char *const *codes = known_columns[set->level].codes;
    char key[64];
    out->code = known_column(source, codes);
    out->name = known_column(source, known_columns[set->level].names);
    out->water = source_column(source, STR("water"));
    if (spec->name.len) {
        snprintf(key, sizeof key, "levels.%s.name", level);
        out->name = lacking_column(lacking, key, spec->name);
    }
    if (!spec->code.len && out->code >= 0) return;
    snprintf(key, sizeof key, "levels.%s.code", level);
    str code = spec->code.len ? spec->code : str_from(codes[0]);
    out->code = lacking_column(lacking, key, code);
}

static bool is_taken(const struct area_columns *columns, int column)
{
    if (column == columns->code || column == columns->name) return true;
    for (size_t i = 0; i < LEVEL_COUNT; i++)
        if (column == columns->parents[i] || column == columns->parent_names[i])
            return true;
    return false;
}

static void add_field(struct area_set *set, struct area_columns *columns,
                      int column, const struct manifest_field *spec,
                      const struct source_column *from)
{
    struct field *field = &set->fields[set->field_count];
    field->name = spec ? spec->name : arena_copy(set->arena, from->name);
    field->type = spec && spec->type != VALUE_NULL ? spec->type : from->type;
    if (spec) {
        field->title = spec->title;
        field->description = spec->description;
        field->unit = spec->unit;
        field->is_required = spec->is_required;
        field->wants_enum = spec->wants_enum;
        field->is_indexed = spec->index == INDEX_YES;
        field->is_unindexed = spec->index == INDEX_NO;
    }
    columns->fields[set->field_count] = column;
    columns->specs[set->field_count++] = spec;
}

static bool has_field(const struct area_set *set,
                      const struct area_columns *columns, int column, str name)
{
    for (size_t i = 0; i < set->field_count; i++)
        if (columns->fields[i] == column ||
            str_equal(set->fields[i].name, name))
            return true;
    return false;
}

static void lack_field(struct lacking *lacking,
                       const struct manifest_field *spec)
{
    char key[32];
    snprintf(key, sizeof key, "line %u", spec->line);
    (void)lacking_column(lacking, key, spec->from);
}

// The manifest's fields are those of the finest level; a coarser one has them
// where its source has such a column.
static bool add_named_fields(const struct import_job *job, struct area_set *set,
                             struct lacking *lacking,
                             struct area_columns *columns, struct error *err)
{
    const struct source *source = lacking->source;
    const struct manifest *manifest = job->manifest;
    bool is_finest = true;
    for (size_t i = 0; i < (size_t)set->level; i++)
        if (manifest->levels[i].is_there) is_finest = false;
    for (size_t i = 0; i < manifest->field_count; i++) {
        const struct manifest_field *spec = &manifest->fields[i];
        int column = source_column(source, spec->from);
        if (column < 0) {
            if (is_finest) lack_field(lacking, spec);
            continue;
        }
        if (is_taken(columns, column)) continue;
        if (is_own_name(spec->name))
            return error_set(err, ERROR_INVALID,
                             "'%.*s' is a field that every collection of "
                             "areas has; give the field another name",
                             STR_ARG(spec->name));
        add_field(set, columns, column, spec,
                  &source_info(source)->columns[column]);
    }
    return true;
}

static void add_other_fields(const struct import_job *job, struct area_set *set,
                             const struct source *source,
                             struct area_columns *columns)
{
    const struct source_info *info = source_info(source);
    for (size_t i = 0; i < info->column_count; i++) {
        const struct source_column *column = &info->columns[i];
        if (column->is_key || column->is_feature_id ||
            is_taken(columns, (int)i))
            continue;
        if (has_field(set, columns, (int)i, column->name)) continue;
        if (is_own_name(column->name)) {
            area_report(job->report, set, NULL,
                        &(struct problem){ .rule = "column-replaced",
                                           .field = column->name },
                        "the column %.*s is left out: the import gives every "
                        "area a field of that name",
                        STR_ARG(column->name));
            continue;
        }
        add_field(set, columns, (int)i, NULL, column);
    }
}

bool area_columns_find(const struct import_job *job, struct area_set *set,
                       const struct source *source, struct area_columns *out,
                       struct error *err)
{
    struct lacking lacking;
    lacking_begin(&lacking, set->arena, source, job->report);
    find_own(set, source, &lacking, out);
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        bool is_coarser = i > (size_t)set->level;
        out->parents[i] = out->parent_names[i] = -1;
        if (is_coarser) {
            out->parents[i] = known_column(source, known_columns[i].codes);
            out->parent_names[i] = known_column(source, known_columns[i].names);
        }
        set->has_parent_names[i] = out->parent_names[i] >= 0;
    }
    size_t most =
        source_info(source)->column_count + job->manifest->field_count;
    set->fields = ARENA_ARRAY(set->arena, struct field, most + 1);
    out->fields = ARENA_ARRAY(set->arena, int, most + 1);
    out->specs =
        ARENA_ARRAY(set->arena, const struct manifest_field *, most + 1);
    if (!set->fields || !out->fields || !out->specs)
        return error_set(err, ERROR_NO_MEMORY, "no room for the columns");
    bool is_named = add_named_fields(job, set, &lacking, out, err);
    if (!lacking_end(&lacking, set->file, err) || !is_named) return false;
    if (!job->manifest->drop_other) add_other_fields(job, set, source, out);
    return true;
}
