// What SQL cannot decide about a row: its geometry, the rest of a filter, its
// distance.

#ifndef STORE_SPATIALITE_ROW_TEST_H
#define STORE_SPATIALITE_ROW_TEST_H

#include "store/spatialite/cursor_box.h"
#include "store/spatialite/filter_rest.h"

struct row_test {
    const struct selection *selection;
    bool has_box;  // and it has to be tested
    bool has_place, has_near;
    struct box_test box;
    struct filter_rest rest;
    struct search_boxes search;
    bool has_search;    // `search` holds for all that passes
    bool is_only_box;   // what lies in an exact `search` passes for sure
    bool reads_geom;    // in CRS84
    int column_count;   // of row_test_add_columns
    double distance_m;  // with near, of the row that passed last
};

// `arena` lives as long as the test.
bool row_test_init(struct row_test *test, struct view *view,
                   struct arena *arena, const struct selection *selection,
                   struct error *err) MUST_CHECK;
void row_test_close(struct row_test *test);

// Whether there is anything to test.
bool row_test_is_needed(const struct row_test *test);

// Adds what is read, each with ", " in front. They have to be the last columns
// of the statement whose rows are tested.
void row_test_add_columns(struct row_test *test, struct buf *sql);

// `is_in_box`: the box filter needs no test. `arena` is for the reading.
bool row_test_passes(struct row_test *test, sqlite3_stmt *row, bool is_in_box,
                     struct arena *arena, bool *passes,
                     struct error *err) MUST_CHECK;

#endif
