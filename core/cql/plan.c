// What a store can learn from a filter before it reads anything.

#include "cql/check.h"

struct cql_parts cql_conjuncts(const struct cql *const *expr)
{
    if ((*expr)->op != CQL_AND) return (struct cql_parts){ expr, 1 };
    return (struct cql_parts){ (const struct cql *const *)(*expr)->children,
                               (*expr)->child_count };
}

// ---- property = value

static enum cql_op turned_round(enum cql_op op)
{
    if (op == CQL_LT) return CQL_GT;
    if (op == CQL_GT) return CQL_LT;
    if (op == CQL_LE) return CQL_GE;
    if (op == CQL_GE) return CQL_LE;
    return op;
}

static bool is_number(enum value_type type)
{
    return type == VALUE_INT || type == VALUE_REAL;
}

bool cql_comparison(const struct cql *part, struct cql_comparison *out)
{
    if (!cql_is_comparison(part->op)) return false;
    const struct cql *left = part->children[0];
    const struct cql *right = part->children[1];
    bool is_turned = left->op == CQL_VALUE;
    const struct cql *property = is_turned ? right : left;
    const struct cql *value = is_turned ? left : right;
    if (property->op != CQL_PROPERTY || !property->field) return false;
    if (value->op != CQL_VALUE) return false;
    enum value_type type = property->field->type;
    if (value->value.type != type &&
        !(is_number(type) && is_number(value->value.type)))
        return false;
    *out = (struct cql_comparison){
        .field = property->field,
        .op = is_turned ? turned_round(part->op) : part->op,
        .value = value->value,
    };
    return true;
}

// ---- where something can match

static struct box common(struct box a, struct box b)
{
    if (!box_intersects(a, b)) return box_nothing();
    return (struct box){
        a.min_x > b.min_x ? a.min_x : b.min_x,
        a.min_y > b.min_y ? a.min_y : b.min_y,
        a.max_x < b.max_x ? a.max_x : b.max_x,
        a.max_y < b.max_y ? a.max_y : b.max_y,
    };
}

static bool is_literal(const struct cql *node)
{
    return node->op == CQL_GEOMETRY || node->op == CQL_BBOX;
}

// Every relation but disjoint needs a place in common.
static bool extent_of_relation(const struct cql *expr, struct box *out)
{
    const struct cql *a = expr->children[0];
    const struct cql *b = expr->children[1];
    if (expr->op == CQL_S_DISJOINT || is_literal(a) == is_literal(b))
        return false;
    *out = geom_box(is_literal(a) ? &a->geom : &b->geom);
    return true;
}

static bool extent_of_all(const struct cql *expr, struct box *out)
{
    bool has_any = false;
    for (size_t i = 0; i < expr->child_count; i++) {
        struct box box;
        if (!cql_extent(expr->children[i], &box)) continue;
        *out = has_any ? common(*out, box) : box;
        has_any = true;
    }
    return has_any;
}

static bool extent_of_either(const struct cql *expr, struct box *out)
{
    *out = box_nothing();
    for (size_t i = 0; i < expr->child_count; i++) {
        struct box box;
        if (!cql_extent(expr->children[i], &box)) return false;
        *out = box_join(*out, box);
    }
    return true;
}

// Only NOT S_DISJOINT says where: it is S_INTERSECTS.
static bool extent_of_not(const struct cql *expr, struct box *out)
{
    const struct cql *child = expr->children[0];
    if (child->op != CQL_S_DISJOINT) return false;
    struct cql meets = *child;
    meets.op = CQL_S_INTERSECTS;
    return extent_of_relation(&meets, out);
}

bool cql_extent(const struct cql *expr, struct box *out)
{
    if (expr->op == CQL_AND) return extent_of_all(expr, out);
    if (expr->op == CQL_OR) return extent_of_either(expr, out);
    if (expr->op == CQL_NOT) return extent_of_not(expr, out);
    return cql_is_spatial(expr->op) && extent_of_relation(expr, out);
}
