// What the addresses of tiles have in common, and how a tile is answered.

#ifndef SERVER_TILE_ANSWER_H
#define SERVER_TILE_ANSWER_H

#include "server/request.h"
#include "server/response.h"
#include "server/tile_make.h"
#include "server/tile_source.h"

// The tile matrix set that the i-th variable of the path names.
bool tile_find_tms(const struct request *request, size_t i,
                   const struct tms **out, struct error *err) MUST_CHECK;

// Records what is wrong with a path that names a tile matrix set in its i-th
// variable and, when there is more behind it, a tile in the three that follow.
void tile_check_path(struct request *request, size_t i);

// The same of those three from the i-th on, the last of which says `col`; `tms`
// is NULL when the set is not known.
void tile_check_address(struct request *request, const struct tms *tms,
                        size_t i, str col);

// Which tile the path asks for, in its last four variables; the last may end in
// `.mvt`. Made from the request's view, in its arena.
bool tile_ask_read(const struct request *request, struct tile_ask *out,
                   struct error *err) MUST_CHECK;

// The tile with its headers; 204 for an empty one, ERROR_NOT_FOUND where
// `collection`, whose places the tiles show, can have none.
bool tile_answer(const struct request *request,
                 const struct collection *collection,
                 const struct tile_ask *ask, const struct tile_made *made,
                 struct response *response, struct error *err) MUST_CHECK;

// The same where the places of several collections are shown.
bool tile_answer_of(const struct request *request,
                    const struct tile_source *source,
                    const struct tile_ask *ask, const struct tile_made *made,
                    struct response *response, struct error *err) MUST_CHECK;

#endif
