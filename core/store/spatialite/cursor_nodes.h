// Reads the nodes of the spatial index of one collection.

#ifndef STORE_SPATIALITE_CURSOR_NODES_H
#define STORE_SPATIALITE_CURSOR_NODES_H

#include "store/spatialite/view.h"

struct nodes {
    struct view *view;
    sqlite3_stmt *statement;
};

// `arena` is for the text of the query.
bool nodes_open(struct nodes *nodes, struct view *view, struct arena *arena,
                const struct collection *collection,
                struct error *err) MUST_CHECK;
void nodes_close(struct nodes *nodes);

// The bytes of a node, valid until the next call; `context` is the struct
// nodes. Ends with ERROR_TIMEOUT when the view is late.
bool nodes_read(void *context, int64_t node, str *bytes,
                struct error *err) MUST_CHECK;

#endif
