// CQL2 filters (OGC 21-065r2): from text or JSON to a checked expression tree.
//
//   struct cql *filter = cql_parse_text(arena, text, err);
//   if (!filter || !cql_transform(arena, filter, &from, err) ||
//       !cql_check(arena, filter, &scope, err)) return false;
//
// This module knows the language and nothing else: it has never heard of SQL.
// core/store turns a checked tree into a WHERE clause with bound parameters;
// cql/matches.h evaluates it over features. Every error says where: "at
// character 17: …", counted from 1 in the text or JSON that the client wrote.

#ifndef CQL_CQL_H
#define CQL_CQL_H

#include "base/buf.h"
#include "cql/op.h"
#include "geo/feature.h"

struct cql_function;

enum {
    CQL_DEPTH_MAX = 64,
    CQL_NODES_MAX = 2000,
    CQL_BYTES_MAX = 256 * 1024,  // of a filter as written
    CQL_PATTERN_MAX = 1000,      // bytes of a LIKE pattern
};

struct cql {
    enum cql_op op;
    unsigned types;   // of enum cql_type
    size_t position;  // the character where it stands in the source, from 1
    size_t height;    // 1 for a leaf
    size_t number;    // among the nodes of its tree, from 0; set by cql_check
    size_t child_count;
    struct cql **children;
    str name;                   // CQL_PROPERTY, CQL_FUNCTION: as written
    const struct field *field;  // CQL_PROPERTY, set by cql_check; NULL: the
                                // geometry of the feature
    const struct cql_function *function;  // CQL_FUNCTION, set by cql_check
    struct value value;  // CQL_VALUE. A whole number is always a VALUE_INT
    struct geom geom;    // CQL_GEOMETRY; CQL_BBOX once it is checked
    struct box box;      // CQL_BBOX. min_x > max_x: over the antimeridian
};

// NULL on failure. The text is copied where the tree needs it.
struct cql *cql_parse_text(struct arena *arena, str text,
                           struct error *err) MUST_CHECK;
struct cql *cql_parse_json(struct arena *arena, str json,
                           struct error *err) MUST_CHECK;

// Canonical CQL2 text: cql_parse_text(cql_print(x)) is x again. What was
// written as text or as JSON prints the same.
void cql_print(const struct cql *expr, struct buf *out);

#endif
