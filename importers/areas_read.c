#include <string.h>

#include "base/ascii.h"
#include "geo/crs.h"
#include "importers/areas.h"
#include "importers/areas_values.h"
#include "importers/check.h"
#include "importers/normalise.h"

enum { ROW_MAX = 64 << 20, GEMEENTE_DIGITS = 4 };

// Letters and digits of a code by level: "BU" and 8, "WK" and 6, "GM" and 4.
static const struct {
    char prefix[3];
    size_t digits;
} code_shapes[LEVEL_COUNT] = {
    [LEVEL_BUURT] = { "BU", 8 },
    [LEVEL_WIJK] = { "WK", 6 },
    [LEVEL_GEMEENTE] = { "GM", 4 },
};

struct reader {
    struct import_job *job;
    struct area_set *set;
    struct source *source;
    struct area_columns columns;
    struct arena *row_arena;
    uint64_t *sentinels;  // per field: values that meant "unknown"
    struct position_check check;
    uint64_t kept;
};

bool area_code_is_valid(enum area_level level, str code)
{
    size_t digits = code_shapes[level].digits;
    if (code.len != 2 + digits) return false;
    if (memcmp(code.bytes, code_shapes[level].prefix, 2) != 0) return false;
    for (size_t i = 2; i < code.len; i++) {
        char c = code.bytes[i];
        bool may_be_letter = i >= 2 + GEMEENTE_DIGITS;
        if (!ascii_is_digit(c) && !(may_be_letter && ascii_is_upper(c)))
            return false;
    }
    return true;
}

str area_code_parent(struct arena *arena, enum area_level level, str code)
{
    size_t digits = code_shapes[level].digits;
    if (code.len < 2 + digits) return (str){ 0 };
    return arena_printf(arena, "%s%.*s", code_shapes[level].prefix, (int)digits,
                        code.bytes + 2);
}

static str text_at(const struct reader *reader, const struct source_row *row,
                   int column)
{
    if (column < 0) return (str){ 0 };
    str text = normalise_text(reader->row_arena, row->values[column]);
    return str_trim(text);
}

static void refuse(struct reader *reader, const struct source_row *row,
                   const char *rule, int column, str message)
{
    const struct source_info *info = source_info(reader->source);
    report_add(reader->job->report,
               &(struct problem){ .effect = REPORT_REFUSED,
                                  .row = row->row,
                                  .line = row->line,
                                  .source = reader->set->file,
                                  .field = info->columns[column].name,
                                  .value = text_at(reader, row, column),
                                  .rule = rule,
                                  .message = message });
}

static bool read_code(struct reader *reader, const struct source_row *row,
                      struct area *area)
{
    enum area_level level = reader->set->level;
    str code = text_at(reader, row, reader->columns.code);
    if (area_code_is_valid(level, code)) {
        area->code = arena_copy(reader->set->arena, code);
        return true;
    }
    str message = arena_printf(
        reader->row_arena,
        "\"%.*s\" is no code of a %s: %s and %zu digits, such as %s%.*s",
        STR_ARG(code), area_level_name(level), code_shapes[level].prefix,
        code_shapes[level].digits, code_shapes[level].prefix,
        (int)code_shapes[level].digits, "00140001");
    refuse(reader, row, "area-code", reader->columns.code, message);
    return false;
}

static void check_parent(struct reader *reader, const struct area *area,
                         str given, str implied)
{
    if (str_equal(given, implied)) return;
    area_report(reader->job->report, reader->set, area,
                &(struct problem){ .rule = "hierarchy", .value = area->code },
                "lies in %.*s by its column and in %.*s by its digits; the "
                "column was followed",
                STR_ARG(given), STR_ARG(implied));
}

static void read_parents(struct reader *reader, const struct source_row *row,
                         struct area *area)
{
    struct arena *arena = reader->set->arena;
    for (size_t i = reader->set->level + 1; i < LEVEL_COUNT; i++) {
        enum area_level level = (enum area_level)i;
        str implied = area_code_parent(arena, level, area->code);
        str given = text_at(reader, row, reader->columns.parents[i]);
        if (area_code_is_valid(level, given)) {
            check_parent(reader, area, given, implied);
            area->parents[i] = arena_copy(arena, given);
        } else {
            area->parents[i] = implied;
        }
        area->parent_names[i] = arena_copy(
            arena, text_at(reader, row, reader->columns.parent_names[i]));
    }
}

static bool read_values(struct reader *reader, const struct source_row *row,
                        struct area *area, bool *is_kept, struct error *err)
{
    struct area_set *set = reader->set;
    struct value *values =
        ARENA_ARRAY(set->arena, struct value, set->field_count + 1);
    if (!values)
        return error_set(err, ERROR_NO_MEMORY,
                         "the areas do not fit in memory");
    struct area_value_rules rules = {
        .arena = set->arena,
        .nulls = { reader->job->manifest->null_values,
                   reader->job->manifest->null_value_count },
        .decimal = source_info(reader->source)->decimal,
    };
    for (size_t i = 0; i < set->field_count; i++) {
        int column = reader->columns.fields[i];
        struct error why = { 0 };
        bool is_sentinel = false;
        rules.field = &set->fields[i];
        rules.spec = reader->columns.specs[i];
        if (!area_value_read(&rules, row->values[column], &values[i],
                             &is_sentinel, &why)) {
            refuse(reader, row, "value", column, str_from(why.message));
            *is_kept = false;
        }
        reader->sentinels[i] += is_sentinel;
    }
    area->values = values;
    return true;
}

// CBS marks water as JA, land as NEE, Belgian ground near Baarle as B.
static bool is_water(const struct reader *reader, const struct source_row *row)
{
    str water = text_at(reader, row, reader->columns.water);
    return str_equal_nocase(water, STR("JA")) ||
           str_equal_nocase(water, STR("B"));
}

// Swapped axes, RD in a file that says degrees: named, and refused where it
// cannot be right.
static bool check_place(struct reader *reader, const struct source_row *row,
                        const struct area *area)
{
    enum position position = position_find(&reader->check, &row->geom);
    if (position == POSITION_FINE) return true;
    bool is_refused = position_is_refused(position);
    str message = position_message(reader->row_arena, &reader->check, position,
                                   geom_box(&row->geom));
    area_report(
        reader->job->report, reader->set, area,
        &(struct problem){ .effect = is_refused ? REPORT_REFUSED : REPORT_NOTE,
                           .rule = position_rule(position),
                           .field = STR("geometry"),
                           .value = area->code },
        "%.*s", STR_ARG(message));
    return !is_refused;
}

static bool read_row(struct reader *reader, const struct source_row *row,
                     struct error *err)
{
    struct area_set *set = reader->set;
    struct area area = { .row = row->row };
    if (!read_code(reader, row, &area)) return true;
    area.name =
        arena_copy(set->arena, text_at(reader, row, reader->columns.name));
    if (!area.name.len) area.name = area.code;
    read_parents(reader, row, &area);
    bool is_kept = true;
    if (!read_values(reader, row, &area, &is_kept, err)) return false;
    if (!check_place(reader, row, &area) || !is_kept) return true;
    if (!area_shape(reader->job, set, &area, &row->geom, &area.source, err))
        return false;
    reader->kept++;
    struct area_list *list = is_water(reader, row) ? &set->water : &set->land;
    return area_list_add(set->arena, list, &area, err);
}

static bool read_rows(struct reader *reader, struct error *err)
{
    struct source_row row;
    uint64_t total = source_info(reader->source)->row_count;
    while (source_next(reader->source, &row)) {
        arena_clear(reader->row_arena);
        if (!read_row(reader, &row, err)) return false;
        import_progress(reader->job, IMPORT_READING, row.row, total);
    }
    uint64_t read = source_row_count(reader->source);
    report_rows(reader->job->report, read, reader->kept);
    return true;
}

static void report_sentinels(const struct reader *reader)
{
    const struct source_info *info = source_info(reader->source);
    for (size_t i = 0; i < reader->set->field_count; i++) {
        if (!reader->sentinels[i]) continue;
        str column = info->columns[reader->columns.fields[i]].name;
        area_report(reader->job->report, reader->set, NULL,
                    &(struct problem){ .effect = REPORT_NOTE,
                                       .rule = "no-data-value",
                                       .field = column },
                    "%llu value%s of -99990 or less (unknown or withheld) "
                    "became null",
                    (unsigned long long)reader->sentinels[i],
                    reader->sentinels[i] == 1 ? "" : "s");
    }
}

static bool find_srid(struct reader *reader, struct error *err)
{
    const struct manifest_source *spec = &reader->set->spec->source;
    const struct source_info *info = source_info(reader->source);
    if (!info->has_geometry)
        return error_set(err, ERROR_INVALID,
                         "%.*s has no geometry; areas need polygons",
                         STR_ARG(reader->set->file));
    int srid = spec->srid ? spec->srid : info->srid;
    if (!srid)
        return error_set(err, ERROR_INVALID,
                         "%.*s does not say what its coordinates are in; say "
                         "it with crs, such as EPSG:28992",
                         STR_ARG(reader->set->file));
    reader->check = position_check_for(srid);
    bool is_wgs84 = srid == CRS_ETRS89 || srid == CRS_ETRF2000;
    reader->set->srid = is_wgs84 ? CRS_WGS84 : srid;
    report_fact(reader->job->report, "crs",
                arena_printf(reader->set->arena, "EPSG:%d", srid));
    return true;
}

static bool read_source(struct reader *reader, struct error *err)
{
    if (!find_srid(reader, err) ||
        !area_columns_find(reader->job, reader->set, reader->source,
                           &reader->columns, err))
        return false;
    reader->sentinels =
        ARENA_ARRAY(reader->set->arena, uint64_t, reader->set->field_count + 1);
    reader->row_arena = arena_create(ROW_MAX);
    if (!reader->sentinels || !reader->row_arena)
        return error_set(err, ERROR_NO_MEMORY,
                         "the areas do not fit in memory");
    if (!read_rows(reader, err)) return false;
    report_sentinels(reader);
    return true;
}

static str file_name(str path)
{
    size_t at = path.len;
    while (at && path.bytes[at - 1] != '/') at--;
    return str_slice(path, at, path.len);
}

bool area_set_read(struct import_job *job, struct area_set *set,
                   struct error *err)
{
    const struct manifest *manifest = job->manifest;
    set->file = file_name(set->spec->source.path);
    struct reader reader = { .job = job, .set = set };
    struct manifest_source spec = set->spec->source;
    spec.keeps_short_rings = true;
    reader.source =
        source_open(&spec,
                    (struct source_nulls){ manifest->null_values,
                                           manifest->null_value_count },
                    job->report, err);
    if (!reader.source) return false;
    bool ok = read_source(&reader, err);
    arena_destroy(reader.row_arena);
    struct error late;  // an earlier failure says more
    bool is_closed = source_close(reader.source, ok ? err : &late);
    return ok && is_closed && area_set_join(job, set, err);
}
