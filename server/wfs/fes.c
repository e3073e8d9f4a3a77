#include "server/wfs/fes.h"

#include "geo/crs.h"
#include "server/wfs/fes_value.h"

static struct cql *build_condition(struct fes *fes, const struct xml *element);

static size_t child_count(const struct xml *element)
{
    size_t count = 0;
    for (const struct xml *c = element->first; c; c = c->next) count++;
    return count;
}

// ---- comparisons

// The field that a comparison is about, which says what its literals are. NULL
// when it names none; *ok is false when it names what is not there.
static const struct field *field_of(struct fes *fes, const struct xml *element,
                                    bool *ok)
{
    struct property property = { 0 };
    *ok = true;
    for (const struct xml *c = element->first; c; c = c->next) {
        const struct xml *name = xml_find(c, "ValueReference");
        if (!name) name = xml_find(c, "PropertyName");
        if (!name) continue;
        *ok = fes_property(fes, name, &property);
        return *ok && property.kind == PROPERTY_FIELD ? property.field : NULL;
    }
    return NULL;
}

static bool is_text(const struct field *field)
{
    return !field || field->type == VALUE_TEXT;
}

static struct cql *without_case(struct fes *fes, struct cql *node)
{
    return node ? tree_join(&fes->tree, CQL_CASEI, node->position, node, NULL)
                : NULL;
}

static struct cql *build_comparison(struct fes *fes, const struct xml *element,
                                    const struct fes_row *row)
{
    bool ok;
    const struct xml *first = element->first;
    if (child_count(element) != 2)
        return fes_wrong(fes, element, "takes two operands");
    const struct field *field = field_of(fes, element, &ok);
    if (!ok) return NULL;
    struct cql *a = fes_expression(fes, first, field);
    struct cql *b = a ? fes_expression(fes, first->next, field) : NULL;
    bool has_case =
        !str_equal(xml_attribute(element, "matchCase"), STR("false"));
    if (!has_case && is_text(field)) {
        a = without_case(fes, a);
        b = without_case(fes, b);
    }
    return a && b ? tree_join(&fes->tree, row->op, element->position, a, b)
                  : NULL;
}

static struct cql *bound(struct fes *fes, const struct xml *element,
                         const char *name, const struct field *field)
{
    const struct xml *side = xml_child(element, name);
    if (!side || child_count(side) != 1)
        return fes_wrong(fes, element,
                         "takes a fes:LowerBoundary and a "
                         "fes:UpperBoundary of one value each");
    return fes_expression(fes, side->first, field);
}

static struct cql *build_between(struct fes *fes, const struct xml *element,
                                 const struct fes_row *row)
{
    bool ok;
    struct operands operands = { 0 };
    const struct field *field = field_of(fes, element, &ok);
    if (!ok) return NULL;
    if (!element->first) return fes_wrong(fes, element, "takes a value");
    if (!operands_add(&fes->tree, &operands,
                      fes_expression(fes, element->first, field)) ||
        !operands_add(&fes->tree, &operands,
                      bound(fes, element, "LowerBoundary", field)) ||
        !operands_add(&fes->tree, &operands,
                      bound(fes, element, "UpperBoundary", field)))
        return NULL;
    return tree_close(&fes->tree,
                      tree_node(&fes->tree, row->op, element->position),
                      &operands);
}

// What no feature has is null in each of them.
static struct cql *build_null(struct fes *fes, const struct xml *element,
                              const struct fes_row *row)
{
    struct property property;
    const struct xml *name = element->first;
    if (!name || !fes_is_reference(name) || name->next)
        return fes_wrong(fes, element, "takes one fes:ValueReference");
    if (wfs_property_find(fes->scope->arena, fes->scope->collection,
                          xml_text(name), &property) &&
        property.kind == PROPERTY_STANDARD)
        return tree_bool(&fes->tree, element->position, true);
    struct cql *node = fes_expression(fes, name, NULL);
    return node ? tree_join(&fes->tree, row->op, element->position, node, NULL)
                : NULL;
}

// ---- patterns

struct pattern {
    str wild, single, escape;
};

// A character as it is, for a CQL2 pattern.
static void add_plain(struct buf *out, char c)
{
    if (c == '%' || c == '_' || c == '\\') buf_add_char(out, '\\');
    buf_add_char(out, c);
}

static bool pattern_translate(struct arena *arena, const struct pattern *of,
                              str text, str *out, struct error *err)
{
    struct buf done;
    buf_init(&done, arena, SIZE_MAX);
    for (size_t at = 0; at < text.len;) {
        str rest = str_slice(text, at, text.len);
        if (of->escape.len && str_starts(rest, of->escape) &&
            rest.len > of->escape.len) {
            at += of->escape.len;
            add_plain(&done, text.bytes[at++]);
        } else if (of->wild.len && str_starts(rest, of->wild)) {
            buf_add_char(&done, '%');
            at += of->wild.len;
        } else if (of->single.len && str_starts(rest, of->single)) {
            buf_add_char(&done, '_');
            at += of->single.len;
        } else {
            add_plain(&done, text.bytes[at++]);
        }
    }
    return buf_finish(&done, out, err);
}

static struct cql *build_like(struct fes *fes, const struct xml *element,
                              const struct fes_row *row)
{
    str text, written;
    struct pattern pattern = { xml_attribute(element, "wildCard"),
                               xml_attribute(element, "singleChar"),
                               xml_attribute(element, "escapeChar") };
    if (!pattern.escape.len) pattern.escape = xml_attribute(element, "escape");
    const struct xml *name = element->first;
    const struct xml *literal = xml_child(element, "Literal");
    if (!name || !literal || name == literal || child_count(element) != 2)
        return fes_wrong(fes, element,
                         "takes a fes:ValueReference and a "
                         "fes:Literal");
    struct cql *a = fes_expression(fes, name, NULL);
    if (!a || !fes_literal_text(fes, literal, &written) ||
        !pattern_translate(fes->scope->arena, &pattern, written, &text,
                           fes->tree.err))
        return NULL;
    struct cql *b = tree_text(&fes->tree, literal->position, text);
    if (str_equal(xml_attribute(element, "matchCase"), STR("false"))) {
        a = without_case(fes, a);
        b = without_case(fes, b);
    }
    return a && b ? tree_join(&fes->tree, row->op, element->position, a, b)
                  : NULL;
}

// ---- moments

static struct cql *compare_time(struct fes *fes, const struct xml *element,
                                const struct field *field, enum cql_op op,
                                str time)
{
    struct cql *a = tree_property(&fes->tree, element->position, field->name);
    struct cql *b = a ? fes_literal(fes, element, time, field) : NULL;
    return b ? tree_join(&fes->tree, op, element->position, a, b) : NULL;
}

static struct cql *both(struct fes *fes, const struct xml *element,
                        struct cql *a, struct cql *b)
{
    return a && b ? tree_join(&fes->tree, CQL_AND, element->position, a, b)
                  : NULL;
}

// A feature's time is a moment here, so that every relation to a period is a
// comparison with its ends.
static struct cql *relate_time(struct fes *fes, const struct xml *element,
                               const struct field *field, enum cql_op op,
                               const str ends[2])
{
#define COMPARE(op, end) compare_time(fes, element, field, op, ends[end])
    if (op == CQL_T_AFTER) return COMPARE(CQL_GT, 1);
    if (op == CQL_T_BEFORE) return COMPARE(CQL_LT, 0);
    if (op == CQL_T_STARTS) return COMPARE(CQL_EQ, 0);
    if (op == CQL_T_FINISHES) return COMPARE(CQL_EQ, 1);
    if (op == CQL_T_DURING)
        return both(fes, element, COMPARE(CQL_GT, 0), COMPARE(CQL_LT, 1));
    // TEquals and AnyInteracts: within the period, its ends included.
    return both(fes, element, COMPARE(CQL_GE, 0), COMPARE(CQL_LE, 1));
#undef COMPARE
}

static struct cql *build_time(struct fes *fes, const struct xml *element,
                              const struct fes_row *row)
{
    bool ok;
    str ends[2];
    const struct xml *name = element->first;
    if (!name || !fes_is_reference(name) || child_count(element) != 2)
        return fes_wrong(fes, element, "takes a fes:ValueReference and a time");
    const struct field *field = field_of(fes, element, &ok);
    if (!ok || !fes_period(fes, name->next, &ends[0], &ends[1])) return NULL;
    if (!field || (field->type != VALUE_DATE && field->type != VALUE_TIME))
        return fes_wrong(fes, name, "does not name a date or a time");
    if (row->op == CQL_T_EQUALS && !str_equal(ends[0], ends[1]))
        return tree_bool(&fes->tree, element->position, false);
    return relate_time(fes, element, field, row->op, ends);
}

// ---- logic and ids

static struct cql *build_logic(struct fes *fes, const struct xml *element,
                               const struct fes_row *row)
{
    struct operands operands = { 0 };
    for (const struct xml *c = element->first; c; c = c->next)
        if (!operands_add(&fes->tree, &operands, build_condition(fes, c)))
            return NULL;
    return tree_close(&fes->tree,
                      tree_node(&fes->tree, row->op, element->position),
                      &operands);
}

static str resource_id(const struct xml *element)
{
    str id = xml_attribute(element, "rid");
    if (!id.len) id = xml_attribute(element, "fid");
    return id.len ? id : xml_attribute(element, "id");
}

static struct cql *build_id(struct fes *fes, const struct xml *element,
                            const struct fes_row *row)
{
    str id;
    struct value value;
    struct arena *arena = fes->scope->arena;
    const struct collection *collection = fes->scope->collection;
    const struct field *field = collection_id_field(collection);
    if (!field)
        return fes_wrong(fes, element,
                         "cannot stand within other conditions: "
                         "these features are numbered, and have no "
                         "property for it");
    bool can_be = wfs_id_read(arena, collection, resource_id(element), &id) &&
                  value_parse(arena, field->type, id, &value, NULL);
    if (!can_be) return tree_bool(&fes->tree, element->position, false);
    struct cql *a = tree_property(&fes->tree, element->position, field->name);
    struct cql *b = fes_literal(fes, element, id, field);
    return a && b ? tree_join(&fes->tree, row->op, element->position, a, b)
                  : NULL;
}

// ---- the table

static const struct fes_row rows[] = {
    { "PropertyIsEqualTo", build_comparison, CQL_EQ, FES_COMPARISON, false },
    { "PropertyIsNotEqualTo", build_comparison, CQL_NE, FES_COMPARISON, false },
    { "PropertyIsLessThan", build_comparison, CQL_LT, FES_COMPARISON, false },
    { "PropertyIsGreaterThan", build_comparison, CQL_GT, FES_COMPARISON,
      false },
    { "PropertyIsLessThanOrEqualTo", build_comparison, CQL_LE, FES_COMPARISON,
      false },
    { "PropertyIsGreaterThanOrEqualTo", build_comparison, CQL_GE,
      FES_COMPARISON, false },
    { "PropertyIsLike", build_like, CQL_LIKE, FES_COMPARISON, false },
    { "PropertyIsNull", build_null, CQL_IS_NULL, FES_COMPARISON, false },
    { "PropertyIsNil", build_null, CQL_IS_NULL, FES_COMPARISON, false },
    { "PropertyIsBetween", build_between, CQL_BETWEEN, FES_COMPARISON, false },
    { "BBOX", fes_build_box, CQL_S_INTERSECTS, FES_SPATIAL, false },
    { "Equals", fes_build_place, CQL_S_EQUALS, FES_SPATIAL, false },
    { "Disjoint", fes_build_place, CQL_S_DISJOINT, FES_SPATIAL, false },
    { "Intersects", fes_build_place, CQL_S_INTERSECTS, FES_SPATIAL, false },
    { "Touches", fes_build_place, CQL_S_TOUCHES, FES_SPATIAL, false },
    { "Crosses", fes_build_place, CQL_S_CROSSES, FES_SPATIAL, false },
    { "Within", fes_build_place, CQL_S_WITHIN, FES_SPATIAL, false },
    { "Contains", fes_build_place, CQL_S_CONTAINS, FES_SPATIAL, false },
    { "Overlaps", fes_build_place, CQL_S_OVERLAPS, FES_SPATIAL, false },
    { "After", build_time, CQL_T_AFTER, FES_TEMPORAL, false },
    { "Before", build_time, CQL_T_BEFORE, FES_TEMPORAL, false },
    { "Begins", build_time, CQL_T_STARTS, FES_TEMPORAL, false },
    { "During", build_time, CQL_T_DURING, FES_TEMPORAL, false },
    { "Ends", build_time, CQL_T_FINISHES, FES_TEMPORAL, false },
    { "TEquals", build_time, CQL_T_EQUALS, FES_TEMPORAL, false },
    { "AnyInteracts", build_time, CQL_T_INTERSECTS, FES_TEMPORAL, true },
    { "And", build_logic, CQL_AND, FES_COMPARISON, true },
    { "Or", build_logic, CQL_OR, FES_COMPARISON, true },
    { "Not", build_logic, CQL_NOT, FES_COMPARISON, true },
    { "ResourceId", build_id, CQL_EQ, FES_COMPARISON, true },
    { "FeatureId", build_id, CQL_EQ, FES_COMPARISON, true },
    { "GmlObjectId", build_id, CQL_EQ, FES_COMPARISON, true },
};
enum { ROW_COUNT = sizeof rows / sizeof *rows };

const char *fes_operator_at(enum fes_kind kind, size_t i)
{
    for (size_t k = 0; k < ROW_COUNT; k++)
        if (rows[k].kind == kind && !rows[k].is_unlisted && i-- == 0)
            return rows[k].name;
    return NULL;
}

// Depth is bounded by XML_DEPTH_MAX.
static struct cql *build_condition(struct fes *fes, const struct xml *element)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (xml_is(element, rows[i].name))
            return rows[i].build(fes, element, &rows[i]);
    return fes_wrong(fes, element, "is not an operator that is offered here");
}

// ---- the whole

static bool is_id(const struct xml *element)
{
    return xml_is(element, "ResourceId") || xml_is(element, "FeatureId") ||
           xml_is(element, "GmlObjectId");
}

static bool read_ids(struct fes *fes, const struct xml *filter,
                     struct fes_filter *out)
{
    struct arena *arena = fes->scope->arena;
    str *ids = ARENA_ARRAY(arena, str, child_count(filter));
    if (!ids)
        return error_set(fes->tree.err, ERROR_NO_MEMORY, "no room for ids");
    for (const struct xml *c = filter->first; c; c = c->next) {
        if (!is_id(c))
            return fes_wrong(fes, c, "cannot stand beside a fes:ResourceId") !=
                   NULL;
        str id = resource_id(c);
        const struct request *request = fes->scope->request;
        if (wfs_id_read(arena, fes->scope->collection, id, &ids[out->id_count]))
            out->id_count++;
        else if (request && wfs_id_type(request, id))
            out->is_of_other_type = true;
        if (out->is_of_other_type)
            return fes_wrong(fes, c, "is of another feature type") != NULL;
    }
    out->ids = ids;
    out->is_nothing = !out->id_count;
    return true;
}

// The conditions that must all hold, a first BBOX among them aside.
static bool read_conditions(struct fes *fes, const struct xml *filter,
                            struct fes_filter *out, struct cql **root)
{
    struct operands operands = { 0 };
    const struct xml *first = filter->first;
    bool is_and = xml_is(first, "And") && child_count(first) > 1;
    for (const struct xml *c = is_and ? first->first : first; c; c = c->next) {
        bool is_outside = false;
        if (xml_is(c, "BBOX") && !out->box.count) {
            if (!fes_read_box(fes, c, &out->box, &is_outside)) return false;
            out->is_nothing |= is_outside;
        } else if (!operands_add(&fes->tree, &operands,
                                 build_condition(fes, c))) {
            return false;
        }
    }
    if (operands.count == 1) *root = operands.items[0];
    if (operands.count < 2) return true;
    *root = tree_close(
        &fes->tree, tree_node(&fes->tree, CQL_AND, first->position), &operands);
    return *root;
}

static bool check(struct fes *fes, struct cql *root, struct fes_filter *out)
{
    const struct collection *collection = fes->scope->collection;
    const struct cql_scope scope = {
        .schema = &collection->schema,
        .has_geometry = collection->geom_type != GEOM_EMPTY,
    };
    out->filter = root;
    return !root || (tree_end_of_filter(&fes->tree, root) &&
                     cql_check(fes->scope->arena, root, &scope, fes->tree.err));
}

static bool read_filter(struct fes *fes, const struct xml *filter,
                        struct fes_filter *out)
{
    struct cql *root = NULL;
    if (!xml_is(filter, "Filter"))
        return fes_wrong(fes, filter, "is not a fes:Filter") != NULL;
    if (!filter->first) return fes_wrong(fes, filter, "is empty") != NULL;
    if (is_id(filter->first)) return read_ids(fes, filter, out);
    if (filter->first->next)
        return fes_wrong(fes, filter->first->next,
                         "is a second condition; put both in a fes:And") !=
               NULL;
    return read_conditions(fes, filter, out, &root) && check(fes, root, out);
}

bool fes_read(const struct fes_scope *scope, const struct xml *filter,
              struct fes_filter *out, struct error *err)
{
    struct fes fes = { .scope = scope, .tree = { scope->arena, err, 0 } };
    *out = (struct fes_filter){ 0 };
    bool ok = read_filter(&fes, filter, out);
    for (size_t i = 0; i < FES_TRANSFORMS_MAX; i++)
        if (fes.transforms[i]) crs_close(fes.transforms[i]);
    return ok;
}
