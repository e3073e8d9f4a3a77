// What a collection turned out to be, once all its rows are in: its type of
// geometry, its extents, the values its categories take.

#ifndef STORE_SPATIALITE_DESCRIBE_H
#define STORE_SPATIALITE_DESCRIBE_H

#include "store/spatialite/load.h"

bool describe_collection(struct loader *loader, struct error *err) MUST_CHECK;

#endif
