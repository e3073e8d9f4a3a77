// JSON-FG (OGC 21-045r1): GeoJSON that also says when a feature
// is, and in which system its place.

#include "server/geojson.h"
#include "server/links.h"
#include "server/writer.h"

#define CONFORMANCE "http://www.opengis.net/spec/json-fg-1/1.0/conf/"

struct state {
    struct geojson geojson;
    const struct field *start, *end;
    size_t start_index, end_index;
    enum period period;
};

static bool open_jsonfg(struct writing *w, struct error *err)
{
    struct arena *arena = w->request->arena;
    const struct collection *collection = w->selection->collection;
    const struct schema *schema = &collection->schema;
    struct state *state = ARENA_NEW(arena, struct state);
    w->state = state;
    if (!state)
        return error_set(err, ERROR_NO_MEMORY, "no memory for a download");
    state->period = collection->period;
    state->start = schema_find_role(schema, FIELD_TIME_START);
    state->end = schema_find_role(schema, FIELD_TIME_END);
    if (state->start) state->start_index = schema_index(schema, state->start);
    if (state->end) state->end_index = schema_index(schema, state->end);
    return geojson_init(&state->geojson, arena, schema, w->crs, err) &&
           geojson_choose(&state->geojson, arena, w->selection->wanted,
                          w->selection->near.is_asked, err);
}

// What the root of a document says, a collection or a feature.
static void write_root(const struct writing *w, struct json *json)
{
    json_key(json, STR("conformsTo"));
    json_array_begin(json);
    json_str(json, STR(CONFORMANCE "core"));
    json_str(json, STR(CONFORMANCE "types-schemas"));
    json_array_end(json);
    json_member_str(json, "featureType", w->selection->collection->id);
    json_member_str(json, "coordRefSys", str_from(w->crs->uri));
}

static bool begin_jsonfg(struct writing *w, struct buf *out, bool *is_done,
                         struct error *err)
{
    (void)err;
    struct json json = { .out = out };
    json_object_begin(&json);
    json_member_str(&json, "type", STR("FeatureCollection"));
    write_root(w, &json);
    json_key(&json, STR("features"));
    buf_add_str(out, STR("[\n"));
    *is_done = true;
    return true;
}

// The last day of the month, quarter or year that begins on `start`.
static struct timestamp last_day(enum period period, str start)
{
    static const int months[] = {
        [PERIOD_NONE] = 0,    [PERIOD_DAY] = 0,   [PERIOD_MONTH] = 1,
        [PERIOD_QUARTER] = 3, [PERIOD_YEAR] = 12,
    };
    int64_t year = 0, month = 0;
    if (!str_to_int(str_slice(start, 0, 4), &year) ||
        !str_to_int(str_slice(start, 5, 7), &month))
        return (struct timestamp){ 0 };
    int next = (int)month - 1 + months[period];
    int64_t days = days_from_civil((int)year + next / 12, next % 12 + 1, 1) - 1;
    return timestamp_from_ms(days * 24 * 3600 * 1000);
}

static void write_end(struct json *json, struct value end)
{
    if (end.type == VALUE_NULL)
        json_str(json, STR(".."));
    else {
        if (json->needs_comma) buf_add_char(json->out, ',');
        value_write_json(json->out, end);
        json->needs_comma = true;
    }
}

static void write_interval(struct json *json, struct value start,
                           struct value end)
{
    json_key(json, STR("interval"));
    json_array_begin(json);
    write_end(json, start);
    write_end(json, end);
    json_array_end(json);
}

static void write_instant(struct json *json, struct value instant)
{
    json_key(json, instant.type == VALUE_DATE ? STR("date") : STR("timestamp"));
    value_write_json(json->out, instant);
    json->needs_comma = true;
}

// `null` where a feature has no time.
static void write_time(const struct state *state, struct json *json,
                       const struct feature *feature)
{
    struct value start = { 0 }, end = { 0 };
    if (state->start) start = feature->values[state->start_index];
    if (state->end) end = feature->values[state->end_index];
    json_key(json, STR("time"));
    if (start.type == VALUE_NULL && end.type == VALUE_NULL) {
        json_null(json);
        return;
    }
    struct timestamp last = { 0 };
    bool is_period = state->period > PERIOD_DAY && start.type == VALUE_DATE;
    if (is_period) {
        last = last_day(state->period, start.text);
        end = (struct value){ .type = VALUE_DATE,
                              .text = { last.text, DATE_LEN } };
    }
    json_object_begin(json);
    if (state->end || is_period)
        write_interval(json, start, end);
    else
        write_instant(json, start);
    json_object_end(json);
}

// In WGS 84 the place is the geometry; in any other system readers of GeoJSON
// must not see it.
static void write_members(struct writing *w, struct buf *out,
                          const struct feature *feature)
{
    struct state *state = w->state;
    struct feature shown = *feature;
    struct json json = { .out = out, .needs_comma = true };
    bool is_wgs84 = w->crs == crs_default();
    if (!is_wgs84) shown.geom = (struct geom){ 0 };
    geojson_members(&state->geojson, out, &shown);
    write_time(state, &json, feature);
    json_key(&json, STR("place"));
    if (is_wgs84)
        json_null(&json);
    else
        geojson_geometry(out, &feature->geom, w->crs);
}

static void add_jsonfg(struct writing *w, struct buf *out,
                       const struct feature *feature)
{
    struct state *state = w->state;
    buf_add_str(out, state->geojson.feature_count++ ? STR(",\n{") : STR("{"));
    write_members(w, out, feature);
    buf_add_char(out, '}');
}

void jsonfg_item(struct writing *w, struct buf *out,
                 const struct feature *feature)
{
    struct json json = { .out = out, .needs_comma = true };
    write_members(w, out, feature);
    write_root(w, &json);
}

static bool end_jsonfg(struct writing *w, struct buf *out, bool *is_done,
                       struct error *err)
{
    return geojson_writer.end(w, out, is_done, err);
}

const struct writer jsonfg_writer = {
    .format = FORMAT_JSONFG,
    .extension = "json",
    .open = open_jsonfg,
    .begin = begin_jsonfg,
    .add = add_jsonfg,
    .end = end_jsonfg,
};
