// Arrays, which are sets to CQL2: of the filter, or a text field that holds
// JSON. What is null equals nothing.

#include "base/timestamp.h"
#include "cql/json_read.h"
#include "cql/match.h"

enum element_type {
    ELEMENT_VALUE,
    ELEMENT_GEOMETRY,
    ELEMENT_RANGE,
    ELEMENT_SET
};

struct element;

struct set {
    struct element *elements;
    size_t count;
};

struct element {
    enum element_type type;
    struct value value;
    const struct cql *node;  // ELEMENT_GEOMETRY: where it stands
    struct match_range range;
    struct set set;
};

static bool make_set(struct cql_matcher *m, size_t count, struct set *out)
{
    out->count = count;
    out->elements = ARENA_ARRAY(m->row, struct element, count + 1);
    return out->elements || match_failed(m, "for an array");
}

// ---- from JSON

static void read_element(struct cql_matcher *m, const struct json_value *json,
                         struct element *out);

static bool read_set(struct cql_matcher *m, const struct json_value *json,
                     struct set *out)
{
    size_t i = 0;
    if (json->type != JSON_ARRAY || !make_set(m, json->count, out))
        return false;
    for (const struct json_value *j = json->first; j; j = j->next)
        read_element(m, j, &out->elements[i++]);
    return true;
}

static struct value read_number(str digits)
{
    struct value value = { .type = VALUE_INT };
    if (str_to_int(digits, &value.integer)) return value;
    value.type = VALUE_REAL;
    if (!str_to_real(digits, &value.real)) value.type = VALUE_NULL;
    return value;
}

static void read_element(struct cql_matcher *m, const struct json_value *json,
                         struct element *out)
{
    switch (json->type) {
    case JSON_NULL:
    case JSON_OBJECT: break;
    case JSON_BOOL:
        out->value =
            (struct value){ .type = VALUE_BOOL, .boolean = json->boolean };
        break;
    case JSON_NUMBER: out->value = read_number(json->text); break;
    case JSON_TEXT:
        out->value = (struct value){ .type = VALUE_TEXT, .text = json->text };
        break;
    case JSON_ARRAY:
        if (read_set(m, json, &out->set)) out->type = ELEMENT_SET;
        break;
    }
}

// ---- from the filter

static bool evaluate_set(struct cql_matcher *m, const struct cql *node,
                         struct set *out);

static struct value truth_value(enum truth truth)
{
    if (truth == TRUTH_UNKNOWN) return (struct value){ .type = VALUE_NULL };
    return (struct value){ .type = VALUE_BOOL, .boolean = truth == TRUTH_TRUE };
}

static void evaluate_element(struct cql_matcher *m, const struct cql *node,
                             struct element *out)
{
    if (node->types == CQL_PLACE) {
        out->type = ELEMENT_GEOMETRY;
        out->node = node;
    } else if (node->types == CQL_RANGE) {
        if (match_range(m, node, &out->range)) out->type = ELEMENT_RANGE;
    } else if (node->types == CQL_LIST) {
        if (evaluate_set(m, node, &out->set)) out->type = ELEMENT_SET;
    } else if (node->types == CQL_CONDITION) {
        out->value = truth_value(match_truth(m, node));
    } else {
        out->value = match_value(m, node);
    }
}

// False when it is unknown: null, or a text that is no JSON array.
static bool evaluate_set(struct cql_matcher *m, const struct cql *node,
                         struct set *out)
{
    if (node->op != CQL_ARRAY) {
        struct value text = match_value(m, node);
        if (text.type != VALUE_TEXT) return false;
        const struct json_value *json = json_read(m->row, text.text, NULL);
        return json && read_set(m, json, out);
    }
    if (!make_set(m, node->child_count, out)) return false;
    for (size_t i = 0; i < node->child_count; i++)
        evaluate_element(m, node->children[i], &out->elements[i]);
    return true;
}

// ---- equality

static bool is_instant(struct value value)
{
    return value.type == VALUE_DATE || value.type == VALUE_TIME;
}

static bool is_number(struct value value)
{
    return value.type == VALUE_INT || value.type == VALUE_REAL;
}

// A text as the date or time that it writes; null when it writes none.
static struct value instant_from(struct value text, struct timestamp *time,
                                 char *date)
{
    if (text.text.len <= DATE_LEN && date_parse(text.text, date, NULL))
        return (struct value){ .type = VALUE_DATE, .text = str_from(date) };
    if (text.text.len > DATE_LEN && timestamp_parse(text.text, time, NULL))
        return (struct value){ .type = VALUE_TIME,
                               .text = str_from(time->text) };
    return (struct value){ .type = VALUE_NULL };
}

static bool equal_values(struct value a, struct value b)
{
    struct timestamp time;
    char date[DATE_LEN + 1];
    if (is_instant(a) && b.type == VALUE_TEXT) b = instant_from(b, &time, date);
    if (is_instant(b) && a.type == VALUE_TEXT) a = instant_from(a, &time, date);
    if (a.type == VALUE_NULL || b.type == VALUE_NULL) return false;
    bool is_alike = a.type == b.type || (is_number(a) && is_number(b)) ||
                    (is_instant(a) && is_instant(b));
    return is_alike && match_compare(a, b) == 0;
}

static bool equal_ends(struct value a, struct value b)
{
    bool is_open = a.type == VALUE_NULL && b.type == VALUE_NULL;
    return is_open || equal_values(a, b);
}

static bool equal_sets(struct cql_matcher *m, const struct set *a,
                       const struct set *b);

static bool equal(struct cql_matcher *m, const struct element *a,
                  const struct element *b)
{
    if (a->type != b->type) return false;
    switch (a->type) {
    case ELEMENT_VALUE: return equal_values(a->value, b->value);
    case ELEMENT_GEOMETRY:
        return match_places(m, RELATE_EQUALS, a->node, b->node) == TRUTH_TRUE;
    case ELEMENT_RANGE:
        return equal_ends(a->range.from, b->range.from) &&
               equal_ends(a->range.to, b->range.to);
    case ELEMENT_SET: return equal_sets(m, &a->set, &b->set);
    }
    return false;
}

static bool has(struct cql_matcher *m, const struct set *set,
                const struct element *wanted)
{
    for (size_t i = 0; i < set->count; i++)
        if (equal(m, &set->elements[i], wanted)) return true;
    return false;
}

static bool has_all(struct cql_matcher *m, const struct set *set,
                    const struct set *wanted)
{
    for (size_t i = 0; i < wanted->count; i++)
        if (!has(m, set, &wanted->elements[i])) return false;
    return true;
}

static bool has_any(struct cql_matcher *m, const struct set *set,
                    const struct set *wanted)
{
    for (size_t i = 0; i < wanted->count; i++)
        if (has(m, set, &wanted->elements[i])) return true;
    return false;
}

static bool equal_sets(struct cql_matcher *m, const struct set *a,
                       const struct set *b)
{
    return has_all(m, a, b) && has_all(m, b, a);
}

// ---- the predicates

static bool holds(struct cql_matcher *m, enum cql_op op, const struct set *a,
                  const struct set *b)
{
    if (op == CQL_A_CONTAINS) return has_all(m, a, b);
    if (op == CQL_A_CONTAINED_BY) return has_all(m, b, a);
    if (op == CQL_A_OVERLAPS) return has_any(m, a, b);
    return equal_sets(m, a, b);
}

enum truth match_array(struct cql_matcher *m, const struct cql *node)
{
    struct set a;
    struct set b;
    if (!evaluate_set(m, node->children[0], &a) ||
        !evaluate_set(m, node->children[1], &b))
        return TRUTH_UNKNOWN;
    return holds(m, node->op, &a, &b) ? TRUTH_TRUE : TRUTH_FALSE;
}
