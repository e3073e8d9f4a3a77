#include "server/schema_json.h"

#include "server/geojson.h"
#include "server/selection.h"
#include "server/sortable.h"

static const char *const types[] = {
    [VALUE_NULL] = "null",   [VALUE_BOOL] = "boolean", [VALUE_INT] = "integer",
    [VALUE_REAL] = "number", [VALUE_TEXT] = "string",  [VALUE_DATE] = "string",
    [VALUE_TIME] = "string",
};

static const char *const geometry_formats[] = {
    [GEOM_EMPTY] = NULL,
    [GEOM_POINT] = "geometry-point",
    [GEOM_LINE] = "geometry-linestring",
    [GEOM_POLYGON] = "geometry-polygon",
    [GEOM_MULTIPOINT] = "geometry-multipoint",
    [GEOM_MULTILINE] = "geometry-multilinestring",
    [GEOM_MULTIPOLYGON] = "geometry-multipolygon",
    [GEOM_COLLECTION] = "geometry-any",
};

void field_type_write(struct json *json, const struct field *field,
                      bool is_nullable)
{
    str type = str_from(types[field->type]);
    json_key(json, STR("type"));
    if (is_nullable) json_array_begin(json);
    json_str(json, type);
    if (is_nullable) {
        json_str(json, STR("null"));
        json_array_end(json);
    }
    if (field->type == VALUE_DATE) json_member_str(json, "format", STR("date"));
    if (field->type == VALUE_TIME)
        json_member_str(json, "format", STR("date-time"));
}

static void write_value(struct json *json, struct value value)
{
    if (json->needs_comma) buf_add_char(json->out, ',');
    value_write_json(json->out, value);
    json->needs_comma = true;
}

void field_choices_write(struct json *json, const struct field *field,
                         bool is_nullable)
{
    if (!field->choice_count) return;
    json_key(json, STR("enum"));
    json_array_begin(json);
    for (size_t i = 0; i < field->choice_count; i++)
        write_value(json, field->choices[i]);
    if (is_nullable) json_null(json);
    json_array_end(json);
}

// What the codes stand for, beside the enum that holds them.
static void write_choice_labels(struct json *json, const struct field *field)
{
    if (!field->choice_labels) return;
    json_key(json, STR("x-enumTitles"));
    json_array_begin(json);
    for (size_t i = 0; i < field->choice_count; i++)
        json_str(json, field->choice_labels[i]);
    json_array_end(json);
}

static const char *role_name(const struct collection *collection,
                             const struct field *field)
{
    bool is_interval = schema_find_role(&collection->schema, FIELD_TIME_END);
    if (field == collection_id_field(collection)) return "id";
    switch (field->role) {
    case FIELD_ID: return "id";
    case FIELD_TIME_START:
        return is_interval ? "primary-interval-start" : "primary-instant";
    case FIELD_TIME_END: return "primary-interval-end";
    case FIELD_PLAIN:
    case FIELD_BUURTCODE:
    case FIELD_WIJKCODE:
    case FIELD_GEMEENTECODE:
    case FIELD_AREA_NAME: break;
    }
    return NULL;
}

static bool is_nullable(const struct field *field, enum schema_purpose purpose)
{
    return purpose == SCHEMA_RETURNABLES && !field->is_required &&
           field->role != FIELD_ID;
}

static void write_field(struct json *json, const struct collection *collection,
                        size_t index, enum schema_purpose purpose)
{
    const struct field *field = &collection->schema.fields[index];
    const char *role = role_name(collection, field);
    str description = label_text(&field->description, (str){ 0 });
    bool nullable = is_nullable(field, purpose);
    json_key(json, field->name);
    json_object_begin(json);
    json_member_str(json, "title", label_text(&field->title, field->name));
    if (description.len) json_member_str(json, "description", description);
    field_type_write(json, field, nullable);
    field_choices_write(json, field, nullable);
    write_choice_labels(json, field);
    if (role) json_member_str(json, "x-ogc-role", str_from(role));
    json_member_int(json, "x-ogc-propertySeq", (int64_t)index + 1);
    if (field->unit.len) json_member_str(json, "x-unit", field->unit);
    json_object_end(json);
}

static void write_geometry(struct json *json, enum geom_type type)
{
    if (!geometry_formats[type]) return;
    json_key(json, STR("geometry"));
    json_object_begin(json);
    json_member_str(json, "title", STR("Geometrie"));
    json_member_str(json, "format", str_from(geometry_formats[type]));
    json_member_str(json, "x-ogc-role", STR("primary-geometry"));
    json_object_end(json);
}

// Features without an id-field have the number of their row as id; it is no
// property, but a schema names exactly one id.
static void write_row_id(struct json *json, const struct collection *collection)
{
    str name = row_id_name(collection);
    if (!name.len) return;
    json_key(json, name);
    json_object_begin(json);
    json_member_str(json, "title", STR("Nummer van de rij"));
    json_member_str(json, "type", STR("integer"));
    json_member_str(json, "x-ogc-role", STR("id"));
    json_object_end(json);
}

static void write_required(struct json *json, const struct schema *schema)
{
    json_key(json, STR("required"));
    json_array_begin(json);
    for (size_t i = 0; i < schema->count; i++)
        if (schema->fields[i].is_required)
            json_str(json, schema->fields[i].name);
    json_array_end(json);
}

void schema_write(struct json *json, const struct collection *collection,
                  enum schema_purpose purpose, str url)
{
    const struct schema *schema = &collection->schema;
    str description = label_text(&collection->description, (str){ 0 });
    json_object_begin(json);
    json_member_str(json, "$schema",
                    STR("https://json-schema.org/draft/2020-12/schema"));
    json_member_str(json, "$id", url);
    json_member_str(json, "title",
                    label_text(&collection->title, collection->id));
    if (description.len) json_member_str(json, "description", description);
    json_member_str(json, "type", STR("object"));
    json_key(json, STR("properties"));
    json_object_begin(json);
    if (purpose != SCHEMA_QUERYABLES) write_row_id(json, collection);
    for (size_t i = 0; i < schema->count; i++)
        write_field(json, collection, i, purpose);
    if (purpose != SCHEMA_SORTABLES)
        write_geometry(json, collection->geom_type);
    json_object_end(json);
    if (purpose == SCHEMA_RETURNABLES) write_required(json, schema);
    json_member_bool(json, "additionalProperties", false);
    json_object_end(json);
}
