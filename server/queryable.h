// The names that a client can filter on: those of the properties, and for each
// that is not camelCase an alias that is (Design Rules, query keys).
//
//   "CBS gemeentecode"            cbsGemeentecode
//   "aantal_inwoners"             aantalInwoners
//   "GeregistreerdeMisdrijven_1"  geregistreerdeMisdrijven1

#ifndef SERVER_QUERYABLE_H
#define SERVER_QUERYABLE_H

#include "base/arena.h"
#include "geo/feature.h"

// The field with this name, else the first with this alias; NULL when neither.
const struct field *queryable_find(const struct schema *schema, str name);

// The name for a URL: the alias, or `name` itself where that is camelCase or
// has no alias. Lives in `arena`, or is `name`.
str queryable_name(struct arena *arena, str name);

#endif
