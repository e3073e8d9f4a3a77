#include "store/spatialite/describe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/spatialite/promote.h"
#include "store/spatialite/schema.h"
#include "store/spatialite/select.h"

enum {
    INDEX_ROWS_MIN = 10000,  // fewer are read as fast as they are looked up
    INDEX_TEXT_MAX = 40,     // bytes on average: longer ones are for reading
    INDEXES_MAX = 8,         // that nobody asked for
};

static int compare_values(const void *a, const void *b)
{
    return value_compare(*(const struct value *)a, *(const struct value *)b);
}

static const str *find_label(const struct field *field, struct value value)
{
    if (!field->choice_labels) return NULL;
    for (size_t i = 0; i < field->choice_count; i++)
        if (value_equal(field->choices[i], value))
            return &field->choice_labels[i];
    return NULL;
}

// The values that were found take the place of those that were declared, whose
// labels they keep.
static bool describe_field(struct arena *arena, struct field *field,
                           const struct distinct *distinct, struct error *err)
{
    struct value *choices = ARENA_ARRAY(arena, struct value, distinct->count);
    str *labels = ARENA_ARRAY(arena, str, distinct->count);
    if (!choices || !labels)
        return error_set(err, ERROR_NO_MEMORY, "no room for a description");
    if (distinct->count)
        memcpy(choices, distinct->values, distinct->count * sizeof *choices);
    qsort(choices, distinct->count, sizeof *choices, compare_values);
    for (size_t i = 0; i < distinct->count; i++) {
        const str *label = find_label(field, choices[i]);
        if (label) labels[i] = *label;
    }
    field->choice_labels = field->choice_labels ? labels : NULL;
    field->choices = choices;
    field->choice_count = distinct->count;
    return true;
}

static void forget_choices(struct field *field)
{
    field->choices = NULL;
    field->choice_labels = NULL;
    field->choice_count = 0;
    field->wants_enum = false;
}

static bool describe_fields(struct loader *loader, struct error *err)
{
    for (size_t i = 0; i < loader->collection.schema.count; i++) {
        const struct distinct *distinct = &loader->distinct[i];
        if (!distinct->max) continue;
        if (distinct->is_over)
            forget_choices(&loader->fields[i]);
        else if (!describe_field(loader->arena, &loader->fields[i], distinct,
                                 err))
            return false;
    }
    return true;
}

// The last day of the period that begins in the month of `date`.
static void last_day(char date[TIMESTAMP_LEN + 1], enum period period)
{
    int64_t first_year, first_month;
    int months = 0;
    str text = str_from(date);
    if (!str_to_int(str_slice(text, 0, 4), &first_year) ||
        !str_to_int(str_slice(text, 5, 7), &first_month))
        return;
    switch (period) {
    case PERIOD_NONE:
    case PERIOD_DAY: return;
    case PERIOD_MONTH: months = 1; break;
    case PERIOD_QUARTER: months = 3; break;
    case PERIOD_YEAR: months = 12; break;
    }
    int month = (int)first_month - 1 + months;
    int year = (int)first_year + month / 12, day;
    civil_from_days(days_from_civil(year, month % 12 + 1, 1) - 1, &year, &month,
                    &day);
    snprintf(date, TIMESTAMP_LEN + 1, "%04d-%02d-%02d", year % 10000, month,
             day);
}

static bool describe_times(struct loader *loader, struct error *err)
{
    struct collection *c = &loader->collection;
    struct loader_times *times = &loader->times;
    c->time_from = c->time_to = (str){ 0 };
    if (!times->is_some) return true;
    if (!times->end) last_day(times->to.text, c->period);
    c->time_from = arena_copy(loader->arena, times->is_from_open
                                                 ? (str){ 0 }
                                                 : str_from(times->from.text));
    c->time_to =
        arena_copy(loader->arena,
                   times->is_to_open ? (str){ 0 } : str_from(times->to.text));
    return (c->time_from.bytes && c->time_to.bytes) ||
           error_set(err, ERROR_NO_MEMORY, "no room for a description");
}

// Whether people are likely to ask for one value, or a few.
static bool deserves_index(const struct loader *loader, size_t i)
{
    const struct field *field = &loader->fields[i];
    const struct collection *c = &loader->collection;
    if (field->is_unindexed || field->is_measure ||
        schema_has_index(c, field) || filter_is_area(c, field))
        return false;
    switch (field->type) {
    case VALUE_NULL:
    case VALUE_BOOL:
    case VALUE_REAL: return false;
    case VALUE_TEXT:
        return loader->text_bytes[i] / INDEX_TEXT_MAX <= loader->place_count;
    case VALUE_INT:
    case VALUE_DATE:
    case VALUE_TIME: break;
    }
    return true;
}

static void choose_indexes(struct loader *loader)
{
    size_t chosen = 0;
    if (loader->place_count < INDEX_ROWS_MIN) return;
    for (size_t i = 0; i < loader->collection.schema.count; i++) {
        if (chosen == INDEXES_MAX) return;
        if (!deserves_index(loader, i)) continue;
        loader->fields[i].is_indexed = true;
        chosen++;
    }
}

bool describe_collection(struct loader *loader, struct error *err)
{
    struct collection *c = &loader->collection;
    c->geom_type = promote_type(loader->geom_types);
    c->feature_count = (int64_t)loader->place_count;
    if (!c->storage_srid) c->storage_srid = CRS_WGS84;
    choose_indexes(loader);
    return describe_fields(loader, err) && describe_times(loader, err);
}
