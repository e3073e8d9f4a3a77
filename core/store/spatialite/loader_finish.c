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
    sqlite3_stmt *insert;
    struct rtree_pack *pack;      // NULL without a geometry
    struct counts_build *counts;  // NULL without counts
    bool is_multi;                // single geometries are written as multi
    size_t uncommitted;           // bytes, roughly
    void (*progress)(void *context, uint64_t done, uint64_t total);
    void *context;
};

static bool prepare_insert(struct table_writer *w, struct error *err)
{
    const struct collection *c = &w->loader->collection;
    struct arena *arena = w->loader->arena;
    size_t columns = 1 + c->schema.count + table_has_row_id(c) +
                     table_has_area(c) + table_has_geom(c) +
                     table_has_stored(c);
    struct buf sql;
    str text;
    buf_init(&sql, arena, 1 << 20);
    buf_add_str(&sql, STR("INSERT INTO "));
    sql_name(&sql, schema_table(arena, w->table, PART_DATA, STAGE_NEXT));
    buf_add_str(&sql, STR(" VALUES (?"));
    for (size_t i = 1; i < columns; i++) buf_add_str(&sql, STR(",?"));
    buf_add(&sql, ")", 2);
    if (!buf_finish(&sql, &text, err)) return false;
    w->insert = sql_prepare(w->db, err, "%s", text.bytes);
    return w->insert != NULL;
}

static bool open_writer(struct table_writer *w, struct error *err)
{
    struct loader *loader = w->loader;
    const struct collection *c = &loader->collection;
    w->is_multi = promote_is_wanted(c->geom_type, loader->geom_types);
    if (!prepare_insert(w, err)) return false;
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
    sqlite3_finalize(w->insert);
    rtree_pack_close(w->pack);
    counts_build_destroy(w->counts);
}

static bool bind_blob(struct table_writer *w, int parameter, str blob,
                      struct error *err)
{
    if (!blob.len) {
        sqlite3_bind_null(w->insert, parameter);
        return true;
    }
    if (w->is_multi && !promote_blob(w->loader->scratch, &blob, err))
        return false;
    sqlite3_bind_blob64(w->insert, parameter, blob.bytes, blob.len,
                        SQLITE_STATIC);
    return true;
}

static bool insert_row(struct table_writer *w, size_t fid,
                       const struct spool_row *row, struct error *err)
{
    struct loader *loader = w->loader;
    const struct collection *c = &loader->collection;
    int parameter = 1;
    arena_clear(loader->scratch);
    sqlite3_bind_int64(w->insert, parameter++, (sqlite3_int64)fid);
    if (table_has_row_id(c))
        sqlite3_bind_int64(w->insert, parameter++, row->row_id);
    if (loader->areas && row->area == CELL_NO_AREA)
        sqlite3_bind_null(w->insert, parameter++);
    else if (loader->areas)
        sqlite3_bind_int(w->insert, parameter++, row->area);
    for (size_t i = 0; i < c->schema.count; i++)
        sql_bind_value(w->insert, parameter++, loader->values[i]);
    if (table_has_geom(c) && !bind_blob(w, parameter++, row->geom, err))
        return false;
    if (table_has_stored(c) && !bind_blob(w, parameter, row->stored, err))
        return false;
    return sql_step(w->db, w->insert, err);
}

static bool write_row(struct table_writer *w, size_t i, struct error *err)
{
    struct loader *loader = w->loader;
    struct spool_row row;
    struct box box;
    uint64_t offset = loader->places[i].offset & ~PLACE_NOWHERE;
    if (!spool_read(loader->spool, offset, &row, loader->values, err) ||
        !insert_row(w, i + 1, &row, err))
        return false;
    if (w->counts &&
        !counts_build_add(w->counts, row.area, loader->values, err))
        return false;
    w->uncommitted +=
        row.geom.len + row.stored.len + 16 * loader->collection.schema.count;
    if (!row.geom.len) return true;
    if (!blob_box(row.geom, &box))
        return error_set(err, ERROR_INTERNAL, "a geometry without its box");
    return rtree_pack_add(w->pack, box, err);
}

static bool commit(struct table_writer *w, struct error *err)
{
    w->uncommitted = 0;
    return sql_run(w->db, err, "COMMIT; BEGIN IMMEDIATE");
}

static bool write_rows(struct table_writer *w, struct error *err)
{
    const struct loader *loader = w->loader;
    size_t count = loader->place_count;
    for (size_t i = 0; i < count; i++) {
        if (i + ROWS_AHEAD < count)
            spool_expect(loader->spool, loader->places[i + ROWS_AHEAD].offset &
                                            ~PLACE_NOWHERE);
        if (!write_row(w, i, err)) return false;
        if (w->uncommitted > BYTES_PER_COMMIT && !commit(w, err)) return false;
        if (w->progress && i % ROWS_PER_LOOK == 0)
            w->progress(w->context, i, count);
    }
    return true;
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
