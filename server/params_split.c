#include "server/params.h"

#include <stdlib.h>

#include "base/ascii.h"

// The byte that "%XX" at `at` stands for; -1 when it is none, or a NUL.
static int escape_read(str text, size_t at)
{
    if (text.len - at < 3) return -1;
    int high = ascii_hex(text.bytes[at + 1]);
    int low = ascii_hex(text.bytes[at + 2]);
    if (high < 0 || low < 0 || high + low == 0) return -1;
    return high * 16 + low;
}

bool percent_decode(struct arena *arena, str text, bool plus_is_blank, str *out)
{
    size_t len = 0;
    char *bytes = arena_alloc(arena, text.len + 1);
    if (!bytes) return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        if (c == '%') {
            int byte = escape_read(text, i);
            if (byte < 0) return false;
            c = (char)byte;
            i += 2;
        } else if (c == '+' && plus_is_blank) {
            c = ' ';
        }
        bytes[len++] = c;
    }
    str decoded = { bytes, len };
    if (str_valid_utf8(decoded) != len || str_find_char(decoded, '\0') != len)
        return false;
    *out = decoded;
    return true;
}

static bool is_unreserved(char c)
{
    return ascii_is_letter(c) || ascii_is_digit(c) || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void percent_encode(struct buf *out, str text, const char *also)
{
    str kept = str_from(also);
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        if (is_unreserved(c) || str_find_char(kept, c) < kept.len) continue;
        buf_add_str(out, str_slice(text, from, i));
        buf_addf(out, "%%%02X", (unsigned char)c);
        from = i + 1;
    }
    buf_add_str(out, str_slice(text, from, text.len));
}

static size_t count_parts(str query)
{
    str part;
    size_t count = 0;
    while (str_next(&query, '&', &part)) count++;
    return count;
}

static bool pair_read(struct arena *arena, str part, struct pair *pair,
                      struct problems *problems)
{
    str value = part, name;
    str_next(&value, '=', &name);
    if (!percent_decode(arena, name, true, &pair->name)) {
        problem_add(problems, "query", name, "encoding",
                    "the name is not percent-encoded UTF-8");
        return false;
    }
    if (percent_decode(arena, value, true, &pair->value)) return true;
    problem_add(problems, "query", pair->name, "encoding",
                "the value is not percent-encoded UTF-8");
    return false;
}

static int pair_compare(const void *a, const void *b)
{
    const struct pair *left = a, *right = b;
    int order = str_compare(left->name, right->name);
    return order ? order : str_compare(left->value, right->value);
}

void params_sort(struct pair *pairs, size_t count)
{
    if (count) qsort(pairs, count, sizeof *pairs, pair_compare);
}

// Sorted pairs: those that say the same twice become one. (Test suites and
// paging clients repeat parameters that a link already holds.)
static size_t drop_repeated(struct pair *pairs, size_t count,
                            struct problems *problems)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (!kept || !str_equal(pairs[kept - 1].name, pairs[i].name)) {
            pairs[kept++] = pairs[i];
            continue;
        }
        if (str_equal(pairs[kept - 1].value, pairs[i].value)) continue;
        problem_add(problems, "query", pairs[i].name, "duplicate",
                    "given more than once, with different values");
    }
    return kept;
}

bool params_split(struct arena *arena, str query, struct params *params,
                  struct problems *problems)
{
    str part;
    size_t count = 0, before = problems->count;
    params->pairs = NULL;
    params->pair_count = 0;
    if (!query.len) return true;
    struct pair *pairs = ARENA_ARRAY(arena, struct pair, count_parts(query));
    if (!pairs) {
        problem_add(problems, "query", query, "too-large",
                    "more parameters than a request may have");
        return false;
    }
    while (str_next(&query, '&', &part)) {
        if (!part.len) continue;
        if (pair_read(arena, part, &pairs[count], problems)) count++;
    }
    params_sort(pairs, count);
    params->pairs = pairs;
    params->pair_count = drop_repeated(pairs, count, problems);
    return problems->count == before;
}
