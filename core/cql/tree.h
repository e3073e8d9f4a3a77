// Makes the nodes of a tree: the one place that knows how many there may be,
// how deep they may nest, and what may stand in what. Both parsers use it, so
// that text and JSON say the same things.

#ifndef CQL_TREE_H
#define CQL_TREE_H

#include "cql/cql.h"

struct tree {
    struct arena *arena;
    struct error *err;
    size_t node_count;
};

// Operands being gathered.
struct operands {
    struct cql **items;
    size_t count, room;
};

// "at character 17: …". Always false.
bool cql_error(struct error *err, size_t position, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#define cql_error(...) error_always(cql_error(__VA_ARGS__))

// A leaf, or a node whose operands tree_close will give it.
struct cql *tree_node(struct tree *tree, enum cql_op op, size_t position);

bool operands_add(struct tree *tree, struct operands *operands,
                  struct cql *node);

// Gives `node` its operands: checks how many and what they are. NULL on
// failure. An AND among the operands of an AND becomes part of it, and so with
// OR: that changes nothing but the depth.
struct cql *tree_close(struct tree *tree, struct cql *node,
                       const struct operands *operands);

// tree_node and tree_close for one or two operands; `b` may be NULL.
struct cql *tree_join(struct tree *tree, enum cql_op op, size_t position,
                      struct cql *a, struct cql *b);

// Leaves. Those that read text may fail because of it.
struct cql *tree_text(struct tree *tree, size_t position, str text);
struct cql *tree_bool(struct tree *tree, size_t position, bool value);
struct cql *tree_number(struct tree *tree, size_t position, str digits);
struct cql *tree_date(struct tree *tree, size_t position, str text);
struct cql *tree_timestamp(struct tree *tree, size_t position, str text);
// A date, a timestamp or '..': an end of an interval.
struct cql *tree_end(struct tree *tree, size_t position, str text);
struct cql *tree_property(struct tree *tree, size_t position, str name);
struct cql *tree_geometry(struct tree *tree, size_t position,
                          const struct geom *geom);
// 4 numbers, or 6 with heights in the third and sixth place.
struct cql *tree_bbox(struct tree *tree, size_t position, const double *numbers,
                      size_t count);

// The finished tree, which must be a condition. NULL when it is none.
struct cql *tree_end_of_filter(struct tree *tree, struct cql *root);

// Whether a filter of this length may be read at all, and is UTF-8.
bool tree_accepts(str source, struct error *err) MUST_CHECK;

#endif
