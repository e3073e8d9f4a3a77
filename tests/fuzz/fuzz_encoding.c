#include "fuzz/fuzz.h"
#include "importers/encoding.h"

// UTF-16 gives the same however it is cut, and 8-bit texts are always UTF-8
// afterwards.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(64 << 20);
    if (!arena || size > 1 << 20) {
        arena_destroy(arena);
        return 0;
    }
    str text = fuzz_text(data, size);
    size_t mark;
    enum encoding found = encoding_of_start(text, &mark);
    MUST_HOLD(mark <= size && (!mark || found != ENCODING_UNKNOWN));
    str latin = encoding_8bit_to_utf8(arena, ENCODING_WINDOWS_1252, text);
    MUST_HOLD(latin.bytes && str_valid_utf8(latin) == latin.len);
    MUST_HOLD(encoding_ascii_prefix(latin) <= latin.len);

    size_t cut = size ? data[0] % size : 0, room = size * 2 + 12;
    struct utf16 one = { .is_big_endian = size & 1 };
    struct utf16 two = one;
    char *whole = arena_alloc(arena, room), *pieces = arena_alloc(arena, room);
    size_t a = utf16_to_utf8(&one, text, whole);
    a += utf16_finish(&one, whole + a);
    size_t b = utf16_to_utf8(&two, str_slice(text, 0, cut), pieces);
    b += utf16_to_utf8(&two, str_slice(text, cut, size), pieces + b);
    b += utf16_finish(&two, pieces + b);
    MUST_HOLD(str_equal((str){ whole, a }, (str){ pieces, b }));
    arena_destroy(arena);
    return 0;
}
