// How a selection finds its rows.
//
// With a box, a walk through the spatial index gives fids in rising order
// (rtree_walk.h) and each row is fetched by its fid; the other conditions are
// part of that fetch. What is asked nearby comes from a search in the same
// index (nearest.h). Fids that are known beforehand, such as those of rows that
// hold some words, are fetched one by one. Else rows come from SQLite
// (scan_sql.h). Whatever SQL cannot decide is tested on each row.

#include "store/spatialite/cursor_scan.h"

#include <stdlib.h>

#include "store/spatialite/cursor_tree.h"
#include "store/spatialite/few.h"
#include "store/spatialite/narrow.h"
#include "store/spatialite/nearest.h"
#include "store/spatialite/place_area.h"
#include "store/spatialite/words.h"

enum {
    SCAN_BYTES_MAX = 256 * 1024 * 1024,
    ROW_BYTES_MAX = 256 * 1024 * 1024,
};

enum source { SOURCE_NONE, SOURCE_ROWS, SOURCE_TREE, SOURCE_NEAR, SOURCE_SET };

struct row_scan {
    struct view *view;
    struct selection selection;
    struct filter filter;
    struct row_test test;
    struct arena *arena, *row_arena;
    sqlite3_stmt *rows;
    enum source source;
    struct tree_scan tree;
    struct nearest nearest;
    struct fid_set *only;  // NULL: all
    bool is_few;           // `only` is sooner fetched than found by place
    int64_t set_fid;
    double distance_m;
    // Where rows are fetched by fid.
    bool is_sequential;  // they follow each other without conditions
    bool is_on_row;
    int64_t row_fid;
    size_t given;

    bool failed;
    struct error error;
};

// A fid of the tree, the search or the set, before its row is looked at.
struct hit {
    int64_t fid, count;  // of a whole leaf: 0 and how many
    bool is_sure;        // the spatial index has decided
};

static bool open_tree(struct row_scan *scan,
                      const struct row_scan_options *options, struct error *err)
{
    struct tree_scan_options tree = {
        .collection = scan->selection.collection,
        .search = &scan->test.search,
        .after_fid = scan->selection.after_fid,
        .any_order = options->any_order,
        .takes_leaves_whole = options->counts && scan->test.is_only_box &&
                              filter_is_open(&scan->filter) && !scan->only,
    };
    if (!tree_scan_open(&scan->tree, scan->view, scan->arena, &tree, err))
        return false;
    scan->source = SOURCE_TREE;
    return true;
}

static bool open_near(struct row_scan *scan, struct error *err)
{
    const struct selection *selection = &scan->selection;
    struct nearest *nearest = &scan->nearest;
    if (!nearest_open(nearest, scan->view, scan->arena, selection->collection,
                      err))
        return false;
    scan->source = SOURCE_NEAR;
    nearest->origin = distance_origin_of(selection->near.from);
    nearest->within_m = selection->near.within_m;
    nearest->only = scan->only;
    nearest->starts_with_only = scan->is_few;
    if (scan->test.has_search) nearest->search = &scan->test.search;
    if (!selection->after_keys) return true;
    nearest->has_after = true;
    nearest->after_m = selection->after_keys[0].real;
    nearest->after_fid = selection->after_fid;
    return true;
}

// Only these rows; what was known before holds too.
static bool keep_only(struct row_scan *scan, const struct fid_set *set,
                      struct error *err)
{
    if (scan->only) {
        fid_set_keep(scan->only, set);
        return true;
    }
    scan->only = ARENA_NEW(scan->arena, struct fid_set);
    if (!scan->only)
        return error_set(err, ERROR_NO_MEMORY, "no room for a query");
    *scan->only = *set;
    return true;
}

// The one area that a place lies in stands for the place.
static bool find_area(struct row_scan *scan, struct error *err)
{
    int64_t fid;
    struct fid_set set;
    struct selection *selection = &scan->selection;
    const struct collection *collection = selection->collection;
    if (!selection->has_place || collection->level == LEVEL_NONE) return true;
    if (!place_area_find(scan->view, collection, selection->place, &fid, err))
        return false;
    selection->has_place = false;
    if (!fid_set_init(&set, scan->arena, collection->feature_count))
        return error_set(err, ERROR_NO_MEMORY, "no room for a query");
    fid_set_add(&set, fid);
    return keep_only(scan, &set, err);
}

static bool find_words(struct row_scan *scan, struct error *err)
{
    struct fid_set set;
    if (scan->selection.words.len == 0) return true;
    return words_find(scan->view, scan->arena, &scan->selection, &set, err) &&
           keep_only(scan, &set, err);
}

// What an attribute has an index for may be rarer than what the place leaves.
static bool find_few(struct row_scan *scan, struct error *err)
{
    struct fid_set set;
    struct few few = { scan->view, scan->arena, &scan->filter, &scan->test,
                       scan->only };
    if (!scan->test.has_near && !scan->test.has_search) return true;
    if (!few_find(&few, &set, &scan->is_few, err)) return false;
    return !scan->is_few || keep_only(scan, &set, err);
}

static bool choose_equal(struct row_scan *scan, struct error *err)
{
    struct narrow narrow = { scan->view, scan->arena, &scan->filter };
    return narrow_choose_equal(&narrow, err);
}

static bool is_nothing(const struct row_scan *scan)
{
    return scan->filter.is_never ||
           (scan->test.has_search && scan->test.search.count == 0) ||
           (scan->only && scan->only->count == 0);
}

static bool open_source(struct row_scan *scan,
                        const struct row_scan_options *options,
                        struct error *err)
{
    struct scan_sql sql = { .view = scan->view,
                            .arena = scan->arena,
                            .selection = &scan->selection,
                            .filter = &scan->filter,
                            .test = &scan->test,
                            .columns = options->columns,
                            .any_order = options->any_order,
                            .by = options->by };
    if (is_nothing(scan)) return true;
    if (scan->test.has_near) {
        if (!open_near(scan, err)) return false;
    } else if (scan->test.has_search && !scan->is_few) {
        if (!open_tree(scan, options, err)) return false;
    } else {
        scan->source = scan->only ? SOURCE_SET : SOURCE_ROWS;
    }
    if (scan->source == SOURCE_ROWS) {
        scan->rows = scan_sql_rows(&sql, err);
        return scan->rows != NULL;
    }
    scan->set_fid = scan->selection.after_fid;
    scan->is_sequential =
        filter_is_open(&scan->filter) && scan->source != SOURCE_NEAR;
    scan->rows = scan_sql_fetch(&sql, scan->is_sequential, err);
    return scan->rows != NULL;
}

static void destroy(struct row_scan *scan)
{
    if (scan->source == SOURCE_TREE) tree_scan_close(&scan->tree);
    if (scan->source == SOURCE_NEAR) nearest_close(&scan->nearest);
    if (scan->rows) view_done(scan->view, scan->rows);
    row_test_close(&scan->test);
    arena_destroy(scan->row_arena);
    arena_destroy(scan->arena);
    free(scan);
}

static struct row_scan *create(struct view *view,
                               const struct selection *selection)
{
    struct row_scan *scan = calloc(1, sizeof *scan);
    if (!scan) return NULL;
    scan->view = view;
    scan->selection = *selection;
    scan->arena = arena_create(SCAN_BYTES_MAX);
    scan->row_arena = arena_create(ROW_BYTES_MAX);
    if (scan->arena && scan->row_arena) return scan;
    destroy(scan);
    return NULL;
}

struct row_scan *row_scan_open(struct view *view,
                               const struct selection *selection,
                               const struct row_scan_options *options,
                               struct error *err)
{
    struct row_scan *scan = create(view, selection);
    if (!scan) {
        error_set(err, ERROR_NO_MEMORY, "no room for a query");
        return NULL;
    }
    if (find_area(scan, err) && find_words(scan, err) &&
        filter_init(&scan->filter, view, &scan->selection, err) &&
        row_test_init(&scan->test, view, scan->arena, &scan->selection, err) &&
        (is_nothing(scan) ||
         (find_few(scan, err) && choose_equal(scan, err))) &&
        open_source(scan, options, err))
        return scan;
    destroy(scan);
    return NULL;
}

static bool fail(struct row_scan *scan, int rc)
{
    scan->failed = true;
    return view_error(scan->view, rc, &scan->error);
}

// Steps to the row of `fid`. False when it does not satisfy the conditions,
// and after a failure.
static bool fetch(struct row_scan *scan, int64_t fid)
{
    bool follows =
        scan->is_sequential && scan->is_on_row && scan->row_fid + 1 == fid;
    if (!follows) {
        sqlite3_reset(scan->rows);
        sqlite3_bind_int64(scan->rows, 1, fid);
    }
    int rc = sqlite3_step(scan->rows);
    scan->is_on_row = rc == SQLITE_ROW;
    if (rc == SQLITE_DONE) return false;
    if (rc != SQLITE_ROW) return fail(scan, rc);
    scan->row_fid = sqlite3_column_int64(scan->rows, 0);
    return scan->row_fid == fid;
}

static bool passes(struct row_scan *scan, bool is_in_box)
{
    bool passes = true;
    if (row_test_passes(&scan->test, scan->rows, is_in_box, scan->row_arena,
                        &passes, &scan->error))
        return passes;
    scan->failed = true;
    return false;
}

static bool take_failure(struct row_scan *scan, bool failed,
                         const struct error *error)
{
    if (failed && !scan->failed) {
        scan->failed = true;
        scan->error = *error;
    }
    return false;
}

static bool next_in_tree(struct row_scan *scan, struct hit *hit)
{
    struct rtree_hit found;
    while (tree_scan_next(&scan->tree, &found)) {
        *hit = (struct hit){ found.fid, found.count, found.is_sure };
        if (!scan->only || fid_set_has(scan->only, found.fid)) return true;
    }
    return take_failure(scan, scan->tree.failed, &scan->tree.error);
}

static bool next_in_set(struct row_scan *scan, struct hit *hit)
{
    scan->set_fid = fid_set_next(scan->only, scan->set_fid);
    *hit = (struct hit){ scan->set_fid, 1, !scan->test.has_search };
    return scan->set_fid > 0;
}

// The next fid whose row is in the selection; whole leaves and others that need
// no row are not fetched when counting.
static bool next_fetched(struct row_scan *scan, bool needs_row, struct hit *hit)
{
    bool is_tested = row_test_is_needed(&scan->test);
    while (!scan->failed &&
           (scan->source == SOURCE_TREE ? next_in_tree(scan, hit)
                                        : next_in_set(scan, hit))) {
        bool is_sure = hit->is_sure && (!is_tested || scan->test.is_only_box);
        if (is_sure && !needs_row && scan->is_sequential) return true;
        if (!fetch(scan, hit->fid)) continue;
        if (is_sure || passes(scan, hit->is_sure)) return true;
    }
    return false;
}

static bool next_near(struct row_scan *scan)
{
    struct nearest_hit hit;
    while (!scan->failed && nearest_next(&scan->nearest, &hit)) {
        if (!fetch(scan, hit.fid)) continue;
        scan->distance_m = hit.distance_m;
        if (hit.is_found) return true;
        if (passes(scan, false))
            nearest_add(&scan->nearest, hit.fid, scan->test.distance_m);
    }
    return take_failure(scan, scan->nearest.failed, &scan->nearest.error);
}

static bool next_row(struct row_scan *scan)
{
    bool is_tested = row_test_is_needed(&scan->test);
    int rc;
    while ((rc = sqlite3_step(scan->rows)) == SQLITE_ROW)
        if (!is_tested || passes(scan, false))
            return true;
        else if (scan->failed)
            return false;
    return rc != SQLITE_DONE && fail(scan, rc);
}

static bool find_next(struct row_scan *scan)
{
    struct hit hit;
    switch (scan->source) {
    case SOURCE_NONE: return false;
    case SOURCE_ROWS: return next_row(scan);
    case SOURCE_TREE:
    case SOURCE_SET: return next_fetched(scan, true, &hit);
    case SOURCE_NEAR: return next_near(scan);
    }
    return false;
}

sqlite3_stmt *row_scan_next(struct row_scan *scan)
{
    if (scan->failed) return NULL;
    if (scan->selection.limit && scan->given == scan->selection.limit)
        return NULL;
    if (!find_next(scan)) return NULL;
    scan->given++;
    return scan->rows;
}

double row_scan_distance_m(const struct row_scan *scan)
{
    return scan->distance_m;
}

bool row_scan_count(struct row_scan *scan, int64_t *count, struct error *err)
{
    int64_t total = 0;
    struct hit hit;
    if (scan->source == SOURCE_TREE || scan->source == SOURCE_SET)
        while (next_fetched(scan, false, &hit)) total += hit.count;
    else
        while (find_next(scan)) total++;
    if (!row_scan_close(scan, err)) return false;
    *count = total;
    return true;
}

bool row_scan_close(struct row_scan *scan, struct error *err)
{
    bool ok = !scan->failed;
    if (!ok && err) *err = scan->error;
    destroy(scan);
    return ok;
}
