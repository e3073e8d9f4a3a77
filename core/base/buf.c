#include "base/buf.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CAPACITY_FIRST = 256, INT_DIGITS = 20, REAL_TEXT_MAX = 32 };

void buf_init(struct buf *buf, struct arena *arena, size_t limit)
{
    *buf = (struct buf){ .arena = arena, .limit = limit };
}

static bool fail(struct buf *buf, enum error_code code)
{
    buf->failure = code;
    return false;
}

static bool make_room(struct buf *buf, size_t len)
{
    if (buf->failure) return false;
    if (len > buf->limit - buf->len) return fail(buf, ERROR_TOO_LARGE);
    size_t wanted = buf->capacity ? buf->capacity : CAPACITY_FIRST;
    while (wanted < buf->len + len && wanted <= SIZE_MAX / 2) wanted *= 2;
    if (wanted < buf->len + len || wanted > buf->limit) wanted = buf->limit;
    char *bytes =
        arena_grow_bytes(buf->arena, buf->bytes, buf->capacity, wanted);
    if (!bytes && wanted > buf->len + len) {
        // Twice the size does not fit; just enough may.
        wanted = buf->len + len;
        bytes = arena_grow_bytes(buf->arena, buf->bytes, buf->capacity, wanted);
    }
    if (!bytes) return fail(buf, ERROR_NO_MEMORY);
    buf->bytes = bytes;
    buf->capacity = wanted;
    return true;
}

// Whether `len` more bytes fit; inlined, because it guards every append.
static inline bool has_room(struct buf *buf, size_t len)
{
    if (len <= buf->capacity - buf->len && !buf->failure) return true;
    return make_room(buf, len);
}

char *buf_reserve(struct buf *buf, size_t len)
{
    return has_room(buf, len ? len : 1) ? buf->bytes + buf->len : NULL;
}

void buf_expect(struct buf *buf, size_t len)
{
    size_t left = buf->limit - buf->len;
    if (len > buf->capacity - buf->len && len <= left) make_room(buf, len);
}

void buf_add(struct buf *buf, const void *bytes, size_t len)
{
    if (len == 0 || !has_room(buf, len)) return;
    memcpy(buf->bytes + buf->len, bytes, len);
    buf->len += len;
}

void buf_add_char(struct buf *buf, char c)
{
    if (has_room(buf, 1)) buf->bytes[buf->len++] = c;
}

void buf_add_str(struct buf *buf, str s)
{
    buf_add(buf, s.bytes, s.len);
}

// vsnprintf ends with a NUL, for which the limit has no room: through a copy of
// its own in the arena when the text would just fit.
static void print_exactly(struct buf *buf, size_t len, const char *format,
                          va_list args)
{
    if (!has_room(buf, len)) return;
    size_t room = buf->capacity - buf->len;
    char *text = buf->bytes + buf->len;
    if (room <= len) text = arena_alloc(buf->arena, len + 1);
    if (!text) {
        fail(buf, ERROR_NO_MEMORY);
        return;
    }
    vsnprintf(text, len + 1, format, args);
    if (room <= len) memcpy(buf->bytes + buf->len, text, len);
    buf->len += len;
}

void buf_addf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    size_t room = buf->failure ? 0 : buf->capacity - buf->len;
    char *text = room ? buf->bytes + buf->len : NULL;
    int len = vsnprintf(text, room, format, args);
    va_end(args);
    if (len > 0 && (size_t)len < room)
        buf->len += (size_t)len;
    else if (len > 0)
        print_exactly(buf, (size_t)len, format, again);
    va_end(again);
}

static const char pairs[] = "00010203040506070809"
                            "10111213141516171819"
                            "20212223242526272829"
                            "30313233343536373839"
                            "40414243444546474849"
                            "50515253545556575859"
                            "60616263646566676869"
                            "70717273747576777879"
                            "80818283848586878889"
                            "90919293949596979899";

// Writes the digits of `value` so that they end at `end`; returns the start.
static char *digits_before(char *end, uint64_t value)
{
    while (value >= 100) {
        end -= 2;
        memcpy(end, pairs + value % 100 * 2, 2);
        value /= 100;
    }
    if (value >= 10) {
        end -= 2;
        memcpy(end, pairs + value * 2, 2);
    } else {
        *--end = (char)('0' + value);
    }
    return end;
}

void buf_add_int(struct buf *buf, int64_t value)
{
    char text[INT_DIGITS + 1];
    char *end = text + sizeof text;
    uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    char *start = digits_before(end, size);
    if (value < 0) *--start = '-';
    buf_add(buf, start, (size_t)(end - start));
}

static const uint32_t powers_of_ten[] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
};

// Adds units × 10^-decimals without trailing zeros. `units` is below 2^63.
static void add_units(struct buf *buf, bool negative, uint64_t units,
                      int decimals)
{
    char text[2 * INT_DIGITS + 2];
    char *end = text + sizeof text;
    while (decimals > 0 && units % 10 == 0) {
        units /= 10;
        decimals--;
    }
    char *start = end;
    for (; decimals > 1; decimals -= 2, units /= 100) {
        start -= 2;
        memcpy(start, pairs + units % 100 * 2, 2);
    }
    if (decimals == 1) {
        *--start = (char)('0' + units % 10);
        units /= 10;
    }
    if (start != end) *--start = '.';
    start = digits_before(start, units);
    if (negative) *--start = '-';
    buf_add(buf, start, (size_t)(end - start));
}

__extension__ typedef unsigned __int128 uint128;

// A double is m × 2^-s with m below 2^53, so that m × 10^decimals fits in 83
// bits and the rounding is exact.
void buf_add_fixed(struct buf *buf, double value, int decimals)
{
    double size = fabs(value);
    if (!(size < 1e9)) {
        buf_add_real(buf, value);
        return;
    }
    uint64_t bits;
    memcpy(&bits, &size, sizeof bits);
    unsigned exponent = (unsigned)(bits >> 52);
    unsigned shift = 1075 - (exponent ? exponent : 1);
    uint64_t units = 0;
    if (shift < 96) {
        uint64_t mantissa = (bits & 0xFFFFFFFFFFFFF) | 0x10000000000000;
        uint128 product = (uint128)mantissa * powers_of_ten[decimals];
        product += (uint128)1 << (shift - 1);
        units = (uint64_t)(product >> shift);
    }
    add_units(buf, value < 0 && units != 0, units, decimals);
}

// Most numbers people store have few decimals: the first decimal text of up to
// 15 digits that is exactly this double is the shortest, because no two such
// texts share a double.
static bool add_short_real(struct buf *buf, double value)
{
    double size = fabs(value);
    if (!(size < 1e15)) return false;
    for (int decimals = 0; decimals <= 9; decimals++) {
        double scale = powers_of_ten[decimals];
        double units = rint(size * scale);
        if (units >= 1e15) return false;
        if (units / scale != size) continue;
        add_units(buf, value < 0, (uint64_t)units, decimals);
        return true;
    }
    return false;
}

void buf_add_real(struct buf *buf, double value)
{
    if (add_short_real(buf, value)) return;
    char text[REAL_TEXT_MAX];
    for (int digits = 15; digits <= 17; digits++) {
        double back;
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (str_to_real(str_from(text), &back) && !(back < value) &&
            !(back > value))
            break;
    }
    buf_add_str(buf, str_from(text));
}

bool buf_finish(struct buf *buf, str *out, struct error *err)
{
    if (buf->failure == ERROR_TOO_LARGE)
        return error_set(err, ERROR_TOO_LARGE,
                         "the answer would be larger than %zu bytes",
                         buf->limit);
    if (buf->failure)
        return error_set(err, buf->failure, "no room for the answer");
    *out = (str){ buf->bytes ? buf->bytes : "", buf->len };
    return true;
}
