// The names by which standards call a CRS: EPSG:28992, its URN and its URI.

#ifndef GEO_CRS_NAME_H
#define GEO_CRS_NAME_H

#include "base/str.h"

// The EPSG code in a name; CRS84 gives 4326. 0 when it is no such name.
int crs_identify_name(str name);

// The digits of an EPSG code; RD with NAP heights (7415) gives RD.
int crs_code_from(str digits);

// Whether the last part of a name is CRS84.
bool crs_name_is_crs84(str name);

#endif
