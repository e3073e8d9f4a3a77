// Rows of a selection, one at a time: what cursors, counts and aggregates are
// built on. Sorting is not done here (order.h); what is asked nearby comes
// nearest first.
//
//   struct row_scan *scan = row_scan_open(view, &selection, &options, err);
//   while ((row = row_scan_next(scan))) ... sqlite3_column_x(row, 1 + i) ...
//   return row_scan_close(scan, err);

#ifndef STORE_SPATIALITE_CURSOR_SCAN_H
#define STORE_SPATIALITE_CURSOR_SCAN_H

#include "store/spatialite/scan_sql.h"

struct row_scan;

struct row_scan_options {
    str columns;     // SQL, each with ", " in front; column 0 is the fid
    bool any_order;  // else in order of fid
    bool counts;     // for row_scan_count, which ends it
    const struct scan_order *by;  // in this order; after_fid and limit aside
};

struct row_scan *row_scan_open(struct view *view,
                               const struct selection *selection,
                               const struct row_scan_options *options,
                               struct error *err) MUST_CHECK;

// NULL at the end and after a failure; row_scan_close tells the two apart.
sqlite3_stmt *row_scan_next(struct row_scan *scan);
bool row_scan_close(struct row_scan *scan, struct error *err) MUST_CHECK;

// Of the row that came last, when the selection asks for what is near.
double row_scan_distance_m(const struct row_scan *scan);

// How many rows; nothing but the index is read where that decides. Closes the
// scan.
bool row_scan_count(struct row_scan *scan, int64_t *count,
                    struct error *err) MUST_CHECK;

#endif
