#include "store/spatialite/few.h"

#include <math.h>

#include "store/spatialite/cursor_tree.h"
#include "store/spatialite/narrow.h"

enum {
    LEAVES_MIN = 16,    // in fewer, what is there is found soon enough
    LEAVES_MAX = 4096,  // more are not counted
    LEAF_ROWS = 100,    // at least
    FEW_MAX = 50000,    // rows that are worth counting in another index
    SHARE = 4,          // as much cheaper as a page from the spatial index,
                        // which stops when it is full
};

static const double degree_m = 110000;

static const struct selection *selection_of(const struct few *few)
{
    return few->filter->selection;
}

// Around all that is near enough, as good as an estimate has to be.
static struct search_boxes around(const struct near *near)
{
    double high = near->within_m / degree_m;
    double across = cos((fabs(near->from.y) + high) * (M_PI / 180));
    double wide = across > 0.01 ? high / across : 360;
    return (struct search_boxes){
        .boxes = { { near->from.x - wide, near->from.y - high,
                     near->from.x + wide, near->from.y + high } },
        .count = 1,
    };
}

// Nearest first, among rows that lie anywhere, `limit` of `some` in `all` are
// found behind limit * all / some others.
static int64_t worth_of_nearest(const struct selection *selection)
{
    double all = (double)selection->collection->feature_count;
    double limit = selection->limit ? (double)selection->limit : all / SHARE;
    return (int64_t)fmin(sqrt(limit * all), FEW_MAX);
}

// So many rows another index may leave to be worth it; 0: none.
static bool find_worth(const struct few *few, int64_t *worth, struct error *err)
{
    const struct selection *selection = selection_of(few);
    struct search_boxes boxes = few->test->search;
    int64_t leaves = 0;
    if (!few->test->has_search) {
        *worth = worth_of_nearest(selection);
        if (selection->near.within_m <= 0) return true;
        boxes = around(&selection->near);
    }
    struct tree_scan_options tree = { .collection = selection->collection,
                                      .search = &boxes };
    if (!tree_count_leaves(few->view, few->arena, &tree, LEAVES_MAX, &leaves,
                           err))
        return false;
    int64_t most = leaves * LEAF_ROWS / SHARE;
    if (leaves < LEAVES_MIN) most = 0;
    if (few->test->has_search || most < *worth) *worth = most;
    if (*worth > FEW_MAX) *worth = FEW_MAX;
    return true;
}

// Other software may have added rows since the collection was loaded.
static bool last_fid(const struct few *few, int64_t *fid, struct error *err)
{
    struct buf text;
    str sql;
    buf_init(&text, few->arena, 4096);
    buf_add_str(&text, STR("SELECT max(fid) FROM "));
    sql_name(&text, table_name(few->arena, selection_of(few)->collection));
    buf_add_char(&text, '\0');
    if (!buf_finish(&text, &sql, err)) return false;
    sqlite3_stmt *statement = view_prepare(few->view, sql.bytes, err);
    if (!statement) return false;
    int rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW) *fid = sqlite3_column_int64(statement, 0);
    view_done(few->view, statement);
    return rc == SQLITE_ROW || view_error(few->view, rc, err);
}

static bool make_set(const struct few *few, struct fid_set *set,
                     struct error *err)
{
    int64_t most = few->only ? few->only->most : 0;
    if (!few->only && !last_fid(few, &most, err)) return false;
    return fid_set_init(set, few->arena, most) ||
           error_set(err, ERROR_NO_MEMORY, "no room for a query");
}

bool few_find(const struct few *few, struct fid_set *set, bool *found,
              struct error *err)
{
    int64_t worth = 0;
    enum access access;
    struct narrow narrow = { few->view, few->arena, few->filter };
    bool is_possible = narrow_is_possible(few->filter);
    *found = false;
    if (few->filter->is_never || (!is_possible && !few->only)) return true;
    if (!find_worth(few, &worth, err)) return false;
    if (few->only && few->only->count <= worth) {
        *set = *few->only;
        return *found = true;
    }
    if (!is_possible || worth == 0) return true;
    if (!narrow_find(&narrow, worth, &access, err)) return false;
    if (access == ACCESS_ANY) return true;
    *found = true;
    return make_set(few, set, err) &&
           narrow_add_fids(&narrow, access, set, err);
}
