#include "base/str.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/error.h"
#include "base/log.h"
#include "unit/test.h"

TEST(slices_stay_inside_their_text)
{
    str s = STR("buurten");
    CHECK_STR(str_slice(s, 0, 5), STR("buurt"));
    CHECK_STR(str_slice(s, 5, 99), STR("en"));
    CHECK_STR(str_slice(s, 9, 3), STR(""));
    CHECK(str_slice((str){ 0 }, 1, 2).len == 0);
}

TEST(texts_compare_by_byte_and_then_by_length)
{
    CHECK(str_compare(STR("a"), STR("b")) < 0);
    CHECK(str_compare(STR("ab"), STR("a")) > 0);
    CHECK(str_compare(STR(""), (str){ 0 }) == 0);
    CHECK(str_compare(STR("\xc3\xa9"), STR("z")) > 0);
    CHECK(str_equal((str){ 0 }, STR("")));
    CHECK(!str_equal(STR("a"), STR("A")));
    CHECK(str_equal_nocase(STR("EPSG"), STR("epsg")));
    CHECK(!str_equal_nocase(STR("EPSG"), STR("epsg:")));
}

TEST(beginnings_ends_and_trimming)
{
    CHECK(str_starts(STR("BU00140000"), STR("BU")));
    CHECK(!str_starts(STR("B"), STR("BU")));
    CHECK(str_ends(STR("x.zip"), STR(".zip")));
    CHECK(!str_ends(STR("zip"), STR(".zip")));
    CHECK_STR(str_trim(STR(" \t BU0014  \r\n")), STR("BU0014"));
    CHECK_STR(str_trim(STR("   ")), STR(""));
    CHECK_STR(str_from(NULL), STR(""));
}

TEST(parts_come_one_by_one_and_an_empty_text_has_one)
{
    str rest = STR("a,,b,");
    str part;
    CHECK(str_next(&rest, ',', &part) && str_equal(part, STR("a")));
    CHECK(str_next(&rest, ',', &part) && part.len == 0);
    CHECK(str_next(&rest, ',', &part) && str_equal(part, STR("b")));
    CHECK(str_next(&rest, ',', &part) && part.len == 0);
    CHECK(!str_next(&rest, ',', &part) && !rest.bytes);
    rest = STR("");
    CHECK(str_next(&rest, ',', &part) && part.len == 0);
    CHECK(!str_next(&rest, ',', &part));
}

TEST(a_hash_is_fnv1a)
{
    CHECK(str_hash(STR("")) == 0xcbf29ce484222325);
    CHECK(str_hash(STR("foobar")) == 0x85944171f73967e8);
}

TEST(a_hash_for_tables_tells_lengths_and_last_bytes_apart)
{
    const char text[] = "key/of/thirty/three/bytes/or/more";
    for (size_t len = 0; len < sizeof text - 1; len++) {
        char other[sizeof text];
        memcpy(other, text, sizeof text);
        uint64_t hash = str_hash_here((str){ text, len });
        CHECK(hash == str_hash_here((str){ other, len }));
        CHECK(hash != str_hash_here((str){ text, len + 1 }));
        if (len) other[len - 1] ^= 1;
        CHECK(!len || hash != str_hash_here((str){ other, len }));
    }
}

TEST(utf8_is_checked_as_rfc_3629_says)
{
    static const struct {
        const char *text;
        size_t valid;
    } cases[] = {
        { "plain", 5 },
        { "\xc3\xa9", 2 },
        { "\xe2\x82\xac", 3 },
        { "\xf0\x9f\x9a\xb2", 4 },
        { "\xf4\x8f\xbf\xbf", 4 },
        { "12345678abc\xc3", 11 },
        { "a\x80", 1 },
        { "\xc0\xaf", 0 },
        { "\xc1\xbf", 0 },
        { "\xe0\x9f\xbf", 0 },
        { "\xed\x9f\xbf", 3 },
        { "\xed\xa0\x80", 0 },
        { "\xf0\x8f\xbf\xbf", 0 },
        { "\xf4\x90\x80\x80", 0 },
        { "\xf5\x80\x80\x80", 0 },
        { "\xe2\x82", 0 },
        { "\xf0\x9f\x9a", 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(str_valid_utf8(str_from(cases[i].text)) == cases[i].valid);
    CHECK(str_utf8_len(STR("")) == 0);
}

TEST(characters_are_written_and_read_back)
{
    static const uint32_t characters[] = { 1,       0x7F,    0x80,   0x7FF,
                                           0x800,   0xD7FF,  0xE000, 0xFFFF,
                                           0x10000, 0x10FFFF };
    static const size_t lens[] = { 1, 1, 2, 2, 3, 3, 3, 3, 4, 4 };
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
        char out[4];
        size_t len = 0, written = str_utf8_encode(characters[i], out);
        CHECK(written == lens[i]);
        CHECK(str_utf8_decode((str){ out, written }, &len) == characters[i]);
        CHECK(len == written);
    }
    char euro[4];
    CHECK_STR(((str){ euro, str_utf8_encode(0x20AC, euro) }), STR("€"));
    size_t len = 1;
    CHECK(str_utf8_decode(STR("\xe2\x82"), &len) == 0 && len == 0);
}

TEST(hexadecimal_digits_have_a_worth)
{
    CHECK(ascii_hex('0') == 0 && ascii_hex('9') == 9);
    CHECK(ascii_hex('a') == 10 && ascii_hex('F') == 15);
    CHECK(ascii_hex('g') == -1 && ascii_hex('@') == -1 && ascii_hex(' ') == -1);
}

TEST(integers_are_whole_texts_within_64_bits)
{
    int64_t n = 0;
    CHECK(str_to_int(STR("0"), &n) && n == 0);
    CHECK(str_to_int(STR("+007"), &n) && n == 7);
    CHECK(str_to_int(STR("9223372036854775807"), &n) && n == INT64_MAX);
    CHECK(str_to_int(STR("-9223372036854775808"), &n) && n == INT64_MIN);
    static const char *const wrong[] = { "",
                                         "-",
                                         "+",
                                         "1 ",
                                         " 1",
                                         "1.0",
                                         "1e3",
                                         "--1",
                                         "9223372036854775808",
                                         "0x10",
                                         "-9223372036854775809" };
    n = 42;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(!str_to_int(str_from(wrong[i]), &n));
    CHECK(n == 42);
}

TEST(reals_have_the_grammar_of_json_and_a_little_more)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        { "0", 0 },
        { "-1.5", -1.5 },
        { "+2", 2 },
        { ".5", 0.5 },
        { "5.", 5 },
        { "1e3", 1000 },
        { "1E-3", 0.001 },
        { "1e+2", 100 },
        { "0.1", 0.1 },
        { "1e22", 1e22 },
        { "1e23", 1e23 },
        { "1e-400", 0 },
        { "0e999999", 0 },
        { "5e-324", 5e-324 },
        { "007.50", 7.5 },
        { "9007199254740993", 9007199254740992.0 },
        { "9007199254740993.00000000000000000000000000000001",
          9007199254740994.0 },
        { "1.7976931348623157e308", 1.7976931348623157e308 },
        { "2.2250738585072011e-308", 2.2250738585072011e-308 },
        { "0.000000000000000000000000000000000000000000000001e48", 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double real = 99;
        CHECK(str_to_real(str_from(cases[i].text), &real));
        CHECK(real == cases[i].value);
        if (real != cases[i].value) fprintf(stderr, "  %s\n", cases[i].text);
    }
}

TEST(reals_refuse_what_is_not_one_number)
{
    static const char *const wrong[] = {
        "",
        ".",
        "-",
        "e5",
        "1e",
        "1e+",
        "1,5",
        " 1",
        "1 ",
        "nan",
        "inf",
        "1e309",
        "-1e309",
        "0x1p3",
        "1.2.3",
        "1e5.",
        "+-1",
        "1_0",
        "1e99999999999999999999",
    };
    double real = 42;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(!str_to_real(str_from(wrong[i]), &real));
    CHECK(!str_to_real((str){ "1\0", 2 }, &real));
    CHECK(real == 42);
}

TEST(reals_are_rounded_as_the_c_library_rounds_them)
{
    unsigned seed = 7;
    for (int i = 0; i < 200000; i++) {
        char digits[32];
        char text[64];
        snprintf(digits, sizeof digits, "%010d%010d", rand_r(&seed),
                 rand_r(&seed));
        snprintf(text, sizeof text, "%d.%.*se%d", rand_r(&seed) % 10,
                 rand_r(&seed) % 20, digits, rand_r(&seed) % 640 - 330);
        double wanted = strtod(text, NULL);
        double got = 0;
        bool read = str_to_real(str_from(text), &got);
        CHECK(read == (bool)isfinite(wanted));
        CHECK(!read || got == wanted);
    }
}

TEST(a_number_of_a_thousand_digits_is_rounded_by_all_of_them)
{
    // Half way between two doubles, but for the very last digit.
    char text[1200];
    memset(text, '0', sizeof text);
    memcpy(text, "9007199254740993.", 17);
    double real;
    CHECK(str_to_real((str){ text, 1100 }, &real) &&
          real == 9007199254740992.0);
    text[1099] = '1';
    CHECK(str_to_real((str){ text, 1100 }, &real) &&
          real == 9007199254740994.0);
}

TEST(an_error_is_cut_behind_a_whole_word)
{
    struct error err;
    char text[ERROR_MESSAGE_MAX * 2];
    for (size_t pad = 1; pad < 9; pad++) {
        memset(text, 'a', sizeof text - 1);
        text[sizeof text - 1] = '\0';
        for (size_t i = pad; i + 1 < sizeof text; i += 8) text[i] = ' ';
        CHECK(!error_set(&err, ERROR_INVALID, "%s", text));
        str message = str_from(err.message);
        CHECK(message.len > ERROR_MESSAGE_MAX - 16);
        CHECK_STR(str_slice(message, message.len - 5, message.len), STR("a …"));
        CHECK((message.len - 4 - pad) % 8 == 0);
    }
}

TEST(an_error_is_cut_at_a_whole_character)
{
    struct error err;
    char text[ERROR_MESSAGE_MAX * 2];
    for (size_t pad = 0; pad < 3; pad++) {
        memset(text, 'a', pad);
        for (size_t i = pad; i + 3 < sizeof text; i += 3)
            memcpy(text + i, "€", 4);
        CHECK(!error_set(&err, ERROR_INVALID, "%s", text));
        str message = str_from(err.message);
        CHECK(str_valid_utf8(message) == message.len);
        CHECK(message.len > ERROR_MESSAGE_MAX - 6);
    }
}

TEST(context_goes_in_front_of_a_message)
{
    struct error err;
    error_set(&err, ERROR_NOT_FOUND, "no field %d", 7);
    CHECK(!error_context(&err, "%s", "manifest"));
    CHECK_STR(str_from(err.message), STR("manifest: no field 7"));
    CHECK(err.code == ERROR_NOT_FOUND);
    CHECK(!error_set(NULL, ERROR_IO, "x") && !error_context(NULL, "x"));
    char longer[ERROR_MESSAGE_MAX + 50];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    error_context(&err, "%s", longer);
    CHECK(strlen(err.message) < ERROR_MESSAGE_MAX);
}

TEST(every_error_has_a_name_and_an_exit_status)
{
    for (enum error_code code = ERROR_NONE; code <= ERROR_INTERNAL; code++) {
        CHECK(error_name(code) && error_name(code)[0]);
        CHECK(error_exit_status(code) >= 0 && error_exit_status(code) <= 4);
        CHECK((error_exit_status(code) == 0) == (code == ERROR_NONE));
    }
    CHECK(error_exit_status(ERROR_REFUSED) == 1);
    CHECK(error_exit_status(ERROR_SOURCE) == 3);
}

TEST(log_values_are_quoted_escaped_and_cut)
{
    char out[LOG_VALUE_MAX + 1];
    CHECK_STR(str_from(log_quote(STR("a \"b\" \\ \n\x1b[0m\xff é"), out)),
              STR("\"a \\\"b\\\" \\\\ \\n\\x1b[0m\\xff é\""));
    CHECK_STR(str_from(log_quote(STR("\xc2\x9b"), out)), STR("\"\\xc2\\x9b\""));
    char longer[1000];
    memset(longer, 'x', sizeof longer);
    str cut = str_from(log_quote((str){ longer, sizeof longer }, out));
    CHECK(cut.len <= LOG_VALUE_MAX && str_ends(cut, STR("…\"")));
}

// What `write_lines` puts on stderr.
static str captured(void (*write_lines)(void), char *out, size_t size)
{
    int ends[2];
    int own = dup(STDERR_FILENO);
    CHECK(pipe(ends) == 0);
    dup2(ends[1], STDERR_FILENO);
    write_lines();
    dup2(own, STDERR_FILENO);
    close(own);
    close(ends[1]);
    ssize_t len = read(ends[0], out, size);
    close(ends[0]);
    return (str){ out, len < 0 ? 0 : (size_t)len };
}

static void write_some(void)
{
    log_line(LOG_INFO, "op=%s status=%d", "getItems", 200);
    log_line(LOG_DEBUG, "hidden=yes");
    log_line(LOG_ERROR, "two\nlines");
    log_set_level(LOG_ERROR);
    log_line(LOG_WARNING, "hidden=too");
    log_line(LOG_ERROR, "%05000d", 7);
    log_set_level(LOG_INFO);
}

TEST(a_log_line_is_one_line_of_its_level)
{
    char out[10000];
    str text = captured(write_some, out, sizeof out);
    str wanted = STR("level=info op=getItems status=200\n"
                     "level=error two lines\n"
                     "level=error 0000");
    CHECK(str_starts(text, wanted));
    CHECK(text.len > 4000 && text.len < 5000 && str_ends(text, STR("0\n")));
}

TEST_MAIN
