// Decides how each exchange is answered: at once, from memory, or by a worker.

#ifndef SERVER_DISPATCH_H
#define SERVER_DISPATCH_H

#include "server/app.h"
#include "server/http.h"

// The `begin` and `end` of http_options; the context is the app.
size_t dispatch_accepts(void *app, const struct exchange *exchange);
enum begun dispatch_begin(void *app, struct exchange *exchange);
void dispatch_end(void *app, struct exchange *exchange);

#endif
