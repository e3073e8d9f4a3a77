#include "store/spatialite/distinct.h"

bool distinct_init(struct distinct *distinct, struct arena *arena, size_t max,
                   struct error *err)
{
    *distinct = (struct distinct){ .max = max, .latest = DISTINCT_NONE };
    if (!max) return true;
    distinct->values = ARENA_ARRAY(arena, struct value, max);
    distinct->slots = ARENA_ARRAY(arena, uint16_t, DISTINCT_SLOTS);
    if (distinct->values && distinct->slots) return true;
    return error_set(err, ERROR_NO_MEMORY, "no room for the values of a field");
}

// The slot where a value is, or where it would go.
static uint16_t *slot_of(struct distinct *distinct, struct value value)
{
    size_t i = value_hash(value) & (DISTINCT_SLOTS - 1);
    while (distinct->slots[i] &&
           !value_equal(distinct->values[distinct->slots[i] - 1], value))
        i = (i + 1) & (DISTINCT_SLOTS - 1);
    return &distinct->slots[i];
}

int32_t distinct_find(struct distinct *distinct, struct value value)
{
    int32_t latest = distinct->latest;
    if (value.type == VALUE_NULL || !distinct->max) return DISTINCT_NONE;
    if (latest >= 0 && value_equal(distinct->values[latest], value))
        return latest;
    uint16_t slot = *slot_of(distinct, value);
    if (!slot) return DISTINCT_NONE;
    return distinct->latest = slot - 1;
}

static bool keep(struct arena *arena, struct value *value, struct error *err)
{
    switch (value->type) {
    case VALUE_NULL:
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_REAL: return true;
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: break;
    }
    value->text = arena_copy(arena, value->text);
    return value->text.bytes ||
           error_set(err, ERROR_NO_MEMORY, "no room for the values of a field");
}

bool distinct_add(struct distinct *distinct, struct arena *arena,
                  struct value value, struct error *err)
{
    if (distinct->is_over || value.type == VALUE_NULL) return true;
    if (distinct_find(distinct, value) != DISTINCT_NONE) return true;
    if (distinct->count == distinct->max) {
        distinct->is_over = true;
        return true;
    }
    uint16_t *slot = slot_of(distinct, value);
    if (!keep(arena, &value, err)) return false;
    distinct->values[distinct->count++] = value;
    *slot = (uint16_t)distinct->count;
    return true;
}
