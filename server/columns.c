#include "server/columns.h"

#include "server/selection.h"

// `name`, made different from every field's by "item_" in front.
static str own_name(const struct schema *schema, const char *name,
                    const char *other)
{
    bool is_taken = schema_find(schema, str_from(name));
    return str_from(is_taken ? other : name);
}

static struct column of_field(const struct field *field, size_t index)
{
    return (struct column){
        .name = field->name,
        .title = label_text(&field->title, (str){ 0 }),
        .description = label_text(&field->description, (str){ 0 }),
        .type = field->type,
        .is_required = field->is_required,
        .is_id = field->role == FIELD_ID,
        .source = (int)index,
    };
}

static bool is_taken(const struct column *items, size_t count, str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal_nocase(items[i].name, name)) return true;
    return false;
}

// To a database "ID" and "id" are one name: the later becomes "id_2".
static bool make_unique(struct arena *arena, struct column *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        str name = items[i].name;
        for (int n = 2; is_taken(items, i, items[i].name); n++) {
            items[i].name = arena_printf(arena, "%.*s_%d", STR_ARG(name), n);
            if (!items[i].name.bytes) return false;
        }
    }
    return true;
}

bool columns_init(struct columns *columns, struct arena *arena,
                  const struct selection *selection, struct error *err)
{
    const struct collection *collection = selection->collection;
    const struct schema *schema = &collection->schema;
    struct column *items = ARENA_ARRAY(arena, struct column, schema->count + 2);
    size_t count = 0;
    if (!items) return error_set(err, ERROR_NO_MEMORY, "no room for columns");
    if (!collection_id_field(collection))
        items[count++] =
            (struct column){ .name = own_name(schema, "id", "item_id"),
                             .type = VALUE_INT,
                             .is_required = true,
                             .is_id = true,
                             .source = COLUMN_ID };
    for (size_t i = 0; i < schema->count; i++)
        if (!selection->wanted || selection->wanted[i])
            items[count++] = of_field(&schema->fields[i], i);
    if (selection->near.is_asked)
        items[count++] = (struct column){ .name = own_name(schema, "distance",
                                                           "item_distance"),
                                          .type = VALUE_REAL,
                                          .is_required = true,
                                          .source = COLUMN_DISTANCE };
    *columns = (struct columns){ items, count };
    return make_unique(arena, items, count) ||
           error_set(err, ERROR_NO_MEMORY, "no room for columns");
}

struct value column_of(const struct column *column,
                       const struct feature *feature)
{
    if (column->source == COLUMN_ID) return feature->id;
    if (column->source == COLUMN_DISTANCE)
        return (struct value){ .type = VALUE_REAL,
                               .real = feature->distance_m };
    return feature->values[column->source];
}
