#include "server/tally.h"

#include <stdlib.h>
#include <string.h>

#include "server/stamp.h"

enum { KEY_BYTES_MAX = 256 * 1024 };

// These choose between tiles, or styles, of the same features: where the route
// has them. Elsewhere the name may be that of a property, and narrows down.
static bool is_of_form(const struct route *route, str name)
{
    static const char *const names[] = { "f",       "groupBy", "measures",
                                         "version", "classes", "method" };
    bool is_named = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        is_named = is_named || str_equal(str_from(names[i]), name);
    if (!is_named || str_equal(name, STR("f"))) return is_named;
    for (const struct param *p = route->params; p && p->name; p++)
        if (str_equal(str_from(p->name), name)) return true;
    return false;
}

void selection_key_write(struct buf *key, const struct request *request)
{
    const struct collection *collection = request->collection;
    const struct params *params = &request->params;
    stamp_with_areas(key, request->catalog, collection->dataset);
    percent_encode(key, collection->id, "");
    for (size_t i = 0; i < params->pair_count; i++) {
        if (is_of_form(request->route, params->pairs[i].name)) continue;
        buf_add_char(key, ' ');
        percent_encode(key, params->pairs[i].name, "");
        buf_add_char(key, '=');
        percent_encode(key, params->pairs[i].value, "");
    }
}

struct making {
    const struct request *request;
    const struct aggregate_query *query;
};

static struct value copy_value(struct arena *arena, struct value value)
{
    if (value.type == VALUE_TEXT || value.type == VALUE_DATE ||
        value.type == VALUE_TIME)
        value.text = arena_copy(arena, value.text);
    return value;
}

static bool copy_group(struct arena *arena, const struct group *from,
                       size_t measure_count, struct tally_group *to)
{
    struct value *measures =
        ARENA_ARRAY(arena, struct value, measure_count + 1);
    if (!measures) return false;
    for (size_t i = 0; i < measure_count; i++)
        measures[i] = copy_value(arena, from->measures[i]);
    *to = (struct tally_group){
        .name = arena_copy(arena, from->area_name),
        .count = from->count,
        .withheld = from->withheld,
        .measures = measures,
    };
    return true;
}

static int compare_codes(const void *a, const void *b)
{
    const struct tally_group *left = a, *right = b;
    return str_compare(left->code, right->code);
}

static bool copy(struct arena *arena, const struct aggregate *from,
                 size_t measure_count, struct tally *to)
{
    to->groups = ARENA_ARRAY(arena, struct tally_group, from->group_count + 1);
    if (!to->groups ||
        !copy_group(arena, &from->unassigned, measure_count, &to->unassigned) ||
        !copy_group(arena, &from->total, measure_count, &to->total))
        return false;
    for (size_t i = 0; i < from->group_count; i++) {
        const struct group *group = &from->groups[i];
        struct tally_group *own = &to->groups[to->group_count++];
        if (!copy_group(arena, group, measure_count, own)) return false;
        own->code = arena_copy(arena, group->keys[0].text);
        if (!own->code.bytes) return false;
    }
    qsort(to->groups, to->group_count, sizeof *to->groups, compare_codes);
    return true;
}

static const void *make(void *context, struct arena *arena, struct error *err)
{
    const struct making *making = context;
    struct aggregate counted;
    struct tally *tally = ARENA_NEW(arena, struct tally);
    if (!aggregate_run(making->request->view, making->request->arena,
                       making->query, &counted, err))
        return NULL;
    if (tally && copy(arena, &counted, making->query->measure_count, tally))
        return tally;
    (void)!error_set(err, ERROR_NO_MEMORY, "no room for the counts");
    return NULL;
}

static bool write_key(struct arena *arena, const struct request *request,
                      const struct aggregate_plan *plan, str *out,
                      struct error *err)
{
    struct buf key;
    buf_init(&key, arena, KEY_BYTES_MAX);
    buf_addf(&key, "tally %.*s ", STR_ARG(plan->groupings[0]->name));
    for (size_t i = 0; i < plan->query.measure_count; i++) {
        percent_encode(&key, plan->measure_keys[i], "");
        buf_add_char(&key, ',');
    }
    buf_add_char(&key, ' ');
    selection_key_write(&key, request);
    return buf_finish(&key, out, err);
}

const struct shelf_item *tally_get(struct app *app,
                                   const struct request *request,
                                   struct aggregate_tiles *tiles,
                                   const struct grouping_offer *level,
                                   struct error *err)
{
    str key;
    aggregate_plan_group(&tiles->plan, level);
    struct making making = { request, &tiles->plan.query };
    if (!write_key(request->arena, request, &tiles->plan, &key, err))
        return NULL;
    return shelf_get(app->shelf, key,
                     (size_t)app->config->request_memory_mb << 20, make,
                     &making, err);
}

const struct tally_group *tally_find(const struct tally *tally, str code)
{
    struct tally_group wanted = { .code = code };
    if (!tally->group_count) return NULL;
    return bsearch(&wanted, tally->groups, tally->group_count,
                   sizeof *tally->groups, compare_codes);
}
