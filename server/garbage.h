// The answer to what is not HTTP, or is too much of it: a problem like any
// other, although no request came of it.

#ifndef SERVER_GARBAGE_H
#define SERVER_GARBAGE_H

#include "server/http.h"

// NULL when memory is out.
struct answer *answer_to_garbage(unsigned status);

#endif
