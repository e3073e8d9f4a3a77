#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/log_gather.h"

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

void log_text(enum log_level level, str text)
{
    if ((int)level < atomic_load(&lowest_level)) return;
    char line[LINE_MAX_BYTES];
    static const char start[] = "level=";
    const char *name = level_name(level);
    size_t used = sizeof start - 1, name_len = strlen(name);
    memcpy(line, start, used);
    memcpy(line + used, name, name_len);
    used += name_len;
    line[used++] = ' ';
    if (text.len > sizeof line - used - 1) text.len = sizeof line - used - 1;
    for (size_t i = 0; i < text.len; i++)
        line[used++] = (char)(text.bytes[i] == '\n' ? ' ' : text.bytes[i]);
    line[used++] = '\n';
    log_gather_add(line, used, level < LOG_WARNING);
}

void log_line(enum log_level level, const char *format, ...)
{
    if ((int)level < atomic_load(&lowest_level)) return;
    char text[LINE_MAX_BYTES];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (len < 0) return;
    size_t used = (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    log_text(level, (str){ text, used });
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

// How many of the first bytes can stand as they are: most often all.
static size_t plain_len(str s)
{
    size_t len = 0;
    while (len < s.len && s.bytes[len] >= ' ' && s.bytes[len] < 0x7F &&
           s.bytes[len] != '"' && s.bytes[len] != '\\')
        len++;
    return len;
}

const char *log_quote(str value, char out[LOG_VALUE_MAX + 1])
{
    size_t len = 0;
    size_t plain = plain_len(str_slice(value, 0, VALUE_BYTES - 1));
    out[len++] = '"';
    memcpy(out + len, value.bytes ? value.bytes : "", plain);
    len += plain;
    value = str_slice(value, plain, value.len);
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
