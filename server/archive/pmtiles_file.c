#include "server/archive/pmtiles_file.h"

#include "server/compress.h"

static bool at_byte(uint64_t offset, struct error *err)
{
    return error_context(err, "from byte %llu on", (unsigned long long)offset);
}

static bool read_part(const struct pmtiles_file *file, struct arena *arena,
                      struct pmtiles_part part, size_t max, str *out,
                      struct error *err)
{
    if (part.length > max)
        return error_set(err, ERROR_CORRUPT,
                         "byte %llu: %llu bytes in one piece; at most %zu are "
                         "read",
                         (unsigned long long)part.offset,
                         (unsigned long long)part.length, max);
    char *room = arena_alloc(arena, (size_t)part.length + 1);
    if (!room) return error_set(err, ERROR_NO_MEMORY, "no memory for a file");
    *out = (str){ room, (size_t)part.length };
    return file->bytes.read(file->bytes.context, part.offset, room,
                            (size_t)part.length, err);
}

static bool unpack(const struct pmtiles_file *file, struct arena *arena,
                   struct pmtiles_part part, str *bytes, struct error *err)
{
    if (file->header.internal == PMTILES_PLAIN) return true;
    str packed = *bytes;
    return decompress_whole(arena, packed, PMTILES_UNPACKED_MAX, bytes, err) ||
           at_byte(part.offset, err);
}

static bool read_directory(const struct pmtiles_file *file, struct arena *arena,
                           struct pmtiles_part part,
                           struct pmtiles_entry **entries, size_t *count,
                           struct error *err)
{
    str bytes;
    return read_part(file, arena, part, PMTILES_DIRECTORY_MAX, &bytes, err) &&
           unpack(file, arena, part, &bytes, err) &&
           (pmtiles_read_directory(arena, bytes, entries, count, err) ||
            at_byte(part.offset, err));
}

static bool check_packing(const struct pmtiles_header *header,
                          struct error *err)
{
    bool is_known =
        header->internal == PMTILES_PLAIN || header->internal == PMTILES_GZIP;
    if (!is_known)
        return error_set(err, ERROR_UNSUPPORTED,
                         "byte 97: directories are compressed in a way (%u) "
                         "that is not read; gzip (2) and none (1) are",
                         header->internal);
    if (header->packing == PMTILES_PLAIN || header->packing == PMTILES_GZIP)
        return true;
    return error_set(err, ERROR_UNSUPPORTED,
                     "byte 98: tiles are compressed in a way (%u) that is not "
                     "read; gzip (2) and none (1) are",
                     header->packing);
}

bool pmtiles_open(struct pmtiles_file *file, struct arena *arena,
                  const struct pmtiles_bytes *bytes, struct error *err)
{
    str head;
    const uint64_t head_size =
        bytes->size < PMTILES_HEADER_BYTES ? bytes->size : PMTILES_HEADER_BYTES;
    file->bytes = *bytes;
    return read_part(file, arena, (struct pmtiles_part){ 0, head_size },
                     PMTILES_HEADER_BYTES, &head, err) &&
           pmtiles_read_header(head, bytes->size, &file->header, err) &&
           check_packing(&file->header, err) &&
           read_directory(file, arena, file->header.root, &file->root,
                          &file->root_count, err);
}

bool pmtiles_metadata(const struct pmtiles_file *file, struct arena *arena,
                      str *out, struct error *err)
{
    const struct pmtiles_part part = file->header.metadata;
    *out = (str){ 0 };
    if (!part.length) return true;
    return read_part(file, arena, part, PMTILES_DIRECTORY_MAX, out, err) &&
           unpack(file, arena, part, out, err);
}

// Where an entry's bytes are, within `whole`.
static bool place(const struct pmtiles_entry *entry, struct pmtiles_part whole,
                  const char *what, struct pmtiles_part *out, struct error *err)
{
    *out = (struct pmtiles_part){ whole.offset + entry->offset, entry->length };
    if (entry->offset <= whole.length &&
        entry->length <= whole.length - entry->offset)
        return true;
    return error_set(err, ERROR_CORRUPT,
                     "the %s of number %llu would lie at byte %llu of %llu",
                     what, (unsigned long long)entry->id,
                     (unsigned long long)entry->offset,
                     (unsigned long long)whole.length);
}

bool pmtiles_tile(const struct pmtiles_file *file, struct arena *arena,
                  struct tile_address address, str *out, struct error *err)
{
    struct pmtiles_part part;
    struct pmtiles_entry *entries = file->root;
    size_t count = file->root_count;
    uint64_t id = pmtiles_id(address);
    *out = (str){ 0 };
    for (int depth = 0; depth < PMTILES_DEPTH_MAX; depth++) {
        const struct pmtiles_entry *entry = pmtiles_find(entries, count, id);
        if (!entry) return true;
        if (entry->run)
            return place(entry, file->header.tiles, "tile", &part, err) &&
                   read_part(file, arena, part, PMTILES_TILE_MAX, out, err);
        if (!place(entry, file->header.leaves, "leaf directory", &part, err) ||
            !read_directory(file, arena, part, &entries, &count, err))
            return false;
    }
    return error_set(err, ERROR_CORRUPT, "directories lie more than %d deep",
                     PMTILES_DEPTH_MAX);
}
