// The values that conditions are about: of properties, of sums, of texts.

#include "base/timestamp.h"
#include "cql/fold.h"
#include "cql/match.h"

static const struct value null_value = { .type = VALUE_NULL };

// ---- order

static bool is_instant(struct value value)
{
    return value.type == VALUE_DATE || value.type == VALUE_TIME;
}

// A long double holds every int64_t and every double.
static long double number(struct value value)
{
    return value.type == VALUE_INT ? (long double)value.integer
                                   : (long double)value.real;
}

static int compare_instants(str a, str b)
{
    static const char midnight[] = "T00:00:00.000Z";
    int order =
        str_compare(str_slice(a, 0, DATE_LEN), str_slice(b, 0, DATE_LEN));
    if (order != 0) return order;
    str midnight_text = { midnight, sizeof midnight - 1 };
    str a_rest = str_slice(a, DATE_LEN, a.len);
    str b_rest = str_slice(b, DATE_LEN, b.len);
    return str_compare(a_rest.len ? a_rest : midnight_text,
                       b_rest.len ? b_rest : midnight_text);
}

int match_compare(struct value a, struct value b)
{
    if (is_instant(a) && is_instant(b)) return compare_instants(a.text, b.text);
    if (a.type == b.type) return value_compare(a, b);
    long double x = number(a);
    long double y = number(b);
    return (x > y) - (x < y);
}

// ---- texts

static struct value folded(struct cql_matcher *m, const struct cql *node,
                           str (*fold)(struct arena *, str))
{
    struct value value = match_value(m, node->children[0]);
    if (value.type != VALUE_TEXT) return null_value;
    value.text = fold(m->row, value.text);
    if (!value.text.bytes) match_failed(m, "to fold a text");
    return value;
}

// ---- properties

static struct value property(const struct cql_matcher *m,
                             const struct cql *node)
{
    if (!node->field) return null_value;
    return m->feature->values[schema_index(m->schema, node->field)];
}

// ---- nodes

static struct value compute(struct cql_matcher *m, const struct cql *node)
{
    if (node->op == CQL_CASEI) return folded(m, node, fold_case);
    if (node->op == CQL_ACCENTI) return folded(m, node, fold_accents);
    struct value first = match_value(m, node->children[0]);
    if (node->op == CQL_FUNCTION)
        return match_function(m, node->function, first);
    struct value second = match_value(m, node->children[1]);
    return match_arithmetic(node->op, first, second);
}

static bool is_text(struct value value)
{
    return value.type == VALUE_TEXT || is_instant(value);
}

// What is the same for every feature is computed for the first.
struct value match_value(struct cql_matcher *m, const struct cql *node)
{
    if (node->op == CQL_VALUE) return node->value;
    if (node->op == CQL_PROPERTY) return property(m, node);
    struct known *known = &m->known[node->number];
    if (known->is_ready) return known->value;
    struct value value = compute(m, node);
    if (!known->is_constant || m->has_failed) return value;
    if (is_text(value)) {
        str copy = arena_copy(m->keep, value.text);
        if (value.text.len && !copy.bytes) match_failed(m, "for a text");
        value.text = copy.bytes ? copy : STR("");
    }
    known->value = value;
    known->is_ready = !m->has_failed;
    return value;
}
