#include "server/background.h"

#include "base/ascii.h"

static size_t scheme_len(str url)
{
    static const char *const schemes[] = { "https://", "http://" };
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (str_starts(url, str_from(schemes[i])))
            return str_from(schemes[i]).len;
    return 0;
}

// A host as policies write it, which no quote or semicolon may end.
static bool is_of_host(char c)
{
    return ascii_is_letter(c) || ascii_is_digit(c) || c == '.' || c == '-' ||
           c == ':' || c == '[' || c == ']';
}

static bool holds(str text, str part)
{
    for (size_t i = 0; i + part.len <= text.len; i++)
        if (str_equal(str_slice(text, i, i + part.len), part)) return true;
    return false;
}

static bool is_template(str url)
{
    return holds(url, STR("{z}")) && holds(url, STR("{x}")) &&
           holds(url, STR("{y}"));
}

bool background_parse(str text, struct background *out)
{
    size_t blank = str_find_char(text, ' ');
    str url = str_slice(text, 0, blank);
    size_t begin = scheme_len(url), end = begin;
    while (end < url.len && is_of_host(url.bytes[end])) end++;
    if (!begin || end == begin || end == url.len || url.bytes[end] != '/' ||
        !is_template(url))
        return false;
    *out = (struct background){
        .url = url,
        .origin = str_slice(url, 0, end),
        .attribution = str_trim(str_slice(text, blank, text.len)),
    };
    return true;
}
