#include "store/spatialite/place_area.h"

#include "store/spatialite/cursor_scan.h"

enum { PLACE_BYTES_MAX = 64 * 1024 };

// The lowest code of the rows, the first of those that share it.
static bool choose(struct row_scan *scan, struct arena *arena, int64_t *chosen,
                   struct error *err)
{
    str lowest = { 0 };
    int64_t best = 0;
    bool has_room = true;
    sqlite3_stmt *row;
    while (has_room && (row = row_scan_next(scan))) {
        str code = column_str(row, 1);
        int64_t fid = sqlite3_column_int64(row, 0);
        int order = best ? str_compare(code, lowest) : -1;
        if (order > 0 || (order == 0 && fid > best)) continue;
        best = fid;
        lowest = arena_copy(arena, code);
        has_room = lowest.bytes || code.len == 0;
    }
    if (!row_scan_close(scan, err)) return false;
    if (!has_room) return error_set(err, ERROR_NO_MEMORY, "no room for codes");
    *chosen = best;
    return true;
}

bool place_area_find(struct view *view, const struct collection *areas,
                     struct point place, int64_t *fid, struct error *err)
{
    struct selection holders = {
        .collection = areas,
        .box = { .srid = CRS_WGS84,
                 .boxes = { { place.x, place.y, place.x, place.y } },
                 .count = 1 },
    };
    struct buf column;
    struct row_scan_options options = { .any_order = true };
    const struct field *code =
        schema_find_role(&areas->schema, area_level_role(areas->level));
    struct arena *arena = arena_create(PLACE_BYTES_MAX);
    if (!arena) return error_set(err, ERROR_NO_MEMORY, "no room for a query");
    buf_init(&column, arena, PLACE_BYTES_MAX);
    buf_add_str(&column, STR(", "));
    sql_name(&column, code ? code->column : STR("fid"));
    bool ok = buf_finish(&column, &options.columns, err);
    if (ok) {
        struct row_scan *scan = row_scan_open(view, &holders, &options, err);
        ok = scan && choose(scan, arena, fid, err);
    }
    arena_destroy(arena);
    return ok;
}
