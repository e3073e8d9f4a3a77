// What the tiles of a request show: the features of one collection, or, at
// /v1/tiles, those of several, each in a layer of its own.

#ifndef SERVER_TILE_SOURCE_H
#define SERVER_TILE_SOURCE_H

#include "server/request.h"
#include "tile/tms.h"

struct tile_source {
    const struct collection **collections;
    size_t count;
    bool is_whole;  // of the dataset: not at the address of one collection
};

// The collection of the path, those that `collections` names, or else all that
// have a place. ERROR_NOT_FOUND when there are none; what is wrong with
// `collections` is recorded in the request's problems.
bool tile_source_read(struct request *request, struct tile_source *out,
                      struct error *err) MUST_CHECK;

// ERROR_NOT_FOUND for a collection without geometries.
bool tile_source_has_place(const struct collection *collection,
                           struct error *err) MUST_CHECK;

// Only records what is wrong: for the checkers of routes.
void tile_source_check(struct request *request);

// An address below …/tiles under the conditions of this request. With
// `version` it names the state of the data, and answers from it stay good.
struct tile_link {
    const struct tms *tms;  // NULL: the list of tilesets
    const char *tail;       // "/{z}/{y}/{x}"
    const char *format;
    str version;  // empty: whatever is current
};
str tile_source_url(const struct request *request,
                    const struct tile_source *source,
                    const struct tile_link *link);

#endif
