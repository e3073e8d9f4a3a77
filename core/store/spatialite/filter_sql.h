// What a filter says exactly the same in SQL: comparisons of columns with
// columns and values of their kind, BETWEEN, IN, IS NULL, and AND, OR and NOT
// over those, whose three values are those of SQL. Texts compare by byte, which
// is by code point. All else is left to filter_rest.h.

#ifndef STORE_SPATIALITE_FILTER_SQL_H
#define STORE_SPATIALITE_FILTER_SQL_H

#include "cql/check.h"
#include "store/spatialite/select.h"

// The parts of a selection's filter, all of which must hold; none without one.
struct cql_parts filter_parts(const struct selection *selection);

bool filter_sql_can_say(const struct selection *selection,
                        const struct cql *part);

// Adds a part to the statement, in parentheses. A hidden one is not looked up
// in an index.
void filter_sql_add(struct where *where, const struct cql *part,
                    bool is_hidden);

// Whether SQL can decide all that a selection asks for.
bool selection_is_sql(const struct selection *selection);

// A range of one column that the part does not go beyond, though it may be
// more: what an index can be asked for. False when there is none.
bool filter_sql_has_range(const struct selection *selection,
                          const struct cql *part);
void filter_sql_add_range(struct where *where, const struct cql *part,
                          bool is_hidden);

#endif
