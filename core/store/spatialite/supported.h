// What a selection may ask for that this engine does not answer.

#ifndef STORE_SPATIALITE_SUPPORTED_H
#define STORE_SPATIALITE_SUPPORTED_H

#include "store/query.h"

// ERROR_UNSUPPORTED, or ERROR_INVALID for what contradicts itself: a selection
// is answered whole or not at all.
bool selection_check(const struct selection *selection,
                     struct error *err) MUST_CHECK;

#endif
