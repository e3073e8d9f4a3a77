// The state of the data in the address of a tile: `version=…`. Such a tile
// never changes, so that browsers and proxies may keep it for good; one of a
// state that has passed is sent on to the same tile of the present
// (docs/decisions/0023).

#ifndef SERVER_TILE_VERSION_H
#define SERVER_TILE_VERSION_H

#include "server/request.h"
#include "server/response.h"

// Of what these collections and their areas hold, and of this program, whose
// tiles of the same data may differ from those of another version of it.
str tile_version(const struct request *request,
                 const struct collection *const *collections, size_t count);

// Whether the address names a state that has passed. No client has the present
// one by such an address, whatever it says (RFC 9110, 13.2.1).
bool tile_is_past(struct request *request);

// Whether the address names a state of these collections that has passed: the
// response then sends the client on, and there is nothing more to do. Sets the
// headers of a tile that may be kept when it names the present one.
bool tile_is_moved(const struct request *request,
                   const struct collection *const *collections, size_t count,
                   struct response *response);

#endif
