// Downloads that are text: a head, a line or record a feature, a foot.

#include "server/csv.h"
#include "server/geojson.h"
#include "server/links.h"
#include "server/writer.h"

#define RECORD_SEPARATOR "\x1e"

static bool open_geojson(struct writing *w, struct error *err)
{
    struct arena *arena = w->request->arena;
    struct geojson *writer = ARENA_NEW(arena, struct geojson);
    w->state = writer;
    if (!writer)
        return error_set(err, ERROR_NO_MEMORY, "no memory for a download");
    return geojson_init(writer, arena, &w->selection->collection->schema,
                        w->crs, err) &&
           geojson_choose(writer, arena, w->selection->wanted,
                          w->selection->near.is_asked, err);
}

// GeoJSON of 2008 had this member. A file has no Content-Crs beside it, and
// readers understand it; but they take x to be first.
static void write_crs(struct json *json, const struct crs_entry *crs)
{
    if (crs == crs_default() || crs->is_y_first) return;
    json_key(json, STR("crs"));
    json_object_begin(json);
    json_member_str(json, "type", STR("name"));
    json_key(json, STR("properties"));
    json_object_begin(json);
    json_key(json, STR("name"));
    buf_addf(json->out, "\"urn:ogc:def:crs:EPSG::%d\"", crs->code);
    json->needs_comma = true;
    json_object_end(json);
    json_object_end(json);
}

static bool begin_geojson(struct writing *w, struct buf *out, bool *is_done,
                          struct error *err)
{
    (void)err;
    struct json json = { .out = out };
    json_object_begin(&json);
    json_member_str(&json, "type", STR("FeatureCollection"));
    json_member_str(&json, "name", w->selection->collection->id);
    write_crs(&json, w->crs);
    json_key(&json, STR("features"));
    buf_add_str(out, STR("[\n"));
    *is_done = true;
    return true;
}

static void add_geojson(struct writing *w, struct buf *out,
                        const struct feature *feature)
{
    geojson_feature(w->state, out, feature);
}

static bool end_geojson(struct writing *w, struct buf *out, bool *is_done,
                        struct error *err)
{
    (void)err;
    struct json json = { .out = out };
    buf_add_str(out, STR("\n],"));
    json_member_int(&json, "numberReturned", (int64_t)w->added);
    json_key(&json, STR("links"));
    json_array_begin(&json);
    links_write_self(&json, w->request);
    json_array_end(&json);
    json_object_end(&json);
    buf_add_char(out, '\n');
    *is_done = true;
    return true;
}

const struct writer geojson_writer = {
    .format = FORMAT_GEOJSON,
    .extension = "geojson",
    .open = open_geojson,
    .begin = begin_geojson,
    .add = add_geojson,
    .end = end_geojson,
};

// RFC 8142: each feature by itself, so that a reader can go on behind one that
// it does not understand.
static void add_record(struct writing *w, struct buf *out,
                       const struct feature *feature)
{
    buf_add_str(out, STR(RECORD_SEPARATOR "{"));
    geojson_members(w->state, out, feature);
    buf_add_str(out, STR("}\n"));
}

const struct writer geojsonseq_writer = {
    .format = FORMAT_GEOJSONSEQ,
    .extension = "geojsons",
    .open = open_geojson,
    .add = add_record,
};

struct csv_state {
    struct csv_features features;
    struct csv csv;
};

static bool open_csv(struct writing *w, struct error *err)
{
    const struct selection *selection = w->selection;
    const struct collection *collection = selection->collection;
    struct csv_state *state = ARENA_NEW(w->request->arena, struct csv_state);
    w->state = state;
    if (!state)
        return error_set(err, ERROR_NO_MEMORY, "no memory for a download");
    state->features = (struct csv_features){
        .schema = &collection->schema,
        .crs = w->crs,
        .geom_type =
            selection->skip_geometry ? GEOM_EMPTY : collection->geom_type,
        .wanted = selection->wanted,
        .has_distance = selection->near.is_asked,
    };
    return true;
}

static bool begin_csv(struct writing *w, struct buf *out, bool *is_done,
                      struct error *err)
{
    (void)err;
    struct csv_state *state = w->state;
    state->csv.out = out;
    csv_header(&state->features, &state->csv);
    *is_done = true;
    return true;
}

static void add_csv(struct writing *w, struct buf *out,
                    const struct feature *feature)
{
    struct csv_state *state = w->state;
    state->csv.out = out;
    csv_feature(&state->features, &state->csv, feature);
}

const struct writer csv_writer = {
    .format = FORMAT_CSV,
    .extension = "csv",
    .open = open_csv,
    .begin = begin_csv,
    .add = add_csv,
};
