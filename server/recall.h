// What requests were found to mean, so that one that comes again byte for byte
// is answered from memory without being taken apart.
//
// Remembers GETs whose answer was in the cache, or 304, in a bounded number of
// places: a request takes the place of another with which it happens to share
// it. All that an answer's key depends on is compared, the version of the
// catalog included; an answer itself stays in the cache.

#ifndef SERVER_RECALL_H
#define SERVER_RECALL_H

#include "server/task.h"

struct recall;

struct recall *recall_create(void);  // NULL when memory is out
void recall_destroy(struct recall *recall);

// The answer, acquired, if the request is remembered and its answer is still
// there; then exchange->route is set. Else NULL.
struct answer *recall_answer(struct recall *recall, struct app *app,
                             struct exchange *exchange);

// Remembers what `task` was found to mean, if that can be remembered.
// `not_modified` is its 304, of which a reference is taken, or NULL.
void recall_keep(struct recall *recall, const struct task *task,
                 struct answer *not_modified);

#endif
