// One line per request, after its answer:
//   level=info id=… op=getItems status=200 ms=3.2 rows=100 bytes=18231
//   method=GET path="/v1/collections/monumenten/items"
//
// Nothing personal: no address of the client, and no query, which may hold the
// place where someone is.

#ifndef SERVER_ACCESS_LOG_H
#define SERVER_ACCESS_LOG_H

#include "server/http.h"

void access_log(const struct exchange *exchange, uint64_t us);

#endif
