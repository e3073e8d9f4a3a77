#include "server/sortable.h"

#include "server/queryable.h"

str row_id_name(const struct collection *collection)
{
    if (collection_id_field(collection)) return (str){ 0 };
    bool is_taken = schema_find(&collection->schema, STR("id"));
    return is_taken ? STR("item_id") : STR("id");
}

bool sortable_find(const struct collection *collection, str name,
                   struct sort *out)
{
    *out = (struct sort){ .field = queryable_find(&collection->schema, name) };
    return out->field || (name.len && str_equal(name, row_id_name(collection)));
}
