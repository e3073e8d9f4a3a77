#include "server/tile_answer.h"

#include <string.h>

#include "server/tileset.h"

enum { ADDRESS_VARIABLES = 4 };  // set, matrix, row, column

bool tile_find_tms(const struct request *request, size_t i,
                   const struct tms **out, struct error *err)
{
    *out = tileset_tms_find(request->variables[i]);
    if (*out) return true;
    return error_set(err, ERROR_NOT_FOUND,
                     "there is no tile matrix set '%.*s'; /v1/tileMatrixSets "
                     "lists them",
                     STR_ARG(str_slice(request->variables[i], 0, 80)));
}

// Some programs take only addresses that end in an extension.
static str without_extension(str column)
{
    return str_ends(column, STR(".mvt"))
               ? str_slice(column, 0, column.len - strlen(".mvt"))
               : column;
}

bool tile_ask_read(const struct request *request, struct tile_ask *out,
                   struct error *err)
{
    *out = (struct tile_ask){ .view = request->view, .arena = request->arena };
    size_t first = request->variable_count - ADDRESS_VARIABLES;
    const str *at = &request->variables[first];
    return tile_find_tms(request, first, &out->tms, err) &&
           tms_parse_address(out->tms, at[1], at[2], without_extension(at[3]),
                             &out->address, err);
}

void tile_check_address(struct request *request, const struct tms *tms,
                        size_t i, str col)
{
    struct error err;
    struct tile_address a = { 0 };
    const str *at = &request->variables[i];
    if (!tms_parse_zoom(tms, at[0], &a.zoom, &err)) {
        request_path_problem(request, i, &err);
        tms = NULL;
    }
    if (!tms_parse_row(tms, a.zoom, at[1], &a.row, &err))
        request_path_problem(request, i + 1, &err);
    if (!tms_parse_col(tms, a.zoom, col, &a.col, &err))
        request_path_problem(request, i + 2, &err);
}

void tile_check_path(struct request *request, size_t i)
{
    struct error err;
    const struct tms *tms;
    if (!tile_find_tms(request, i, &tms, &err))
        request_path_problem(request, i, &err);
    if (request->variable_count == i + ADDRESS_VARIABLES)
        tile_check_address(request, tms, i + 1,
                           without_extension(request->variables[i + 3]));
}

// An empty tile where there can be no other is not there at all.
static bool is_within(const struct tile_ask *ask,
                      const struct collection *const *collections, size_t count,
                      struct error *err)
{
    struct box box;
    struct tile_range range;
    struct tile_address a = ask->address;
    const struct tms *tms = ask->tms;
    if (!tileset_box_of(collections, count, tms, &box, err)) return false;
    if (tileset_range(tms, a.zoom, box, &range) && a.row >= range.min_row &&
        a.row <= range.max_row && a.col >= range.min_col &&
        a.col <= range.max_col)
        return true;
    return error_set(err, ERROR_NOT_FOUND,
                     "the tile lies outside of the tileMatrixSetLimits of "
                     "'%.*s' in %s",
                     STR_ARG(collections[0]->id), tms->id);
}

static void set_headers(const struct request *request,
                        const struct tile_made *made, struct response *response)
{
    if (made->reduced.len)
        response_header(response, "X-Tile-Reduced", made->reduced);
    if (made->too_small)
        response_header(response, "X-Tile-Small",
                        arena_printf(request->arena, "%zu", made->too_small));
    if (made->beyond)
        response_header(response, "X-Tile-Beyond",
                        arena_printf(request->arena, "%zu", made->beyond));
}

bool tile_answer_of(const struct request *request,
                    const struct tile_source *source,
                    const struct tile_ask *ask, const struct tile_made *made,
                    struct response *response, struct error *err)
{
    response->rows = made->rows;
    set_headers(request, made, response);
    response->body = made->bytes;
    if (made->bytes.len) return true;
    response->status = 204;
    return is_within(ask, source->collections, source->count, err);
}

bool tile_answer(const struct request *request,
                 const struct collection *collection,
                 const struct tile_ask *ask, const struct tile_made *made,
                 struct response *response, struct error *err)
{
    const struct tile_source source = { .collections = &collection,
                                        .count = 1 };
    return tile_answer_of(request, &source, ask, made, response, err);
}
