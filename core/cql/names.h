// What to say about a name that nobody knows.

#ifndef CQL_NAMES_H
#define CQL_NAMES_H

#include "cql/check.h"

// "there is no property aantl; there are: aantal". Always false.
bool names_unknown(struct arena *arena, const struct cql *property,
                   const struct cql_scope *scope, struct error *err);

#endif
