// What a GetFeature or GetPropertyValue asks of the store.

#ifndef SERVER_WFS_QUERY_H
#define SERVER_WFS_QUERY_H

#include "server/wfs/crs_names.h"
#include "server/wfs/names.h"
#include "server/wfs/wfs.h"

enum wfs_output { WFS_GML, WFS_GEOJSON, WFS_CSV };

struct wfs_query {
    const struct collection *collection;
    struct wfs_crs crs;  // of the answer
    enum wfs_output output;
    struct selection selection;  // all but its place and limit
    bool is_nothing;             // nothing can be in it
    const str *ids;              // these features, and no selection
    size_t id_count;
    bool is_hits;
    size_t start, count;  // startIndex; the features on a page
    bool has_count;       // the client said how many
    bool skips_geometry;  // propertyName leaves it out
    bool is_by_id;        // GetFeatureById: the answer is the feature itself
    str key;              // all that the rows and their order depend on
};

enum { WFS_IDS_MAX = 1000 };

// Fills `out` from the parameters of the request. Whatever is wrong is
// recorded in `wfs`.
bool wfs_query_read(struct wfs *wfs, struct wfs_query *out,
                    struct error *err) MUST_CHECK;

// Leaves out the features without a value for `field` (NULL: a geometry).
bool wfs_query_require(struct wfs *wfs, struct wfs_query *query,
                       const struct field *field, struct error *err) MUST_CHECK;

// How many features the query has, and the page of it: its rows go to `add`,
// which gets `context`. query->start and count say which; *returned is known
// before the first row.
struct wfs_rows {
    int64_t matched, returned;
};
typedef void wfs_add(void *context, const struct feature *feature);
bool wfs_rows_count(struct wfs *wfs, const struct wfs_query *query,
                    struct wfs_rows *out, struct error *err) MUST_CHECK;
bool wfs_rows_read(struct wfs *wfs, const struct wfs_query *query,
                   const struct wfs_rows *rows, wfs_add *add, void *context,
                   struct error *err) MUST_CHECK;

// The names of the output formats; NULL at the end.
const char *wfs_output_at(size_t i);

// ` next="…" previous="…"`, as far as there are such pages.
void wfs_write_page_links(struct wfs *wfs, const struct wfs_query *query,
                          const struct wfs_rows *rows);
// The URL of the page that begins at `start`; empty when it would be too long.
str wfs_page_url(struct wfs *wfs, size_t start, size_t count);

// `numberMatched="…" numberReturned="…" timeStamp="…"`
void wfs_write_numbers(struct wfs *wfs, const struct wfs_query *query,
                       const struct wfs_rows *rows);

#endif
