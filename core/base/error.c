#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 40 };  // a longer one is cut, too

// Cuts a text that filled its buffer behind a whole word, or at least a whole
// UTF-8 character, and says so.
static void cut(char *text)
{
    static const char rest[] = " …";
    size_t len = strlen(text);
    if (len + 1 < ERROR_MESSAGE_MAX) return;
    len -= sizeof rest;
    size_t word = len;
    while (word > len - WORD_MAX && text[word] != ' ') word--;
    if (text[word] == ' ')
        len = word;
    else
        while (((unsigned char)text[len] & 0xC0) == 0x80) len--;
    memcpy(text + len, rest, sizeof rest);
}

bool(error_set)(struct error *err, enum error_code code, const char *format,
                ...)
{
    if (!err) return false;
    va_list args;
    va_start(args, format);
    err->code = code;
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    cut(err->message);
    return false;
}

bool(error_context)(struct error *err, const char *format, ...)
{
    if (!err) return false;
    char context[ERROR_MESSAGE_MAX];
    char message[ERROR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(context, sizeof context, format, args);
    va_end(args);
    memcpy(message, err->message, sizeof message);
    size_t used = strlen(context);
    int room = (int)(sizeof err->message - used);
    memcpy(err->message, context, used);
    if (room > 3)
        snprintf(err->message + used, (size_t)room, ": %.*s", room - 3,
                 message);
    else
        err->message[used] = '\0';
    cut(err->message);
    return false;
}

struct error_fact {
    const char *name;
    int exit_status;
};

static const struct error_fact facts[] = {
    [ERROR_NONE] = { "none", 0 },
    [ERROR_INVALID] = { "invalid", 2 },
    [ERROR_NOT_FOUND] = { "not-found", 2 },
    [ERROR_NOT_ACCEPTABLE] = { "not-acceptable", 2 },
    [ERROR_GONE] = { "gone", 2 },
    [ERROR_TOO_LARGE] = { "too-large", 2 },
    [ERROR_UNSUPPORTED] = { "unsupported", 2 },
    [ERROR_REFUSED] = { "refused", 1 },
    [ERROR_BUSY] = { "busy", 4 },
    [ERROR_TIMEOUT] = { "timeout", 4 },
    [ERROR_NO_MEMORY] = { "no-memory", 4 },
    [ERROR_SOURCE] = { "source", 3 },
    [ERROR_IO] = { "io", 4 },
    [ERROR_CORRUPT] = { "corrupt", 4 },
    [ERROR_INTERNAL] = { "internal", 4 },
};

const char *error_name(enum error_code code)
{
    return facts[code].name;
}

int error_exit_status(enum error_code code)
{
    return facts[code].exit_status;
}
