#include "server/tile_answer.h"

#include <string.h>

#include "server/tileset.h"

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
    return tile_find_tms(request, 1, &out->tms, err) &&
           tms_parse_address(
               out->tms, request->variables[2], request->variables[3],
               without_extension(request->variables[4]), &out->address, err);
}

// An empty tile where there can be no other is not there at all.
static bool is_within(const struct collection *collection,
                      const struct tile_ask *ask, struct error *err)
{
    struct box box;
    struct tile_range range;
    struct tile_address a = ask->address;
    const struct tms *tms = ask->tms;
    if (!tileset_box(collection, tms, &box, err)) return false;
    if (tileset_range(tms, a.zoom, box, &range) && a.row >= range.min_row &&
        a.row <= range.max_row && a.col >= range.min_col &&
        a.col <= range.max_col)
        return true;
    return error_set(err, ERROR_NOT_FOUND,
                     "the tile lies outside of the tileMatrixSetLimits of "
                     "'%.*s' in %s",
                     STR_ARG(collection->id), tms->id);
}

static void set_headers(const struct request *request,
                        const struct tile_made *made, struct response *response)
{
    if (made->reduced.len)
        response_header(response, "X-Tile-Reduced", made->reduced);
    if (made->too_small)
        response_header(response, "X-Tile-Small",
                        arena_printf(request->arena, "%zu", made->too_small));
}

bool tile_answer(const struct request *request,
                 const struct collection *collection,
                 const struct tile_ask *ask, const struct tile_made *made,
                 struct response *response, struct error *err)
{
    response->rows = made->rows;
    set_headers(request, made, response);
    response->body = made->bytes;
    if (made->bytes.len) return true;
    response->status = 204;
    return is_within(collection, ask, err);
}
