#include "store/spatialite/aggregate_table.h"

#include <string.h>

void slab_see(struct slab *slab, int32_t area)
{
    slab->seen[(size_t)area / 64] |= UINT64_C(1) << ((size_t)area % 64);
}

bool slab_has_seen(const struct slab *slab, int32_t area)
{
    return slab->seen[(size_t)area / 64] >> ((size_t)area % 64) & 1;
}

bool slab_add(const struct table *table, struct slab *slab, size_t slot,
              int64_t count, const struct cell_measure *measures,
              struct error *err)
{
    struct sum *sums = slab->sums + slot * table->field_count;
    slab->counts[slot] += count;
    for (size_t i = 0; i < table->field_count; i++)
        if (!sum_add(&sums[i], table->is_real[i], &measures[i], err))
            return false;
    return true;
}

static size_t hash(const struct table *table, const uint32_t *keys)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < table->key_count; i++) {
        bits = (bits ^ keys[i]) * 0x9E3779B97F4A7C15ULL;
        bits ^= bits >> 29;
    }
    return (size_t)bits;
}

static bool has_keys(const struct table *table, const struct slab *slab,
                     const uint32_t *keys)
{
    return memcmp(slab->keys, keys, table->key_count * sizeof *keys) == 0;
}

static uint32_t *find_place(struct table *table, const uint32_t *keys)
{
    size_t mask = table->place_count - 1;
    size_t at = hash(table, keys) & mask;
    while (table->places[at] &&
           !has_keys(table, table->slabs[table->places[at] - 1], keys))
        at = (at + 1) & mask;
    return &table->places[at];
}

static bool grow(struct table *table)
{
    size_t capacity = table->slab_capacity ? table->slab_capacity * 2 : 16;
    struct slab **slabs = arena_grow(table->arena, table->slabs,
                                     table->slab_capacity * sizeof(*slabs),
                                     capacity * sizeof(*slabs));
    uint32_t *places = ARENA_ARRAY(table->arena, uint32_t, capacity * 2);
    if (!slabs || !places) return false;
    table->slabs = slabs;
    table->slab_capacity = capacity;
    table->places = places;
    table->place_count = capacity * 2;
    for (size_t i = 0; i < table->slab_count; i++)
        *find_place(table, slabs[i]->keys) = (uint32_t)i + 1;
    return true;
}

static struct slab *create_slab(struct table *table, const uint32_t *keys)
{
    struct slab *slab = ARENA_NEW(table->arena, struct slab);
    if (!slab) return NULL;
    memcpy(slab->keys, keys, table->key_count * sizeof *keys);
    slab->counts = ARENA_ARRAY(table->arena, int64_t, table->slot_count);
    if (!slab->counts) return NULL;
    if (table->field_count > 0)
        slab->sums = ARENA_ARRAY(table->arena, struct sum,
                                 table->slot_count * table->field_count);
    if (table->field_count > 0 && !slab->sums) return NULL;
    if (table->seen_count > 0)
        slab->seen =
            ARENA_ARRAY(table->arena, uint64_t, table->seen_count / 64 + 1);
    return table->seen_count > 0 && !slab->seen ? NULL : slab;
}

struct slab *table_slab(struct table *table, const uint32_t *keys,
                        struct error *err)
{
    if (table->last && has_keys(table, table->last, keys)) return table->last;
    if (table->slab_count == table->slab_capacity && !grow(table))
        goto no_memory;
    uint32_t *place = find_place(table, keys);
    if (!*place) {
        if (table->slab_count == table->slab_max) {
            error_set(err, ERROR_TOO_LARGE,
                      "more than %zu groups; group by less or select fewer "
                      "areas",
                      table->max_groups);
            return NULL;
        }
        struct slab *slab = create_slab(table, keys);
        if (!slab) goto no_memory;
        table->slabs[table->slab_count++] = slab;
        *place = (uint32_t)table->slab_count;
    }
    table->last = table->slabs[*place - 1];
    return table->last;
no_memory:
    error_set(err, ERROR_NO_MEMORY,
              "these groups need more memory than a request may use");
    return NULL;
}
