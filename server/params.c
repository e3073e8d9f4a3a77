#include "server/params.h"

#include <inttypes.h>
#include <string.h>

#include "server/params_box.h"
#include "server/queryable.h"
#include "server/time_period.h"

enum { SHOWN_MAX = 80 };  // bytes of a client's text in a message

struct check {
    struct arena *arena;
    const struct route *route;
    const struct schema *schema;
    const struct param_limits *limits;
    struct params *params;
    struct problems *problems;
};

static void refuse(struct check *check, const struct param *param,
                   const char *reason)
{
    problem_add(check->problems, "query", str_from(param->name), "invalid",
                "%s", reason);
}

static str shown(str text)
{
    str part = str_slice(text, 0, SHOWN_MAX);
    return str_slice(part, 0, str_valid_utf8(part));
}

static void check_int(struct check *check, const struct param *param,
                      struct param_value *value)
{
    if (str_to_int(value->text, &value->integer) &&
        value->integer >= param->min && value->integer <= param->max)
        return;
    problem_add(check->problems, "query", str_from(param->name), "invalid",
                "'%.*s' is not a whole number from %" PRId64 " to %" PRId64,
                STR_ARG(shown(value->text)), param->min, param->max);
}

static bool is_digits(str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.bytes[i] < '0' || text.bytes[i] > '9') return false;
    return text.len > 0;
}

// Digits that do not fit in a number are more than any maximum.
static void check_limit(struct check *check, const struct param *param,
                        struct param_value *value)
{
    int64_t max = check->limits->max_limit;
    if (!str_to_int(value->text, &value->integer))
        value->integer = is_digits(value->text) ? max : 0;
    if (value->integer > max) value->integer = max;
    if (value->integer >= 1) return;
    problem_add(check->problems, "query", str_from(param->name), "invalid",
                "'%.*s' is not a whole number of at least 1 (and what is "
                "more than %" PRId64 " counts as that)",
                STR_ARG(shown(value->text)), max);
}

static void check_crs(struct check *check, const struct param *param,
                      struct param_value *value)
{
    value->crs = crs_find(value->text);
    if (value->crs) return;
    str names;
    struct buf list;
    buf_init(&list, check->arena, 1024);
    crs_list_names(&list);
    if (!buf_finish(&list, &names, NULL)) names = (str){ 0 };
    problem_add(check->problems, "query", str_from(param->name), "invalid",
                "'%.*s' is not offered; there is %.*s",
                STR_ARG(shown(value->text)), STR_ARG(names));
}

// A "+" that nobody encoded arrives as a blank: in an offset that is what it
// was meant to be.
static str restore_plus(struct arena *arena, str text)
{
    char *bytes = arena_alloc(arena, text.len + 1);
    if (!bytes) return text;
    for (size_t i = 0; i < text.len; i++) {
        bool is_offset = text.bytes[i] == ' ' && i + 6 <= text.len &&
                         text.bytes[i + 3] == ':' &&
                         (i + 6 == text.len || text.bytes[i + 6] == '/');
        bytes[i] = is_offset ? '+' : text.bytes[i];
    }
    return (str){ bytes, text.len };
}

static void check_time(struct check *check, const struct param *param,
                       struct param_value *value)
{
    struct error err;
    str text = restore_plus(check->arena, value->text);
    if (!time_period_spell_out(check->arena, text, &text, &err) ||
        !time_range_parse(check->arena, text, &value->time, &err))
        refuse(check, param, err.message);
}

static void check_choice(struct check *check, const struct param *param,
                         struct param_value *value)
{
    str choice;
    str rest = str_from(param->choices);
    while (str_next(&rest, ' ', &choice))
        if (str_equal(choice, value->text)) return;
    problem_add(check->problems, "query", str_from(param->name), "invalid",
                "'%.*s' is not one of: %s", STR_ARG(shown(value->text)),
                param->choices);
}

// Takes the text before the next comma that stands outside of parentheses and
// quotes.
static bool next_item(str *rest, str *item)
{
    size_t end = 0;
    int depth = 0;
    bool is_quoted = false;
    if (!rest->bytes) return false;
    for (; end < rest->len; end++) {
        char c = rest->bytes[end];
        if (c == '"') is_quoted = !is_quoted;
        if (is_quoted) continue;
        if (c == ',' && depth <= 0) break;
        if (c == '(') depth++;
        if (c == ')') depth--;
    }
    *item = str_trim(str_slice(*rest, 0, end));
    *rest = end < rest->len ? str_slice(*rest, end + 1, rest->len) : (str){ 0 };
    return true;
}

static void check_list(struct check *check, const struct param *param,
                       struct param_value *value)
{
    str item, rest = value->text;
    size_t count = 0;
    while (next_item(&rest, &item)) count++;
    str *items = ARENA_ARRAY(check->arena, str, count);
    if (!items) {
        refuse(check, param, "is longer than a request may be");
        return;
    }
    rest = value->text;
    for (size_t i = 0; next_item(&rest, &item); i++) {
        if (!item.len) {
            refuse(check, param, "holds an empty name");
            return;
        }
        items[i] = item;
    }
    value->items = items;
    value->item_count = count;
}

static void check_point(struct check *check, const struct param *param,
                        struct param_value *value)
{
    str x, y, rest = value->text;
    struct point *p = &value->point;
    bool is_pair = str_next(&rest, ',', &x) && str_next(&rest, ',', &y) &&
                   !rest.bytes && str_to_real(str_trim(x), &p->x) &&
                   str_to_real(str_trim(y), &p->y);
    if (is_pair && p->x >= -180 && p->x <= 180 && p->y >= -90 && p->y <= 90)
        return;
    problem_add(check->problems, "query", str_from(param->name), "invalid",
                "'%.*s' is not a longitude from -180 to 180 and a latitude "
                "from -90 to 90 with a comma between",
                STR_ARG(shown(value->text)));
}

static void check_real(struct check *check, const struct param *param,
                       struct param_value *value)
{
    if (str_to_real(value->text, &value->real) && value->real > 0) return;
    problem_add(check->problems, "query", str_from(param->name), "invalid",
                "'%.*s' is not a number above 0", STR_ARG(shown(value->text)));
}

static void check_value(struct check *check, const struct param *param,
                        struct param_value *value)
{
    switch (param->type) {
    case PARAM_INT: check_int(check, param, value); return;
    case PARAM_LIMIT: check_limit(check, param, value); return;
    case PARAM_CRS: check_crs(check, param, value); return;
    case PARAM_TIME: check_time(check, param, value); return;
    case PARAM_CHOICE: check_choice(check, param, value); return;
    case PARAM_LIST: check_list(check, param, value); return;
    case PARAM_POINT: check_point(check, param, value); return;
    case PARAM_REAL: check_real(check, param, value); return;
    case PARAM_TEXT:
    case PARAM_WORDS:
    case PARAM_BOX: return;
    }
}

static const struct pair *pair_find(const struct params *params, str name)
{
    for (size_t i = 0; i < params->pair_count; i++)
        if (str_equal(params->pairs[i].name, name)) return &params->pairs[i];
    return NULL;
}

static void check_param(struct check *check, const struct param *param,
                        struct param_value *value)
{
    const struct pair *pair = pair_find(check->params, str_from(param->name));
    value->integer = param->otherwise;
    value->crs = crs_default();
    if (!pair) {
        if (param->is_required)
            problem_add(check->problems, "query", str_from(param->name),
                        "missing", "is required: %s", param->summary);
        return;
    }
    value->is_given = true;
    value->text = pair->value;
    check_value(check, param, value);
}

static const struct param *param_find(const struct route *route, str name)
{
    const struct param *p = route->params;
    for (; p && p->name && name.len; p++)
        if (!strncmp(p->name, name.bytes, name.len) && !p->name[name.len])
            return p;
    return NULL;
}

// bbox waits for bbox-crs, wherever that stands in the table; when that is
// wrong, nothing can be said of the box.
static void check_box(struct check *check)
{
    struct error err;
    const struct crs_entry *crs = crs_default();
    const struct param_value *box = NULL;
    const struct param *box_param = NULL;
    for (size_t i = 0; check->route->params && check->route->params[i].name;
         i++) {
        const struct param *param = &check->route->params[i];
        const struct param_value *value = &check->params->values[i];
        if (str_equal(str_from(param->name), STR("bbox-crs"))) crs = value->crs;
        if (param->type != PARAM_BOX || !value->is_given) continue;
        box = value;
        box_param = param;
    }
    if (!box || !crs) return;
    if (!box_filter_parse(box->text, crs, &check->params->box, &err))
        refuse(check, box_param, err.message);
}

static void check_field(struct check *check, const struct pair *pair,
                        const struct field *field)
{
    struct error err;
    struct params *params = check->params;
    if (params->condition_count == CONDITIONS_MAX) {
        problem_add(check->problems, "query", pair->name, "too-large",
                    "more than %d properties in one request", CONDITIONS_MAX);
        return;
    }
    struct condition *condition = &params->conditions[params->condition_count];
    condition->field = field;
    if (value_parse(check->arena, field->type, pair->value, &condition->value,
                    &err))
        params->condition_count++;
    else
        problem_add(check->problems, "query", pair->name, "invalid", "%s",
                    err.message);
}

static void refuse_unknown(struct check *check, str name)
{
    str known;
    struct buf list;
    buf_init(&list, check->arena, 1024);
    if (check->route->offers) buf_addf(&list, "f");
    const struct param *p = check->route->params;
    for (; p && p->name; p++)
        buf_addf(&list, "%s%s", list.len ? ", " : "", p->name);
    if (check->schema) buf_addf(&list, ", and the queryables");
    if (!buf_finish(&list, &known, NULL)) known = (str){ 0 };
    problem_add(check->problems, "query", shown(name), "unknown",
                "no such parameter here; there is %.*s",
                STR_ARG(known.len ? known : STR("none")));
}

static void check_others(struct check *check)
{
    for (size_t i = 0; i < check->params->pair_count; i++) {
        const struct pair *pair = &check->params->pairs[i];
        const struct field *field = NULL;
        if (param_find(check->route, pair->name)) continue;
        if (check->route->offers && str_equal(pair->name, STR("f"))) continue;
        if (check->schema) field = queryable_find(check->schema, pair->name);
        if (field)
            check_field(check, pair, field);
        else if (!check->route->ignores_unknown)
            refuse_unknown(check, pair->name);
    }
}

static size_t param_count(const struct route *route)
{
    size_t count = 0;
    while (route->params && route->params[count].name) count++;
    return count;
}

bool params_check(struct arena *arena, const struct route *route,
                  const struct schema *schema,
                  const struct param_limits *limits, struct params *params,
                  struct problems *problems)
{
    size_t count = param_count(route), before = problems->count;
    struct check check = {
        arena,  route,  route->accepts_fields ? schema : NULL,
        limits, params, problems
    };
    params->condition_count = 0;
    params->box.count = 0;
    params->values = ARENA_ARRAY(arena, struct param_value, count);
    if (count && !params->values) {
        problem_add(problems, "query", STR("?"), "too-large",
                    "the request needs more memory than one may use");
        return false;
    }
    for (size_t i = 0; i < count; i++)
        check_param(&check, &route->params[i], &params->values[i]);
    check_box(&check);
    check_others(&check);
    return problems->count == before;
}
