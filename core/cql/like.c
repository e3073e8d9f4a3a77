#include "cql/like.h"

static size_t step(str s, size_t at)
{
    size_t len = str_utf8_len(str_slice(s, at, s.len));
    return len ? len : 1;
}

// Whether one element of the pattern, no %, matches the character at `t`; the
// lengths of both are then known.
static bool one_matches(str pattern, size_t p, str text, size_t t,
                        size_t *p_len, size_t *t_len)
{
    *t_len = step(text, t);
    bool is_escape = pattern.bytes[p] == '\\' && p + 1 < pattern.len;
    size_t from = is_escape ? p + 1 : p;
    size_t len = step(pattern, from);
    *p_len = from - p + len;
    if (!is_escape && pattern.bytes[p] == '_') return true;
    return str_equal(str_slice(pattern, from, from + len),
                     str_slice(text, t, t + *t_len));
}

bool like_matches(str pattern, str text)
{
    size_t p = 0;
    size_t t = 0;
    bool has_star = false;
    size_t behind_star = 0;  // in the pattern
    size_t retry = 0;        // in the text: where that % ends for now
    while (t < text.len) {
        size_t p_len;
        size_t t_len;
        if (p < pattern.len && pattern.bytes[p] == '%') {
            has_star = true;
            behind_star = ++p;
            retry = t;
        } else if (p < pattern.len &&
                   one_matches(pattern, p, text, t, &p_len, &t_len)) {
            p += p_len;
            t += t_len;
        } else if (has_star) {
            retry += step(text, retry);
            p = behind_star;
            t = retry;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.bytes[p] == '%') p++;
    return p == pattern.len;
}
