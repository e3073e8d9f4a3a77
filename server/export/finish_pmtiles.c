#include <stdlib.h>

#include "base/json.h"
#include "server/compress.h"
#include "server/export/finish.h"
#include "server/export/metadata.h"

enum {
    LEAF_ENTRIES_MIN = 4096,
    LEAF_ENTRIES_MAX = 1 << 22,
    ROOT_BYTES_MAX = PMTILES_ROOT_END - PMTILES_HEADER_BYTES,
    PIECE_MEMORY_MAX = 1 << 30,
};

struct finishing {
    struct part *part;
    struct compressor *compressor;
    struct arena *arena;  // cleared for every leaf
    struct pmtiles_entry *entries;
    struct pmtiles_entry *leaves;
    size_t leaf_count;
    struct pmtiles_header header;
    str root;  // compressed, a block of its own
};

static bool pack_entries(struct finishing *f,
                         const struct pmtiles_entry *entries, size_t count,
                         str *out, struct error *err)
{
    struct buf buf;
    str bytes;
    arena_clear(f->arena);
    buf_init(&buf, f->arena, PIECE_MEMORY_MAX);
    pmtiles_write_directory(entries, count, &buf);
    return buf_finish(&buf, &bytes, err) &&
           compress_whole(f->compressor, CODING_GZIP, bytes, out, err);
}

static void free_str(str *bytes)
{
    free((void *)(uintptr_t)bytes->bytes);
    *bytes = (str){ 0 };
}

static void count_entries(struct finishing *f, size_t count)
{
    struct pmtiles_header *header = &f->header;
    header->entries += count;
    for (size_t i = 0; i < count; i++) {
        uint64_t end = f->entries[i].offset + f->entries[i].length;
        header->addressed += f->entries[i].run;
        if (end <= header->tiles.length) continue;
        header->contents++;
        header->tiles.length = end;
    }
}

static bool add_leaf(struct finishing *f, size_t count, struct error *err)
{
    str bytes;
    struct pmtiles_part *leaves = &f->header.leaves;
    struct pmtiles_entry *more =
        realloc(f->leaves, (f->leaf_count + 1) * sizeof *f->leaves);
    if (!more) return error_set(err, ERROR_NO_MEMORY, "no memory for leaves");
    f->leaves = more;
    if (!pack_entries(f, f->entries, count, &bytes, err)) return false;
    f->leaves[f->leaf_count++] =
        (struct pmtiles_entry){ f->entries[0].id, leaves->length,
                                (uint32_t)bytes.len, 0 };
    bool ok = part_write(f->part, leaves->offset + leaves->length, bytes, err);
    leaves->length += bytes.len;
    free_str(&bytes);
    return ok;
}

// Offsets in the file become offsets in the part of the tiles.
static bool read_entries(struct finishing *f, struct runs *runs, size_t max,
                         size_t *count, struct error *err)
{
    if (!runs_read(runs, f->entries, max, count, err)) return false;
    for (size_t i = 0; i < *count; i++)
        f->entries[i].offset -= PMTILES_ROOT_END;
    count_entries(f, *count);
    return true;
}

// Leaves of so many entries, and a root that lists them; a single leaf is the
// root itself. False in *fits when the root is too large.
static bool write_leaves(struct finishing *f, size_t size, bool *fits,
                         struct error *err)
{
    struct runs runs;
    size_t count = 0;
    f->leaf_count = 0;
    f->header = (struct pmtiles_header){ .leaves = { part_end(f->part), 0 } };
    runs_begin(&runs, f->part);
    if (!read_entries(f, &runs, size, &count, err)) return false;
    bool is_single = count < size;
    for (; !is_single && count;) {
        if (!add_leaf(f, count, err) ||
            !read_entries(f, &runs, size, &count, err))
            return false;
    }
    free_str(&f->root);
    if (!pack_entries(f, is_single ? f->entries : f->leaves,
                      is_single ? count : f->leaf_count, &f->root, err))
        return false;
    *fits = f->root.len <= ROOT_BYTES_MAX;
    return true;
}

static bool write_directories(struct finishing *f, struct error *err)
{
    bool fits = false;
    for (size_t size = LEAF_ENTRIES_MIN; size <= LEAF_ENTRIES_MAX; size *= 2) {
        free(f->entries);
        f->entries = calloc(size, sizeof *f->entries);
        if (!f->entries)
            return error_set(err, ERROR_NO_MEMORY, "no memory for a directory");
        if (!write_leaves(f, size, &fits, err)) return false;
        if (fits) return true;
    }
    return error_set(err, ERROR_TOO_LARGE, "more tiles than a file can list");
}

static bool write_metadata(struct finishing *f, const struct metadata *metadata,
                           struct error *err)
{
    struct buf buf;
    str bytes, packed;
    struct json json = { .out = &buf };
    arena_clear(f->arena);
    buf_init(&buf, f->arena, PIECE_MEMORY_MAX);
    json_object_begin(&json);
    for (size_t i = 0; i < metadata->count; i++)
        json_member_str(&json, metadata->words[i].name,
                        metadata->words[i].value);
    json_key(&json, STR("vector_layers"));
    json_raw(&json, metadata->layers);
    json_object_end(&json);
    if (!buf_finish(&buf, &bytes, err) ||
        !compress_whole(f->compressor, CODING_GZIP, bytes, &packed, err))
        return false;
    const struct pmtiles_part *leaves = &f->header.leaves;
    f->header.metadata =
        (struct pmtiles_part){ leaves->offset + leaves->length, packed.len };
    bool ok = part_write(f->part, f->header.metadata.offset, packed, err);
    free_str(&packed);
    return ok;
}

static bool write_start(struct finishing *f, const struct metadata *metadata,
                        const struct export_ask *ask, struct error *err)
{
    char start[PMTILES_ROOT_END] = { 0 };
    struct pmtiles_header *header = &f->header;
    header->root = (struct pmtiles_part){ PMTILES_HEADER_BYTES, f->root.len };
    header->tiles.offset = PMTILES_ROOT_END;
    header->is_clustered = true;
    header->internal = header->packing = PMTILES_GZIP;
    header->type = PMTILES_MVT;
    header->min_zoom = (uint8_t)ask->min_zoom;
    header->max_zoom = (uint8_t)ask->max_zoom;
    header->middle_zoom = header->min_zoom;
    header->bounds = metadata->bounds;
    header->middle = metadata->middle;
    pmtiles_write_header(header, start);
    for (size_t i = 0; i < f->root.len; i++)
        start[PMTILES_HEADER_BYTES + i] = f->root.bytes[i];
    return part_write(f->part, 0, (str){ start, sizeof start }, err);
}

static bool finish(struct finishing *f, const struct asked *asked,
                   const struct export_ask *ask, struct error *err)
{
    struct metadata metadata;
    if (!f->compressor || !f->arena)
        return error_set(err, ERROR_NO_MEMORY, "no memory to finish a file");
    if (!metadata_read(asked, ask, &metadata, err)) return false;
    if (!write_directories(f, err) || !write_metadata(f, &metadata, err) ||
        !write_start(f, &metadata, ask, err))
        return false;
    const struct pmtiles_part *last = &f->header.metadata;
    return part_publish(f->part, last->offset + last->length, err);
}

bool finish_pmtiles(struct part *part, const struct asked *asked,
                    const struct export_ask *ask, struct export_sums *sums,
                    struct error *err)
{
    struct finishing f = { .part = part };
    f.compressor = compressor_create();
    f.arena = arena_create(PIECE_MEMORY_MAX);
    bool ok = finish(&f, asked, ask, err);
    sums->bytes = f.header.metadata.offset + f.header.metadata.length;
    free_str(&f.root);
    free(f.entries);
    free(f.leaves);
    arena_destroy(f.arena);
    compressor_destroy(f.compressor);
    return ok;
}
