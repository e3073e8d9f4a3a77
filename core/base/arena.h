// Memory with one lifetime: a request, a row, a catalog.
//
// Everything a request allocates comes from its arena and goes away with it:
// there is no per-object free. A function whose first parameter is an arena
// returns memory that lives exactly as long as that arena.

#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena;

// `limit` caps the total this arena may ever hold; reaching it makes
// arena_alloc return NULL, which callers report as ERROR_NO_MEMORY.
struct arena *arena_create(size_t limit);
void arena_destroy(struct arena *arena);  // NULL is fine

// Forgets every allocation but keeps its newest block: for loops that handle
// one row at a time.
void arena_clear(struct arena *arena);

// Zeroed and aligned for any type. NULL when the limit is reached.
void *arena_alloc(struct arena *arena, size_t size);
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

// Not zeroed: for what is written before it is read.
void *arena_alloc_bytes(struct arena *arena, size_t size);
void *arena_room_array(struct arena *arena, size_t count, size_t size);

// Extends `old` in place when it is the newest allocation, else copies it.
// What is beyond old_size is zeroed.
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t size);

// The same, not zeroed.
void *arena_grow_bytes(struct arena *arena, void *old, size_t old_size,
                       size_t size);

// A copy with a NUL behind it (not counted). {NULL, 0} when the limit is
// reached and s.len > 0.
str arena_copy(struct arena *arena, str s);

// Formatted text with a NUL behind it; {NULL, 0} when the limit is reached.
str arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

size_t arena_used(const struct arena *arena);

// What it takes of the program's memory for that.
size_t arena_held(const struct arena *arena);

// struct cql_node *node = ARENA_NEW(arena, struct cql_node);
#define ARENA_NEW(arena, type) ((type *)arena_alloc(arena, sizeof(type)))
#define ARENA_ARRAY(arena, type, n) \
    ((type *)arena_alloc_array(arena, n, sizeof(type)))
#define ARENA_ROOM(arena, type, n) \
    ((type *)arena_room_array(arena, n, sizeof(type)))

#endif
