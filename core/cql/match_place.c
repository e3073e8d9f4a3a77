// How the feature's geometry lies to those of the filter.

#include "cql/match.h"

const struct geom *match_geometry(struct cql_matcher *m, const struct cql *node)
{
    if (node->op != CQL_PROPERTY) return &node->geom;
    return m->feature->geom.type == GEOM_EMPTY ? NULL : &m->feature->geom;
}

static struct relate_shape *shape_of(struct cql_matcher *m,
                                     const struct cql *literal)
{
    struct known *known = &m->known[literal->number];
    if (!m->relator) m->relator = relator_open(m->err);
    if (m->relator && !known->shape)
        known->shape = relate_prepare(m->relator, &literal->geom, m->err);
    if (!known->shape) match_failed(m, NULL);
    return known->shape;
}

// A geometry beside itself.
static bool relates_to_itself(enum relation relation)
{
    return relation == RELATE_INTERSECTS || relation == RELATE_EQUALS ||
           relation == RELATE_WITHIN || relation == RELATE_CONTAINS;
}

static bool meets_box(const struct geom *geom, struct box box)
{
    if (box.min_x <= box.max_x) return geom_meets_box(geom, box);
    struct box west = { box.min_x, box.min_y, 180, box.max_y };
    struct box east = { -180, box.min_y, box.max_x, box.max_y };
    return geom_meets_box(geom, west) || geom_meets_box(geom, east);
}

static bool holds(struct cql_matcher *m, enum relation relation,
                  const struct geom *geom, const struct cql *literal)
{
    bool answer = false;
    bool is_meeting =
        relation == RELATE_INTERSECTS || relation == RELATE_DISJOINT;
    if (literal->op == CQL_BBOX && is_meeting)
        return meets_box(geom, literal->box) == (relation == RELATE_INTERSECTS);
    struct relate_shape *shape = shape_of(m, literal);
    if (shape && !relate(m->relator, relation, geom, shape, &answer, m->err))
        match_failed(m, NULL);
    return answer;
}

enum truth match_places(struct cql_matcher *m, enum relation relation,
                        const struct cql *left, const struct cql *right)
{
    const struct geom *a = match_geometry(m, left);
    const struct geom *b = match_geometry(m, right);
    bool answer;
    if (!a || !b) return TRUTH_UNKNOWN;
    if (right->op != CQL_PROPERTY)
        answer = holds(m, relation, a, right);
    else if (left->op == CQL_PROPERTY)
        answer = relates_to_itself(relation);
    else
        answer = holds(m, relate_inverse(relation), b, left);
    return answer ? TRUTH_TRUE : TRUTH_FALSE;
}

enum truth match_spatial(struct cql_matcher *m, const struct cql *node)
{
    // Both lists have the order of the standard.
    enum relation relation = (enum relation)(node->op - CQL_S_INTERSECTS);
    return match_places(m, relation, node->children[0], node->children[1]);
}
