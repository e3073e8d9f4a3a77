#include "importers/areas_values.h"

#include "importers/normalise.h"

static const double SENTINEL = -99990;  // and everything below (CBS)

static bool is_sentinel_value(struct value value)
{
    if (value.type == VALUE_INT) return (double)value.integer <= SENTINEL;
    return value.type == VALUE_REAL && value.real <= SENTINEL;
}

static bool keep_text(struct arena *arena, struct value *value,
                      struct error *err)
{
    if (value->type != VALUE_TEXT && value->type != VALUE_DATE &&
        value->type != VALUE_TIME)
        return true;
    value->text = arena_copy(arena, value->text);
    return value->text.bytes ||
           error_set(err, ERROR_NO_MEMORY, "the areas do not fit in memory");
}

static bool check_choice(const struct manifest_field *spec, struct value value,
                         struct error *err)
{
    if (!spec || !spec->choice_count || value.type != VALUE_TEXT) return true;
    for (size_t i = 0; i < spec->choice_count; i++)
        if (str_equal(spec->choices[i], value.text)) return true;
    return error_set(err, ERROR_REFUSED,
                     "is none of the values that the manifest lists");
}

bool area_value_read(const struct area_value_rules *rules, struct value value,
                     struct value *out, bool *is_sentinel, struct error *err)
{
    const struct manifest_field *spec = rules->spec;
    struct value_rule rule = { .type = rules->field->type,
                               .decimal = rules->decimal };
    if (spec) rule.format = spec->format;
    bool is_null =
        value.type == VALUE_NULL ||
        source_is_null(rules->nulls, normalise_text(rules->arena, value));
    *is_sentinel = false;
    *out = (struct value){ .type = VALUE_NULL };
    if (is_null && spec && spec->is_required)
        return error_set(err, ERROR_REFUSED, "a value is required");
    if (is_null) return true;
    struct value read;
    if (!normalise_value(rules->arena, &rule, value, &read, err)) return false;
    *is_sentinel = is_sentinel_value(read);
    if (*is_sentinel) return true;
    if (!check_choice(spec, read, err) || !keep_text(rules->arena, &read, err))
        return false;
    *out = read;
    return true;
}
