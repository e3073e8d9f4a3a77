#include "server/block_read.h"

#include "server/tile_way.h"

enum { ROW_BYTES_MAX = 64 << 20 };

struct reading {
    const struct block_source *source;
    struct group_rows rows;
    struct mvt_block_maker maker;
};

static bool are_points(const struct block_source *source)
{
    return source->collection->geom_type == GEOM_POINT;
}

// What fails for want of time or memory may succeed the next time.
static enum block_outcome outcome_of(const struct error *err)
{
    bool is_passing = err->code == ERROR_TIMEOUT || err->code == ERROR_BUSY ||
                      err->code == ERROR_IO || err->code == ERROR_NO_MEMORY;
    return is_passing ? BLOCK_FAILED : BLOCK_UNFIT;
}

static enum block_outcome read_rows(struct reading *reading)
{
    struct error err;
    struct feature feature;
    const struct block_source *source = reading->source;
    const struct group_rows *rows = &reading->rows;
    const struct selection selection = {
        .collection = source->collection,
        .wanted = source->wanted,
        .after_fid = rows->first_fid - 1,
        .limit = rows->count,
        .srid = tile_way_srid(source->tms),
    };
    struct cursor *cursor = cursor_open(source->view, &selection, &err);
    if (!cursor) return outcome_of(&err);
    bool fits = true;
    size_t count = 0;
    while (fits && cursor_next(cursor, &feature)) {
        fits = feature.fid == rows->first_fid + (int64_t)count++;
        tile_way_finish(source->tms, &feature.geom);
        fits = fits && mvt_block_add(&reading->maker, &feature);
    }
    if (!cursor_close(cursor, &err)) return outcome_of(&err);
    return fits && count == rows->count ? BLOCK_MADE : BLOCK_UNFIT;
}

static bool keep_reaches(const struct reading *reading, struct arena *arena,
                         struct block_kept *out)
{
    const struct group_rows *rows = &reading->rows;
    struct block_reach *to =
        ARENA_ARRAY(arena, struct block_reach, rows->count);
    if (!to) return false;
    for (size_t i = 0; i < rows->count; i++) {
        struct box box = rows->boxes[i];
        to[i] = (struct block_reach){ (float)box.min_x, (float)box.min_y,
                                      (float)box.max_x, (float)box.max_y };
    }
    out->reaches = to;
    return true;
}

// Which key holds the ids of the features; key_count: none.
static size_t id_key(const struct block_source *source)
{
    const struct schema *schema = &source->collection->schema;
    const struct field *id = collection_id_field(source->collection);
    size_t key = 0;
    while (id && key < source->key_count &&
           &schema->fields[source->columns[key]] != id)
        key++;
    return id ? key : source->key_count;
}

static enum block_outcome make(struct reading *reading, struct arena *arena,
                               struct arena *scratch, struct arena *row,
                               struct block_kept *out)
{
    const struct block_source *source = reading->source;
    const struct mvt_block_options options = {
        .arena = arena,
        .scratch = scratch,
        .row = row,
        .dictionary = source->dictionary,
        .room = reading->rows.count,
        .columns = source->columns,
        .key_count = source->key_count,
        .id_key = id_key(source),
        .are_points = are_points(source),
    };
    if (!mvt_block_begin(&reading->maker, &options)) return BLOCK_UNFIT;
    enum block_outcome outcome = options.room ? read_rows(reading) : BLOCK_MADE;
    if (outcome != BLOCK_MADE) return outcome;
    if (!mvt_block_end(&reading->maker, &out->block)) return BLOCK_UNFIT;
    return are_points(source) || keep_reaches(reading, arena, out)
               ? BLOCK_MADE
               : BLOCK_UNFIT;
}

enum block_outcome block_read(const struct block_source *source,
                              const struct row_group *group,
                              struct arena *scratch, struct arena *arena,
                              struct block_kept *out)
{
    struct error err;
    struct reading reading = { .source = source };
    struct arena *row = arena_create(ROW_BYTES_MAX);
    enum block_outcome outcome = BLOCK_FAILED;
    *out = (struct block_kept){ 0 };
    if (row) {
        bool ok = store_group_rows(source->view, scratch, source->collection,
                                   group, &reading.rows, &err);
        outcome =
            ok ? make(&reading, arena, scratch, row, out) : outcome_of(&err);
    }
    arena_destroy(row);
    return outcome;
}
