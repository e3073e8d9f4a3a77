// The coordinate reference systems that clients may ask for, and how each
// writes a position: order of the axes (its authority's), digits, names.
//
// ETRF2000 (9067) is accepted where ETRS89 is, but not advertised: the OGC
// test suite refuses a server that lists a code its own database lacks.

#ifndef SERVER_CRS_LIST_H
#define SERVER_CRS_LIST_H

#include "base/buf.h"
#include "geo/geom.h"

struct crs_entry {
    const char *uri;
    int code;         // EPSG's; 0 for CRS84
    int srid;         // what the store is asked for
    bool is_y_first;  // latitude before longitude
    bool is_advertised;
    int decimals;         // a millimetre or better
    const char *axes[2];  // names of the axes, in the order written
};

// CRS84: what everyone gets who asks for nothing.
const struct crs_entry *crs_default(void);

// NULL for anything but a URI or URN of the list ("EPSG:28992" and "CRS84" are
// understood too), and for RD where its grid is not installed.
const struct crs_entry *crs_find(str name);

// The entry of a collection's storage_srid; CRS84 when that is not offered.
const struct crs_entry *crs_of_storage(int srid);

// Whether RD is on offer: asked once, as long as the server runs.
bool crs_rd_is_offered(void);

// The i-th system on offer, CRS84 first; NULL behind the last.
const struct crs_entry *crs_at(size_t i);

// The URIs on offer, with ", " between: for messages.
void crs_list_names(struct buf *out);

// The two numbers of a position in the order and with the digits of `crs`.
void position_write(struct buf *out, const struct crs_entry *crs,
                    struct point p, char separator);

// From the order of the authority to map order, and back.
struct point position_swap(const struct crs_entry *crs, struct point p);

#endif
