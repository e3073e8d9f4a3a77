#include "store/spatialite/top.h"

#include <stdlib.h>
#include <string.h>

#include "store/spatialite/sort_key.h"

enum { ROOM_FIRST = 64 };

bool top_init(struct top *top, size_t count_max, size_t bytes_max,
              struct error *err)
{
    *top = (struct top){ .count_max = count_max,
                         .bytes_max = bytes_max,
                         .arena = arena_create(SIZE_MAX / 4) };
    return top->arena || error_set(err, ERROR_NO_MEMORY, "no room for sorting");
}

void top_free(struct top *top)
{
    free(top->keys);
    arena_destroy(top->arena);
    *top = (struct top){ 0 };
}

void top_clear(struct top *top)
{
    arena_clear(top->arena);
    top->count = 0;
    top->bytes = 0;
    top->has_dropped = false;
    top->bound = (str){ 0 };
}

bool top_is_full(const struct top *top)
{
    return top->bound.len || (top->count_max && top->count == top->count_max);
}

str top_greatest(const struct top *top)
{
    return top->keys[0];
}

bool top_takes(const struct top *top, str key)
{
    if (top->bound.len && sort_key_compare(key, top->bound) >= 0) return false;
    return !top->count_max || top->count < top->count_max ||
           sort_key_compare(key, top->keys[0]) < 0;
}

static void sift_up(struct top *top, str key)
{
    size_t at = top->count++;
    while (at > 0 && sort_key_compare(key, top->keys[(at - 1) / 2]) > 0) {
        top->keys[at] = top->keys[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    top->keys[at] = key;
}

static size_t cost(str key)
{
    return key.len + sizeof key;
}

static void drop_greatest(struct top *top)
{
    str last = top->keys[--top->count];
    size_t at = 0;
    top->bytes -= cost(top->keys[0]);
    top->has_dropped = true;
    top->bound = top->keys[0];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= top->count) break;
        if (child + 1 < top->count &&
            sort_key_compare(top->keys[child + 1], top->keys[child]) > 0)
            child++;
        if (sort_key_compare(top->keys[child], last) <= 0) break;
        top->keys[at] = top->keys[child];
        at = child;
    }
    top->keys[at] = last;
}

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for sorting");
}

// Keys that were dropped leave their bytes behind; when those outweigh the
// rest, what is kept moves to fresh memory.
static bool compact(struct top *top, struct error *err)
{
    size_t least = 2 * (top->bytes + top->bound.len) + (1 << 16);
    if (arena_used(top->arena) < least) return true;
    struct arena *fresh = arena_create(SIZE_MAX / 4);
    if (!fresh) return no_memory(err);
    for (size_t i = 0; i < top->count; i++) {
        str copy = arena_copy(fresh, top->keys[i]);
        if (!copy.bytes) {
            arena_destroy(fresh);
            return no_memory(err);
        }
        top->keys[i] = copy;
    }
    str bound = arena_copy(fresh, top->bound);
    if (top->bound.len && !bound.bytes) {
        arena_destroy(fresh);
        return no_memory(err);
    }
    top->bound = bound;
    arena_destroy(top->arena);
    top->arena = fresh;
    return true;
}

static bool reserve(struct top *top, struct error *err)
{
    if (top->count < top->room) return true;
    size_t room = top->room ? top->room * 2 : ROOM_FIRST;
    str *keys = realloc(top->keys, room * sizeof *keys);
    if (!keys) return no_memory(err);
    top->keys = keys;
    top->room = room;
    return true;
}

bool top_add(struct top *top, str key, struct error *err)
{
    if (!top_takes(top, key)) {
        top->has_dropped = true;
        return true;
    }
    if (!reserve(top, err) || !compact(top, err)) return false;
    str copy = arena_copy(top->arena, key);
    if (!copy.bytes) return no_memory(err);
    if (top->count_max && top->count == top->count_max) drop_greatest(top);
    sift_up(top, copy);
    top->bytes += cost(copy);
    while (top->bytes > top->bytes_max && top->count > 1) drop_greatest(top);
    return true;
}

static int compare_keys(const void *a, const void *b)
{
    return sort_key_compare(*(const str *)a, *(const str *)b);
}

void top_sort(struct top *top)
{
    if (top->count > 0)
        qsort(top->keys, top->count, sizeof *top->keys, compare_keys);
}
