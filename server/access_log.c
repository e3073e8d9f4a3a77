#include "server/access_log.h"

#include <string.h>

#include "base/log.h"
#include "server/route.h"

// The fields below take less, whatever is in them.
enum { LINE_BYTES = 1024, DIGITS_MAX = 20 };

struct line {
    char bytes[LINE_BYTES];
    size_t len;
};

static void add(struct line *line, str text)
{
    if (text.len > LINE_BYTES - line->len) text.len = LINE_BYTES - line->len;
    memcpy(line->bytes + line->len, text.bytes, text.len);
    line->len += text.len;
}

// With at least `width` digits.
static void add_number(struct line *line, uint64_t number, unsigned base,
                       size_t width)
{
    char digits[DIGITS_MAX];
    size_t at = DIGITS_MAX;
    while (number || DIGITS_MAX - at < width) {
        digits[--at] = "0123456789abcdef"[number % base];
        number /= base;
    }
    add(line, (str){ digits + at, DIGITS_MAX - at });
}

static void add_quoted(struct line *line, str value)
{
    char quoted[LOG_VALUE_MAX + 1];
    add(line, str_from(log_quote(value, quoted)));
}

// Not by printf, which would cost as much as the rest of a ready answer.
void access_log(const struct exchange *x, uint64_t us)
{
    struct line line = { .len = 0 };
    uint64_t tenths = (us + 50) / 100;
    add(&line, STR("id="));
    add_number(&line, x->id, 16, 16);
    add(&line, STR(" op="));
    add(&line, str_from(x->route ? x->route->id : "none"));
    add(&line, STR(" status="));
    add_number(&line, x->status, 10, 1);
    add(&line, STR(" ms="));
    add_number(&line, tenths / 10, 10, 1);
    add(&line, STR("."));
    add_number(&line, tenths % 10, 10, 1);
    add(&line, STR(" rows="));
    add_number(&line, x->rows, 10, 1);
    add(&line, STR(" bytes="));
    add_number(&line, x->bytes, 10, 1);
    add(&line, STR(" method="));
    add_quoted(&line, x->method);
    add(&line, STR(" path="));
    add_quoted(&line, x->path);
    if (!x->is_complete) add(&line, STR(" cut=yes"));
    log_text(LOG_INFO, (str){ line.bytes, line.len });
}
