#include "cql/names.h"

#include "base/ascii.h"
#include "cql/tree.h"

enum { NAME_MAX_LEN = 64, LISTED_MAX = 5, SHOWN_MAX = 60 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

// How many bytes must be put in, taken out or changed to make `a` of `b`,
// letter case aside (Levenshtein).
static size_t distance(str a, str b)
{
    size_t row[NAME_MAX_LEN + 1];
    if (a.len > NAME_MAX_LEN || b.len > NAME_MAX_LEN) return NAME_MAX_LEN;
    for (size_t j = 0; j <= b.len; j++) row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            bool differs =
                ascii_lower(a.bytes[i - 1]) != ascii_lower(b.bytes[j - 1]);
            size_t changed = corner + differs;
            corner = row[j];
            row[j] = least(changed, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b.len];
}

static bool is_near(str name, str other)
{
    return distance(name, other) <= 1 + name.len / 4;
}

static void list(struct buf *out, const struct cql_scope *scope, str name,
                 bool only_near)
{
    size_t listed = 0;
    for (size_t i = 0; i < scope->schema->count; i++) {
        str other = scope->schema->fields[i].name;
        if (only_near && !is_near(name, other)) continue;
        if (listed == LISTED_MAX) {
            buf_add_str(out, STR(" …"));
            return;
        }
        buf_add_str(out, listed++ ? STR(", ") : STR(""));
        buf_add_str(out, other);
    }
    if (scope->has_geometry && (!only_near || is_near(name, STR("geometry"))))
        buf_add_str(out, listed ? STR(", geometry") : STR("geometry"));
}

bool names_unknown(struct arena *arena, const struct cql *property,
                   const struct cql_scope *scope, struct error *err)
{
    struct buf buf;
    str names = { 0 };
    str shown = str_slice(property->name, 0, SHOWN_MAX);
    shown = str_slice(shown, 0, str_valid_utf8(shown));
    buf_init(&buf, arena, SIZE_MAX);
    list(&buf, scope, property->name, true);
    if (buf.len == 0) list(&buf, scope, property->name, false);
    if (!buf_finish(&buf, &names, err)) return false;
    return cql_error(err, property->position,
                     "there is no property %.*s; there is %.*s", STR_ARG(shown),
                     STR_ARG(names));
}
