#include "server/aggregate_write.h"

#include <string.h>

#include "server/aggregate_tiles.h"
#include "server/csv.h"
#include "server/geojson.h"
#include "server/links.h"

enum { GROUP_BYTES = 80 };  // of most groups

#define ADD(out, text) buf_add((out), "" text, sizeof(text) - 1)

// The keys of a group, escaped once for all of them.
struct keys {
    str groupings[GROUPINGS_MAX];  // `"buurt":`, the first behind a `{`
    str names[GROUPINGS_MAX];      // `,"buurtnaam":`; empty but for areas
    str count;                     // `,"count":`, or without a comma
    str measures[MEASURES_MAX];
    size_t room;  // what groupings and names take, and quotes around values
};

static str area_name_key(struct arena *arena,
                         const struct grouping_offer *grouping)
{
    return arena_printf(arena, "%.*snaam", STR_ARG(grouping->name));
}

static bool is_area(const struct aggregate_answer *answer, size_t i)
{
    return answer->plan->groupings[i]->level != LEVEL_NONE;
}

static bool keys_make(const struct aggregate_answer *answer, struct keys *keys,
                      struct error *err)
{
    const struct aggregate_plan *plan = answer->plan;
    struct arena *arena = answer->request->arena;
    keys->room = 0;
    for (size_t i = 0; i < plan->query.grouping_count; i++) {
        const struct grouping_offer *grouping = plan->groupings[i];
        str key = property_key(arena, grouping->name, i == 0);
        keys->groupings[i] =
            i ? key : arena_printf(arena, "{%.*s", STR_ARG(key));
        keys->names[i] = (str){ 0 };
        if (is_area(answer, i))
            keys->names[i] =
                property_key(arena, area_name_key(arena, grouping), false);
        keys->room += keys->groupings[i].len + keys->names[i].len + 4;
    }
    keys->count =
        plan->query.grouping_count ? STR(",\"count\":") : STR("{\"count\":");
    bool is_whole = !plan->query.grouping_count || keys->groupings[0].len > 0;
    for (size_t i = 0; i < plan->query.measure_count; i++) {
        keys->measures[i] = property_key(arena, plan->measure_keys[i], false);
        is_whole = is_whole && keys->measures[i].len;
    }
    if (is_whole) return true;
    return error_set(err, ERROR_NO_MEMORY, "no room for the names of groups");
}

str aggregate_area_name(const struct aggregate_answer *answer,
                        const struct group *group, size_t i)
{
    if (!is_area(answer, i)) return (str){ 0 };
    if (i == answer->plan->first_area) return group->area_name;
    if (group->keys[i].type != VALUE_TEXT) return (str){ 0 };
    const struct area_fact *fact =
        area_table_find(&answer->areas[i], group->keys[i].text);
    return fact ? fact->name : (str){ 0 };
}

static void write_name(struct buf *out, str name)
{
    struct json json = { .out = out };
    if (name.len)
        json_str(&json, name);
    else
        json_null(&json);
}

static void write_counts(const struct aggregate_answer *answer,
                         const struct keys *keys, struct buf *out,
                         const struct group *group)
{
    buf_add_int(out, group->count);
    for (size_t i = 0; i < answer->plan->query.measure_count; i++) {
        buf_add_str(out, keys->measures[i]);
        value_write_json(out, group->measures[i]);
    }
    if (group->withheld) {
        ADD(out, ",\"withheld\":");
        buf_add_int(out, group->withheld);
    }
    buf_add_char(out, '}');
}

static char *put(char *to, str text)
{
    memcpy(to, text.bytes, text.len);
    return to + text.len;
}

// Names of other areas than the first come from elsewhere.
static bool is_plain(const struct aggregate_answer *answer,
                     const struct group *group, size_t i, str name)
{
    if (group->has_plain_area && i == answer->plan->first_area) return true;
    return json_is_plain(group->keys[i].text) && json_is_plain(name);
}

// The texts of a group in one piece, as most can be: there may be ten thousand
// groups. False when some value is no plain text; nothing is written then.
static bool put_texts(const struct aggregate_answer *answer,
                      const struct keys *keys, struct buf *out,
                      const struct group *group)
{
    size_t count = answer->plan->query.grouping_count;
    size_t room = keys->room;
    str names[GROUPINGS_MAX];
    for (size_t i = 0; i < count; i++) {
        names[i] = aggregate_area_name(answer, group, i);
        if (group->keys[i].type != VALUE_TEXT) return false;
        if (keys->names[i].len && !names[i].len) return false;
        if (!is_plain(answer, group, i, names[i])) return false;
        room += group->keys[i].text.len + names[i].len;
    }
    char *to = buf_reserve(out, room);
    for (size_t i = 0; to && i < count; i++) {
        to = json_put_plain(put(to, keys->groupings[i]), group->keys[i].text);
        if (keys->names[i].len)
            to = json_put_plain(put(to, keys->names[i]), names[i]);
    }
    if (to) out->len = (size_t)(to - out->bytes);
    return to;
}

static void write_texts(const struct aggregate_answer *answer,
                        const struct keys *keys, struct buf *out,
                        const struct group *group)
{
    for (size_t i = 0; i < answer->plan->query.grouping_count; i++) {
        buf_add_str(out, keys->groupings[i]);
        value_write_json(out, group->keys[i]);
        if (!keys->names[i].len) continue;
        buf_add_str(out, keys->names[i]);
        write_name(out, aggregate_area_name(answer, group, i));
    }
}

static void write_group(const struct aggregate_answer *answer,
                        const struct keys *keys, struct buf *out,
                        const struct group *group)
{
    if (!put_texts(answer, keys, out, group))
        write_texts(answer, keys, out, group);
    buf_add_str(out, keys->count);
    write_counts(answer, keys, out, group);
}

static void write_group_by(const struct aggregate_answer *answer,
                           struct buf *out)
{
    struct json json = { .out = out };
    ADD(out, "\"groupBy\":");
    json_array_begin(&json);
    for (size_t i = 0; i < answer->plan->query.grouping_count; i++)
        json_str(&json, answer->plan->groupings[i]->name);
    json_array_end(&json);
}

// One level of areas stays that level; anything else is chosen by zoom.
static str tiles_url(const struct aggregate_answer *answer)
{
    const struct aggregate_plan *plan = answer->plan;
    bool is_one_level = plan->query.grouping_count == 1 && is_area(answer, 0);
    return aggregate_tiles_url(
        answer->request, is_one_level ? plan->groupings[0]->name : (str){ 0 });
}

// unassigned, total, and the links: what stands behind the groups.
static void write_rest(const struct aggregate_answer *answer,
                       const struct keys *keys, struct buf *out)
{
    const struct request *request = answer->request;
    ADD(out, "],\n\"unassigned\":{\"count\":");
    write_counts(answer, keys, out, &answer->aggregate->unassigned);
    ADD(out, ",\n\"total\":{\"count\":");
    write_counts(answer, keys, out, &answer->aggregate->total);
    ADD(out, ",\n\"links\":");
    struct json json = { .out = out };
    json_array_begin(&json);
    links_write_self(&json, request);
    links_write_collection(&json, request);
    link_write(&json,
               &(struct link){ "aggregations", "application/json",
                               "Wat er te tellen is",
                               collection_url(request, request->collection,
                                              "/aggregations") });
    if (aggregate_tiles_any(request, request->collection))
        link_write(&json, &(struct link){ "aggregate-tiles", "application/json",
                                          "Deze tellingen in tegels",
                                          tiles_url(answer) });
    json_array_end(&json);
    buf_add_char(out, '}');
}

bool aggregate_write_json(const struct aggregate_answer *answer,
                          struct buf *out, struct error *err)
{
    struct keys keys;
    const struct aggregate *aggregate = answer->aggregate;
    if (!keys_make(answer, &keys, err)) return false;
    buf_expect(out, aggregate->group_count * GROUP_BYTES);
    buf_add_char(out, '{');
    write_group_by(answer, out);
    ADD(out, ",\n\"groups\":[");
    for (size_t i = 0; i < aggregate->group_count; i++) {
        buf_add_str(out, i ? STR(",\n") : STR("\n"));
        write_group(answer, &keys, out, &aggregate->groups[i]);
    }
    write_rest(answer, &keys, out);
    return true;
}

static void add_key_text(struct buf *out, struct value key)
{
    if (key.type == VALUE_NULL) return;
    if (key.type == VALUE_TEXT || key.type == VALUE_DATE ||
        key.type == VALUE_TIME)
        buf_add_str(out, key.text);
    else
        value_write_json(out, key);
}

static void write_id(const struct aggregate_answer *answer, struct buf *out,
                     struct buf *scratch, const struct group *group)
{
    str id = { 0 };
    struct json json = { .out = out };
    scratch->len = 0;
    for (size_t i = 0; i < answer->plan->query.grouping_count; i++) {
        if (i) buf_add_char(scratch, '/');
        add_key_text(scratch, group->keys[i]);
    }
    if (buf_finish(scratch, &id, NULL))
        json_str(&json, id);
    else
        out->failure = scratch->failure;
}

static void write_feature(const struct aggregate_answer *answer,
                          const struct keys *keys, struct buf *out,
                          struct buf *scratch, const struct group *group)
{
    size_t finest = answer->plan->finest_area;
    const struct area_fact *area = NULL;
    if (group->keys[finest].type == VALUE_TEXT)
        area =
            area_table_find(&answer->areas[finest], group->keys[finest].text);
    ADD(out, "{\"type\":\"Feature\",\"id\":");
    write_id(answer, out, scratch, group);
    ADD(out, ",\"geometry\":");
    buf_add_str(out, area ? area->geometry : STR("null"));
    ADD(out, ",\"properties\":");
    write_group(answer, keys, out, group);
    buf_add_char(out, '}');
}

bool aggregate_write_geojson(const struct aggregate_answer *answer,
                             struct buf *out, struct error *err)
{
    struct keys keys;
    struct buf scratch;
    const struct aggregate *aggregate = answer->aggregate;
    if (!keys_make(answer, &keys, err)) return false;
    buf_init(&scratch, answer->request->arena, SIZE_MAX);
    ADD(out, "{\"type\":\"FeatureCollection\",");
    write_group_by(answer, out);
    ADD(out, ",\n\"features\":[");
    for (size_t i = 0; i < aggregate->group_count; i++) {
        buf_add_str(out, i ? STR(",\n") : STR("\n"));
        write_feature(answer, &keys, out, &scratch, &aggregate->groups[i]);
    }
    write_rest(answer, &keys, out);
    return true;
}

static bool has_withheld(const struct aggregate_answer *answer)
{
    const struct dataset *dataset = answer->request->collection->dataset;
    return dataset->kind == DATASET_STATISTICS;
}

static void csv_group_header(const struct aggregate_answer *answer,
                             struct csv *csv)
{
    const struct aggregate_plan *plan = answer->plan;
    for (size_t i = 0; i < plan->query.grouping_count; i++) {
        csv_text(csv, plan->groupings[i]->name);
        if (is_area(answer, i))
            csv_text(csv,
                     area_name_key(answer->request->arena, plan->groupings[i]));
    }
    csv_text(csv, STR("count"));
    for (size_t i = 0; i < plan->query.measure_count; i++)
        csv_text(csv, plan->measure_keys[i]);
    if (has_withheld(answer)) csv_text(csv, STR("withheld"));
    csv_end_line(csv);
}

static void csv_group(const struct aggregate_answer *answer, struct csv *csv,
                      const struct group *group)
{
    const struct aggregate_plan *plan = answer->plan;
    for (size_t i = 0; i < plan->query.grouping_count; i++) {
        csv_value(csv, group->keys[i]);
        if (is_area(answer, i))
            csv_text(csv, aggregate_area_name(answer, group, i));
    }
    csv_int(csv, group->count);
    for (size_t i = 0; i < plan->query.measure_count; i++)
        csv_value(csv, group->measures[i]);
    if (has_withheld(answer)) csv_int(csv, group->withheld);
    csv_end_line(csv);
}

void aggregate_write_csv(const struct aggregate_answer *answer, struct buf *out)
{
    struct csv csv = { .out = out };
    csv_group_header(answer, &csv);
    for (size_t i = 0; i < answer->aggregate->group_count; i++)
        csv_group(answer, &csv, &answer->aggregate->groups[i]);
}
