#include "store/spatialite/cursor_nodes.h"

#include <inttypes.h>

enum { NODES_SQL_MAX = 4096 };

bool nodes_open(struct nodes *nodes, struct view *view, struct arena *arena,
                const struct collection *collection, struct error *err)
{
    struct buf sql;
    str text;
    str table = table_name(arena, collection);
    *nodes = (struct nodes){ .view = view };
    buf_init(&sql, arena, NODES_SQL_MAX);
    buf_add_str(&sql, STR("SELECT data FROM "));
    sql_name(&sql, arena_printf(arena, "idx_%.*s_geom_node", STR_ARG(table)));
    buf_add_str(&sql, STR(" WHERE nodeno = ?"));
    buf_add_char(&sql, '\0');
    if (!buf_finish(&sql, &text, err)) return false;
    nodes->statement = view_prepare(view, text.bytes, err);
    return nodes->statement != NULL;
}

void nodes_close(struct nodes *nodes)
{
    if (nodes->statement) view_done(nodes->view, nodes->statement);
    nodes->statement = NULL;
}

bool nodes_read(void *context, int64_t node, str *bytes, struct error *err)
{
    struct nodes *nodes = context;
    if (view_is_late(nodes->view)) {
        nodes->view->timed_out = true;
        return view_error(nodes->view, SQLITE_INTERRUPT, err);
    }
    sqlite3_reset(nodes->statement);
    sqlite3_bind_int64(nodes->statement, 1, node);
    int rc = sqlite3_step(nodes->statement);
    if (rc == SQLITE_DONE)
        return error_set(err, ERROR_CORRUPT,
                         "spatial index: node %" PRId64 " is missing", node);
    if (rc != SQLITE_ROW) return view_error(nodes->view, rc, err);
    bytes->bytes = sqlite3_column_blob(nodes->statement, 0);
    bytes->len = (size_t)sqlite3_column_bytes(nodes->statement, 0);
    return true;
}
