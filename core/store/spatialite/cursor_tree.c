#include "store/spatialite/cursor_tree.h"

#include <stdlib.h>

// One of the statements over the shadow tables of the index; the name of the
// table stands between `head` and `tail`.
static sqlite3_stmt *prepare(struct tree_scan *tree, str table,
                             const char *head, const char *tail,
                             struct error *err)
{
    struct buf sql;
    str text;
    buf_init(&sql, tree->arena, 4096);
    buf_add_str(&sql, str_from(head));
    sql_name(&sql, table);
    buf_add_str(&sql, str_from(tail));
    buf_add_char(&sql, '\0');
    if (!buf_finish(&sql, &text, err)) return NULL;
    return view_prepare(tree->view, text.bytes, err);
}

// The first integer of the first row; *found is false without any.
static bool ask_int(struct tree_scan *tree, sqlite3_stmt *statement,
                    int64_t key, int64_t *out, bool *found, struct error *err)
{
    sqlite3_reset(statement);
    sqlite3_bind_int64(statement, 1, key);
    int rc = sqlite3_step(statement);
    *found = rc == SQLITE_ROW;
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    else if (rc != SQLITE_DONE)
        return view_error(tree->view, rc, err);
    return true;
}

// From the leaf up to the root, then turned round.
static bool climb(struct tree_scan *tree, sqlite3_stmt *parents, int64_t leaf,
                  struct error *err)
{
    struct rtree_walk *walk = &tree->walk;
    int64_t node = leaf;
    bool found = true;
    while (found && walk->path_length < RTREE_DEPTH_MAX) {
        walk->path[walk->path_length++] = node;
        if (node == RTREE_ROOT) break;
        if (!ask_int(tree, parents, node, &node, &found, err)) return false;
    }
    for (size_t i = 0; i < walk->path_length / 2; i++) {
        size_t other = walk->path_length - 1 - i;
        int64_t swap = walk->path[i];
        walk->path[i] = walk->path[other];
        walk->path[other] = swap;
    }
    return true;
}

// Where the next page begins: the leaf of the last fid of the one before.
static bool find_path(struct tree_scan *tree, str index, struct error *err)
{
    str rowids = arena_printf(tree->arena, "%.*s_rowid", STR_ARG(index));
    str parents = arena_printf(tree->arena, "%.*s_parent", STR_ARG(index));
    int64_t leaf = 0;
    bool found = false, ok = false;
    sqlite3_stmt *leaves =
        prepare(tree, rowids, "SELECT nodeno FROM ",
                " WHERE rowid <= ? ORDER BY rowid DESC LIMIT 1", err);
    if (!leaves) return false;
    sqlite3_stmt *up = prepare(tree, parents, "SELECT parentnode FROM ",
                               " WHERE nodeno = ?", err);
    if (up)
        ok = ask_int(tree, leaves, tree->after_fid, &leaf, &found, err) &&
             (!found || climb(tree, up, leaf, err));
    if (up) view_done(tree->view, up);
    view_done(tree->view, leaves);
    return ok;
}

// SpatiaLite's triggers write that down; a table as we have loaded it has no
// such times.
bool tree_is_changed(struct view *view, str table, bool *changed,
                     struct error *err)
{
    sqlite3_stmt *row = view_prepare(
        view,
        "SELECT max(last_insert, last_update, last_delete) > '1'"
        " FROM geometry_columns_time"
        " WHERE f_table_name = lower(?) AND f_geometry_column = 'geom'",
        err);
    if (!row) return false;
    sqlite3_bind_text64(row, 1, table.bytes, table.len, SQLITE_STATIC,
                        SQLITE_UTF8);
    int rc = sqlite3_step(row);
    *changed = rc == SQLITE_ROW && sqlite3_column_int(row, 0);
    view_done(view, row);
    return rc == SQLITE_ROW || rc == SQLITE_DONE || view_error(view, rc, err);
}

static void start_walk(struct tree_scan *tree, bool any_order)
{
    const struct search_boxes *search = tree->search;
    rtree_walk_init(&tree->walk, tree->arena, nodes_read, &tree->nodes);
    tree->walk.is_exact = search->is_exact;
    tree->walk.accepts_any_order = any_order;
    tree->walk.after_fid = tree->after_fid;
    tree->walk.box_count = search->count;
    for (size_t i = 0; i < search->count; i++)
        tree->walk.boxes[i] = search->boxes[i];
}

bool tree_scan_open(struct tree_scan *tree, struct view *view,
                    struct arena *arena,
                    const struct tree_scan_options *options, struct error *err)
{
    *tree = (struct tree_scan){ .view = view,
                                .arena = arena,
                                .search = options->search,
                                .after_fid = options->after_fid,
                                .last_fid = options->after_fid };
    str table = table_name(arena, options->collection);
    str index = arena_printf(arena, "idx_%.*s_geom", STR_ARG(table));
    if (!index.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for a query");
    if (!nodes_open(&tree->nodes, view, arena, options->collection, err))
        return false;
    start_walk(tree, options->any_order);
    tree->walk.takes_leaves_whole = options->takes_leaves_whole;
    if (options->any_order) return true;
    bool ok = tree_is_changed(view, table, &tree->walk.is_out_of_order, err);
    if (ok && !tree->walk.is_out_of_order && options->after_fid > 0)
        ok = find_path(tree, index, err);
    if (!ok) tree_scan_close(tree);
    return ok;
}

static int compare_hits(const void *a, const void *b)
{
    const struct rtree_hit *first = a, *second = b;
    return (first->fid > second->fid) - (first->fid < second->fid);
}

static bool keep_hit(struct tree_scan *tree, const struct rtree_hit *hit,
                     size_t *capacity)
{
    if (tree->sorted_count == *capacity) {
        size_t more = *capacity ? *capacity * 2 : 256;
        struct rtree_hit *hits =
            arena_grow(tree->arena, tree->sorted, *capacity * sizeof *hits,
                       more * sizeof *hits);
        if (!hits)
            return error_set(&tree->error, ERROR_NO_MEMORY,
                             "no room to sort what the spatial index holds");
        tree->sorted = hits;
        *capacity = more;
    }
    tree->sorted[tree->sorted_count++] = *hit;
    return true;
}

static bool collect(struct tree_scan *tree)
{
    struct rtree_hit hit;
    size_t capacity = 0;
    start_walk(tree, true);
    while (rtree_walk_next(&tree->walk, &hit))
        if (!keep_hit(tree, &hit, &capacity)) return false;
    if (tree->walk.failed) {
        tree->error = tree->walk.error;
        return false;
    }
    if (tree->sorted_count > 0)
        qsort(tree->sorted, tree->sorted_count, sizeof *tree->sorted,
              compare_hits);
    return true;
}

// Starts again with everything sorted, behind the hits given already: which
// must be the first ones, or some of them came too early.
static bool sort_instead(struct tree_scan *tree)
{
    tree->is_sorted = true;
    if (!collect(tree)) return false;
    size_t given = (size_t)tree->given;
    if (given > 0 && (given > tree->sorted_count ||
                      tree->sorted[given - 1].fid != tree->last_fid))
        return error_set(&tree->error, ERROR_CORRUPT,
                         "the spatial index was changed by other software; "
                         "import the dataset again");
    tree->sorted_next = given;
    return true;
}

bool tree_scan_next(struct tree_scan *tree, struct rtree_hit *hit)
{
    if (tree->failed) return false;
    if (!tree->is_sorted) {
        if (rtree_walk_next(&tree->walk, hit)) {
            tree->last_fid = hit->fid;
            tree->given++;
            return true;
        }
        tree->failed = tree->walk.failed;
        if (tree->failed) tree->error = tree->walk.error;
        if (tree->failed || !tree->walk.is_out_of_order) return false;
        tree->failed = !sort_instead(tree);
        if (tree->failed) return false;
    }
    if (tree->sorted_next == tree->sorted_count) return false;
    *hit = tree->sorted[tree->sorted_next++];
    return true;
}

void tree_scan_close(struct tree_scan *tree)
{
    nodes_close(&tree->nodes);
}

bool tree_count_all(struct view *view, struct arena *arena,
                    const struct collection *collection, int64_t *count,
                    bool *is_known, struct error *err)
{
    struct tree_scan tree = { .view = view, .arena = arena };
    bool is_changed_since, found;
    str table = table_name(arena, collection);
    str rowids = arena_printf(arena, "idx_%.*s_geom_rowid", STR_ARG(table));
    if (!rowids.bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for a query");
    *count = 0;
    *is_known = false;
    if (!tree_is_changed(view, table, &is_changed_since, err)) return false;
    if (is_changed_since) return true;
    sqlite3_stmt *last =
        prepare(&tree, rowids, "SELECT rowid FROM ",
                " WHERE rowid >= ? ORDER BY rowid DESC LIMIT 1", err);
    if (!last) return false;
    *is_known = ask_int(&tree, last, 1, count, &found, err);
    view_done(view, last);
    return *is_known;
}

bool tree_count_leaves(struct view *view, struct arena *arena,
                       const struct tree_scan_options *options, int64_t most,
                       int64_t *count, struct error *err)
{
    struct rtree_hit hit;
    struct tree_scan tree = { .view = view,
                              .arena = arena,
                              .search = options->search };
    if (!nodes_open(&tree.nodes, view, arena, options->collection, err))
        return false;
    start_walk(&tree, true);
    tree.walk.stops_above = 1;
    *count = 0;
    while (*count < most && rtree_walk_next(&tree.walk, &hit)) ++*count;
    tree_scan_close(&tree);
    if (tree.walk.failed && err) *err = tree.walk.error;
    return !tree.walk.failed;
}
