#include "server/wfs/fes_value.h"

#include "base/timestamp.h"

void *fes_wrong(struct fes *fes, const struct xml *element, const char *why)
{
    cql_error(fes->tree.err, element->position, "%.*s %s",
              STR_ARG(str_slice(element->name, 0, 60)), why);
    return NULL;
}

bool fes_is_reference(const struct xml *element)
{
    return xml_is(element, "ValueReference") || xml_is(element, "PropertyName");
}

bool fes_property(struct fes *fes, const struct xml *element,
                  struct property *out)
{
    const struct collection *collection = fes->scope->collection;
    str path = xml_text(element);
    if (!wfs_property_find(fes->scope->arena, collection, path, out))
        return cql_error(fes->tree.err, element->position,
                         "'%.*s' is not a property of %.*s; "
                         "DescribeFeatureType lists them",
                         STR_ARG(str_slice(path, 0, 80)),
                         STR_ARG(collection->id));
    if (out->kind != PROPERTY_STANDARD) return true;
    // Not wrong, but without an answer: OperationProcessingFailed.
    return error_set(fes->tree.err, ERROR_REFUSED,
                     "at character %zu: no feature has a %.*s; it can be asked "
                     "with PropertyIsNull only",
                     element->position, STR_ARG(path));
}

static struct cql *reference(struct fes *fes, const struct xml *element)
{
    struct property property;
    if (!fes_property(fes, element, &property)) return NULL;
    switch (property.kind) {
    case PROPERTY_FIELD:
        return tree_property(&fes->tree, element->position,
                             property.field->name);
    case PROPERTY_GEOMETRY:
        return tree_property(&fes->tree, element->position, STR("geometry"));
    case PROPERTY_ID:
    case PROPERTY_STANDARD: break;
    }
    cql_error(fes->tree.err, element->position,
              "gml:id cannot be compared; use fes:ResourceId");
    return NULL;
}

// ---- literals

// A day may carry a zone in XML: "2026-03-18Z".
static str day_of(str text)
{
    return str_slice(text, 0, DATE_LEN);
}

// xsd:dateTime without a zone is Dutch time, as elsewhere here.
static struct cql *moment(struct fes *fes, const struct xml *element, str text,
                          const struct field *field)
{
    struct timestamp time;
    bool is_day = text.len < DATE_LEN + 3 || field->type == VALUE_DATE;
    if (is_day) return tree_date(&fes->tree, element->position, day_of(text));
    if (timestamp_parse_local(text, &time, fes->tree.err))
        return tree_timestamp(&fes->tree, element->position,
                              str_from(time.text));
    error_context(fes->tree.err, "at character %zu", element->position);
    return NULL;
}

struct cql *fes_literal(struct fes *fes, const struct xml *element, str text,
                        const struct field *field)
{
    str trimmed = str_trim(text);
    size_t position = element->position;
    switch (field ? field->type : VALUE_TEXT) {
    case VALUE_BOOL:
        if (str_equal_nocase(trimmed, STR("true")) ||
            str_equal(trimmed, STR("1")))
            return tree_bool(&fes->tree, position, true);
        if (str_equal_nocase(trimmed, STR("false")) ||
            str_equal(trimmed, STR("0")))
            return tree_bool(&fes->tree, position, false);
        cql_error(fes->tree.err, position, "'%.*s' is not true or false",
                  STR_ARG(str_slice(trimmed, 0, 40)));
        return NULL;
    case VALUE_INT:
    case VALUE_REAL: return tree_number(&fes->tree, position, trimmed);
    case VALUE_DATE:
    case VALUE_TIME: return moment(fes, element, trimmed, field);
    case VALUE_NULL:
    case VALUE_TEXT: break;
    }
    return tree_text(&fes->tree, position, text);
}

bool fes_literal_text(struct fes *fes, const struct xml *element, str *out)
{
    const struct xml *time = xml_find(element, "timePosition");
    if (!time && element->first)
        return cql_error(fes->tree.err, element->first->position,
                         "a literal is text or a gml:TimeInstant");
    *out = time ? xml_text(time) : element->text;
    return true;
}

struct cql *fes_expression(struct fes *fes, const struct xml *element,
                           const struct field *field)
{
    str text;
    if (fes_is_reference(element)) return reference(fes, element);
    if (xml_is(element, "Literal"))
        return fes_literal_text(fes, element, &text)
                   ? fes_literal(fes, element, text, field)
                   : NULL;
    cql_error(fes->tree.err, element->position,
              "%.*s is not understood here; there is fes:ValueReference and "
              "fes:Literal",
              STR_ARG(str_slice(element->name, 0, 60)));
    return NULL;
}

// ---- time

static str time_text(const struct xml *period, const char *position,
                     const char *instant)
{
    const struct xml *direct = xml_find(period, position);
    if (direct) return xml_text(direct);
    return xml_text(xml_find(xml_child(period, instant), "timePosition"));
}

bool fes_period(struct fes *fes, const struct xml *element, str *begin,
                str *end)
{
    const struct xml *period = xml_find(element, "TimePeriod");
    if (period) {
        *begin = time_text(period, "beginPosition", "begin");
        *end = time_text(period, "endPosition", "end");
    } else {
        const struct xml *instant = xml_find(element, "timePosition");
        *begin = *end = xml_text(instant ? instant : element);
    }
    return (begin->len && end->len) ||
           cql_error(fes->tree.err, element->position,
                     "%.*s has no time; there is gml:TimeInstant and "
                     "gml:TimePeriod",
                     STR_ARG(str_slice(element->name, 0, 60)));
}
