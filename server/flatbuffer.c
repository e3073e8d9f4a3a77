#include "server/flatbuffer.h"

#include <endian.h>
#include <string.h>

static size_t here(const struct flat *flat)
{
    return flat->out->len - flat->start;
}

static void add_zeros(struct flat *flat, size_t count)
{
    char *room = count ? buf_reserve(flat->out, count) : NULL;
    if (!room) return;
    memset(room, 0, count);
    flat->out->len += count;
}

// So that what stands `ahead` bytes from here lies at a multiple of `size`.
static void align(struct flat *flat, size_t ahead, size_t size)
{
    add_zeros(flat, (size - (here(flat) + ahead) % size) % size);
}

// A buf that has failed takes nothing more, and positions lead nowhere.
void flat_put(struct flat *flat, size_t at, const void *bytes, size_t len)
{
    if (flat->out->failure || !len) return;
    memcpy(flat->out->bytes + flat->start + at, bytes, len);
}

void flat_put_8(struct flat *flat, size_t at, uint8_t value)
{
    flat_put(flat, at, &value, sizeof value);
}

void flat_put_16(struct flat *flat, size_t at, uint16_t value)
{
    value = htole16(value);
    flat_put(flat, at, &value, sizeof value);
}

void flat_put_32(struct flat *flat, size_t at, uint32_t value)
{
    value = htole32(value);
    flat_put(flat, at, &value, sizeof value);
}

void flat_put_64(struct flat *flat, size_t at, uint64_t value)
{
    value = htole64(value);
    flat_put(flat, at, &value, sizeof value);
}

void flat_begin(struct flat *flat, struct buf *out)
{
    *flat = (struct flat){ out, out->len };
    add_zeros(flat, 8);
}

void flat_end(struct flat *flat)
{
    align(flat, 0, 8);
    flat_put_32(flat, 0, (uint32_t)(here(flat) - 4));
}

static void point_here(struct flat *flat, size_t link)
{
    flat_put_32(flat, link, (uint32_t)(here(flat) - link));
}

// Behind the four bytes that lead to the vtable come the largest fields first:
// so none needs padding.
static size_t place_fields(const unsigned char *sizes, size_t count,
                           uint16_t *offsets)
{
    size_t end = 4;
    for (size_t size = 8; size > 0; size /= 2)
        for (size_t i = 0; i < count; i++) {
            if (sizes[i] != size) continue;
            offsets[i] = (uint16_t)end;
            end += size;
        }
    return end;
}

struct flat_table flat_table(struct flat *flat, size_t link,
                             const unsigned char *sizes, size_t count)
{
    struct flat_table table = { 0 };
    uint16_t offsets[FLAT_FIELDS_MAX] = { 0 };
    size_t vtable_len = 4 + 2 * count;
    size_t table_len = place_fields(sizes, count, offsets);
    // The table begins four bytes before a multiple of eight.
    align(flat, vtable_len + 4, 8);
    size_t vtable = here(flat);
    add_zeros(flat, vtable_len);
    flat_put_16(flat, vtable, (uint16_t)vtable_len);
    flat_put_16(flat, vtable + 2, (uint16_t)table_len);
    for (size_t i = 0; i < count; i++)
        flat_put_16(flat, vtable + 4 + 2 * i, offsets[i]);
    point_here(flat, link);
    size_t start = here(flat);
    add_zeros(flat, table_len);
    flat_put_32(flat, start, (uint32_t)(start - vtable));
    for (size_t i = 0; i < count; i++)
        if (sizes[i]) table.at[i] = start + offsets[i];
    return table;
}

size_t flat_vector(struct flat *flat, size_t link, size_t count, size_t size)
{
    align(flat, 0, 4);
    align(flat, 4, size);
    point_here(flat, link);
    size_t start = here(flat);
    add_zeros(flat, 4 + count * size);
    flat_put_32(flat, start, (uint32_t)count);
    return start + 4;
}

void flat_string(struct flat *flat, size_t link, str text)
{
    align(flat, 0, 4);
    point_here(flat, link);
    size_t start = here(flat);
    add_zeros(flat, 4 + text.len + 1);
    flat_put_32(flat, start, (uint32_t)text.len);
    flat_put(flat, start + 4, text.bytes, text.len);
}
