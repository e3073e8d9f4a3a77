// The SpatiaLite engine, as store.c sees it.

#include "store/engine.h"

#include <string.h>

#include "store/spatialite/database.h"
#include "store/spatialite/load.h"
#include "store/spatialite/read.h"
#include "store/spatialite/remove.h"

// A file is what is meant by anything that is not a URL of another engine.
static bool accepts(const char *path)
{
    return path[0] && !strstr(path, "://");
}

const struct engine spatialite_engine = {
    .name = "spatialite",
    .accepts = accepts,
    .store_open = database_open,
    .store_close = database_close,
    .store_catalog = database_catalog,
    .store_refresh = database_refresh,
    .store_remove = spatialite_remove,
    .view_open = spatialite_view_open,
    .view_close = spatialite_view_close,
    .view_catalog = spatialite_view_catalog,
    .view_cancel = spatialite_view_cancel,
    .cursor_open = spatialite_cursor_open,
    .cursor_next = spatialite_cursor_next,
    .cursor_close = spatialite_cursor_close,
    .count = spatialite_count,
    .spots = spatialite_spots,
    .groups = spatialite_groups,
    .group_rows = spatialite_group_rows,
    .search_boxes = spatialite_search_boxes,
    .get = spatialite_get,
    .values = spatialite_values,
    .adjacent = spatialite_adjacent,
    .aggregate_run = spatialite_aggregate_run,
    .load_open = spatialite_load_open,
    .load_publish = spatialite_load_publish,
    .load_close = spatialite_load_close,
    .loader_open = spatialite_loader_open,
    .loader_add = spatialite_loader_add,
    .loader_finish = spatialite_loader_finish,
};
