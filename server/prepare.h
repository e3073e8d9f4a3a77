// From an exchange to a checked request: everything that can be said without
// a query, and everything that can be wrong about it.

#ifndef SERVER_PREPARE_H
#define SERVER_PREPARE_H

#include "server/app.h"
#include "server/http.h"
#include "server/request.h"

// What to answer instead of calling the handler.
struct refusal {
    unsigned status;    // 0: that of the error
    const char *allow;  // 405: the methods
    str content_range;  // 416: how many bytes there are
};

// The limits and shape of the request as such: size, framing, method, host.
// Fills all but what needs the catalog.
bool request_begin(struct request *request, const struct app *app,
                   struct exchange *exchange, struct refusal *refusal,
                   struct error *err) MUST_CHECK;

// The collection, the parameters and the format, by `catalog`, which the
// request borrows from here on. May be called again with a newer one.
bool request_check(struct request *request, const struct app *app,
                   const struct catalog *catalog, struct error *err) MUST_CHECK;

// For an error of a handler: when it is of the path, records all that is wrong
// with that, and makes the error say so.
void request_tell_path(struct request *request, const struct app *app,
                       struct error *err);

enum { BODY_BYTES_MAX = 1 << 20 };

enum { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OPTIONS, METHOD_OTHER };
int method_of(str name);

#endif
