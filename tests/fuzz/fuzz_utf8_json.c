// The JSON writer: whatever bytes go in, a valid JSON string of valid UTF-8
// comes out, and valid input comes back unchanged.

#include "fuzz/fuzz.h"

#include <string.h>

#include "base/json.h"
#include "base/log.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    MUST_HOLD(c >= 'a' && c <= 'f');
    return c - 'a' + 10;
}

// The character that an escape at `at` stands for; moves `at` behind it.
static char read_escape(str text, size_t *at)
{
    static const char short_forms[] = "\"\"\\\\n\nr\rt\t";
    MUST_HOLD(*at + 1 < text.len);
    char c = text.bytes[*at + 1];
    *at += 2;
    if (c == 'u') {
        MUST_HOLD(*at + 4 <= text.len);
        MUST_HOLD(!strncmp(text.bytes + *at, "00", 2));
        int code = hex(text.bytes[*at + 2]) * 16 + hex(text.bytes[*at + 3]);
        MUST_HOLD(code < 0x20);
        *at += 4;
        return (char)code;
    }
    const char *form = strchr(short_forms, c);
    MUST_HOLD(form && (form - short_forms) % 2 == 0);
    return form[1];
}

static void check_string(str text, str original)
{
    size_t in = 0;
    bool is_text = str_valid_utf8(original) == original.len;
    MUST_HOLD(str_valid_utf8(text) == text.len);
    MUST_HOLD(text.len >= 2 && text.bytes[0] == '"' &&
              text.bytes[text.len - 1] == '"');
    for (size_t at = 1; at < text.len - 1; in++) {
        char c = text.bytes[at];
        MUST_HOLD((unsigned char)c >= 0x20 && c != '"');
        if (c == '\\')
            c = read_escape(text, &at);
        else
            at++;
        if (is_text) MUST_HOLD(in < original.len && original.bytes[in] == c);
    }
    if (is_text) MUST_HOLD(in == original.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str original = fuzz_text(data, size);
    struct arena *arena = arena_create(SIZE_MAX);
    if (!arena) return 0;
    struct buf buf;
    buf_init(&buf, arena, SIZE_MAX);
    struct json json = { .out = &buf };
    str text;
    char quoted[LOG_VALUE_MAX + 1];
    json_str(&json, original);
    MUST_HOLD(buf_finish(&buf, &text, NULL));
    check_string(text, original);
    log_quote(original, quoted);
    str line = str_from(quoted);
    MUST_HOLD(line.len <= LOG_VALUE_MAX);
    MUST_HOLD(str_valid_utf8(line) == line.len);
    MUST_HOLD(str_find_char(line, '\n') == line.len);
    arena_destroy(arena);
    return 0;
}
