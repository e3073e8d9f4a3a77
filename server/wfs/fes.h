// Filter Encoding 2.0 (OGC 09-026r2): from XML to a checked CQL2 tree.
//
// FES says in elements what CQL2 says in words, so the tree is built with the
// functions that both parsers of CQL2 use (cql/tree.h), and all their limits
// hold. Every message says "at character 17: …", counted in the XML.

#ifndef SERVER_WFS_FES_H
#define SERVER_WFS_FES_H

#include "server/wfs/crs_names.h"
#include "server/wfs/xml.h"
#include "store/query.h"

struct request;

struct fes_scope {
    struct arena *arena;
    const struct collection *collection;
    struct wfs_crs crs;             // of geometries that name none
    const struct request *request;  // knows the other types; may be NULL
};

struct fes_filter {
    const struct cql *filter;  // checked, in CRS84; NULL: all
    struct box_filter box;     // a BBOX that must hold; count 0: none
    bool is_nothing;           // no feature can be in it
    bool is_of_other_type;     // an id in it; on failure
    const str *ids;            // the filter is a list of ids instead
    size_t id_count;
};

// The operators, for Filter_Capabilities: "PropertyIsEqualTo" …
enum fes_kind { FES_COMPARISON, FES_SPATIAL, FES_TEMPORAL };
const char *fes_operator_at(enum fes_kind kind, size_t i);  // NULL at the end

bool fes_read(const struct fes_scope *scope, const struct xml *filter,
              struct fes_filter *out, struct error *err) MUST_CHECK;

#endif
