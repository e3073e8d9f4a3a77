// The headers of a request that anything asks for.

#ifndef SERVER_KNOWN_HEADER_H
#define SERVER_KNOWN_HEADER_H

#include "server/http.h"

// Keeps the first of each; the text has to outlive the exchange. A second one
// of those that say where the request ends, or for whom it is, is a flaw.
void known_header_keep(struct exchange *exchange, str name, str value);

#endif
