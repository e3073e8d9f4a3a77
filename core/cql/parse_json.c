// cql2-json: the same tree as the text makes, from the objects of cql2.json.

#include "cql/geojson_read.h"
#include "cql/json_read.h"
#include "cql/tree.h"

static struct cql *expression(struct tree *tree, const struct json_value *json);

static struct cql *refuse(struct tree *tree, const struct json_value *json,
                          const char *wanted)
{
    cql_error(tree->err, json->position, "%s is expected, and this is %s",
              wanted, json_type_name(json->type));
    return NULL;
}

static bool add_all(struct tree *tree, struct operands *operands,
                    const struct json_value *array)
{
    for (const struct json_value *j = array->first; j; j = j->next)
        if (!operands_add(tree, operands, expression(tree, j))) return false;
    return true;
}

static struct cql *array_expression(struct tree *tree,
                                    const struct json_value *json)
{
    struct operands operands = { 0 };
    struct cql *node = tree_node(tree, CQL_ARRAY, json->position);
    if (!node || !add_all(tree, &operands, json)) return NULL;
    return tree_close(tree, node, &operands);
}

// ---- {"op": …, "args": […]}

// [value, [list]]
static struct cql *in_list_predicate(struct tree *tree,
                                     const struct json_value *json,
                                     const struct json_value *args)
{
    struct operands operands = { 0 };
    const struct json_value *list = args->count == 2 ? args->first->next : NULL;
    if (!list || list->type != JSON_ARRAY)
        return refuse(tree, args, "in: [a value, [a list]]");
    struct cql *node = tree_node(tree, CQL_IN, json->position);
    if (!node ||
        !operands_add(tree, &operands, expression(tree, args->first)) ||
        !add_all(tree, &operands, list))
        return NULL;
    return tree_close(tree, node, &operands);
}

static struct cql *operation(struct tree *tree, const struct json_value *json,
                             const struct json_value *name)
{
    enum cql_op op;
    struct operands operands = { 0 };
    const struct json_value *args = json_find(json, "args");
    if (name->type != JSON_TEXT || name->text.len == 0)
        return refuse(tree, name, "the name of an operator or function");
    if (!args || args->type != JSON_ARRAY)
        return refuse(tree, args ? args : json, "\"args\": […]");
    if (!cql_op_find(name->text, &op)) op = CQL_FUNCTION;
    if (op == CQL_IN) return in_list_predicate(tree, json, args);
    struct cql *node = tree_node(tree, op, json->position);
    if (!node || !add_all(tree, &operands, args)) return NULL;
    if (op == CQL_FUNCTION) node->name = name->text;
    return tree_close(tree, node, &operands);
}

// ---- literals

static struct cql *property(struct tree *tree, const struct json_value *json,
                            const struct json_value *name)
{
    if (name->type != JSON_TEXT)
        return refuse(tree, name, "the name of a property");
    return tree_property(tree, json->position, name->text);
}

static struct cql *date(struct tree *tree, const struct json_value *json,
                        const struct json_value *text)
{
    (void)json;
    if (text->type != JSON_TEXT) return refuse(tree, text, "a date");
    return tree_date(tree, text->position, text->text);
}

static struct cql *timestamp(struct tree *tree, const struct json_value *json,
                             const struct json_value *text)
{
    (void)json;
    if (text->type != JSON_TEXT) return refuse(tree, text, "a timestamp");
    return tree_timestamp(tree, text->position, text->text);
}

static struct cql *interval(struct tree *tree, const struct json_value *json,
                            const struct json_value *ends)
{
    struct operands operands = { 0 };
    if (ends->type != JSON_ARRAY)
        return refuse(tree, ends, "an array of two ends");
    struct cql *node = tree_node(tree, CQL_INTERVAL, json->position);
    if (!node) return NULL;
    for (const struct json_value *j = ends->first; j; j = j->next) {
        struct cql *end = j->type == JSON_TEXT
                              ? tree_end(tree, j->position, j->text)
                              : expression(tree, j);
        if (!operands_add(tree, &operands, end)) return NULL;
    }
    return tree_close(tree, node, &operands);
}

static struct cql *bbox(struct tree *tree, const struct json_value *json,
                        const struct json_value *array)
{
    enum { NUMBERS_MAX = 6 };
    double numbers[NUMBERS_MAX] = { 0 };
    const struct json_value *j = array->first;
    if (array->type != JSON_ARRAY)
        return refuse(tree, array, "an array of numbers");
    for (size_t i = 0; j; i++, j = j->next) {
        double any;
        double *out = i < NUMBERS_MAX ? &numbers[i] : &any;
        if (j->type != JSON_NUMBER || !str_to_real(j->text, out))
            return refuse(tree, j, "a number that can be held");
    }
    return tree_bbox(tree, json->position, numbers, array->count);
}

static struct cql *geometry(struct tree *tree, const struct json_value *json,
                            const struct json_value *type)
{
    struct geom geom;
    (void)type;
    if (!geojson_read(tree->arena, json, &geom, tree->err)) return NULL;
    return tree_geometry(tree, json->position, &geom);
}

// ---- values

// The member that says what an object is. A geometry may have a bbox of its
// own, so that its type comes first.
static struct cql *object(struct tree *tree, const struct json_value *json)
{
    static const struct {
        const char *key;
        struct cql *(*read)(struct tree *, const struct json_value *,
                            const struct json_value *);
    } members[] = {
        { "op", operation },      { "property", property },
        { "date", date },         { "timestamp", timestamp },
        { "interval", interval }, { "type", geometry },
        { "bbox", bbox },
    };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const struct json_value *member = json_find(json, members[i].key);
        if (member) return members[i].read(tree, json, member);
    }
    cql_error(tree->err, json->position,
              "an object has a member op, property, date, timestamp, interval, "
              "type or bbox, and this has none of them");
    return NULL;
}

static struct cql *expression(struct tree *tree, const struct json_value *json)
{
    switch (json->type) {
    case JSON_NULL: break;
    case JSON_BOOL: return tree_bool(tree, json->position, json->boolean);
    case JSON_NUMBER: return tree_number(tree, json->position, json->text);
    case JSON_TEXT: return tree_text(tree, json->position, json->text);
    case JSON_ARRAY: return array_expression(tree, json);
    case JSON_OBJECT: return object(tree, json);
    }
    cql_error(tree->err, json->position,
              "CQL2 has no null: {\"op\": \"isNull\", \"args\": […]} asks for "
              "it");
    return NULL;
}

struct cql *cql_parse_json(struct arena *arena, str json, struct error *err)
{
    struct tree tree = { .arena = arena, .err = err };
    if (!tree_accepts(json, err)) return NULL;
    const struct json_value *value = json_read(arena, json, err);
    if (!value) return NULL;
    return tree_end_of_filter(&tree, expression(&tree, value));
}
