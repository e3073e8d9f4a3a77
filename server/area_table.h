// The areas of one level with their names and, if wanted, their geometries as
// GeoJSON: what the answers of `aggregate` need beside the counts.

#ifndef SERVER_AREA_TABLE_H
#define SERVER_AREA_TABLE_H

#include "server/request.h"

struct area_fact {
    str code, name, geometry;  // geometry: GeoJSON text
};

struct area_table {
    struct area_fact *facts;  // in order of code
    size_t count;
};

// The areas of the collection `areas` that can be in the answer to
// `selection`: within its box, and with its area codes. Geometries in the
// request's CRS. Lives in the request's arena.
bool area_table_read(const struct request *request,
                     const struct selection *selection,
                     const struct collection *areas, bool has_geometry,
                     struct area_table *out, struct error *err) MUST_CHECK;

// NULL when there is none.
const struct area_fact *area_table_find(const struct area_table *table,
                                        str code);

#endif
