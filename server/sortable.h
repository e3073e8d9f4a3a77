// The names that features can be sorted by: those of the properties with their
// aliases (server/queryable.h), and the number of the row where that is the id.

#ifndef SERVER_SORTABLE_H
#define SERVER_SORTABLE_H

#include "store/query.h"

// What the number of the row is called where features have no id field: "id",
// or "item_id" when a property has that name. Empty where they have one.
str row_id_name(const struct collection *collection);

// What sorting by this name means; false when it is not a sortable.
bool sortable_find(const struct collection *collection, str name,
                   struct sort *out);

#endif
