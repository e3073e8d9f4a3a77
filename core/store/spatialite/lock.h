// One import at a time: a lock on "<database>.lock" that goes away with the
// process that holds it, however that ends.

#ifndef STORE_SPATIALITE_LOCK_H
#define STORE_SPATIALITE_LOCK_H

#include "base/error.h"

// A handle for lock_release; -1 on failure: ERROR_BUSY when it is taken.
int lock_take(const char *database, struct error *err) MUST_CHECK;
void lock_release(int lock);

#endif
