// What must hold of every filter, however it was written.

#ifndef TESTS_FUZZ_CQL_H
#define TESTS_FUZZ_CQL_H

#include "base/buf.h"
#include "cql/check.h"
#include "cql/matches.h"
#include "fuzz/fuzz.h"

static const struct field fuzz_fields[] = {
    { .name = { "i", 1 }, .type = VALUE_INT },
    { .name = { "r", 1 }, .type = VALUE_REAL },
    { .name = { "s", 1 }, .type = VALUE_TEXT },
    { .name = { "b", 1 }, .type = VALUE_BOOL },
    { .name = { "d", 1 }, .type = VALUE_DATE },
    { .name = { "t", 1 }, .type = VALUE_TIME },
    { .name = { "a b", 3 }, .type = VALUE_TEXT },
};
enum { FUZZ_FIELDS = sizeof fuzz_fields / sizeof *fuzz_fields };
static const struct schema fuzz_schema = { fuzz_fields, FUZZ_FIELDS };

static const struct value fuzz_values[] = {
    { .type = VALUE_INT, .integer = 7 },
    { .type = VALUE_REAL, .real = -0.5 },
    { .type = VALUE_TEXT,
      .text = { "Stra\xC3\x9F"
                "e",
                7 } },
    { .type = VALUE_BOOL, .boolean = true },
    { .type = VALUE_DATE, .text = { "2026-03-18", 10 } },
    { .type = VALUE_TIME, .text = { "2026-03-18T06:30:00.000Z", 24 } },
    { .type = VALUE_TEXT, .text = { "[1,\"x\",[true]]", 14 } },
};

static inline str fuzz_print(struct arena *arena, const struct cql *filter)
{
    struct buf buf;
    str text = { 0 };
    buf_init(&buf, arena, 1 << 26);
    cql_print(filter, &buf);
    MUST_HOLD(buf_finish(&buf, &text, NULL));
    return text;
}

// What is printed reads back as the same, unless it is longer than a filter
// may be.
static inline void check_identity(struct arena *arena, const struct cql *filter)
{
    struct error err = { 0 };
    str text = fuzz_print(arena, filter);
    if (text.len > CQL_BYTES_MAX) return;
    const struct cql *again = cql_parse_text(arena, text, &err);
    MUST_HOLD(again != NULL);
    MUST_HOLD(str_equal(fuzz_print(arena, again), text));
}

// A checked filter can be asked about any feature, and no feature matches
// outside of its extent.
static inline void check_evaluation(struct arena *arena, struct cql *filter)
{
    struct cql_scope scope = { .schema = &fuzz_schema, .has_geometry = true };
    struct error err = { 0 };
    struct point place = { 5, 52 };
    struct feature features[] = {
        { .values = fuzz_values, .geom = geom_from_point(arena, place) },
        { .values = (const struct value[FUZZ_FIELDS]){ { 0 } } },
    };
    if (!cql_check(arena, filter, &scope, &err)) {
        MUST_HOLD(err.code == ERROR_INVALID);
        return;
    }
    struct cql_matcher *matcher = cql_matcher_open(filter, &fuzz_schema, &err);
    MUST_HOLD(matcher != NULL);
    for (size_t i = 0; i < 2; i++) {
        bool matches = false;
        struct box box;
        MUST_HOLD(cql_matches(matcher, &features[i], &matches, &err));
        if (matches && cql_extent(filter, &box))
            MUST_HOLD(i == 0 && box_has_point(box, place));
    }
    cql_matcher_close(matcher);
}

static inline void check_filter(struct arena *arena, struct cql *filter,
                                const struct error *err)
{
    if (!filter) {
        MUST_HOLD(err->code == ERROR_INVALID);
        MUST_HOLD(str_starts(str_from(err->message), STR("at character ")));
        return;
    }
    check_identity(arena, filter);
    check_evaluation(arena, filter);
}

#endif
