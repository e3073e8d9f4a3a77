#include "server/html_form.h"

#include "server/collection_json.h"
#include "server/queryable.h"
#include "server/selection.h"

// More values than this are a list that nobody reads.
enum { CHOICES_SHOWN = 60 };

str value_as_param(struct arena *arena, struct value value)
{
    str text = { 0 };
    struct buf out;
    buf_init(&out, arena, SIZE_MAX);
    switch (value.type) {
    case VALUE_NULL: break;
    case VALUE_BOOL: return value.boolean ? STR("true") : STR("false");
    case VALUE_INT: buf_add_int(&out, value.integer); break;
    case VALUE_REAL: buf_add_real(&out, value.real); break;
    case VALUE_TEXT:
    case VALUE_DATE: return value.text;
    case VALUE_TIME: return timestamp_shorten(arena, value.text);
    }
    return buf_finish(&out, &text, NULL) ? text : (str){ 0 };
}

void form_begin(struct buf *body, const struct request *request,
                const char *legend)
{
    HTML(body, "<form method=\"get\" action=\"");
    html_text(body, request->base_url);
    html_text(body, request->path);
    buf_addf(body,
             "\">\n<input type=\"hidden\" name=\"f\" value=\"html\">\n"
             "<fieldset>\n<legend>%s</legend>\n<div class=\"velden\">\n",
             legend);
}

void form_select_begin(struct buf *body, const char *name, const char *label)
{
    buf_addf(body,
             "<div><label for=\"veld-%s\">%s</label>\n"
             "<select id=\"veld-%s\" name=\"%s\">\n",
             name, label, name, name);
}

void form_option(struct buf *body, str value, str text, bool is_selected)
{
    HTML(body, "<option value=\"");
    html_text(body, value);
    buf_add_str(body, is_selected ? STR("\" selected>") : STR("\">"));
    html_text(body, text);
    HTML(body, "</option>\n");
}

void form_select_end(struct buf *body)
{
    HTML(body, "</select></div>\n");
}

static void add_line(struct buf *body, str name, str label, const char *help,
                     str value)
{
    uint64_t id = str_hash(name);
    buf_addf(body, "<div><label for=\"veld-%llx\">", (unsigned long long)id);
    html_text(body, label);
    buf_addf(body, "</label>\n<input id=\"veld-%llx\" name=\"",
             (unsigned long long)id);
    html_text(body, name);
    HTML(body, "\" value=\"");
    html_text(body, value);
    if (help)
        buf_addf(body,
                 "\" aria-describedby=\"hulp-%llx\">\n"
                 "<span class=\"hulp\" id=\"hulp-%llx\">%s</span></div>\n",
                 (unsigned long long)id, (unsigned long long)id, help);
    else
        HTML(body, "\"></div>\n");
}

// The name that a field has as a parameter; empty when it cannot be one.
static str param_name(const struct request *request, const struct field *field)
{
    const struct schema *schema = &request->collection->schema;
    str name = queryable_name(request->arena, field->name);
    if (queryable_find(schema, name) != field) name = field->name;
    for (const struct param *p = request->route->params; p && p->name; p++)
        if (str_equal(str_from(p->name), name)) return (str){ 0 };
    return name;
}

static bool has_choices(const struct field *field)
{
    return field->type == VALUE_BOOL ||
           (field->choice_count && field->choice_count <= CHOICES_SHOWN);
}

// What the request asks of this field; VALUE_NULL when nothing.
static struct value asked_of(const struct request *request,
                             const struct field *field)
{
    const struct params *params = &request->params;
    for (size_t i = 0; i < params->condition_count; i++)
        if (params->conditions[i].field == field)
            return params->conditions[i].value;
    return (struct value){ 0 };
}

static void add_choices(struct buf *body, struct arena *arena,
                        const struct field *field, struct value asked)
{
    static const struct value answers[] = {
        { .type = VALUE_BOOL, .boolean = true },
        { .type = VALUE_BOOL, .boolean = false },
    };
    bool is_bool = field->type == VALUE_BOOL;
    const struct value *choices = is_bool ? answers : field->choices;
    size_t count = is_bool ? 2 : field->choice_count;
    for (size_t i = 0; i < count; i++) {
        str value = value_as_param(arena, choices[i]);
        str label = value;
        if (is_bool) label = choices[i].boolean ? STR("ja") : STR("nee");
        if (!is_bool && field->choice_labels && field->choice_labels[i].len)
            label = field->choice_labels[i];
        form_option(body, value, label, value_equal(asked, choices[i]));
    }
}

static void add_field(struct buf *body, const struct request *request,
                      size_t index)
{
    const struct field *field = &request->collection->schema.fields[index];
    str name = param_name(request, field);
    struct value asked = asked_of(request, field);
    if (!name.len || !has_choices(field)) return;
    buf_addf(body, "<div><label for=\"veld-%zu\">", index);
    html_text(body, label_text(&field->title, field->name));
    buf_addf(body, "</label>\n<select id=\"veld-%zu\" name=\"", index);
    html_text(body, name);
    HTML(body, "\">\n");
    form_option(body, (str){ "", 0 }, STR("alle"), asked.type == VALUE_NULL);
    add_choices(body, request->arena, field, asked);
    form_select_end(body);
}

// Parameters that forms show though the request does not give them, or that
// they show in a way of their own.
static const struct {
    const char *name, *label, *help;
    bool needs_time, is_elsewhere;
} known[] = {
    { "q", "Zoek", "woorden, of het begin ervan", false, false },
    { "datetime", "Datum of periode",
      "zoals 2026-03-18, of van/tot met een streep ertussen", true, false },
    { "sortby", NULL, NULL, false, true },
    { "limit", NULL, NULL, false, true },
    { "groupBy", NULL, NULL, false, true },
    { "measures", NULL, NULL, false, true },
    { "cursor", NULL, NULL, false, true },
    { "f", NULL, NULL, false, true },
};
enum { KNOWN_COUNT = sizeof known / sizeof *known };

static const struct param_value *route_param(const struct request *request,
                                             const char *name)
{
    const struct param *params = request->route->params;
    for (size_t i = 0; params && params[i].name; i++)
        if (str_equal(str_from(params[i].name), str_from(name)))
            return &request->params.values[i];
    return NULL;
}

static bool has_time(const struct request *request)
{
    const struct schema *schema = &request->collection->schema;
    return schema_find_role(schema, FIELD_TIME_START) ||
           schema_find_role(schema, FIELD_TIME_END);
}

static str given_text(const struct request *request, str name)
{
    const struct params *params = &request->params;
    for (size_t i = 0; i < params->pair_count; i++)
        if (str_equal(params->pairs[i].name, name))
            return params->pairs[i].value;
    return (str){ 0 };
}

// A parameter with a place of its own in this form.
static bool is_known(const struct request *request, str name)
{
    const struct field *field =
        queryable_find(&request->collection->schema, name);
    for (size_t i = 0; i < KNOWN_COUNT; i++)
        if (str_equal(str_from(known[i].name), name))
            return !known[i].needs_time || has_time(request);
    return field && has_choices(field) && param_name(request, field).len;
}

// Whether this is the one asked for.
static bool add_order(struct buf *body, const struct request *request,
                      const struct field *field, bool is_descending, str asked)
{
    str value =
        arena_printf(request->arena, "%s%.*s", is_descending ? "-" : "",
                     STR_ARG(queryable_name(request->arena, field->name)));
    str title = label_text(&field->title, field->name);
    bool is_asked = str_equal(value, asked);
    form_option(body, value,
                arena_printf(request->arena, "%.*s%s", STR_ARG(title),
                             is_descending ? ", aflopend" : ""),
                is_asked);
    return is_asked;
}

// A choice of one property at a time; another order that was asked for is a
// choice of its own.
static void add_orders(struct buf *body, const struct request *request)
{
    const struct schema *schema = &request->collection->schema;
    str asked = given_text(request, STR("sortby"));
    if (!route_param(request, "sortby")) return;
    form_select_begin(body, "sortby", "Volgorde");
    form_option(body, STR(""), STR("zoals opgeslagen"), !asked.len);
    bool is_listed = !asked.len;
    for (size_t i = 0; i < 2 * schema->count; i++)
        is_listed |=
            add_order(body, request, &schema->fields[i / 2], i % 2, asked);
    if (!is_listed) form_option(body, asked, asked, true);
    form_select_end(body);
}

static void add_page_sizes(struct buf *body, const struct request *request)
{
    static const int sizes[] = { 10, 25, 50, 100, 500, 1000 };
    const struct param_value *limit = route_param(request, "limit");
    bool is_listed = false;
    if (!limit) return;
    form_select_begin(body, "limit", "Aantal per pagina");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        bool is_asked = sizes[i] == limit->integer;
        str text = arena_printf(request->arena, "%d", sizes[i]);
        form_option(body, text, text, is_asked);
        is_listed |= is_asked;
    }
    if (!is_listed) {
        str text = value_as_param(
            request->arena,
            (struct value){ .type = VALUE_INT, .integer = limit->integer });
        form_option(body, text, text, true);
    }
    form_select_end(body);
}

void form_filters(struct buf *body, const struct request *request)
{
    const struct params *params = &request->params;
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        bool is_wanted = !known[i].is_elsewhere &&
                         route_param(request, known[i].name) &&
                         (!known[i].needs_time || has_time(request));
        str name = str_from(known[i].name);
        if (is_wanted)
            add_line(body, name, str_from(known[i].label), known[i].help,
                     given_text(request, name));
    }
    if (request->route->accepts_fields)
        for (size_t i = 0; i < request->collection->schema.count; i++)
            add_field(body, request, i);
    for (size_t i = 0; i < params->pair_count; i++) {
        const struct pair *pair = &params->pairs[i];
        if (is_known(request, pair->name)) continue;
        const struct field *field =
            queryable_find(&request->collection->schema, pair->name);
        str label = field ? label_text(&field->title, field->name) : pair->name;
        add_line(body, pair->name, label, NULL, pair->value);
    }
    add_orders(body, request);
    add_page_sizes(body, request);
}

// The same page without filters; what it counts by it cannot do without.
static void add_restart(struct buf *body, const struct request *request)
{
    str groups = given_text(request, STR("groupBy"));
    HTML(body, "<a href=\"");
    html_href(body, request->base_url);
    html_href(body, request->path);
    if (groups.len) {
        HTML(body, "?groupBy=");
        percent_encode(body, groups, ",");
    }
    HTML(body, "\">Begin opnieuw</a>");
}

void form_end(struct buf *body, const struct request *request,
              const char *button)
{
    buf_addf(body,
             "</div>\n</fieldset>\n<div class=\"knoppen\">"
             "<button type=\"submit\">%s</button> ",
             button);
    if (request->params.pair_count) add_restart(body, request);
    HTML(body, "</div>\n</form>\n");
}
