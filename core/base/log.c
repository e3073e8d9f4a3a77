#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096, VALUE_BYTES = 200 };

static atomic_int lowest_level = LOG_INFO;

void log_set_level(enum log_level level)
{
    atomic_store(&lowest_level, (int)level);
}

static const char *level_name(enum log_level level)
{
    static const char *const names[] = {
        [LOG_DEBUG] = "debug",
        [LOG_INFO] = "info",
        [LOG_WARNING] = "warning",
        [LOG_ERROR] = "error",
    };
    return names[level];
}

void log_line(enum log_level level, const char *format, ...)
{
    if ((int)level < atomic_load(&lowest_level)) return;
    char line[LINE_MAX_BYTES];
    int start = snprintf(line, sizeof line, "level=%s ", level_name(level));
    size_t used = (size_t)start;
    va_list args;
    va_start(args, format);
    int len = vsnprintf(line + used, sizeof line - used, format, args);
    va_end(args);
    if (len < 0) return;
    used += (size_t)len;
    if (used > sizeof line - 1) used = sizeof line - 1;
    for (size_t i = 0; i < used; i++)
        if (line[i] == '\n') line[i] = ' ';
    line[used++] = '\n';
    // A log that cannot be written has nowhere to say so.
    if (write(STDERR_FILENO, line, used) < 0) return;
}

// The bytes that stand for the first character of `s`; *used is how many of
// its bytes they cover. Control characters, C1 ones (C2 80 … C2 9F) included,
// could steer a terminal.
static str quoted_character(str s, char escape[8], size_t *used)
{
    unsigned char c = (unsigned char)s.bytes[0];
    size_t len = str_utf8_len(s);
    bool is_c1 = len == 2 && c == 0xC2 && (unsigned char)s.bytes[1] < 0xA0;
    *used = 1;
    if (c == '"') return STR("\\\"");
    if (c == '\\') return STR("\\\\");
    if (c == '\n') return STR("\\n");
    if (c == '\t') return STR("\\t");
    if (len == 0 || is_c1 || c < 0x20 || c == 0x7F) {
        snprintf(escape, 8, "\\x%02x", c);
        return (str){ escape, 4 };
    }
    *used = len;
    return str_slice(s, 0, len);
}

const char *log_quote(str value, char out[LOG_VALUE_MAX + 1])
{
    size_t len = 0;
    out[len++] = '"';
    while (value.len) {
        char escape[8];
        size_t used;
        str add = quoted_character(value, escape, &used);
        if (len + add.len > VALUE_BYTES) {
            memcpy(out + len, "…", sizeof "…" - 1);
            len += sizeof "…" - 1;
            break;
        }
        memcpy(out + len, add.bytes, add.len);
        len += add.len;
        value = str_slice(value, used, value.len);
    }
    out[len++] = '"';
    out[len] = '\0';
    return out;
}
