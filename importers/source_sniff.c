#include "importers/source_sniff.h"

#include <string.h>
#include <sys/stat.h>

#include "importers/encoding.h"
#include "importers/gdal.h"

enum { START_LEN = 8192, WRAPPINGS_MAX = 3 };

static const char *const table_names[] = { ".csv", ".txt", ".tsv" };

// What a zip can hold that is worth opening.
static const char *const data_names[] = {
    ".shp", ".gpkg", ".geojson", ".json", ".geojsonl", ".csv", ".txt", ".tsv",
    ".tab", ".gml",  ".kml",     ".fgb",  ".xlsx",     ".ods", ".mif",
};

// Zips that GDAL takes as a whole.
static const char *const zip_formats[] = { ".xlsx", ".ods", ".kmz",
                                           ".gdb.zip" };

#define HAS_ENDING(name, list) \
    has_ending(name, list, sizeof list / sizeof *list)

static bool has_ending(str name, const char *const *endings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        str ending = str_from(endings[i]);
        if (name.len < ending.len) continue;
        str tail = str_slice(name, name.len - ending.len, name.len);
        if (str_equal_nocase(tail, ending)) return true;
    }
    return false;
}

static bool holds(str text, const char *word)
{
    size_t len = strlen(word);
    for (size_t i = 0; i + len <= text.len; i++)
        if (str_equal_nocase((str){ text.bytes + i, len }, str_from(word)))
            return true;
    return false;
}

static str without_ending(str name)
{
    size_t slash = 0;
    for (size_t i = 0; i < name.len; i++)
        if (name.bytes[i] == '/') slash = i + 1;
    str base = str_slice(name, slash, name.len);
    size_t end = base.len;
    for (size_t i = 0; i < base.len; i++)
        if (base.bytes[i] == '.') end = i;
    return str_slice(base, 0, end);
}

// The first character that says something, in whatever encoding.
static char first_sign(str start, enum encoding encoding)
{
    for (size_t i = 0; i < start.len; i++) {
        char c = start.bytes[i];
        bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (is_blank || (!c && encoding_is_utf16(encoding))) continue;
        return c;
    }
    return 0;
}

static bool sniff_json(str start, enum encoding encoding,
                       enum source_kind *kind, struct error *err)
{
    if (encoding_is_utf16(encoding))
        return error_set(err, ERROR_SOURCE,
                         "is JSON in UTF-16; GeoJSON must be UTF-8");
    bool is_other = holds(start, "\"Topology\"") || holds(start, "\"arcs\"") ||
                    holds(start, "\"esriGeometry") ||
                    holds(start, "\"esriFieldType");
    *kind = is_other ? SOURCE_GDAL : SOURCE_GEOJSON;
    return true;
}

static bool sniff_markup(str start, enum source_kind *kind, struct error *err)
{
    if (holds(start, "<html") || holds(start, "<!doctype html"))
        return error_set(err, ERROR_SOURCE,
                         "is a web page, not data; was an error page saved "
                         "instead of the file");
    *kind = SOURCE_GDAL;
    return true;
}

bool source_sniff_start(str name, str start, enum source_kind *kind,
                        struct error *err)
{
    size_t bom_len;
    enum encoding encoding = encoding_of_start(start, &bom_len);
    str text = str_slice(start, bom_len, start.len);
    char sign = first_sign(text, encoding);
    if (!text.len || (!sign && !memchr(text.bytes, '\0', text.len)))
        return error_set(err, ERROR_SOURCE,
                         "is empty: there is nothing in it to read");
    if (str_starts(text, STR("version https://git-lfs.github.com/")))
        return error_set(err, ERROR_SOURCE,
                         "is a Git LFS pointer, not the file itself; fetch it "
                         "with git lfs pull");
    if (HAS_ENDING(name, table_names)) {
        *kind = SOURCE_CSV;
        return sign != '<' || sniff_markup(start, kind, err);
    }
    if (sign == '{' || sign == '\x1e')
        return sniff_json(start, encoding, kind, err);
    if (sign == '[')
        return error_set(err, ERROR_SOURCE,
                         "is a JSON array; GeoJSON is an object, such as "
                         "{\"type\": \"FeatureCollection\", …}");
    if (sign == '<') return sniff_markup(start, kind, err);
    bool is_binary =
        !encoding_is_utf16(encoding) && memchr(text.bytes, '\0', text.len);
    *kind =
        is_binary || HAS_ENDING(name, data_names) ? SOURCE_GDAL : SOURCE_CSV;
    return true;
}

static bool read_start(str path, char start[START_LEN], size_t *len,
                       struct error *err)
{
    struct bytes *bytes = bytes_open(path, err);
    if (!bytes) return false;
    *len = bytes_read(bytes, start, START_LEN);
    return bytes_close(bytes, err);
}

static bool is_data(str name)
{
    return !str_starts(name, STR("__MACOSX")) && HAS_ENDING(name, data_names);
}

static bool refuse_zip(struct arena *arena, const str *names, size_t count,
                       struct error *err)
{
    str list = { 0 };
    for (size_t i = 0; i < count; i++)
        if (is_data(names[i])) {
            str name = without_ending(names[i]);
            list = arena_printf(arena, "%.*s%s%.*s", STR_ARG(list),
                                list.len ? ", " : "", STR_ARG(name));
        }
    if (!list.len)
        return error_set(err, ERROR_SOURCE,
                         "is a zip without anything in it that we can read");
    return error_set(err, ERROR_INVALID,
                     "source.layer must say which file of the zip is meant: "
                     "%.*s",
                     STR_ARG(list));
}

// The one file of a zip that holds data, or the one that the layer names.
static bool choose_member(struct arena *arena, str zip, str layer, str *path,
                          struct error *err)
{
    str *names;
    size_t count, chosen = 0, found = 0;
    if (!zip_list(arena, zip, &names, &count, err)) return false;
    for (size_t i = 0; i < count; i++) {
        if (!is_data(names[i])) continue;
        bool is_named = str_equal(without_ending(names[i]), layer);
        if (!is_named && found) {
            found++;
            continue;
        }
        chosen = i;
        found = is_named ? 1 : found + 1;
        if (is_named) break;
    }
    if (found != 1) return refuse_zip(arena, names, count, err);
    *path = arena_printf(arena, "/vsizip/{%.*s}/%.*s", STR_ARG(zip),
                         STR_ARG(names[chosen]));
    return path->bytes || error_set(err, ERROR_NO_MEMORY, "no room");
}

bool source_sniff(struct arena *arena, const struct manifest_source *spec,
                  str *path, enum source_kind *kind, struct error *err)
{
    str name = spec->full_path;
    struct stat info;
    str plain = arena_copy(arena, spec->full_path);
    *path = plain;
    *kind = SOURCE_GDAL;
    if (!plain.bytes) return error_set(err, ERROR_SOURCE, "has no path");
    if (stat(plain.bytes, &info) == 0 && S_ISDIR(info.st_mode)) return true;
    for (int i = 0; i < WRAPPINGS_MAX; i++) {
        char bytes[START_LEN];
        size_t len;
        if (!read_start(*path, bytes, &len, err)) return false;
        str start = { bytes, len };
        bool is_gzip = str_starts(start, STR("\x1f\x8b"));
        bool is_zip = str_starts(start, STR("PK\x03\x04"));
        if (is_zip && HAS_ENDING(name, zip_formats)) return true;
        if (!is_gzip && !is_zip)
            return source_sniff_start(name, start, kind, err);
        if (is_gzip && str_ends(name, STR(".gz")))
            name = str_slice(name, 0, name.len - 3);
        if (is_gzip)
            *path = arena_printf(arena, "/vsigzip/%s", path->bytes);
        else if (!choose_member(arena, *path, spec->layer, path, err))
            return false;
        if (is_zip) name = *path;
    }
    return error_set(err, ERROR_SOURCE, "is packed more than %d times",
                     WRAPPINGS_MAX);
}
