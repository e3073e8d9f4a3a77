#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Under AddressSanitizer what is not handed out is poisoned, so that reading
// behind an allocation or after arena_clear is reported as it is for malloc.
#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif
#ifdef HAS_ASAN
void __asan_poison_memory_region(const volatile void *at, size_t size);
void __asan_unpoison_memory_region(const volatile void *at, size_t size);
#else
#define __asan_poison_memory_region(at, size) ((void)(at), (void)(size))
#define __asan_unpoison_memory_region(at, size) ((void)(at), (void)(size))
#endif

enum { BLOCK_MIN = 4096, BLOCK_MAX = 1 << 20, PRINTED_AT_ONCE = 256 };

struct block {
    struct block *older;
    size_t capacity;
    size_t used;
    size_t newest;  // where the newest allocation begins
    _Alignas(max_align_t) char bytes[];
};

struct arena {
    struct block *newest;
    size_t limit;
    size_t held;  // the capacities of all blocks
    size_t used;  // what was handed out
};

struct arena *arena_create(size_t limit)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena) arena->limit = limit;
    return arena;
}

static void free_blocks(struct block *block)
{
    while (block) {
        struct block *older = block->older;
        __asan_unpoison_memory_region(block->bytes, block->capacity);
        free(block);
        block = older;
    }
}

void arena_destroy(struct arena *arena)
{
    if (!arena) return;
    free_blocks(arena->newest);
    free(arena);
}

void arena_clear(struct arena *arena)
{
    struct block *kept = arena->newest;
    arena->used = 0;
    if (!kept) return;
    free_blocks(kept->older);
    kept->older = NULL;
    kept->used = 0;
    kept->newest = 0;
    arena->held = kept->capacity;
    __asan_poison_memory_region(kept->bytes, kept->capacity);
}

// Rounded up so that what follows is aligned for any type; 0 on overflow.
static size_t aligned(size_t size)
{
    size_t step = _Alignof(max_align_t);
    if (size == 0) return step;
    if (size > SIZE_MAX / 2) return 0;
    return (size + step - 1) / step * step;
}

// Blocks double in size, and the last ones shrink to what the limit leaves.
static struct block *add_block(struct arena *arena, size_t size)
{
    size_t left = arena->limit - arena->held;
    if (size > left) return NULL;
    size_t capacity = arena->newest ? arena->newest->capacity * 2 : BLOCK_MIN;
    if (capacity > BLOCK_MAX) capacity = BLOCK_MAX;
    if (capacity < size) capacity = size;
    if (capacity > left) capacity = left;
    // Not calloc: most of a block is never handed out, or as room for bytes.
    struct block *block = malloc(sizeof *block + capacity);
    if (!block) return NULL;
    *block = (struct block){ .capacity = capacity, .older = arena->newest };
    arena->newest = block;
    arena->held += capacity;
    __asan_poison_memory_region(block->bytes, capacity);
    return block;
}

void *arena_alloc_bytes(struct arena *arena, size_t size)
{
    size_t room = aligned(size);
    if (!room) return NULL;
    struct block *block = arena->newest;
    if (!block || room > block->capacity - block->used)
        block = add_block(arena, room);
    if (!block) return NULL;
    char *bytes = block->bytes + block->used;
    block->newest = block->used;
    block->used += room;
    arena->used += room;
    __asan_unpoison_memory_region(bytes, size);
    return bytes;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    char *bytes = arena_alloc_bytes(arena, size);
    if (bytes) memset(bytes, 0, size);
    return bytes;
}

void *arena_room_array(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) return NULL;
    return arena_alloc_bytes(arena, bytes);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    void *room = arena_room_array(arena, count, size);
    if (room) memset(room, 0, count * size);
    return room;
}

static bool extend(struct arena *arena, const char *old, size_t size)
{
    struct block *block = arena->newest;
    size_t room = aligned(size);
    if (!block || !room || old != block->bytes + block->newest) return false;
    if (room > block->capacity - block->newest) return false;
    size_t end = block->newest + room;
    arena->used += end - block->used;
    block->used = end;
    __asan_unpoison_memory_region(old, size);
    return true;
}

void *arena_grow_bytes(struct arena *arena, void *old, size_t old_size,
                       size_t size)
{
    if (old && size <= old_size) return old;
    if (old && extend(arena, old, size)) return old;
    void *bytes = arena_alloc_bytes(arena, size);
    if (bytes && old) memcpy(bytes, old, old_size);
    return bytes;
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t size)
{
    size_t kept = old ? old_size : 0;
    char *bytes = arena_grow_bytes(arena, old, kept, size);
    if (bytes && size > kept) memset(bytes + kept, 0, size - kept);
    return bytes;
}

str arena_copy(struct arena *arena, str s)
{
    if (s.len == SIZE_MAX) return (str){ 0 };
    char *bytes = arena_alloc_bytes(arena, s.len + 1);
    if (!bytes) return (str){ 0 };
    if (s.len) memcpy(bytes, s.bytes, s.len);
    bytes[s.len] = '\0';
    return (str){ bytes, s.len };
}

str arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    char text[PRINTED_AT_ONCE];
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    char *bytes = len < 0 ? NULL : arena_alloc_bytes(arena, (size_t)len + 1);
    if (bytes && (size_t)len < sizeof text)
        memcpy(bytes, text, (size_t)len + 1);
    else if (bytes)
        vsnprintf(bytes, (size_t)len + 1, format, again);
    va_end(again);
    return bytes ? (str){ bytes, (size_t)len } : (str){ 0 };
}

size_t arena_held(const struct arena *arena)
{
    return sizeof *arena + arena->held;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
