// Rows of a selection, one at a time: what cursors, counts and aggregates are
// built on.
//
//   struct scan *scan = scan_open(view, &selection, &options, err);
//   while ((row = scan_next(scan))) ... sqlite3_column_x(row, 1 + i) ...
//   return scan_close(scan, err);

#ifndef STORE_SPATIALITE_CURSOR_SCAN_H
#define STORE_SPATIALITE_CURSOR_SCAN_H

#include "store/query.h"
#include "store/spatialite/view.h"

struct scan;

struct scan_options {
    str columns;     // SQL, each with ", " in front; column 0 is the fid
    bool any_order;  // else in order of fid
    bool counts;     // for scan_count, which ends it
};

struct scan *scan_open(struct view *view, const struct selection *selection,
                       const struct scan_options *options,
                       struct error *err) MUST_CHECK;

// NULL at the end and after a failure; scan_close tells the two apart.
sqlite3_stmt *scan_next(struct scan *scan);
bool scan_close(struct scan *scan, struct error *err) MUST_CHECK;

// How many rows; nothing but the index is read where that decides. Closes the
// scan.
bool scan_count(struct scan *scan, int64_t *count,
                struct error *err) MUST_CHECK;

#endif
