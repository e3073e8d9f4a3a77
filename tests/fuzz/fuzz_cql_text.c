// cql_parse_text, and all that follows for a filter that it accepts.

#include "fuzz/cql.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(1 << 28);
    struct error err = { 0 };
    if (!arena) return 0;
    struct cql *filter = cql_parse_text(arena, fuzz_text(data, size), &err);
    check_filter(arena, filter, &err);
    arena_destroy(arena);
    return 0;
}
