#include "server/export/ask.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/prepare.h"
#include "server/selection.h"
#include "server/tile_layer.h"
#include "server/tile_version.h"

enum {
    ASK_BYTES_MAX = 64 << 20,
    URL_BYTES_MAX = 1 << 20,
    HASH_BYTES_MAX = 1 << 20,
    PAGE_MAX = 1000,  // of `limit`, which no tile takes
};

static bool is_several(const struct export_ask *ask)
{
    return strchr(ask->collections, ',') != NULL;
}

static void add_param(struct buf *out, const char *name, str value)
{
    if (out->len) buf_add_char(out, '&');
    percent_encode(out, str_from(name), "");
    buf_add_char(out, '=');
    percent_encode(out, value, "");
}

static bool write_query(struct asked *asked, const struct export_ask *ask,
                        struct error *err)
{
    struct buf out;
    buf_init(&out, asked->arena, URL_BYTES_MAX);
    if (is_several(ask))
        add_param(&out, "collections", str_from(ask->collections));
    for (size_t i = 0; i < ask->param_count; i++)
        add_param(&out, ask->params[i].name.bytes, ask->params[i].value);
    return buf_finish(&out, &asked->request.query, err);
}

static bool write_path(struct asked *asked, const struct export_ask *ask,
                       struct error *err)
{
    struct buf out;
    buf_init(&out, asked->arena, URL_BYTES_MAX);
    buf_add_str(&out, STR("/v1"));
    if (!is_several(ask)) {
        buf_add_str(&out, STR("/collections/"));
        percent_encode(&out, str_from(ask->collections), "");
    }
    buf_addf(&out, "/tiles/%s", ask->tms->id);
    return buf_finish(&out, &asked->request.path, err);
}

static bool find_route(struct asked *asked, struct error *err)
{
    struct route_match match;
    struct request *request = &asked->request;
    if (!route_find(request->path, &match))
        return error_set(err, ERROR_NOT_FOUND, "there is no such collection");
    request->route = match.route;
    request->variable_count = match.variable_count;
    for (size_t i = 0; i < match.variable_count; i++)
        if (!percent_decode(asked->arena, match.variables[i], false,
                            &request->variables[i]))
            return error_set(err, ERROR_INVALID,
                             "the name of the collection is not UTF-8");
    return true;
}

// All that is wrong, where the message of the first only counts the others.
static void name_problems(const struct request *request, struct error *err)
{
    char text[ERROR_MESSAGE_MAX];
    size_t len = 0;
    const struct problem *problem = request->problems.first;
    for (; problem && len < sizeof text; problem = problem->next) {
        int more = snprintf(text + len, sizeof text - len, "%s%.*s: %.*s",
                            len ? "\n" : "", STR_ARG(problem->name),
                            STR_ARG(problem->detail));
        if (more < 0) return;
        len += (size_t)more;
    }
    if (len) error_set(err, err->code, "%s", text);
}

static bool read_selections(struct asked *asked, struct error *err)
{
    const struct tile_source *source = &asked->source;
    asked->selections =
        ARENA_ARRAY(asked->arena, struct selection, source->count);
    if (!asked->selections)
        return error_set(err, ERROR_NO_MEMORY, "no memory for an export");
    for (size_t i = 0; i < source->count; i++) {
        struct request one = asked->request;
        one.collection = source->collections[i];
        if (!selection_read(&one, &asked->selections[i], err)) return false;
    }
    return true;
}

static bool check(struct asked *asked, const struct export_ask *ask,
                  struct error *err)
{
    const struct config config = { .max_limit = PAGE_MAX };
    const struct app app = { .config = &config };
    struct request *request = &asked->request;
    request->arena = asked->arena;
    request->method = STR("GET");
    request->view = asked->view;
    return write_path(asked, ask, err) && write_query(asked, ask, err) &&
           find_route(asked, err) &&
           request_check(request, &app, view_catalog(asked->view), err) &&
           tile_source_read(request, &asked->source, err) &&
           read_selections(asked, err) && request_is_valid(request, err);
}

struct asked *asked_open(struct store *store, const struct export_ask *ask,
                         struct error *err)
{
    struct arena *arena = arena_create(ASK_BYTES_MAX);
    struct asked *asked = arena ? ARENA_NEW(arena, struct asked) : NULL;
    if (!asked) {
        arena_destroy(arena);
        error_set(err, ERROR_NO_MEMORY, "no memory for an export");
        return NULL;
    }
    asked->arena = arena;
    asked->view = view_open(store, 0, err);
    if (asked->view && check(asked, ask, err)) {
        asked->version = tile_version(
            &asked->request, asked->source.collections, asked->source.count);
        return asked;
    }
    if (asked->view && err) name_problems(&asked->request, err);
    asked_close(asked);
    return NULL;
}

void asked_close(struct asked *asked)
{
    if (!asked) return;
    view_close(asked->view);
    arena_destroy(asked->arena);
}

uint64_t asked_hash(const struct asked *asked, const struct export_ask *ask)
{
    str text;
    struct buf out;
    const struct params *params = &asked->request.params;
    buf_init(&out, asked->arena, HASH_BYTES_MAX);
    buf_addf(&out, "%s %s %u-%u %.*s", ask->collections, ask->tms->id,
             ask->min_zoom, ask->max_zoom, STR_ARG(asked->version));
    for (size_t i = 0; i < params->pair_count; i++)
        add_param(&out, params->pairs[i].name.bytes, params->pairs[i].value);
    return buf_finish(&out, &text, NULL) ? str_hash(text) : 0;
}

bool asked_make(struct asked *asked, struct arena *arena,
                const struct export_ask *ask, struct tile_address address,
                struct tile_made *out, struct error *err)
{
    const struct tile_ask tile = { .view = asked->view,
                                   .blocks = asked->blocks,
                                   .arena = arena,
                                   .tms = ask->tms,
                                   .address = address };
    if (tile_make(&tile, asked->selections, asked->source.count, out, err))
        return true;
    return error_context(err, "tile %u/%u/%u", address.zoom, address.row,
                         address.col);
}

bool asked_probe(struct asked *asked, const struct export_ask *ask,
                 struct tile_address address, bool *has_rows, struct error *err)
{
    struct feature feature;
    const struct tile_ask tile = { .view = asked->view,
                                   .arena = asked->arena,
                                   .tms = ask->tms,
                                   .address = address };
    *has_rows = false;
    for (size_t i = 0; i < asked->source.count && !*has_rows; i++) {
        struct selection one = asked->selections[i];
        if (!tile_layer_place(&tile, &one, err)) return false;
        one.limit = 1;
        one.skip_geometry = true;
        struct cursor *cursor = cursor_open(asked->view, &one, err);
        if (!cursor) return false;
        *has_rows = cursor_next(cursor, &feature);
        if (!cursor_close(cursor, err)) return false;
    }
    return true;
}
