#include "base/id_set.h"

#include <stdlib.h>

enum { SLOTS_FIRST = 1 << 12 };

void id_set_free(struct id_set *set)
{
    free(set->slots);
    *set = (struct id_set){ 0 };
}

static void place(uint64_t *slots, size_t slot_count, uint64_t slot)
{
    size_t i = (size_t)(slot >> 32) & (slot_count - 1);
    while (slots[i]) i = (i + 1) & (slot_count - 1);
    slots[i] = slot;
}

bool id_set_reserve(struct id_set *set, struct error *err)
{
    if (set->count < set->slot_count / 4 * 3) return true;
    if (set->count >= UINT32_MAX - 1)
        return error_set(err, ERROR_TOO_LARGE, "more than 2^32 ids");
    size_t wanted = set->slot_count ? set->slot_count * 2 : SLOTS_FIRST;
    uint64_t *slots = calloc(wanted, sizeof *slots);
    if (!slots) return error_set(err, ERROR_NO_MEMORY, "no room for the ids");
    for (size_t i = 0; i < set->slot_count; i++)
        if (set->slots[i]) place(slots, wanted, set->slots[i]);
    free(set->slots);
    set->slots = slots;
    set->slot_count = wanted;
    return true;
}

bool id_set_next(const struct id_set *set, uint32_t bits, size_t *probe,
                 uint32_t *number)
{
    const uint64_t *slots = set->slots;
    size_t mask = set->slot_count - 1;
    size_t i = (bits + *probe) & mask;
    while (slots[i] && slots[i] >> 32 != bits) i = (i + 1) & mask;
    if (!slots[i]) return false;
    *number = (uint32_t)slots[i] - 1;
    *probe = ((i - bits) & mask) + 1;
    return true;
}

void id_set_add(struct id_set *set, uint32_t bits, uint32_t number)
{
    place(set->slots, set->slot_count, (uint64_t)bits << 32 | (number + 1));
    set->count++;
}
