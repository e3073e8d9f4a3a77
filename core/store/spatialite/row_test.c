#include "store/spatialite/row_test.h"

#include <math.h>

#include "geo/distance.h"
#include "geo/wkb.h"

static struct box box_of(struct point p)
{
    return (struct box){ p.x, p.y, p.x, p.y };
}

// What lies in both: boxes that meet it, cut off.
static void cut_search(struct row_test *test, struct box box)
{
    struct search_boxes *search = &test->search;
    size_t kept = 0;
    if (!test->has_search) search->boxes[search->count++] = box;
    test->has_search = true;
    search->is_exact = false;
    for (size_t i = 0; i < search->count; i++)
        if (box_intersects(search->boxes[i], box))
            search->boxes[kept++] = box_common(search->boxes[i], box);
    search->count = kept;
}

bool row_test_init(struct row_test *test, struct view *view,
                   struct arena *arena, const struct selection *selection,
                   struct error *err)
{
    bool is_nowhere = !table_has_geom(selection->collection);
    *test = (struct row_test){ .selection = selection,
                               .has_box = selection->box.count > 0,
                               .has_place = selection->has_place,
                               .has_near = selection->near.is_asked };
    if (test->has_box) {
        if (!box_test_init(&test->box, view, selection, err)) return false;
        test->search = test->box.search;
        test->has_search = true;
        test->has_box = !selection->box.is_rough;
    }
    if (!filter_rest_init(&test->rest, arena, selection, err)) return false;
    test->is_only_box =
        test->has_search && !test->has_place && !test->rest.matcher;
    if (test->has_place) cut_search(test, box_of(selection->place));
    if (test->rest.has_extent &&
        !box_contains(test->rest.extent, selection->collection->extent))
        cut_search(test, test->rest.extent);
    if (is_nowhere && (test->has_place || test->has_near)) {
        test->has_search = true;
        test->search.count = 0;
    }
    test->reads_geom = !is_nowhere && (test->has_place || test->has_near ||
                                       test->rest.reads_geom);
    return true;
}

void row_test_close(struct row_test *test)
{
    filter_rest_close(&test->rest);
}

bool row_test_is_needed(const struct row_test *test)
{
    return test->has_box || test->has_place || test->has_near ||
           test->rest.matcher;
}

void row_test_add_columns(struct row_test *test, struct buf *sql)
{
    const struct collection *collection = test->selection->collection;
    filter_rest_add_columns(&test->rest, sql);
    test->column_count = (int)test->rest.field_count;
    if (!table_has_geom(collection)) return;
    if (test->has_box) {
        if (test->box.reads_stored)
            buf_addf(sql, ", \"geom_%d\"", collection->storage_srid);
        else
            buf_add_str(sql, STR(", geom"));
        test->column_count++;
    }
    if (test->reads_geom) {
        buf_add_str(sql, STR(", geom"));
        test->column_count++;
    }
}

static str column_blob(sqlite3_stmt *row, int column)
{
    str blob = { .bytes = sqlite3_column_blob(row, column) };
    blob.len = (size_t)sqlite3_column_bytes(row, column);
    return blob;
}

static bool test_place(struct row_test *test, const struct geom *geom)
{
    const struct selection *selection = test->selection;
    if (test->has_place && !geom_meets_box(geom, box_of(selection->place)))
        return false;
    if (!test->has_near) return true;
    double within = selection->near.within_m;
    test->distance_m = geom_distance_m(geom, selection->near.from);
    if (!isfinite(test->distance_m)) return false;
    return within <= 0 || test->distance_m <= within;
}

static bool read_geom(sqlite3_stmt *row, int column, struct arena *arena,
                      struct geom *geom, struct error *err)
{
    str blob = column_blob(row, column);
    *geom = (struct geom){ .type = GEOM_EMPTY };
    return blob.len == 0 || blob_read(arena, blob, geom, err);
}

bool row_test_passes(struct row_test *test, sqlite3_stmt *row, bool is_in_box,
                     struct arena *arena, bool *passes, struct error *err)
{
    int first = sqlite3_column_count(row) - test->column_count;
    int box_column = first + (int)test->rest.field_count;
    struct geom geom = { .type = GEOM_EMPTY };
    arena_clear(arena);
    *passes = true;
    if (test->has_box && !is_in_box &&
        !box_test_blob(&test->box, arena, column_blob(row, box_column), passes,
                       err))
        return false;
    if (*passes && test->reads_geom) {
        if (!read_geom(row, box_column + test->has_box, arena, &geom, err))
            return false;
        *passes = test_place(test, &geom);
    }
    if (!*passes || !test->rest.matcher) return true;
    return filter_rest_matches(&test->rest, row, first, &geom, passes, err);
}
