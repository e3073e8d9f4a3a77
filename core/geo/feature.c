#include "geo/feature.h"

#include <string.h>

#include "base/timestamp.h"

const struct field *schema_find(const struct schema *schema, str name)
{
    for (size_t i = 0; i < schema->count; i++)
        if (str_equal(schema->fields[i].name, name)) return &schema->fields[i];
    return NULL;
}

const struct field *schema_find_role(const struct schema *schema,
                                     enum field_role role)
{
    for (size_t i = 0; i < schema->count; i++)
        if (schema->fields[i].role == role) return &schema->fields[i];
    return NULL;
}

size_t schema_index(const struct schema *schema, const struct field *field)
{
    return (size_t)(field - schema->fields);
}

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

int value_compare(struct value a, struct value b)
{
    if (a.type == VALUE_NULL || b.type == VALUE_NULL)
        return (a.type == VALUE_NULL) - (b.type == VALUE_NULL);
    switch (a.type) {
    case VALUE_NULL: return 0;
    case VALUE_BOOL: return (int)a.boolean - (int)b.boolean;
    case VALUE_INT: return (a.integer > b.integer) - (a.integer < b.integer);
    case VALUE_REAL: return compare_numbers(a.real, b.real);
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: return str_compare(a.text, b.text);
    }
    return 0;
}

bool value_equal(struct value a, struct value b)
{
    return value_compare(a, b) == 0;
}

// The finalizer of MurmurHash3: every bit of the result depends on every bit
// of the number.
static uint64_t mix(uint64_t h)
{
    h = (h ^ h >> 33) * 0xff51afd7ed558ccdU;
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53U;
    return h ^ h >> 33;
}

uint64_t value_hash(struct value value)
{
    uint64_t bits = 0;
    switch (value.type) {
    case VALUE_NULL: return 0;
    case VALUE_BOOL: return mix(value.boolean);
    case VALUE_INT: return mix((uint64_t)value.integer);
    case VALUE_REAL:
        if (value.real != 0) memcpy(&bits, &value.real, sizeof bits);
        return mix(bits);
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: return mix(str_hash(value.text));
    }
    return 0;
}

static bool parse_bool(str text, struct value *out, struct error *err)
{
    bool yes = str_equal(text, STR("true"));
    if (!yes && !str_equal(text, STR("false")))
        return error_set(err, ERROR_INVALID, "\"%.*s\" is not true or false",
                         STR_ARG(text));
    *out = (struct value){ .type = VALUE_BOOL, .boolean = yes };
    return true;
}

static bool parse_int(str text, struct value *out, struct error *err)
{
    int64_t integer;
    if (!str_to_int(text, &integer))
        return error_set(err, ERROR_INVALID, "\"%.*s\" is not a whole number",
                         STR_ARG(text));
    *out = (struct value){ .type = VALUE_INT, .integer = integer };
    return true;
}

static bool parse_real(str text, struct value *out, struct error *err)
{
    double real;
    if (!str_to_real(text, &real))
        return error_set(err, ERROR_INVALID, "\"%.*s\" is not a number",
                         STR_ARG(text));
    *out = (struct value){ .type = VALUE_REAL, .real = real };
    return true;
}

static bool parse_text(struct arena *arena, enum value_type type, str text,
                       struct value *out, struct error *err)
{
    str copy = arena_copy(arena, text);
    if (text.len && !copy.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for a value");
    *out = (struct value){ .type = type, .text = copy };
    return true;
}

static bool parse_date(struct arena *arena, str text, struct value *out,
                       struct error *err)
{
    char date[DATE_LEN + 1];
    if (!date_parse(text, date, err)) return false;
    return parse_text(arena, VALUE_DATE, str_from(date), out, err);
}

static bool parse_time(struct arena *arena, str text, struct value *out,
                       struct error *err)
{
    struct timestamp time;
    if (!timestamp_parse(text, &time, err)) return false;
    return parse_text(arena, VALUE_TIME, str_from(time.text), out, err);
}

bool value_parse(struct arena *arena, enum value_type type, str text,
                 struct value *out, struct error *err)
{
    switch (type) {
    case VALUE_NULL: break;
    case VALUE_BOOL: return parse_bool(text, out, err);
    case VALUE_INT: return parse_int(text, out, err);
    case VALUE_REAL: return parse_real(text, out, err);
    case VALUE_TEXT: return parse_text(arena, type, text, out, err);
    case VALUE_DATE: return parse_date(arena, text, out, err);
    case VALUE_TIME: return parse_time(arena, text, out, err);
    }
    return error_set(err, ERROR_INTERNAL, "a value without a type");
}

const char *value_type_name(enum value_type type)
{
    static const char *const names[] = {
        [VALUE_NULL] = "null",      [VALUE_BOOL] = "boolean",
        [VALUE_INT] = "integer",    [VALUE_REAL] = "number",
        [VALUE_TEXT] = "string",    [VALUE_DATE] = "date",
        [VALUE_TIME] = "date-time",
    };
    return names[type];
}
