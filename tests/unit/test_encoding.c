#include "importers/encoding.h"

#include "unit/test.h"

TEST(encodings_are_found_by_their_usual_names)
{
    enum encoding found;
    CHECK(encoding_find(STR("UTF-8"), &found) && found == ENCODING_UTF8);
    CHECK(encoding_find(STR("cp1252"), &found) &&
          found == ENCODING_WINDOWS_1252);
    CHECK(encoding_find(STR("Latin1"), &found) && found == ENCODING_ISO_8859_1);
    CHECK(!encoding_find(STR("ebcdic"), &found));
    CHECK(!strcmp(encoding_name(ENCODING_WINDOWS_1252), "windows-1252"));
}

TEST(a_byte_order_mark_tells_the_encoding)
{
    size_t len;
    CHECK(encoding_of_start(STR("\xEF\xBB\xBF"
                                "id"),
                            &len) == ENCODING_UTF8 &&
          len == 3);
    CHECK(encoding_of_start(STR("\xFF\xFEi\0"), &len) == ENCODING_UTF16LE &&
          len == 2);
    CHECK(encoding_of_start(STR("\xFE\xFF\0i"), &len) == ENCODING_UTF16BE);
    CHECK(encoding_of_start(STR("id,naam"), &len) == ENCODING_UNKNOWN &&
          len == 0);
}

TEST(utf16_without_a_mark_is_known_by_its_zeros)
{
    size_t len;
    CHECK(encoding_of_start(STR("i\0d\0;\0n\0a\0a\0m\0"), &len) ==
          ENCODING_UTF16LE);
    CHECK(encoding_of_start(STR("\0i\0d\0;\0n\0a\0a\0m"), &len) ==
          ENCODING_UTF16BE);
    CHECK(encoding_of_start(STR("id;na\0am;straat"), &len) == ENCODING_UNKNOWN);
}

TEST(windows_1252_becomes_utf8)
{
    struct arena *arena = arena_create(10000);
    CHECK_STR(encoding_8bit_to_utf8(arena, ENCODING_WINDOWS_1252,
                                    STR("caf\xE9 \x80 \x93")),
              STR("caf\xC3\xA9 \xE2\x82\xAC \xE2\x80\x9C"));
    CHECK_STR(
        encoding_8bit_to_utf8(arena, ENCODING_ISO_8859_1, STR("\xE9\x80")),
        STR("\xC3\xA9\xC2\x80"));
    arena_destroy(arena);
}

TEST(utf16_may_be_cut_anywhere)
{
    // "aé€😀" with the last character as two surrogates.
    static const char text[] = "a\0\xE9\0\xAC\x20\x3D\xD8\x00\xDE";
    str wanted = STR("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    for (size_t cut = 0; cut <= 10; cut++) {
        struct utf16 state = { 0 };
        char out[64];
        size_t len = utf16_to_utf8(&state, (str){ text, cut }, out);
        len += utf16_to_utf8(&state, (str){ text + cut, 10 - cut }, out + len);
        CHECK(utf16_finish(&state, out + len) == 0);
        CHECK_STR(((str){ out, len }), wanted);
    }
}

TEST(half_a_surrogate_is_left_invalid)
{
    struct utf16 state = { 0 };
    char out[64];
    size_t len = utf16_to_utf8(&state,
                               STR("\x3D\xD8"
                                   "a\0"),
                               out);
    CHECK_STR(((str){ out, len }), STR("\xFF"
                                       "a"));
    len = utf16_to_utf8(&state,
                        STR("\x3D\xD8"
                            "b"),
                        out);
    CHECK(len == 0 && utf16_finish(&state, out) == 2);
}

TEST(the_ascii_prefix_is_exact)
{
    CHECK(encoding_ascii_prefix(STR("")) == 0);
    CHECK(encoding_ascii_prefix(STR("abcdefghijk")) == 11);
    CHECK(encoding_ascii_prefix(STR("abcdefgh\xC3ijklmnop")) == 8);
    CHECK(encoding_ascii_prefix(STR("\xC3")) == 0);
}

TEST_MAIN
