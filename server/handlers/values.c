#include "server/body.h"
#include "server/csv.h"
#include "server/geojson.h"
#include "server/handlers/handlers.h"
#include "server/links.h"
#include "server/pages/pages.h"
#include "server/queryable.h"
#include "server/selection.h"

static const struct field *find_property(const struct request *request,
                                         struct error *err)
{
    const struct collection *collection = request->collection;
    const struct field *field =
        queryable_find(&collection->schema, request->variables[1]);
    if (!field)
        error_set(err, ERROR_NOT_FOUND,
                  "the collection '%.*s' has no property '%.*s'; its schema "
                  "lists those it has",
                  STR_ARG(collection->id),
                  STR_ARG(str_slice(request->variables[1], 0, 80)));
    return field;
}

// The label of a choice, where the manifest gave labels.
static str choice_label(const struct field *field, struct value value)
{
    for (size_t i = 0; field->choice_labels && i < field->choice_count; i++)
        if (value_equal(field->choices[i], value))
            return field->choice_labels[i];
    return (str){ 0 };
}

static void write_value(struct json *json, const struct values_page *values,
                        const struct value_count *count)
{
    str label = choice_label(values->field, count->value);
    json_object_begin(json);
    json_key(json, STR("value"));
    value_write_json(json->out, count->value);
    json->needs_comma = true;
    if (label.len) json_member_str(json, "title", label);
    json_member_int(json, "count", count->count);
    json_object_end(json);
}

static void write_json(struct buf *body, const struct request *request,
                       const struct values_page *values)
{
    struct json json = { .out = body };
    json_object_begin(&json);
    json_member_str(&json, "property", values->field->name);
    json_member_str(&json, "title",
                    label_text(&values->field->title, values->field->name));
    json_key(&json, STR("values"));
    json_array_begin(&json);
    for (size_t i = 0; i < values->count; i++)
        write_value(&json, values, &values->counts[i]);
    json_array_end(&json);
    json_key(&json, STR("links"));
    json_array_begin(&json);
    links_write_self(&json, request);
    links_write_collection(&json, request);
    json_array_end(&json);
    json_object_end(&json);
}

static void write_csv(struct buf *body, const struct values_page *values)
{
    struct csv csv = { .out = body };
    bool has_labels = values->field->choice_labels;
    csv_text(&csv, STR("value"));
    if (has_labels) csv_text(&csv, STR("title"));
    csv_text(&csv, STR("count"));
    csv_end_line(&csv);
    for (size_t i = 0; i < values->count; i++) {
        const struct value_count *count = &values->counts[i];
        csv_value(&csv, count->value);
        if (has_labels)
            csv_text(&csv, choice_label(values->field, count->value));
        csv_int(&csv, count->count);
        csv_end_line(&csv);
    }
}

void check_values(struct request *request)
{
    check_selection(request);
}

bool get_values(struct app *app, struct request *request,
                struct response *response, struct error *err)
{
    struct buf body;
    struct selection selection;
    struct value_count *counts;
    struct values_page values = { .field = find_property(request, err) };
    if (!values.field || !selection_read(request, &selection, err) ||
        !store_values(request->view, request->arena, &selection, values.field,
                      (size_t)app->config->max_values, &counts, &values.count,
                      err))
        return false;
    values.counts = counts;
    response->rows = values.count;
    if (request->format == FORMAT_HTML)
        return page_values(app, request, response, &values, err);
    body_begin(&body, app, request);
    if (request->format == FORMAT_CSV)
        write_csv(&body, &values);
    else
        write_json(&body, request, &values);
    return body_end(&body, response, err);
}
