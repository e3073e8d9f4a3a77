#include "server/tile_source.h"

#include "server/collection_json.h"
#include "server/links.h"
#include "server/selection_parts.h"
#include "server/tile_make.h"

enum { URL_BYTES_MAX = 64 * 1024 };

static bool no_room(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for a tileset");
}

bool tile_source_has_place(const struct collection *collection,
                           struct error *err)
{
    if (collection_has_place(collection)) return true;
    return error_set(err, ERROR_NOT_FOUND,
                     "the collection '%.*s' has no geometries, so no tiles",
                     STR_ARG(collection->id));
}

static bool take_one(const struct request *request, struct tile_source *out,
                     struct error *err)
{
    if (!tile_source_has_place(request->collection, err)) return false;
    out->collections[out->count++] = request->collection;
    return true;
}

static bool has(const struct tile_source *source,
                const struct collection *collection)
{
    for (size_t i = 0; i < source->count; i++)
        if (source->collections[i] == collection) return true;
    return false;
}

static void take_named(struct request *request, const struct param_value *named,
                       struct tile_source *out)
{
    for (size_t i = 0; i < named->item_count; i++) {
        str id = str_slice(named->items[i], 0, 80);
        const struct collection *collection =
            visible_collection(request->catalog, named->items[i]);
        if (!collection)
            request_problem(request, "collections",
                            "there is no collection '%.*s'", STR_ARG(id));
        else if (!collection_has_place(collection))
            request_problem(request, "collections",
                            "the collection '%.*s' has no geometries, so no "
                            "tiles",
                            STR_ARG(id));
        else if (!has(out, collection))
            out->collections[out->count++] = collection;
    }
}

static void take_all(const struct request *request, struct tile_source *out)
{
    const struct catalog *catalog = request->catalog;
    for (size_t i = 0; i < catalog->collection_count; i++) {
        const struct collection *one = &catalog->collections[i];
        if (!one->dataset->is_internal && collection_has_place(one))
            out->collections[out->count++] = one;
    }
}

bool tile_source_read(struct request *request, struct tile_source *out,
                      struct error *err)
{
    const struct param_value *named = given_param(request, "collections");
    size_t room = 1 + request->catalog->collection_count;
    *out = (struct tile_source){ .is_whole = !request->collection };
    out->collections =
        ARENA_ARRAY(request->arena, const struct collection *, room);
    if (!out->collections) return no_room(err);
    if (request->collection) return take_one(request, out, err);
    if (named)
        take_named(request, named, out);
    else
        take_all(request, out);
    if (out->count > TILE_LAYERS_MAX)
        request_problem(request, "collections",
                        "a tile has at most %d layers, not %zu: name those "
                        "that you want",
                        TILE_LAYERS_MAX, out->count);
    if (!request_is_valid(request, err)) return false;
    if (out->count) return true;
    return error_set(err, ERROR_NOT_FOUND,
                     "there is no collection with geometries, so no tiles");
}

void tile_source_check(struct request *request)
{
    struct tile_source source;
    // What is wrong is recorded in the request; the handler reads it again.
    (void)!tile_source_read(request, &source, NULL);
}

// Which collections are meant is written down, so that one more of them does
// not change what an address says.
static void write_names(struct buf *out, const struct tile_source *source)
{
    buf_add_str(out, STR("&collections="));
    for (size_t i = 0; i < source->count; i++) {
        if (i) buf_add_char(out, ',');
        percent_encode(out, source->collections[i]->id, "");
    }
}

static bool is_own(str name)
{
    return str_equal(name, STR("f")) || str_equal(name, STR("version")) ||
           str_equal(name, STR("collections"));
}

str tile_source_url(const struct request *request,
                    const struct tile_source *source,
                    const struct tile_link *link)
{
    str url = { 0 };
    struct buf out;
    const struct params *params = &request->params;
    buf_init(&out, request->arena, URL_BYTES_MAX);
    buf_add_str(
        &out, source->is_whole
                  ? request_link(request, "/v1/tiles")
                  : collection_url(request, source->collections[0], "/tiles"));
    if (link->tms) buf_addf(&out, "/%s", link->tms->id);
    buf_addf(&out, "%s?f=%s", link->tail, link->format);
    if (source->is_whole) write_names(&out, source);
    for (size_t i = 0; i < params->pair_count; i++) {
        if (is_own(params->pairs[i].name)) continue;
        buf_add_char(&out, '&');
        percent_encode(&out, params->pairs[i].name, "");
        buf_add_char(&out, '=');
        percent_encode(&out, params->pairs[i].value, ",:/()");
    }
    if (link->version.len)
        buf_addf(&out, "&version=%.*s", STR_ARG(link->version));
    return buf_finish(&out, &url, NULL) ? url : (str){ 0 };
}
