#include "store/spatialite/rtree_node.h"

#include <string.h>

enum { HEADER_BYTES = 4, CELL_BYTES = 24 };

static size_t read_u16(const char *bytes)
{
    return (size_t)(unsigned char)bytes[0] << 8 | (unsigned char)bytes[1];
}

static double read_float(const char *bytes)
{
    uint32_t bits;
    float value;
    memcpy(&bits, bytes, sizeof bits);
    bits = __builtin_bswap32(bits);
    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

static int64_t read_id(const char *bytes)
{
    uint64_t bits;
    memcpy(&bits, bytes, sizeof bits);
    return (int64_t)__builtin_bswap64(bits);
}

bool rtree_node_cells(str bytes, size_t *count)
{
    if (bytes.len < HEADER_BYTES) return false;
    *count = read_u16(bytes.bytes + 2);
    return *count <= (bytes.len - HEADER_BYTES) / CELL_BYTES;
}

size_t rtree_node_depth(str bytes)
{
    return read_u16(bytes.bytes);
}

struct rtree_cell rtree_node_cell(const void *bytes, size_t i)
{
    const char *at = (const char *)bytes + HEADER_BYTES + i * CELL_BYTES;
    return (struct rtree_cell){ .id = read_id(at),
                                .box = { .min_x = read_float(at + 8),
                                         .max_x = read_float(at + 12),
                                         .min_y = read_float(at + 16),
                                         .max_y = read_float(at + 20) } };
}
