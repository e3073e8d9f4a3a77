#include "store/spatialite/values_intern.h"

enum { FIRST_CAPACITY = 64 };

void intern_init(struct intern *intern, struct arena *arena)
{
    *intern = (struct intern){ .arena = arena };
}

static uint32_t *find_slot(const struct intern *intern, struct value value)
{
    size_t mask = intern->slot_count - 1;
    size_t at = (size_t)value_hash(value) & mask;
    while (intern->slots[at] &&
           !value_equal(intern->values[intern->slots[at] - 1], value))
        at = (at + 1) & mask;
    return &intern->slots[at];
}

static bool grow(struct intern *intern)
{
    size_t capacity =
        intern->capacity ? intern->capacity * 2 : (size_t)FIRST_CAPACITY;
    struct value *values = arena_grow(intern->arena, intern->values,
                                      intern->capacity * sizeof *values,
                                      capacity * sizeof *values);
    uint32_t *slots = ARENA_ARRAY(intern->arena, uint32_t, capacity * 2);
    if (!values || !slots) return false;
    intern->values = values;
    intern->capacity = capacity;
    intern->slots = slots;
    intern->slot_count = capacity * 2;
    for (size_t i = 0; i < intern->count; i++)
        *find_slot(intern, values[i]) = (uint32_t)i + 1;
    return true;
}

static bool is_text(struct value value)
{
    return value.type == VALUE_TEXT || value.type == VALUE_DATE ||
           value.type == VALUE_TIME;
}

int64_t intern_value(struct intern *intern, struct value value)
{
    if (intern->count == intern->capacity && !grow(intern))
        return INTERN_FAILED;
    uint32_t *slot = find_slot(intern, value);
    if (*slot) return (int64_t)*slot - 1;
    if (is_text(value)) {
        str copy = arena_copy(intern->arena, value.text);
        if (value.text.len && !copy.bytes) return INTERN_FAILED;
        value.text = copy;
    }
    intern->values[intern->count++] = value;
    *slot = (uint32_t)intern->count;
    return (int64_t)intern->count - 1;
}
