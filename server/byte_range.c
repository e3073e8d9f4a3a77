#include "server/byte_range.h"

// Digits only; what is larger than any file counts as just that.
static bool read_number(str text, uint64_t *out)
{
    *out = 0;
    if (!text.len) return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        if (c < '0' || c > '9') return false;
        if (*out < UINT64_MAX / 16) *out = *out * 10 + (uint64_t)(c - '0');
    }
    return true;
}

// "-500": the last 500 bytes.
static enum byte_range read_tail(str text, uint64_t size, uint64_t *offset,
                                 uint64_t *length)
{
    if (!read_number(text, length)) return BYTES_ALL;
    if (!*length || !size) return BYTES_OUTSIDE;
    if (*length > size) *length = size;
    *offset = size - *length;
    return BYTES_SOME;
}

enum byte_range byte_range_read(str header, uint64_t size, uint64_t *offset,
                                uint64_t *length)
{
    str unit, first;
    uint64_t last = UINT64_MAX;
    if (!str_next(&header, '=', &unit) || !header.bytes ||
        !str_equal_nocase(str_trim(unit), STR("bytes")))
        return BYTES_ALL;
    str range = str_trim(header);
    if (!str_next(&range, '-', &first) || !range.bytes) return BYTES_ALL;
    if (!first.len) return read_tail(range, size, offset, length);
    if (!read_number(first, offset)) return BYTES_ALL;
    if (range.len && (!read_number(range, &last) || last < *offset))
        return BYTES_ALL;
    if (*offset >= size) return BYTES_OUTSIDE;
    if (last >= size) last = size - 1;
    *length = last - *offset + 1;
    return BYTES_SOME;
}
