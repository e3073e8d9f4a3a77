#include "geo/border.h"
#include "geo/wkb.h"
#include "store/spatialite/cursor_row.h"
#include "store/spatialite/cursor_scan.h"
#include "store/spatialite/read.h"

// Twice the slack in degrees, at the latitudes that people draw areas at.
static const double margin_degrees = 2e-5;

enum { NEIGHBOURS_FIRST = 16, COLUMNS_MAX = 4096, GEOM_BYTES_MAX = 1 << 30 };

struct search {
    struct arena *arena;    // the answer's
    struct arena *scratch;  // one row
    const struct feature *area;
    enum value_type id_type;
    struct neighbour *found;
    size_t count, room;
};

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for neighbours");
}

static bool keep(struct search *search, struct neighbour neighbour,
                 struct error *err)
{
    if (search->count == search->room) {
        size_t room = search->room ? search->room * 2 : NEIGHBOURS_FIRST;
        struct neighbour *more =
            arena_grow(search->arena, search->found,
                       search->room * sizeof *more, room * sizeof *more);
        if (!more) return no_memory(err);
        search->found = more;
        search->room = room;
    }
    if (neighbour.id.type == VALUE_TEXT) {
        neighbour.id.text = arena_copy(search->arena, neighbour.id.text);
        if (!neighbour.id.text.bytes) return no_memory(err);
    }
    search->found[search->count++] = neighbour;
    return true;
}

static bool look_at(struct search *search, sqlite3_stmt *row, struct error *err)
{
    struct geom geom;
    struct border border;
    struct neighbour neighbour = {
        .fid = sqlite3_column_int64(row, 0),
        .id = column_value(row, 1, search->id_type),
    };
    str blob = { .bytes = sqlite3_column_blob(row, 2) };
    blob.len = (size_t)sqlite3_column_bytes(row, 2);
    if (neighbour.fid == search->area->fid || blob.len == 0) return true;
    arena_clear(search->scratch);
    if (!blob_read(search->scratch, blob, &geom, err) ||
        !border_shared(search->scratch, &search->area->geom, &geom,
                       NEIGHBOUR_SLACK_M, &border, err))
        return false;
    if (!border.touches) return true;
    neighbour.border_m = border.shared_m;
    neighbour.shares_border = border.shared_m > NEIGHBOUR_LEAST_M;
    return keep(search, neighbour, err);
}

static bool look_around(struct search *search, struct view *view,
                        const struct collection *collection, struct error *err)
{
    struct buf columns;
    struct row_scan_options options = { .any_order = false };
    struct selection around = { .collection = collection };
    const struct field *id = collection_id_field(collection);
    around.box = (struct box_filter){
        .srid = CRS_WGS84,
        .boxes = { box_grow(geom_box(&search->area->geom), margin_degrees) },
        .count = 1,
    };
    search->id_type = id ? id->type : VALUE_INT;
    buf_init(&columns, search->scratch, COLUMNS_MAX);
    buf_add_str(&columns, STR(", "));
    sql_name(&columns, id ? id->column : STR("row_id"));
    buf_add_str(&columns, STR(", geom"));
    if (!buf_finish(&columns, &options.columns, err)) return false;
    struct row_scan *scan = row_scan_open(view, &around, &options, err);
    if (!scan) return false;
    sqlite3_stmt *row;
    bool ok = true;
    while (ok && (row = row_scan_next(scan))) {
        ok = look_at(search, row, err);
        if (ok && view_is_late(view)) {
            view->timed_out = true;
            ok = view_error(view, SQLITE_INTERRUPT, err);
        }
    }
    return row_scan_close(scan, ok ? err : NULL) && ok;
}

bool spatialite_adjacent(struct view *view, struct arena *arena,
                         const struct collection *collection, str id,
                         struct neighbour **neighbours, size_t *count,
                         struct error *err)
{
    struct feature area;
    struct selection one = { .collection = collection, .srid = CRS_WGS84 };
    struct search search = { .arena = arena, .area = &area };
    if (!spatialite_get(view, arena, &one, id, &area, err)) return false;
    search.scratch = arena_create(GEOM_BYTES_MAX);
    if (!search.scratch) return no_memory(err);
    bool ok = box_is_nothing(geom_box(&area.geom)) ||
              look_around(&search, view, collection, err);
    arena_destroy(search.scratch);
    if (!ok) return false;
    *neighbours = search.found;
    *count = search.count;
    return true;
}
