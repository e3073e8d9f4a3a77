// A schema and a few features, for filters to be checked against.

#ifndef TESTS_UNIT_CQL_WORLD_H
#define TESTS_UNIT_CQL_WORLD_H

#include "cql/check.h"
#include "cql/matches.h"
#include "geo/wkt.h"
#include "unit/cql.h"

static const struct field world_fields[] = {
    { .name = { "aantal", 6 }, .type = VALUE_INT },
    { .name = { "hoogte", 6 }, .type = VALUE_REAL },
    { .name = { "naam", 4 }, .type = VALUE_TEXT },
    { .name = { "open", 4 }, .type = VALUE_BOOL },
    { .name = { "datum", 5 }, .type = VALUE_DATE },
    { .name = { "begin", 5 }, .type = VALUE_TIME },
    { .name = { "eind", 4 }, .type = VALUE_TIME },
    { .name = { "soorten", 7 }, .type = VALUE_TEXT },
    { .name = { "leeg", 4 }, .type = VALUE_TEXT },
    { .name = { "CBS gemeentecode", 16 }, .type = VALUE_TEXT },
};
enum { WORLD_FIELDS = sizeof world_fields / sizeof *world_fields };
static const struct schema world_schema = { world_fields, WORLD_FIELDS };
static const struct cql_scope world_scope = { .schema = &world_schema,
                                              .has_geometry = true };

static const struct value world_values[] = {
    { .type = VALUE_INT, .integer = 7 },
    { .type = VALUE_REAL, .real = -2.5 },
    { .type = VALUE_TEXT,
      .text = { "Stra\xC3\x9F"
                "e Chi\xC8\x99in\xC4\x83u",
                18 } },
    { .type = VALUE_BOOL, .boolean = true },
    { .type = VALUE_DATE, .text = { "2026-03-18", 10 } },
    { .type = VALUE_TIME, .text = { "2026-03-18T06:30:00.000Z", 24 } },
    { .type = VALUE_TIME, .text = { "2026-03-18T20:00:00.000Z", 24 } },
    { .type = VALUE_TEXT, .text = { "[\"a\",\"b\",3,null]", 16 } },
    { .type = VALUE_NULL },
    { .type = VALUE_TEXT, .text = { "GM0014", 6 } },
};

static inline struct cql *parsed(struct arena *arena, const char *text)
{
    struct error err = { 0 };
    struct cql *filter = cql_parse_text(arena, str_from(text), &err);
    if (!filter) fprintf(stderr, "%s: %s\n", text, err.message);
    return filter;
}

// The filter, checked; or NULL, and the reason in `err`.
static inline struct cql *checked(struct arena *arena, const char *text,
                                  struct error *err)
{
    struct cql *filter = parsed(arena, text);
    return filter && cql_check(arena, filter, &world_scope, err) ? filter
                                                                 : NULL;
}

#endif
