#include "server/cursor_token.h"

#include <math.h>
#include <string.h>

// 8 bytes fid, 8 bytes version, 8 bytes distance, 4 bytes hash of when that
// version was published (a dataset that was removed starts again at version
// 1), 4 bytes shape, 4 bytes check: big endian, then base64url without padding
// (RFC 4648 §5).
enum {
    FID_AT = 0,
    VERSION_AT = 8,
    DISTANCE_AT = 16,
    UPDATED_AT = 24,
    SHAPE_AT = 28,
    CHECK_AT = 32,
    PAYLOAD_LEN = 36,
    TEXT_LEN = 48
};

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void put(unsigned char *bytes, uint64_t number, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = (unsigned char)(number >> (8 * (count - 1 - i)));
}

static uint64_t take(const unsigned char *bytes, size_t count)
{
    uint64_t number = 0;
    for (size_t i = 0; i < count; i++) number = number << 8 | bytes[i];
    return number;
}

static uint32_t check_of(const struct collection *collection,
                         const unsigned char *payload)
{
    str bytes = { (const char *)payload, CHECK_AT };
    uint64_t hash = str_hash(collection->id) * 31 + str_hash(bytes);
    return (uint32_t)(hash ^ hash >> 32);
}

static uint32_t updated_hash(const struct collection *collection)
{
    return (uint32_t)str_hash(collection->dataset->updated);
}

static uint64_t bits_of(double real)
{
    uint64_t bits;
    memcpy(&bits, &real, sizeof bits);
    return bits;
}

static double real_of(uint64_t bits)
{
    double real;
    memcpy(&real, &bits, sizeof real);
    return real;
}

struct cursor_token cursor_token_print(const struct collection *collection,
                                       const struct cursor_place *place)
{
    unsigned char payload[PAYLOAD_LEN];
    put(payload + FID_AT, (uint64_t)place->fid, 8);
    put(payload + DISTANCE_AT, bits_of(place->distance_m), 8);
    put(payload + SHAPE_AT, place->shape, 4);
    put(payload + VERSION_AT, (uint64_t)collection->dataset->version, 8);
    put(payload + UPDATED_AT, updated_hash(collection), 4);
    put(payload + CHECK_AT, check_of(collection, payload), 4);

    struct cursor_token token = { .len = TEXT_LEN };
    for (size_t i = 0; i < PAYLOAD_LEN / 3; i++) {
        uint64_t three = take(payload + 3 * i, 3);
        for (size_t k = 0; k < 4; k++)
            token.text[4 * i + k] = digits[three >> (18 - 6 * k) & 63];
    }
    return token;
}

static bool decode(str text, unsigned char *payload)
{
    if (text.len != TEXT_LEN) return false;
    for (size_t i = 0; i < PAYLOAD_LEN / 3; i++) {
        uint64_t three = 0;
        for (size_t k = 0; k < 4; k++) {
            const char *at = memchr(digits, text.bytes[4 * i + k], 64);
            if (!at) return false;
            three = three << 6 | (uint64_t)(at - digits);
        }
        put(payload + 3 * i, three, 3);
    }
    return true;
}

static bool is_sound(const struct collection *collection,
                     const unsigned char *payload)
{
    double distance = real_of(take(payload + DISTANCE_AT, 8));
    return take(payload + CHECK_AT, 4) == check_of(collection, payload) &&
           payload[FID_AT] <= 127 && isfinite(distance) && distance >= 0;
}

bool cursor_token_parse(const struct collection *collection, str text,
                        struct cursor_place *place, struct error *err)
{
    unsigned char payload[PAYLOAD_LEN];
    if (!decode(text, payload) || !is_sound(collection, payload))
        return error_set(err, ERROR_INVALID,
                         "this is not a cursor of the collection "
                         "'%.*s'; take it unchanged from a next link, or leave "
                         "it out to start at the first page",
                         STR_ARG(collection->id));
    if (take(payload + VERSION_AT, 8) !=
            (uint64_t)collection->dataset->version ||
        take(payload + UPDATED_AT, 4) != updated_hash(collection))
        return error_set(err, ERROR_GONE,
                         "the collection '%.*s' was updated since this "
                         "cursor was made; start again without a cursor",
                         STR_ARG(collection->id));
    place->fid = (int64_t)take(payload + FID_AT, 8);
    place->distance_m = real_of(take(payload + DISTANCE_AT, 8));
    place->shape = (uint32_t)take(payload + SHAPE_AT, 4);
    return true;
}
