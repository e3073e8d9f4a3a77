#include "base/json.h"

#include <math.h>

#include "unit/test.h"
#include "unit/torture.h"

static struct arena *arena;
static struct buf buf;

static struct json begin(void)
{
    arena = arena_create(SIZE_MAX);
    buf_init(&buf, arena, SIZE_MAX);
    return (struct json){ .out = &buf };
}

static void check_end(str wanted)
{
    str text = { 0 };
    CHECK(buf_finish(&buf, &text, NULL));
    CHECK_STR(text, wanted);
    arena_destroy(arena);
}

TEST(commas_stand_between_values_only)
{
    struct json json = begin();
    json_object_begin(&json);
    json_member_str(&json, "type", STR("Feature"));
    json_key(&json, STR("bbox"));
    json_array_begin(&json);
    json_fixed(&json, 6.5682, 3);
    json_int(&json, -53);
    json_real(&json, 0.25);
    json_array_end(&json);
    json_key(&json, STR("empty"));
    json_object_begin(&json);
    json_object_end(&json);
    json_member_int(&json, "n", 7);
    json_member_bool(&json, "yes", true);
    json_key(&json, STR("list"));
    json_array_begin(&json);
    json_array_begin(&json);
    json_array_end(&json);
    json_null(&json);
    json_bool(&json, false);
    json_raw(&json, STR("{\"a\":1}"));
    json_array_end(&json);
    json_object_end(&json);
    check_end(STR("{\"type\":\"Feature\",\"bbox\":[6.568,-53,0.25],"
                  "\"empty\":{},\"n\":7,\"yes\":true,"
                  "\"list\":[[],null,false,{\"a\":1}]}"));
}

TEST(numbers_that_json_cannot_hold_become_null)
{
    struct json json = begin();
    json_array_begin(&json);
    json_real(&json, (double)NAN);
    json_real(&json, (double)INFINITY);
    json_fixed(&json, -(double)INFINITY, 3);
    json_array_end(&json);
    check_end(STR("[null,null,null]"));
}

TEST(strings_escape_what_json_requires)
{
    struct json json = begin();
    json_array_begin(&json);
    json_str(&json, STR("a\"b\\c/\n\r\t\x01\x1f\x7f"));
    json_str(&json, STR("12345678\"12345678"));
    json_str(&json, STR("Ren\xc3\xa9 \xe2\x82\xac \xf0\x9f\x9a\xb2"));
    json_str(&json, STR(""));
    json_str(&json, (str){ "\0", 1 });
    json_array_end(&json);
    check_end(STR("[\"a\\\"b\\\\c/\\n\\r\\t\\u0001\\u001f\x7f\","
                  "\"12345678\\\"12345678\","
                  "\"Ren\xc3\xa9 \xe2\x82\xac \xf0\x9f\x9a\xb2\",\"\","
                  "\"\\u0000\"]"));
}

TEST(bytes_that_are_no_text_become_replacement_characters)
{
    struct json json = begin();
    json_str(&json, STR("a\xff"
                        "b\xed\xa0\x80\xc3"));
    check_end(STR("\"a\xEF\xBF\xBD"
                  "b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
                  "\xEF\xBF\xBD\""));
}

// Every byte in every place of a word of eight: the fast path must not miss
// one that needs an escape.
TEST(no_byte_slips_through_the_fast_path)
{
    for (int byte = 0; byte < 256; byte++) {
        for (size_t at = 0; at < 8; at++) {
            char text[] = "ABCDEFGHIJKLMNOPQRSTUVWX";
            text[8 + at] = (char)byte;
            struct json json = begin();
            json_str(&json, str_from(text));
            str out = { 0 };
            CHECK(buf_finish(&buf, &out, NULL));
            bool is_plain =
                byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
            CHECK(byte == 0 || is_plain == (out.len == sizeof text - 1 + 2));
            CHECK(str_valid_utf8(out) == out.len);
            arena_destroy(arena);
        }
    }
}

static bool write_much(void *context)
{
    (void)context;
    struct arena *own = arena_create(SIZE_MAX);
    if (!own) return false;
    struct buf out;
    str text;
    buf_init(&out, own, SIZE_MAX);
    struct json json = { .out = &out };
    json_array_begin(&json);
    for (int i = 0; i < 5000; i++) {
        json_object_begin(&json);
        json_member_str(&json, "naam", STR("Oude \"Haven\""));
        json_key(&json, STR("x"));
        json_real(&json, i / 7.0);
        json_object_end(&json);
    }
    json_array_end(&json);
    bool done = buf_finish(&out, &text, NULL);
    arena_destroy(own);
    return done;
}

TEST(a_failed_allocation_fails_the_document_as_a_whole)
{
    CHECK(torture(write_much, NULL));
}

TEST(plain_texts_of_any_length_are_told_from_others)
{
    static const char odd[] = { '"', '\\', '\n', '\x1f', '\x80', '\xff' };
    char text[40], out[44];
    for (size_t len = 0; len < sizeof text; len++) {
        memset(text, 'a', sizeof text);
        CHECK(json_is_plain((str){ text, len }));
        char *end = json_put_plain(out, (str){ text, len });
        CHECK(end == out + len + 2 && out[0] == '"' && end[-1] == '"');
        CHECK(memcmp(out + 1, text, len) == 0);
        for (size_t at = 0; at < len; at++) {
            text[at] = odd[(len + at) % sizeof odd];
            CHECK(!json_is_plain((str){ text, len }));
            text[at] = 'a';
        }
    }
}

TEST_MAIN
