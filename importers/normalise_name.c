#include "importers/normalise_name.h"

#include "base/ascii.h"

// Names with a meaning to our tables, to SQLite or to OGR.
static const char *const reserved[] = {
    "fid", "geom",    "area",    "row_id",   "rowid",
    "oid", "_rowid_", "ogc_fid", "geometry", "pkuid",
};

// U+00C0 … U+00FF without their accents; '_' where there is no letter.
static const char latin[] = "aaaaaaaceeeeiiiidnooooo_ouuuuytsaaaaaaaceeeeiiii"
                            "dnooooo_ouuuuyty";

static bool is_plain(char c)
{
    return ascii_is_lower(c) || ascii_is_digit(c);
}

// One character of `name` from *i on as a letter, a digit or '_'.
static char take_plain(str name, size_t *i)
{
    unsigned char c = (unsigned char)name.bytes[(*i)++];
    char low_case = ascii_lower((char)c);
    if (c < 0x80) return is_plain(low_case) ? low_case : '_';
    if (c == 0xC3 && *i < name.len) {
        unsigned char low = (unsigned char)name.bytes[(*i)++];
        return low >= 0x80 && low < 0xC0 ? latin[low - 0x80] : '_';
    }
    while (*i < name.len && ((unsigned char)name.bytes[*i] & 0xC0) == 0x80)
        ++*i;
    return '_';
}

static str plain_name(struct arena *arena, str name)
{
    char *out = arena_alloc(arena, COLUMN_NAME_MAX + 1);
    size_t len = 0;
    if (!out) return (str){ 0 };
    for (size_t i = 0; i < name.len && len < COLUMN_NAME_MAX;) {
        char c = take_plain(name, &i);
        bool is_gap = c == '_' && (!len || out[len - 1] == '_');
        if (!is_gap) out[len++] = c;
    }
    while (len && out[len - 1] == '_') len--;
    return len ? (str){ out, len } : STR("field");
}

static bool is_taken(const struct field *fields, size_t count, str column)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(fields[i].column, column)) return true;
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (str_equal(str_from(reserved[i]), column)) return true;
    return str_starts(column, STR("geom_")) ||
           str_starts(column, STR("sqlite_"));
}

str normalise_column(struct arena *arena, str name, const struct field *fields,
                     size_t count)
{
    str plain = plain_name(arena, name), column = plain;
    bool is_ours =
        str_starts(plain, STR("geom_")) || str_starts(plain, STR("sqlite_"));
    if (is_ours) column = plain = arena_printf(arena, "f_%.*s", STR_ARG(plain));
    for (unsigned n = 2; column.bytes && is_taken(fields, count, column); n++)
        column = arena_printf(arena, "%.*s%s%u", STR_ARG(plain),
                              str_equal(plain, STR("geom")) ? "" : "_", n);
    return column;
}
