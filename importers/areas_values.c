#include "importers/areas_values.h"

#include <inttypes.h>
#include <math.h>

static const double SENTINEL = -99990;  // and everything below (CBS)
enum { NUMBER_LEN_MAX = 64 };

str area_value_text(struct arena *arena, struct value value)
{
    switch (value.type) {
    case VALUE_NULL: break;
    case VALUE_BOOL: return value.boolean ? STR("true") : STR("false");
    case VALUE_INT: return arena_printf(arena, "%" PRId64, value.integer);
    case VALUE_REAL: return arena_printf(arena, "%.17g", value.real);
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: return value.text;
    }
    return (str){ 0 };
}

// "12,5" read with a decimal comma is "12.5".
static bool text_to_real(str text, char decimal, double *out)
{
    char copy[NUMBER_LEN_MAX];
    if (text.len >= sizeof copy) return false;
    for (size_t i = 0; i < text.len; i++)
        copy[i] = text.bytes[i] == decimal ? '.' : text.bytes[i];
    return str_to_real((str){ copy, text.len }, out);
}

static bool to_number(const struct area_value_rules *rules, struct value value,
                      double *out)
{
    if (value.type == VALUE_REAL)
        *out = value.real;
    else if (value.type == VALUE_INT)
        *out = (double)value.integer;
    else if (value.type == VALUE_TEXT)
        return text_to_real(str_trim(value.text), rules->decimal, out);
    else
        return false;
    return true;
}

static bool misfit(struct error *err, str text, enum value_type type)
{
    return error_set(err, ERROR_INVALID, "\"%.*s\" is no %s",
                     STR_ARG(str_slice(text, 0, NUMBER_LEN_MAX)),
                     value_type_name(type));
}

static bool read_number(const struct area_value_rules *rules,
                        struct value value, struct value *out,
                        bool *is_sentinel, struct error *err)
{
    enum value_type type = rules->field->type;
    str text = area_value_text(rules->arena, value);
    double real;
    int64_t integer;
    if (!to_number(rules, value, &real)) return misfit(err, text, type);
    *is_sentinel = real <= SENTINEL;
    if (*is_sentinel) return true;
    if (type == VALUE_REAL) {
        *out = (struct value){ .type = type, .real = real };
        return true;
    }
    if (value.type == VALUE_INT)
        integer = value.integer;
    else if (value.type == VALUE_REAL && floor(real) == real &&
             fabs(real) < 9e15)
        integer = (int64_t)real;
    else if (!str_to_int(str_trim(text), &integer))
        return misfit(err, text, type);
    *out = (struct value){ .type = type, .integer = integer };
    return true;
}

static bool read_typed(const struct area_value_rules *rules, str text,
                       struct value *out, struct error *err)
{
    return value_parse(rules->arena, rules->field->type, str_trim(text), out,
                       err);
}

bool area_value_read(const struct area_value_rules *rules, struct value value,
                     struct value *out, bool *is_sentinel, struct error *err)
{
    *is_sentinel = false;
    *out = (struct value){ .type = VALUE_NULL };
    str text = area_value_text(rules->arena, value);
    enum value_type type = rules->field->type;
    if (value.type == VALUE_NULL || source_is_null(rules->nulls, text)) {
        if (!rules->spec || !rules->spec->is_required) return true;
        return error_set(err, ERROR_INVALID, "a value is required");
    }
    if (type == VALUE_INT || type == VALUE_REAL)
        return read_number(rules, value, out, is_sentinel, err);
    if (value.type == type && type == VALUE_BOOL) {
        *out = value;
        return true;
    }
    return read_typed(rules, text, out, err);
}
