// Writing the staged tables: the rows in the order of the Hilbert curve, the
// spatial index and the counts along with them, then the other indexes.

#include <stdlib.h>
#include <string.h>

#include "geo/wkb.h"
#include "store/spatialite/counts.h"
#include "store/spatialite/counts_build.h"
#include "store/spatialite/describe.h"
#include "store/spatialite/load.h"
#include "store/spatialite/promote.h"
#include "store/spatialite/row_feed.h"
#include "store/spatialite/rtree_pack.h"
#include "store/spatialite/schema.h"
#include "store/spatialite/sql.h"
#include "store/spatialite/words_aside.h"
#include "store/spatialite/words_build.h"

enum {
    ROWS_AHEAD = 6,              // fetched from memory before they are needed
    ROWS_PER_LOOK = 4096,        // between two words of progress
    BYTES_PER_COMMIT = 32 << 20  // so that the log can be emptied in between
};

struct table_writer {
    struct loader *loader;
    sqlite3 *db;
    str table;
    size_t written;        // rows
    struct spool_row row;  // the one at hand; its values are the loader's
    // Columns, the first of each kind; row_id, if there is one, is 0.
    int area_at, values_at, geom_at, stored_at;
    struct rtree_pack *pack;      // NULL without a geometry
    struct counts_build *counts;  // NULL without counts
    bool is_multi;                // single geometries are written as multi
    size_t uncommitted;           // bytes, roughly
    void (*progress)(void *context, uint64_t done, uint64_t total);
    void *context;
};

// Gives how many there are.
static int place_columns(struct table_writer *w)
{
    const struct collection *c = &w->loader->collection;
    w->area_at = table_has_row_id(c);
    w->values_at = w->area_at + table_has_area(c);
    w->geom_at = w->values_at + (int)c->schema.count;
    w->stored_at = w->geom_at + table_has_geom(c);
    return w->stored_at + table_has_stored(c);
}

static void put_area(const struct table_writer *w, sqlite3_context *result)
{
    if (w->row.area == CELL_NO_AREA)
        sqlite3_result_null(result);
    else
        sqlite3_result_int(result, w->row.area);
}

static void put_blob(str blob, sqlite3_context *result)
{
    if (blob.len)
        sqlite3_result_blob64(result, blob.bytes, blob.len, SQLITE_STATIC);
    else
        sqlite3_result_null(result);
}

static void put_column(void *context, int column, sqlite3_context *result)
{
    const struct table_writer *w = context;
    if (column < w->area_at)
        sqlite3_result_int64(result, w->row.row_id);
    else if (column < w->values_at)
        put_area(w, result);
    else if (column < w->geom_at)
        sql_result_value(result, w->loader->values[column - w->values_at]);
    else
        put_blob(column < w->stored_at ? w->row.geom : w->row.stored, result);
}

static bool promote_row(struct table_writer *w, struct error *err)
{
    struct arena *scratch = w->loader->scratch;
    arena_clear(scratch);
    if (!w->is_multi) return true;
    return (!w->row.geom.len || promote_blob(scratch, &w->row.geom, err)) &&
           (!w->row.stored.len || promote_blob(scratch, &w->row.stored, err));
}

// What goes into other tables than that of the rows.
static bool note_row(struct table_writer *w, struct error *err)
{
    const struct spool_row *row = &w->row;
    struct loader *loader = w->loader;
    struct box box;
    if (w->counts &&
        !counts_build_add(w->counts, row->area, loader->values, err))
        return false;
    w->uncommitted +=
        row->geom.len + row->stored.len + 16 * loader->collection.schema.count;
    if (!row->geom.len) return true;
    if (!blob_box(row->geom, &box))
        return error_set(err, ERROR_INTERNAL, "a geometry without its box");
    return rtree_pack_add(w->pack, box, err);
}

static uint64_t offset_of(const struct loader *loader, size_t i)
{
    return loader->places[i].offset & ~PLACE_NOWHERE;
}

static bool next_row(void *context, bool *is_over, struct error *err)
{
    struct table_writer *w = context;
    struct loader *loader = w->loader;
    size_t i = w->written;
    size_t count = loader->place_count;
    *is_over = i == count || w->uncommitted > BYTES_PER_COMMIT;
    if (*is_over) return true;
    if (w->progress && i % ROWS_PER_LOOK == 0)
        w->progress(w->context, i, count);
    if (i + ROWS_AHEAD < count)
        spool_expect(loader->spool, offset_of(loader, i + ROWS_AHEAD));
    w->written++;
    return spool_read(loader->spool, offset_of(loader, i), &w->row,
                      loader->values, err) &&
           note_row(w, err) && promote_row(w, err);
}

static bool open_writer(struct table_writer *w, struct error *err)
{
    struct loader *loader = w->loader;
    const struct collection *c = &loader->collection;
    w->is_multi = promote_is_wanted(c->geom_type, loader->geom_types);
    if (table_has_geom(c)) {
        str index =
            schema_table(loader->arena, w->table, PART_INDEX, STAGE_NEXT);
        w->pack =
            rtree_pack_open(w->db, index.bytes, loader->placed_count, err);
        if (!w->pack) return false;
    }
    if (!schema_has_counts(c)) return true;
    w->counts = counts_build_create(&c->schema, loader->distinct,
                                    COUNTS_BYTES_MAX, err);
    return w->counts != NULL;
}

static void close_writer(struct table_writer *w)
{
    rtree_pack_close(w->pack);
    counts_build_destroy(w->counts);
}

static bool commit(struct table_writer *w, struct error *err)
{
    w->uncommitted = 0;
    return sql_run(w->db, err, "COMMIT; BEGIN IMMEDIATE");
}

static bool run_feed(struct table_writer *w, struct row_feed *feed,
                     struct error *err)
{
    const struct loader *loader = w->loader;
    sqlite3_stmt *fill = schema_prepare_fill(
        w->db, loader->arena, &loader->collection, ROW_FEED_TABLE, err);
    bool ok = fill != NULL;
    while (ok) {
        ok = row_feed_run(w->db, fill, feed, err);
        if (!ok || w->written == loader->place_count) break;
        ok = commit(w, err);
    }
    sqlite3_finalize(fill);
    return ok;
}

static bool write_rows(struct table_writer *w, struct error *err)
{
    struct row_feed feed = { .column_count = place_columns(w),
                             .next = next_row,
                             .put = put_column,
                             .context = w };
    if (!row_feed_open(w->db, &feed, err)) return false;
    bool ok = run_feed(w, &feed, err);
    row_feed_close(w->db);
    return ok;
}

static bool write_rest(struct table_writer *w, struct error *err)
{
    struct loader *loader = w->loader;
    struct arena *arena = loader->arena;
    if (w->pack && !rtree_pack_finish(w->pack, err)) return false;
    if (loader->areas &&
        !area_codes_write(
            loader->areas, w->db,
            schema_table(arena, w->table, PART_AREAS, STAGE_NEXT).bytes, err))
        return false;
    if (w->counts &&
        !counts_build_write(
            w->counts, w->db,
            schema_table(arena, w->table, PART_COUNTS, STAGE_NEXT).bytes, err))
        return false;
    return true;
}

// Each index is a transaction of its own: while the next one is sorted, what
// was written of this one goes from the log into the database.
static bool write_indexes(struct table_writer *w, struct error *err)
{
    struct loader *loader = w->loader;
    const struct collection *c = &loader->collection;
    if (!words_has_tables(c))
        return schema_create_indexes(w->db, loader->arena, c, err);
    struct words_aside *words = words_aside_start(w->db, c, err);
    bool ok = words && schema_create_indexes(w->db, loader->arena, c, err) &&
              sql_run(w->db, err, "BEGIN IMMEDIATE") &&
              words_aside_take(words, w->db, err) &&
              sql_run(w->db, err, "COMMIT");
    words_aside_end(words);
    return ok;
}

static bool write_table(struct table_writer *w, struct error *err)
{
    const struct collection *c = &w->loader->collection;
    w->table = table_name(w->loader->arena, c);
    if (!sql_run(w->db, err, "BEGIN IMMEDIATE")) return false;
    if (table_has_stored(c) && !schema_add_srid(w->db, c->storage_srid, err))
        return false;
    return schema_create(w->db, w->loader->arena, c, err) &&
           open_writer(w, err) && write_rows(w, err) && write_rest(w, err) &&
           sql_run(w->db, err, "COMMIT");
}

// What only taking rows in needed makes room for the sorting of indexes.
static void drop_input(struct loader *loader)
{
    spool_close(loader->spool);
    loader->spool = NULL;
    free(loader->places);
    loader->places = NULL;
}

bool spatialite_loader_finish(struct loader *loader,
                              void (*progress)(void *context, uint64_t done,
                                               uint64_t total),
                              void *context, struct error *err)
{
    struct table_writer w = { .loader = loader,
                              .db = loader->load->writer.db,
                              .progress = progress,
                              .context = context };
    id_set_free(&loader->ids);
    if (!spool_seal(loader->spool, err)) return false;
    places_sort(loader->places, loader->place_count);
    if (!describe_collection(loader, err)) return false;
    bool ok = write_table(&w, err);
    close_writer(&w);
    if (ok) {
        drop_input(loader);
        ok = write_indexes(&w, err);
    }
    if (!ok) {
        sql_rollback(w.db);
        return false;
    }
    if (progress) progress(context, loader->place_count, loader->place_count);
    loader->is_finished = true;
    return true;
}
