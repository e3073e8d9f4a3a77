#include "tile/pmtiles.h"

#include <string.h>

#include "tile/varint.h"

enum {
    MAGIC_BYTES = 7,
    VERSION = 3,
    AT_PARTS = 8,
    AT_COUNTS = 72,
    AT_FLAGS = 96,
    AT_PLACE = 102,
    AT_MIDDLE = 118,
    ENTRY_BYTES_MIN = 4,
};
static const double PLACE_SCALE = 1e7;

static void put_number(char *to, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) to[i] = (char)(value >> (8 * i));
}

static uint64_t get_number(const char *from, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)(unsigned char)from[i] << (8 * i);
    return value;
}

static void put_degrees(char *to, double degrees)
{
    double scaled = degrees * PLACE_SCALE;
    int32_t value = (int32_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    put_number(to, (uint32_t)value, 4);
}

static double get_degrees(const char *from)
{
    return (int32_t)(uint32_t)get_number(from, 4) / PLACE_SCALE;
}

void pmtiles_write_header(const struct pmtiles_header *header,
                          char out[PMTILES_HEADER_BYTES])
{
    const struct pmtiles_part *parts[] = { &header->root, &header->metadata,
                                           &header->leaves, &header->tiles };
    memcpy(out, "PMTiles", MAGIC_BYTES);
    out[MAGIC_BYTES] = VERSION;
    for (size_t i = 0; i < 4; i++) {
        put_number(out + AT_PARTS + 16 * i, parts[i]->offset, 8);
        put_number(out + AT_PARTS + 16 * i + 8, parts[i]->length, 8);
    }
    put_number(out + AT_COUNTS, header->addressed, 8);
    put_number(out + AT_COUNTS + 8, header->entries, 8);
    put_number(out + AT_COUNTS + 16, header->contents, 8);
    const uint8_t flags[] = { header->is_clustered, header->internal,
                              header->packing,      header->type,
                              header->min_zoom,     header->max_zoom };
    memcpy(out + AT_FLAGS, flags, sizeof flags);
    put_degrees(out + AT_PLACE, header->bounds.min_x);
    put_degrees(out + AT_PLACE + 4, header->bounds.min_y);
    put_degrees(out + AT_PLACE + 8, header->bounds.max_x);
    put_degrees(out + AT_PLACE + 12, header->bounds.max_y);
    out[AT_MIDDLE] = (char)header->middle_zoom;
    put_degrees(out + AT_MIDDLE + 1, header->middle.x);
    put_degrees(out + AT_MIDDLE + 5, header->middle.y);
}

static bool check_part(const char *name, size_t at, struct pmtiles_part part,
                       uint64_t file_size, struct error *err)
{
    if (part.offset <= file_size && part.length <= file_size - part.offset)
        return true;
    return error_set(err, ERROR_CORRUPT,
                     "byte %zu: the %s would end at byte %llu + %llu, and the "
                     "file has %llu bytes",
                     at, name, (unsigned long long)part.offset,
                     (unsigned long long)part.length,
                     (unsigned long long)file_size);
}

static bool check_zooms(const struct pmtiles_header *header, struct error *err)
{
    if (header->min_zoom <= header->max_zoom &&
        header->max_zoom <= PMTILES_ZOOM_MAX)
        return true;
    return error_set(err, ERROR_CORRUPT,
                     "byte 100: the zooms %u to %u are no range within 0 to %d",
                     header->min_zoom, header->max_zoom, PMTILES_ZOOM_MAX);
}

static bool check_start(str bytes, struct error *err)
{
    if (bytes.len < PMTILES_HEADER_BYTES)
        return error_set(err, ERROR_CORRUPT,
                         "byte %zu: the file ends within the header of %d "
                         "bytes",
                         bytes.len, PMTILES_HEADER_BYTES);
    if (memcmp(bytes.bytes, "PMTiles", MAGIC_BYTES) != 0)
        return error_set(err, ERROR_CORRUPT,
                         "byte 0: the file does not begin with PMTiles");
    if (bytes.bytes[MAGIC_BYTES] == VERSION) return true;
    return error_set(err, ERROR_UNSUPPORTED,
                     "byte 7: version %d of PMTiles; only %d is read",
                     (unsigned char)bytes.bytes[MAGIC_BYTES], VERSION);
}

bool pmtiles_read_header(str bytes, uint64_t file_size,
                         struct pmtiles_header *out, struct error *err)
{
    static const char *const names[] = { "root directory", "metadata",
                                         "leaf directories", "tiles" };
    struct pmtiles_part *parts[] = { &out->root, &out->metadata, &out->leaves,
                                     &out->tiles };
    if (!check_start(bytes, err)) return false;
    const char *from = bytes.bytes;
    for (size_t i = 0; i < 4; i++) {
        size_t at = AT_PARTS + 16 * i;
        parts[i]->offset = get_number(from + at, 8);
        parts[i]->length = get_number(from + at + 8, 8);
        if (!check_part(names[i], at, *parts[i], file_size, err)) return false;
    }
    out->addressed = get_number(from + AT_COUNTS, 8);
    out->entries = get_number(from + AT_COUNTS + 8, 8);
    out->contents = get_number(from + AT_COUNTS + 16, 8);
    out->is_clustered = from[AT_FLAGS] == 1;
    out->internal = (uint8_t)from[AT_FLAGS + 1];
    out->packing = (uint8_t)from[AT_FLAGS + 2];
    out->type = (uint8_t)from[AT_FLAGS + 3];
    out->min_zoom = (uint8_t)from[AT_FLAGS + 4];
    out->max_zoom = (uint8_t)from[AT_FLAGS + 5];
    out->bounds = (struct box){ get_degrees(from + AT_PLACE),
                                get_degrees(from + AT_PLACE + 4),
                                get_degrees(from + AT_PLACE + 8),
                                get_degrees(from + AT_PLACE + 12) };
    out->middle_zoom = (uint8_t)from[AT_MIDDLE];
    out->middle = (struct point){ get_degrees(from + AT_MIDDLE + 1),
                                  get_degrees(from + AT_MIDDLE + 5) };
    return check_zooms(out, err);
}

static void add_varint(struct buf *out, uint64_t value)
{
    char room[VARINT_MAX];
    buf_add(out, room, (size_t)(varint_put(room, value) - room));
}

// Columns: the steps between ids, runs, lengths, and offsets, where 0 means
// behind the one before and anything else is the offset plus one.
void pmtiles_write_directory(const struct pmtiles_entry *entries, size_t count,
                             struct buf *out)
{
    uint64_t last = 0, end = 0;
    add_varint(out, count);
    for (size_t i = 0; i < count; i++) {
        add_varint(out, entries[i].id - last);
        last = entries[i].id;
    }
    for (size_t i = 0; i < count; i++) add_varint(out, entries[i].run);
    for (size_t i = 0; i < count; i++) add_varint(out, entries[i].length);
    for (size_t i = 0; i < count; i++) {
        bool is_behind = i > 0 && entries[i].offset == end;
        add_varint(out, is_behind ? 0 : entries[i].offset + 1);
        end = entries[i].offset + entries[i].length;
    }
}

struct reader {
    str bytes;
    size_t at;
    struct error *err;
};

static bool spoilt(const struct reader *reader, size_t at, const char *what)
{
    return error_set(reader->err, ERROR_CORRUPT, "byte %zu of a directory: %s",
                     at, what);
}

static bool read_varint(struct reader *reader, uint64_t max, uint64_t *out)
{
    size_t start = reader->at;
    *out = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (reader->at == reader->bytes.len)
            return spoilt(reader, reader->at, "it ends within a number");
        uint64_t byte = (unsigned char)reader->bytes.bytes[reader->at++];
        if (shift == 63 && byte > 1) break;
        *out |= (byte & 127) << shift;
        if (byte >= 128) continue;
        if (*out <= max) return true;
        break;
    }
    return spoilt(reader, start, "the number is too large");
}

static bool read_ids(struct reader *reader, struct pmtiles_entry *entries,
                     size_t count)
{
    uint64_t last = 0, step;
    const uint64_t end = pmtiles_first_id(PMTILES_ZOOM_MAX + 1);
    for (size_t i = 0; i < count; i++) {
        size_t at = reader->at;
        if (!read_varint(reader, end - 1 - last, &step)) return false;
        if (i > 0 && !step)
            return spoilt(reader, at, "an entry is there twice");
        last += step;
        entries[i].id = last;
    }
    return true;
}

static bool read_runs(struct reader *reader, struct pmtiles_entry *entries,
                      size_t count)
{
    uint64_t run;
    for (size_t i = 0; i < count; i++) {
        size_t at = reader->at;
        if (!read_varint(reader, UINT32_MAX, &run)) return false;
        if (i + 1 < count && run > entries[i + 1].id - entries[i].id)
            return spoilt(reader, at, "a run reaches into the next entry");
        entries[i].run = (uint32_t)run;
    }
    return true;
}

static bool read_lengths(struct reader *reader, struct pmtiles_entry *entries,
                         size_t count)
{
    uint64_t length;
    for (size_t i = 0; i < count; i++) {
        size_t at = reader->at;
        if (!read_varint(reader, UINT32_MAX, &length)) return false;
        if (!length) return spoilt(reader, at, "an entry without bytes");
        entries[i].length = (uint32_t)length;
    }
    return true;
}

static bool read_offsets(struct reader *reader, struct pmtiles_entry *entries,
                         size_t count)
{
    uint64_t offset;
    for (size_t i = 0; i < count; i++) {
        size_t at = reader->at;
        if (!read_varint(reader, INT64_MAX, &offset)) return false;
        if (!offset && !i)
            return spoilt(reader, at, "the first entry is behind none");
        entries[i].offset =
            offset ? offset - 1 : entries[i - 1].offset + entries[i - 1].length;
        if (entries[i].offset > INT64_MAX)
            return spoilt(reader, at, "the offset is too large");
    }
    return true;
}

bool pmtiles_read_directory(struct arena *arena, str bytes,
                            struct pmtiles_entry **entries, size_t *count,
                            struct error *err)
{
    uint64_t number;
    struct reader reader = { .bytes = bytes, .err = err };
    if (!read_varint(&reader, UINT32_MAX, &number)) return false;
    if (number > (bytes.len - reader.at) / ENTRY_BYTES_MIN)
        return spoilt(&reader, 0, "it is too short for its entries");
    *count = (size_t)number;
    *entries = ARENA_ARRAY(arena, struct pmtiles_entry, *count + 1);
    if (!*entries)
        return error_set(err, ERROR_NO_MEMORY, "no room for a directory");
    return read_ids(&reader, *entries, *count) &&
           read_runs(&reader, *entries, *count) &&
           read_lengths(&reader, *entries, *count) &&
           read_offsets(&reader, *entries, *count) &&
           (reader.at == bytes.len ||
            spoilt(&reader, reader.at, "something stands behind its end"));
}

const struct pmtiles_entry *pmtiles_find(const struct pmtiles_entry *entries,
                                         size_t count, uint64_t id)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (entries[middle].id <= id)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low) return NULL;
    const struct pmtiles_entry *entry = &entries[low - 1];
    return !entry->run || id - entry->id < entry->run ? entry : NULL;
}
