// Every reader of dates and times: what is accepted has one of the two shapes
// that sort, and reads back as itself. Input: a pattern, a line feed, a text.

#include "fuzz/fuzz.h"

#include "base/timestamp.h"

static void check_stamp(struct timestamp stamp)
{
    struct timestamp back;
    str text = str_from(stamp.text);
    MUST_HOLD(text.len == TIMESTAMP_LEN);
    MUST_HOLD(timestamp_parse(text, &back, NULL));
    MUST_HOLD(str_equal(text, str_from(back.text)));
}

static void check_range(str text)
{
    struct time_range range;
    struct error err = { 0 };
    struct arena *arena = arena_create(1 << 16);
    if (!arena) return;
    if (time_range_parse(arena, text, &range, &err)) {
        MUST_HOLD(range.from.len == 0 || range.from.len == TIMESTAMP_LEN);
        MUST_HOLD(range.to.len == 0 || range.to.len == TIMESTAMP_LEN);
        MUST_HOLD(!range.from.len || !range.to.len ||
                  str_compare(range.from, range.to) <= 0);
        timestamp_shorten(arena, range.from);
    } else {
        MUST_HOLD(err.message[0]);
    }
    arena_destroy(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str input = fuzz_text(data, size);
    struct timestamp stamp;
    char date[DATE_LEN + 1];
    bool is_date_only;
    if (timestamp_parse(input, &stamp, NULL)) check_stamp(stamp);
    if (timestamp_parse_local(input, &stamp, NULL)) check_stamp(stamp);
    if (date_parse(input, date, NULL))
        MUST_HOLD(str_equal(input, str_from(date)));
    check_range(input);
    size_t line = str_find_char(input, '\n');
    str format = str_slice(input, 0, line);
    str text = str_slice(input, line + 1, input.len);
    if (timestamp_parse_format(text, format, &stamp, &is_date_only, NULL))
        check_stamp(stamp);
    return 0;
}
