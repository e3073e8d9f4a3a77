// From a row of the table to the features of the collection: one of a long
// row, one a period of a wide one.

#include <stdio.h>
#include <string.h>

#include "importers/statistics.h"

// The fields of the collection, in this order: codes from fine to coarse, the
// code as published, the period, categories, measures.
struct layout {
    struct field *fields;
    size_t count, codes, code, period, categories, measures;
};

static bool refuse(struct statistics *st, const struct source_row *row,
                   int column, const char *rule, const char *message)
{
    str value =
        column >= 0 ? statistics_text(st, row->values[column]) : (str){ 0 };
    statistics_report(st, row, column,
                      &(struct problem){ .effect = REPORT_REFUSED,
                                         .rule = rule,
                                         .value = value },
                      "%s", message);
    return false;
}

static bool leave_out(struct statistics *st, const struct source_row *row,
                      int column, const char *rule, const char *message)
{
    statistics_report(
        st, row, column,
        &(struct problem){ .effect = REPORT_LEFT_OUT,
                           .rule = rule,
                           .value = statistics_text(st, row->values[column]) },
        "%s", message);
    return false;
}

static bool row_code(struct statistics *st, const struct source_row *row,
                     str *code)
{
    enum area_level level;
    int column = st->area_column;
    *code = statistics_text(st, row->values[column]);
    if (!code->len)
        return refuse(st, row, column, "area-code", "the row names no area");
    if (!statistics_code_level(*code, &level))
        return refuse(st, row, column, "area-code",
                      "is no code of an area, such as BU00140000, WK001400 or "
                      "GM0014");
    if (level > st->level)
        return leave_out(st, row, column, "published-total",
                         "a total of finer areas that are in the table too");
    if (level < st->level)
        return leave_out(st, row, column, "finer-area",
                         "finer than the level that the manifest asks for");
    return true;
}

static bool row_period(struct statistics *st, const struct source_row *row,
                       struct period_start *period)
{
    int column = st->period_column;
    if (column < 0) return true;
    str text = statistics_text(st, row->values[column]);
    if (!period_read(text, st->job->manifest->period_format, period))
        return refuse(st, row, column, "period",
                      "is no period in the format of the manifest");
    if (period->kind != st->period)
        return leave_out(st, row, column, "published-total",
                         "a total of shorter periods that are in the table "
                         "too");
    return true;
}

static bool looks_like_total(str text)
{
    return str_equal(text, STR("0.0.0")) || str_starts(text, STR("T00")) ||
           str_starts(text, STR("Totaal")) || str_starts(text, STR("totaal"));
}

static bool row_categories(struct statistics *st, const struct source_row *row,
                           struct value *values)
{
    for (size_t i = 0; i < st->category_count; i++) {
        struct category *c = &st->categories[i];
        str text = statistics_text(st, row->values[c->column]);
        if (text.len && str_equal(text, str_trim(c->spec->total)))
            return leave_out(st, row, c->column, "published-total",
                             "stands for the other values together");
        values[i] = (struct value){ .type = text.len ? VALUE_TEXT : VALUE_NULL,
                                    .text = text };
        if (looks_like_total(text))
            c->has_total = true;
        else
            c->has_others = true;
    }
    return true;
}

static bool refuse_figure(struct statistics *st, const struct source_row *row,
                          int column, const char *why)
{
    return refuse(st, row, column, "not-a-number", why);
}

// All figures of the row: st->measure_count of a long one, st->wide_count of a
// wide one.
static bool row_figures(struct statistics *st, const struct source_row *row,
                        struct value *figures)
{
    const struct manifest_field *measures = st->job->manifest->measures;
    bool ok = true;
    const char *why = "";
    for (size_t i = 0; i < st->wide_count; i++)
        if (!statistics_figure(st, row, st->wide[i].column, measures[0].type,
                               &figures[i], &why))
            ok = refuse_figure(st, row, st->wide[i].column, why);
    for (size_t i = 0; !st->wide_count && i < st->measure_count; i++)
        if (!statistics_figure(st, row, st->measure_columns[i],
                               measures[i].type, &figures[i], &why))
            ok = refuse_figure(st, row, st->measure_columns[i], why);
    return ok;
}

static str categories_text(struct statistics *st, const struct value *values)
{
    struct buf buf;
    str text;
    buf_init(&buf, st->row_arena, 1 << 20);
    for (size_t i = 0; i < st->category_count; i++) {
        buf_addf(&buf, "%d:%zu:", values[i].type != VALUE_NULL,
                 values[i].text.len);
        buf_add_str(&buf, values[i].text);
    }
    return buf_finish(&buf, &text, NULL) ? text : (str){ 0 };
}

// Whether area, period and categories have been there together; if so the row
// is refused. False only when memory is spent.
static bool check_key(struct statistics *st, const struct source_row *row,
                      const struct key *key, bool *is_new, struct error *err)
{
    uint64_t earlier = 0;
    if (!key_set_add(&st->keys, st->job->arena, key, row->row, &earlier, err))
        return false;
    *is_new = !earlier;
    if (!earlier) return true;
    char message[160];
    snprintf(message, sizeof message,
             "row %llu has the same area, period and categories; which figure "
             "holds?",
             (unsigned long long)earlier);
    refuse(st, row, st->area_column, "duplicate-key", message);
    return true;
}

static void set_codes(const struct statistics *st, const struct layout *layout,
                      const struct known_area *area, str code,
                      struct value *values)
{
    size_t i = layout->codes;
    for (enum area_level l = st->level; l < LEVEL_NONE; l++, i++)
        if (!area->is_unknown && area->codes[l].len)
            values[i] =
                (struct value){ .type = VALUE_TEXT, .text = area->codes[l] };
    values[layout->code] = (struct value){ .type = VALUE_TEXT, .text = code };
}

static bool add_feature(struct statistics *st, const struct source_row *row,
                        const struct feature *feature, struct error *err)
{
    bool is_kept;
    struct import_place place = { .row = row->row, .line = row->line };
    if (!import_target_add(st->target, feature, NULL, &place, &is_kept, err))
        return false;
    st->figures += is_kept;
    return true;
}

static bool add_features(struct statistics *st, const struct layout *layout,
                         const struct source_row *row, struct value *values,
                         const struct value *figures,
                         const struct period_start *period, struct error *err)
{
    struct feature feature = { .values = values };
    values[layout->period].type = VALUE_DATE;
    feature.id.type = VALUE_INT;
    if (!st->wide_count) {
        values[layout->period].text = str_from(period->date);
        memcpy(values + layout->measures, figures,
               st->measure_count * sizeof *figures);
        feature.id.integer = (int64_t)row->row;
        return add_feature(st, row, &feature, err);
    }
    for (size_t i = 0; i < st->wide_count; i++) {
        values[layout->period].text = str_from(st->wide[i].period.date);
        values[layout->measures] = figures[i];
        feature.id.integer = (int64_t)((row->row - 1) * st->wide_count + i + 1);
        if (!add_feature(st, row, &feature, err)) return false;
    }
    return true;
}

// One row. False only for what stops the import.
static bool take_row(struct statistics *st, const struct layout *layout,
                     const struct source_row *row, struct error *err)
{
    str code;
    struct period_start period = { 0 };
    size_t most = st->measure_count + st->wide_count;
    struct value *values =
        ARENA_ARRAY(st->row_arena, struct value, layout->count);
    struct value *figures = ARENA_ARRAY(st->row_arena, struct value, most);
    if (!values || !figures)
        return error_set(err, ERROR_NO_MEMORY, "no memory left for a row");
    if (!row_code(st, row, &code) || !row_period(st, row, &period) ||
        !row_categories(st, row, values + layout->categories) ||
        !row_figures(st, row, figures))
        return true;
    struct known_area *area = statistics_area(st, code);
    if (!area) return error_set(err, ERROR_NO_MEMORY, "no memory for areas");
    struct key key = { area->number, str_from(period.date),
                       categories_text(st, values + layout->categories) };
    bool is_new = false;
    if (!check_key(st, row, &key, &is_new, err)) return false;
    if (!is_new) return true;
    area->rows++;
    st->unassigned += area->is_unknown;
    st->kept++;
    set_codes(st, layout, area, code, values);
    return add_features(st, layout, row, values, figures, &period, err);
}

static struct field *next_field(struct layout *layout, str name)
{
    struct field *field = &layout->fields[layout->count++];
    field->name = name;
    field->type = VALUE_TEXT;
    return field;
}

static void code_fields(const struct statistics *st, struct layout *layout)
{
    static const char *const titles[][2] = {
        { "Buurtcode", "Neighbourhood code" },
        { "Wijkcode", "District code" },
        { "Gemeentecode", "Municipality code" },
    };
    layout->codes = layout->count;
    for (enum area_level l = st->level; l < LEVEL_NONE; l++) {
        struct field *f = next_field(layout, str_from(area_level_code_name(l)));
        f->title =
            (struct label){ str_from(titles[l][0]), str_from(titles[l][1]) };
        f->role = area_level_role(l);
    }
    layout->code = layout->count;
    struct field *f = next_field(layout, STR("gebiedscode"));
    f->title = (struct label){ STR("Gebiedscode zoals gepubliceerd"),
                               STR("Area code as published") };
    f->is_required = true;
}

static void category_fields(const struct statistics *st, struct layout *layout)
{
    layout->categories = layout->count;
    for (size_t i = 0; i < st->category_count; i++) {
        const struct category *c = &st->categories[i];
        struct field *f = next_field(layout, c->spec->name);
        f->title = c->spec->title;
        f->is_category = true;
        f->choices = c->labels.codes;
        f->choice_labels = c->labels.texts;
        f->choice_count = c->labels.count;
    }
}

static void measure_fields(const struct statistics *st, struct layout *layout)
{
    layout->measures = layout->count;
    for (size_t i = 0; i < st->measure_count; i++) {
        const struct manifest_field *m = &st->job->manifest->measures[i];
        struct field *f = next_field(layout, m->name);
        f->title = m->title;
        f->description = m->description;
        f->unit = m->unit;
        f->type = m->type;
        f->is_measure = true;
    }
}

static bool open_target(struct statistics *st, struct layout *layout,
                        struct error *err)
{
    size_t most = LEVEL_COUNT + 2 + st->category_count + st->measure_count;
    layout->fields = ARENA_ARRAY(st->job->arena, struct field, most);
    if (!layout->fields)
        return error_set(err, ERROR_NO_MEMORY, "no memory left");
    code_fields(st, layout);
    layout->period = layout->count;
    struct field *period = next_field(layout, STR("periode"));
    period->title = (struct label){ STR("Periode"), STR("Period") };
    period->type = VALUE_DATE;
    period->role = FIELD_TIME_START;
    period->is_required = true;
    category_fields(st, layout);
    measure_fields(st, layout);
    const struct dataset *dataset = &st->job->manifest->dataset;
    struct collection collection = {
        .id = dataset->id,
        .dataset = dataset,
        .title = dataset->title,
        .description = dataset->description,
        .schema = { layout->fields, layout->count },
        .level = LEVEL_NONE,
        .storage_srid = 4326,
        .period = st->period,
    };
    st->target = import_target_open(st->job, &collection, err);
    return st->target;
}

bool statistics_rows(struct statistics *st, struct error *err)
{
    struct layout layout = { 0 };
    if (!open_target(st, &layout, err)) return false;
    struct source_row row;
    while (source_next(st->source, &row)) {
        arena_clear(st->row_arena);
        if (!take_row(st, &layout, &row, err)) return false;
        import_progress(st->job, IMPORT_READING, row.row, st->info->row_count);
    }
    return true;
}
