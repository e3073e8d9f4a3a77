#include "server/collection_json.h"
#include "server/html_form.h"
#include "server/pages/pages.h"
#include "server/pages/parts.h"
#include "server/selection.h"

// Choices of one thing at a time; what the request asks beyond that is a
// choice of its own, so that the form shows it. `otherwise` is the name of no
// choice; NULL when there must be one.
struct choice_list {
    struct buf *body;
    str asked;
    bool is_listed;
};

static void choice_list_begin(struct choice_list *list, struct buf *body,
                              const struct request *request, const char *name,
                              const char *label, const char *otherwise)
{
    str asked = request_param(request, name)->text;
    *list = (struct choice_list){ body, asked, !asked.len };
    form_select_begin(body, name, label);
    if (otherwise) form_option(body, STR(""), str_from(otherwise), !asked.len);
}

static void choice_list_add(struct choice_list *list, str value, str text)
{
    bool is_asked = str_equal(list->asked, value);
    form_option(list->body, value, text, is_asked);
    list->is_listed = list->is_listed || is_asked;
}

static void choice_list_end(struct choice_list *list)
{
    if (!list->is_listed)
        form_option(list->body, list->asked, list->asked, true);
    form_select_end(list->body);
}

static void add_group_choice(struct buf *body, const struct request *request)
{
    struct choice_list list;
    struct grouping_offers offers =
        groupings_find(request->arena, request->catalog, request->collection);
    choice_list_begin(&list, body, request, "groupBy", "Tel per", NULL);
    for (size_t i = 0; i < offers.count; i++)
        choice_list_add(&list, offers.offers[i].name, offers.offers[i].title);
    choice_list_end(&list);
}

static void add_measure_choice(struct buf *body, const struct request *request)
{
    struct choice_list list;
    const struct schema *schema = &request->collection->schema;
    struct arena *arena = request->arena;
    choice_list_begin(&list, body, request, "measures", "Bereken ook", "niets");
    for (size_t i = 0; i < schema->count; i++) {
        const struct field *field = &schema->fields[i];
        if (!field->is_measure) continue;
        str title = label_text(&field->title, field->name);
        for (size_t k = 0; k < measure_function_count; k++)
            choice_list_add(
                &list,
                arena_printf(arena, "%s(%.*s)", measure_functions[k].name,
                             STR_ARG(field->name)),
                arena_printf(arena, "%s van %.*s", measure_functions[k].title,
                             STR_ARG(title)));
    }
    choice_list_end(&list);
}

static bool has_withheld(const struct aggregate_answer *answer)
{
    return answer->request->collection->dataset->kind == DATASET_STATISTICS;
}

// What a rate is of: "1000 Aantal inwoners".
static str rate_base_name(const struct request *request,
                          const struct measure *measure)
{
    const struct collection *areas =
        rate_areas(request->catalog, request->collection);
    const struct field *field =
        areas ? schema_find(&areas->schema, measure->per) : NULL;
    str name = field ? label_text(&field->title, field->name) : measure->per;
    if (!(measure->per_unit > 1)) return name;
    return arena_printf(request->arena, "%d %.*s", (int)measure->per_unit,
                        STR_ARG(name));
}

// "Som van Aantal (sum_aantal)": what it is, and its key in the other forms.
static str measure_title(const struct aggregate_answer *answer, size_t i)
{
    struct arena *arena = answer->request->arena;
    const struct measure *measure = &answer->plan->query.measures[i];
    const struct field *field = measure->field;
    str key = answer->plan->measure_keys[i];
    str name = field ? label_text(&field->title, field->name) : STR("Aantal");
    if (measure->kind == MEASURE_RATE)
        return arena_printf(arena, "%.*s per %.*s (%.*s)", STR_ARG(name),
                            STR_ARG(rate_base_name(answer->request, measure)),
                            STR_ARG(key));
    for (size_t k = 0; k < measure_function_count; k++)
        if (str_starts(key, str_from(measure_functions[k].name)))
            return arena_printf(arena, "%s van %.*s (%.*s)",
                                measure_functions[k].title, STR_ARG(name),
                                STR_ARG(key));
    return key;
}

static void add_columns(struct buf *body, const struct aggregate_answer *answer)
{
    const struct aggregate_plan *plan = answer->plan;
    table_columns_begin(body);
    for (size_t i = 0; i < plan->query.grouping_count; i++)
        table_column(body, plan->groupings[i]->title, false);
    if (!plan->query.grouping_count) table_column(body, STR("Groep"), false);
    table_column(body, count_title(answer->request->collection), true);
    for (size_t i = 0; i < plan->query.measure_count; i++)
        table_column(body, measure_title(answer, i), true);
    if (has_withheld(answer)) table_column(body, STR("Achtergehouden"), true);
    HTML(body, "</tr>\n</thead>\n");
}

void page_measure(struct buf *body, struct value value, int64_t withheld)
{
    if (value.type == VALUE_NULL && withheld)
        html_withheld(body);
    else
        html_number(body, value);
}

static void add_counts(struct buf *body, const struct aggregate_answer *answer,
                       const struct group *group)
{
    HTML(body, "<td class=\"getal\">");
    html_count(body, group->count);
    HTML(body, "</td>");
    for (size_t i = 0; i < answer->plan->query.measure_count; i++) {
        HTML(body, "<td class=\"getal\">");
        page_measure(body, group->measures[i], group->withheld);
        HTML(body, "</td>");
    }
    if (has_withheld(answer)) {
        HTML(body, "<td class=\"getal\">");
        html_count(body, group->withheld);
        HTML(body, "</td>");
    }
    HTML(body, "</tr>\n");
}

// An area by its name, with its code; anything else by its value.
static void add_key(struct buf *body, const struct aggregate_answer *answer,
                    const struct group *group, size_t i)
{
    const struct grouping_offer *grouping = answer->plan->groupings[i];
    str name = aggregate_area_name(answer, group, i);
    if (grouping->grouping.field) {
        html_value(body, grouping->grouping.field, group->keys[i]);
        return;
    }
    if (name.len) {
        html_text(body, name);
        HTML(body, " <span class=\"zacht\">");
    }
    if (group->keys[i].type == VALUE_TEXT)
        html_text(body, group->keys[i].text);
    else
        html_number(body, group->keys[i]);
    if (name.len) HTML(body, "</span>");
}

static void add_group(struct buf *body, const struct aggregate_answer *answer,
                      const struct group *group)
{
    HTML(body, "<tr>");
    if (!answer->plan->query.grouping_count)
        HTML(body, "<th scope=\"row\">Alles</th>");
    for (size_t i = 0; i < answer->plan->query.grouping_count; i++) {
        buf_add_str(body, i ? STR("<td>") : STR("<th scope=\"row\">"));
        add_key(body, answer, group, i);
        buf_add_str(body, i ? STR("</td>") : STR("</th>"));
    }
    add_counts(body, answer, group);
}

// What stands below the groups: what lies nowhere, and the whole.
static void add_sums(struct buf *body, const struct aggregate_answer *answer)
{
    size_t count = answer->plan->query.grouping_count;
    size_t span = count ? count : 1;
    buf_addf(body, "<tr><th scope=\"row\" colspan=\"%zu\">In geen gebied</th>",
             span);
    add_counts(body, answer, &answer->aggregate->unassigned);
    buf_addf(body, "<tr><th scope=\"row\" colspan=\"%zu\">Totaal</th>", span);
    add_counts(body, answer, &answer->aggregate->total);
}

static void add_table(struct buf *body, const struct aggregate_answer *answer)
{
    const struct aggregate *aggregate = answer->aggregate;
    table_begin(body, 1);
    html_text(body, collection_title(answer->request->collection));
    HTML(body, ": ");
    html_count(body, (int64_t)aggregate->group_count);
    buf_add_str(body,
                aggregate->group_count == 1 ? STR(" groep") : STR(" groepen"));
    add_columns(body, answer);
    if (aggregate->group_count) HTML(body, "<tbody>\n");
    for (size_t i = 0; i < aggregate->group_count; i++)
        add_group(body, answer, &aggregate->groups[i]);
    if (aggregate->group_count) HTML(body, "</tbody>\n");
    HTML(body, "<tfoot>\n");
    add_sums(body, answer);
    HTML(body, "</tfoot>\n</table>\n</div>\n");
}

void page_dash_note(struct buf *body)
{
    HTML(body,
         "<p class=\"zacht\">Een streepje (–) betekent dat er geen waarde "
         "is.</p>\n");
}

bool page_aggregate(struct app *app, const struct aggregate_answer *answer,
                    struct response *response, struct error *err)
{
    struct buf body;
    const struct request *request = answer->request;
    const struct collection *collection = request->collection;
    body_begin(&body, app, request);
    page_begin(&body, request,
               arena_printf(request->arena, "%.*s: tellingen",
                            STR_ARG(collection_title(collection))));
    form_begin(&body, request, "Wat te tellen");
    add_group_choice(&body, request);
    add_measure_choice(&body, request);
    form_filters(&body, request);
    form_end(&body, request, "Tel");
    add_table(&body, answer);
    page_dash_note(&body);
    HTML(&body, "<p>");
    html_link(&body, collection_url(request, collection, "/aggregations"),
              STR("Wat er te tellen is"));
    HTML(&body, "</p>\n");
    return page_end(&body, app, request, response, err);
}
