#include "importers/manifest_keys.h"

#include <stddef.h>

#define AT(type, member) offsetof(struct type, member)
#define MAPPING(label, table, type) \
    .name = label, .keys = table, .key_count = sizeof table / sizeof *table, \
    .size = sizeof(struct type)

static const struct manifest_word types[] = {
    { "string", VALUE_TEXT },
    { "integer", VALUE_INT },
    { "number", VALUE_REAL },
    { "boolean", VALUE_BOOL },
    { "date", VALUE_DATE },
    { "datetime", VALUE_TIME },
    { NULL, 0 },
};

static const struct manifest_word index_words[] = {
    { "true", INDEX_YES },
    { "false", INDEX_NO },
    { NULL, 0 },
};

static const struct manifest_word measure_types[] = {
    { "integer", VALUE_INT },
    { "number", VALUE_REAL },
    { NULL, 0 },
};

static const struct manifest_word kinds[] = {
    { "features", DATASET_FEATURES },
    { "areas", DATASET_AREAS },
    { "statistics", DATASET_STATISTICS },
    { NULL, 0 },
};

static const struct manifest_word visibilities[] = {
    { "public", false },
    { "internal", true },
    { NULL, 0 },
};

static const struct manifest_word levels[] = {
    { "buurt", LEVEL_BUURT },
    { "wijk", LEVEL_WIJK },
    { "gemeente", LEVEL_GEMEENTE },
    { NULL, 0 },
};

static const struct manifest_word finer_levels[] = {
    { "buurt", LEVEL_BUURT },
    { "wijk", LEVEL_WIJK },
    { NULL, 0 },
};

static const struct manifest_word encodings[] = {
    { "utf-8", 0 },  { "windows-1252", 0 }, { "iso-8859-1", 0 },
    { "utf-16", 0 }, { NULL, 0 },
};

static const struct manifest_word geometry_encodings[] = {
    { "wkt", 0 },
    { "geojson", 0 },
    { NULL, 0 },
};

static const struct manifest_word period_formats[] = {
    { "cbs", 0 }, { "year", 0 }, { "month", 0 }, { "date", 0 }, { NULL, 0 },
};

static const struct manifest_key geometry_keys[] = {
    { "field", "text", read_text, AT(manifest_source, geometry_field), IN_ALL,
      IN_ALL, .help = "The column that holds the geometry." },
    { "encoding", "word", read_choice, AT(manifest_source, geometry_encoding),
      IN_ALL, IN_ALL, geometry_encodings, .help = "How it is written there." },
};
static const struct manifest_mapping geometry_mapping = { MAPPING(
    "geometry", geometry_keys, manifest_source) };

// The keys that say where rows come from, in a struct manifest_source that
// stands `at` bytes into the mapping's struct.
#define SOURCE_KEYS(at) \
    { "path", \
      "path", \
      read_text, \
      (at) + AT(manifest_source, path), \
      IN_ALL, \
      0, \
      .help = "The file, relative to the manifest: CSV, GeoJSON (also " \
              "`.geojsonl` and `.gz`), shapefile (also zipped), GeoPackage, " \
              "XLSX, or whatever GDAL opens." }, \
        { "layer", \
          "text", \
          read_text, \
          (at) + AT(manifest_source, layer), \
          IN_ALL, \
          0, \
          .help = "The layer or sheet, where the file has more than one." }, \
        { "crs", \
          "EPSG code", \
          read_crs, \
          (at) + AT(manifest_source, srid), \
          IN_ALL, \
          0, \
          .help = "What the coordinates are in, such as `EPSG:28992`. " \
                  "Required where the file does not say." }, \
        { "x", \
          "text", \
          read_text, \
          (at) + AT(manifest_source, x), \
          IN_ALL, \
          0, \
          .help = "The column with the x coordinate or longitude." }, \
        { "y", \
          "text", \
          read_text, \
          (at) + AT(manifest_source, y), \
          IN_ALL, \
          0, \
          .help = "The column with the y coordinate or latitude." }, \
        { "geometry", \
          "map", \
          read_map, \
          (at), \
          IN_ALL, \
          0, \
          .mapping = &geometry_mapping, \
          .help = "A column that holds whole geometries: `field` and " \
                  "`encoding`." }, \
        { "encoding",  "word", \
          read_choice, (at) + AT(manifest_source, encoding), \
          IN_ALL,      0, \
          encodings,   .help = "How letters are written. Found out when absent." }, \
        { "delimiter", \
          "character", \
          read_delimiter, \
          (at) + AT(manifest_source, delimiter), \
          IN_ALL, \
          0, \
          .help = \
              "What stands between the columns of a CSV: one character, or " \
              "`tab`. Found out when absent." }, \
        { "decimal", \
          "character", \
          read_decimal, \
          (at) + AT(manifest_source, decimal), \
          IN_ALL, \
          0, \
          .help = "The decimal sign of numbers in text: `\".\"` or `\",\"`. " \
                  "Found out when absent." }, \
    { \
        "approximate", "true or false", read_flag, \
            (at) + AT(manifest_source, allow_approximate_rd), IN_ALL, 0, \
            .help = "`true` allows RD without the official grid, up to 25 cm " \
                    "off. " \
                    "The metadata says so." \
    }

static const struct manifest_key source_keys[] = { SOURCE_KEYS(0) };
static const struct manifest_mapping source_mapping = {
    MAPPING("source", source_keys, manifest_source),
    .has_line = true,
    .line_offset = AT(manifest_source, line),
};

static const struct manifest_key level_keys[] = {
    SOURCE_KEYS(AT(manifest_level, source)),
    { "code", "text", read_text, AT(manifest_level, code), IN_ALL, 0,
      .help = "The column with the code (`BU…`, `WK…`, `GM…`). Required with "
              "`path`." },
    { "name", "text", read_text, AT(manifest_level, name), IN_ALL, 0,
      .help = "The column with the name. The code is the name when absent." },
    { "collection", "id", read_id, AT(manifest_level, collection), IN_ALL, 0,
      .help = "The id of the collection: `buurten`, `wijken` or `gemeenten` "
              "when absent." },
    { "from", "word", read_word, AT(manifest_level, from), IN_ALL, 0,
      finer_levels,
      .help = "Instead of `path`: the finer level whose areas are united." },
    { "names", "map of texts", read_names, 0, IN_ALL, 0,
      .help = "With `from`: the names, `{GM0014: Groningen}`." },
};
static const struct manifest_mapping level_mapping = {
    MAPPING("level", level_keys, manifest_level),
    .has_line = true,
    .line_offset = AT(manifest_level, source.line),
};

static const struct manifest_key levels_keys[] = {
    { "buurt", "map", read_map, AT(manifest, levels[LEVEL_BUURT]), IN_ALL, 0,
      .mapping = &level_mapping, .help = "The buurten." },
    { "wijk", "map", read_map, AT(manifest, levels[LEVEL_WIJK]), IN_ALL, 0,
      .mapping = &level_mapping, .help = "The wijken." },
    { "gemeente", "map", read_map, AT(manifest, levels[LEVEL_GEMEENTE]), IN_ALL,
      0, .mapping = &level_mapping, .help = "The gemeenten." },
};
static const struct manifest_mapping levels_mapping = { MAPPING(
    "levels", levels_keys, manifest) };

static const struct manifest_key field_keys[] = {
    { "name", "text", read_text, AT(manifest_field, name), IN_ALL, IN_ALL,
      .help = "The name that clients see." },
    { "from", "text", read_text, AT(manifest_field, from), IN_ALL, 0,
      .help = "The column of the source. The name when absent." },
    { "type", "word", read_word, AT(manifest_field, type), IN_ALL, 0, types,
      .help = "Found out when absent." },
    { "format", "text", read_text, AT(manifest_field, format), IN_ALL, 0,
      .help = "How dates are written, such as `\"%d-%m-%Y\"`: `%Y %m %d %H %M "
              "%S`, `%y` (two digits) and `%b` (jan … dec). ISO 8601 when "
              "absent." },
    { "title", "text or {nl, en}", read_label, AT(manifest_field, title),
      IN_ALL, 0, .help = "What people see instead of the name." },
    { "description", "text or {nl, en}", read_label,
      AT(manifest_field, description), IN_ALL, 0,
      .help = "What the values mean." },
    { "unit", "text", read_text, AT(manifest_field, unit), IN_ALL, 0,
      .help = "The unit of a number: `m`, `kW`." },
    { "required", "true or false", read_flag, AT(manifest_field, is_required),
      IN_ALL, 0, .help = "`true` refuses rows without a value." },
    { "enum", "`auto` or list of texts", read_enum, 0, IN_ALL, 0,
      .help = "`auto`: the distinct values are published as the ones to "
              "choose from. A list: any other value is refused." },
    { "index", "word", read_word, AT(manifest_field, index), IN_ALL, 0,
      index_words,
      .help = "Whether filters on the field get an index. Found out when "
              "absent: see below." },
};
static const struct manifest_mapping field_mapping = {
    MAPPING("fields", field_keys, manifest_field),
    .has_line = true,
    .line_offset = AT(manifest_field, line),
};

static const struct manifest_key aggregate_keys[] = {
    { "by", "list of texts", read_texts, AT(manifest, category_names), IN_ALL,
      0, .count_offset = AT(manifest, category_count),
      .help = "Fields that counts can be grouped by, besides the areas." },
    { "time", "text", read_time_field, AT(manifest, time_start), IN_ALL, 0,
      .help = "The field that years, quarters and months are taken from; "
              "`datetime=` filters on it." },
    { "measures", "list of texts", read_texts, AT(manifest, measure_names),
      IN_ALL, 0, .count_offset = AT(manifest, measure_count),
      .help = "Numeric fields that may be summed." },
};
static const struct manifest_mapping aggregate_mapping = { MAPPING(
    "aggregate", aggregate_keys, manifest) };

static const struct manifest_key time_keys[] = {
    { "start", "text", read_time_field, AT(manifest, time_start), IN_ALL,
      IN_ALL, .help = "The field with the start." },
    { "end", "text", read_text, AT(manifest, time_end), IN_ALL, 0,
      .help = "The field with the end. A row without one is still going on." },
};
static const struct manifest_mapping time_mapping = { MAPPING("time", time_keys,
                                                              manifest) };

static const struct manifest_key reject_keys[] = {
    { "max-rows", "number", read_count, AT(manifest, reject_max_rows), IN_ALL,
      0,
      .help = "How many bad rows may be left out before the whole import "
              "is refused. 0 when absent." },
};
static const struct manifest_mapping reject_mapping = { MAPPING(
    "reject", reject_keys, manifest) };

static const struct manifest_key area_keys[] = {
    { "field", "text", read_text, AT(manifest, area_field), IN_ALL, IN_ALL,
      .help = "The column with the code of the area." },
    { "level", "word", read_word, AT(manifest, statistics_level), IN_ALL, 0,
      levels,
      .help = "Which rows to keep where a table mixes levels: published "
              "totals must not be added up twice. The finest level that "
              "occurs when absent." },
};
static const struct manifest_mapping area_mapping = { MAPPING("area", area_keys,
                                                              manifest) };

static const struct manifest_key period_keys[] = {
    { "field", "text", read_text, AT(manifest, period_field), IN_ALL, 0,
      .help = "Long table: the column with the period." },
    { "format", "word", read_choice, AT(manifest, period_format), IN_ALL, 0,
      period_formats,
      .help = "Long table: how it is written. `cbs` is `2023JJ00`, `2023KW01`, "
              "`2023MM01`; `year` is `2023`; `month` is `2023-01`; `date` is "
              "`2023-01-31`." },
    { "columns", "text", read_text, AT(manifest, period_columns), IN_ALL, 0,
      .help = "Wide table: the name of a column with the period in it, such "
              "as `\"misdrijven_{YYYY}\"` or `\"{YYYY}-{MM}\"`." },
    { "measure", "text", read_text, AT(manifest, period_measure), IN_ALL, 0,
      .help = "Wide table: the name of what those columns hold." },
};
static const struct manifest_mapping period_mapping = { MAPPING(
    "period", period_keys, manifest) };

static const struct manifest_key by_keys[] = {
    { "name", "text", read_text, AT(manifest_category, name), IN_ALL, IN_ALL,
      .help = "The name that clients see." },
    { "from", "text", read_text, AT(manifest_category, from), IN_ALL, 0,
      .help = "The column of the source. The name when absent." },
    { "title", "text or {nl, en}", read_label, AT(manifest_category, title),
      IN_ALL, 0, .help = "What people see instead of the name." },
    { "labels", "path", read_text, AT(manifest_category, labels), IN_ALL, 0,
      .help = "A CSV beside the manifest with a header and two columns: code "
              "and label." },
    { "total", "text", read_text, AT(manifest_category, total), IN_ALL, 0,
      .help = "The value that stands for all others together, such as "
              "`\"0.0.0\"`: those rows are left out, because totals must not "
              "be added up twice." },
};
static const struct manifest_mapping by_mapping = {
    MAPPING("by", by_keys, manifest_category),
    .has_line = true,
    .line_offset = AT(manifest_category, line),
};

static const struct manifest_key measure_keys[] = {
    { "name", "text", read_text, AT(manifest_field, name), IN_ALL, IN_ALL,
      .help = "The name that clients see." },
    { "from", "text", read_text, AT(manifest_field, from), IN_ALL, 0,
      .help = "The column of the source. The name when absent." },
    { "type", "word", read_word, AT(manifest_field, type), IN_ALL, 0,
      measure_types, .help = "`integer` when absent." },
    { "title", "text or {nl, en}", read_label, AT(manifest_field, title),
      IN_ALL, 0, .help = "What people see instead of the name." },
    { "description", "text or {nl, en}", read_label,
      AT(manifest_field, description), IN_ALL, 0,
      .help = "What the numbers mean." },
    { "unit", "text", read_text, AT(manifest_field, unit), IN_ALL, 0,
      .help = "The unit: `personen`, `euro`." },
};
static const struct manifest_mapping measure_mapping = {
    MAPPING("measures", measure_keys, manifest_field),
    .has_line = true,
    .line_offset = AT(manifest_field, line),
};

static const struct manifest_key root_keys[] = {
    { "id", "id", read_id, AT(manifest, dataset.id), IN_ALL, IN_ALL,
      .help = "The dataset; of features and statistics also the collection in "
              "URLs. Small letters, digits and single hyphens." },
    { "kind", "word", read_word, AT(manifest, dataset.kind), IN_ALL, IN_ALL,
      kinds,
      .help = "What is described; it decides which other keys there "
              "are." },
    { "title", "text or {nl, en}", read_label, AT(manifest, dataset.title),
      IN_ALL, IN_ALL, .help = "A plain text is Dutch." },
    { "description", "text or {nl, en}", read_label,
      AT(manifest, dataset.description), IN_ALL, 0,
      .help = "A few sentences." },
    { "license", "URI", read_uri, AT(manifest, dataset.license), IN_ALL, 0,
      .help = "The licence's own address." },
    { "attribution", "text", read_text, AT(manifest, dataset.attribution),
      IN_ALL, 0, .help = "Who must be named." },
    { "visibility", "word", read_visibility, AT(manifest, dataset.is_internal),
      IN_ALL, 0, visibilities,
      .help = "`internal` data does not exist for anyone without access. "
              "`public` when absent." },
    { "max-age", "seconds", read_seconds, AT(manifest, dataset.max_age_s),
      IN_ALL, 0, .help = "How long caches may keep answers. 60 when absent." },
    { "areas", "id or `none`", read_areas, AT(manifest, dataset.areas),
      IN_FEATURES | IN_STATISTICS, 0,
      .help = "The areas dataset whose codes the features get, or that the "
              "figures are about. It must have been imported before." },
    { "source", "map", read_map, AT(manifest, source),
      IN_FEATURES | IN_STATISTICS, IN_FEATURES | IN_STATISTICS,
      .mapping = &source_mapping, .help = "Where the rows come from." },
    { "geometry", "map", read_map, AT(manifest, source), IN_FEATURES, 0,
      .mapping = &geometry_mapping,
      .help = "The same as `geometry` in `source`." },
    { "id-field", "text", read_text, AT(manifest, id_field), IN_FEATURES, 0,
      .help = "The field (by its new name) that identifies a feature: unique, "
              "and the same after the next import. The row number when "
              "absent." },
    { "fields", "list of maps", read_maps, AT(manifest, fields),
      IN_FEATURES | IN_AREAS, 0, .mapping = &field_mapping,
      .count_offset = AT(manifest, field_count),
      .help = "Columns that need a name, a type or a rule. Of areas: of the "
              "finest level." },
    { "drop-other", "true or false", read_flag, AT(manifest, drop_other),
      IN_FEATURES | IN_AREAS, 0,
      .help = "`true` leaves out the columns that `fields` does not name." },
    { "null-values", "list of texts", read_texts, AT(manifest, null_values),
      IN_ALL, 0, .count_offset = AT(manifest, null_value_count),
      .help = "Texts that stand for no value, besides the empty one." },
    { "aggregate", "map", read_map, 0, IN_FEATURES, 0,
      .mapping = &aggregate_mapping, .help = "What can be counted." },
    { "time", "text or {start, end}", read_time, 0, IN_FEATURES, 0,
      .mapping = &time_mapping,
      .help = "The field with the moment, or the two with start and end of an "
              "interval. `aggregate.time` when absent." },
    { "vintage", "year", read_year, AT(manifest, dataset.vintage), IN_AREAS,
      IN_AREAS, .help = "The year whose division this is." },
    { "levels", "map", read_map, 0, IN_AREAS, IN_AREAS,
      .mapping = &levels_mapping, .help = "The levels: one, two or three." },
    { "area", "map", read_map, 0, IN_STATISTICS, IN_STATISTICS,
      .mapping = &area_mapping, .help = "What area a row is about." },
    { "period", "map", read_map, 0, IN_STATISTICS, IN_STATISTICS,
      .mapping = &period_mapping, .help = "What period a figure is about." },
    { "by", "list of maps", read_maps, AT(manifest, categories), IN_STATISTICS,
      0, .mapping = &by_mapping,
      .count_offset = AT(manifest, statistics_category_count),
      .help = "The categories that figures are split by." },
    { "measures", "list of maps", read_maps, AT(manifest, measures),
      IN_STATISTICS, 0, .mapping = &measure_mapping,
      .count_offset = AT(manifest, statistics_measure_count),
      .help = "The figures. Required for a long table." },
    { "reject", "map", read_map, 0, IN_ALL, 0, .mapping = &reject_mapping,
      .help = "When bad rows refuse the whole import." },
};
const struct manifest_mapping manifest_root = { MAPPING("the manifest",
                                                        root_keys, manifest) };

const struct manifest_mapping *const manifest_mappings[] = {
    &manifest_root,     &source_mapping, &geometry_mapping, &field_mapping,
    &aggregate_mapping, &time_mapping,   &reject_mapping,   &levels_mapping,
    &level_mapping,     &area_mapping,   &period_mapping,   &by_mapping,
    &measure_mapping,
};
const size_t manifest_mapping_count =
    sizeof manifest_mappings / sizeof *manifest_mappings;
