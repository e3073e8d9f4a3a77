// What the tests of core/cql have in common.

#ifndef TESTS_UNIT_CQL_H
#define TESTS_UNIT_CQL_H

#include <stdlib.h>

#include "base/buf.h"
#include "cql/cql.h"
#include "unit/test.h"

enum { CQL_TEST_MEMORY = 64 << 20 };

static inline str printed(struct arena *arena, const struct cql *filter)
{
    struct buf buf;
    str text = { 0 };
    buf_init(&buf, arena, SIZE_MAX);
    cql_print(filter, &buf);
    return buf_finish(&buf, &text, NULL) ? text : STR("no room");
}

// The canonical text of what `text` says, or the message why it says nothing.
static inline str from_text(struct arena *arena, str text)
{
    struct error err = { 0 };
    const struct cql *filter = cql_parse_text(arena, text, &err);
    return filter ? printed(arena, filter)
                  : arena_copy(arena, str_from(err.message));
}

static inline str from_json(struct arena *arena, str json)
{
    struct error err = { 0 };
    const struct cql *filter = cql_parse_json(arena, json, &err);
    return filter ? printed(arena, filter)
                  : arena_copy(arena, str_from(err.message));
}

// The file beside the real data, or an empty text when it is not there.
static inline str conformance_file(struct arena *arena, const char *name)
{
    const char *data = getenv("TEST_DATA");
    str path = arena_printf(arena, "%s/../conformance/cql2/%s",
                            data ? data : "nowhere", name);
    struct buf buf;
    str bytes = { 0 };
    char part[4096];
    size_t len;
    buf_init(&buf, arena, SIZE_MAX);
    FILE *file = fopen(path.bytes, "rb");
    if (!file) return bytes;
    while ((len = fread(part, 1, sizeof part, file)) > 0)
        buf_add(&buf, part, len);
    fclose(file);
    return buf_finish(&buf, &bytes, NULL) ? bytes : (str){ 0 };
}

// All tests of a program with the memory that they share. Without `needed`, a
// file of conformance/cql2, they skip; NULL where none is.
static inline int cql_test_main(int argc, char **argv, struct arena **arena,
                                const char *needed)
{
    int status = 77;
    *arena = arena_create(CQL_TEST_MEMORY);
    if (needed && conformance_file(*arena, needed).len == 0)
        fprintf(stderr, "skipped: no conformance/cql2 beside TEST_DATA\n");
    else
        status = test_run_all(argc, argv);
    arena_destroy(*arena);
    return status;
}

#endif
