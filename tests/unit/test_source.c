// Whole files through source_open: what they are, and what they hold.

#include "importers/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "importers/normalise.h"
#include "importers/source_sniff.h"
#include "unit/test.h"

struct opened {
    struct arena *arena;
    struct report *report;
    struct source *source;
    struct error err;
};

static struct opened open_path(const char *path, const char *layer,
                               struct manifest_source spec)
{
    static const str nulls[] = { { "NULL", 4 }, { "-99997", 6 } };
    struct opened o = { .arena = arena_create(1 << 24),
                        .report = report_create() };
    spec.path = spec.full_path = str_from(path);
    spec.layer = str_from(layer);
    o.source =
        source_open(&spec, (struct source_nulls){ nulls, 2 }, o.report, &o.err);
    return o;
}

static void write_file(const char *path, str text)
{
    FILE *file = fopen(path, "w");
    if (!file || fwrite(text.bytes, 1, text.len, file) != text.len) abort();
    fclose(file);
}

// A text in a file of its own, opened and unlinked.
static struct opened open_text(const char *ending, str text)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/buurt-source-%d%s", (int)getpid(),
             ending);
    write_file(path, text);
    struct opened o = open_path(path, "", (struct manifest_source){ 0 });
    unlink(path);
    return o;
}

static void done(struct opened *o)
{
    CHECK(source_close(o->source, &o->err));
    report_destroy(o->report);
    arena_destroy(o->arena);
}

// "name:type name:type": the columns.
static str columns(struct opened *o)
{
    const struct source_info *info = source_info(o->source);
    str out = STR("");
    for (size_t i = 0; i < info->column_count; i++)
        out = arena_printf(o->arena, "%.*s%s%.*s:%s", STR_ARG(out),
                           i ? " " : "", STR_ARG(info->columns[i].name),
                           value_type_name(info->columns[i].type));
    return out;
}

// The next row as text: values with '|' between.
static str next(struct opened *o)
{
    struct source_row row;
    str out = STR("");
    if (!source_next(o->source, &row)) return STR("(end)");
    for (size_t i = 0; i < source_info(o->source)->column_count; i++) {
        str text = normalise_text(o->arena, row.values[i]);
        out = arena_printf(o->arena, "%.*s%s%.*s", STR_ARG(out), i ? "|" : "",
                           STR_ARG(text));
    }
    return out;
}

TEST(columns_get_types_that_hold_for_the_whole_table)
{
    struct opened o =
        open_text(".csv", STR("id;code;bedrag;datum;leeg;gemengd\n"
                              "1;0014;1,5;2026-03-18;;7\n"
                              "2;0015;NULL;2026-03-19; ;x\n"));
    CHECK_STR(columns(&o), STR("id:integer code:string bedrag:number "
                               "datum:date leeg:string gemengd:string"));
    CHECK(source_info(o.source)->decimal == ',');
    CHECK(source_info(o.source)->row_count == 2);
    CHECK_STR(next(&o), STR("1|0014|1,5|2026-03-18||7"));
    CHECK_STR(next(&o), STR("2|0015||2026-03-19||x"));
    CHECK_STR(next(&o), STR("(end)"));
    CHECK(source_row_count(o.source) == 2);
    CHECK(source_rewind(o.source, &o.err));
    CHECK_STR(next(&o), STR("1|0014|1,5|2026-03-18||7"));
    done(&o);
}

TEST(columns_are_found_without_regard_to_case)
{
    struct opened o = open_text(".csv", STR("Naam,naam , Code\n1,2,3\n"));
    CHECK(source_column(o.source, STR("naam")) == 1);
    CHECK(source_column(o.source, STR("Naam")) == 0);
    CHECK(source_column(o.source, STR("CODE")) == 2);
    CHECK(source_column(o.source, STR("x")) == -1);
    done(&o);
}

TEST(years_as_column_names_are_a_header)
{
    struct opened o =
        open_text(".csv", STR("regio,2021,2022\nBU0014,1,2\nBU0015,3,4\n"));
    CHECK_STR(columns(&o), STR("regio:string 2021:integer 2022:integer"));
    done(&o);
}

TEST(a_table_without_a_header_keeps_its_first_row)
{
    struct opened o =
        open_text(".csv", STR("1,Groningen,53.2\n2,Haren,53.1\n"));
    CHECK_STR(columns(&o),
              STR("field_1:integer field_2:string field_3:number"));
    CHECK(report_count(o.report, "missing-header") == 1);
    CHECK_STR(next(&o), STR("1|Groningen|53.2"));
    done(&o);
}

TEST(refused_rows_are_told_once)
{
    struct opened o = open_text(".csv", STR("a,b\n1\n2,3\n"));
    CHECK_STR(next(&o), STR("2|3"));
    CHECK_STR(next(&o), STR("(end)"));
    CHECK(source_row_count(o.source) == 2);
    CHECK(source_rewind(o.source, &o.err));
    CHECK_STR(next(&o), STR("2|3"));
    CHECK(report_count(o.report, "too-few-fields") == 1);
    done(&o);
}

TEST(geojson_numbers_that_stand_for_nothing_are_null)
{
    struct opened o = open_text(
        ".geojson",
        STR("{\"type\":\"FeatureCollection\",\"features\":["
            "{\"type\":\"Feature\",\"id\":\"x\",\"geometry\":null,"
            "\"properties\":{\"n\":-99997,\"b\":true,\"l\":[1, 2]}},"
            "{\"type\":\"Feature\",\"geometry\":null,"
            "\"properties\":{\"n\":1.5,\"b\":null,\"nieuw\":\"NULL\"}}]}"));
    CHECK_STR(columns(&o), STR("n:number b:boolean l:string nieuw:string "
                               "id:string"));
    CHECK_STR(next(&o), STR("|true|[1, 2]||x"));
    CHECK_STR(next(&o), STR("1.5||||"));
    done(&o);
}

TEST(a_geojson_sequence_is_read_feature_by_feature)
{
    struct opened o = open_text(
        ".geojsonl",
        STR("{\"type\":\"Feature\",\"properties\":{\"a\":1},\"geometry\":null}"
            "\n{\"type\":\"Feature\",\"properties\":{\"a\":2},\"geometry\":"
            "null}\n"));
    CHECK(source_info(o.source)->row_count == 2);
    CHECK_STR(next(&o), STR("1"));
    CHECK_STR(next(&o), STR("2"));
    done(&o);
}

struct sniff_case {
    const char *name;
    str start;
    const char *error;
    enum source_kind kind;
};

static const struct sniff_case sniffs[] = {
    { "a.csv", { "a,b\n", 4 }, NULL, SOURCE_CSV },
    { "a.dat", { "a,b\n", 4 }, NULL, SOURCE_CSV },
    { "a.csv", { "a\0b", 3 }, NULL, SOURCE_CSV },
    { "a.dat", { "a\0b", 3 }, NULL, SOURCE_GDAL },
    { "a", { " {\"type\"", 8 }, NULL, SOURCE_GEOJSON },
    { "a.json", { "{\"type\":\"Topology\"", 18 }, NULL, SOURCE_GDAL },
    { "a.gml", { "<?xml?><gml>", 12 }, NULL, SOURCE_GDAL },
    { "a.csv", { "<!DOCTYPE html>", 15 }, "web page", SOURCE_CSV },
    { "a", { "", 0 }, "empty", SOURCE_CSV },
    { "a", { " \n", 2 }, "empty", SOURCE_CSV },
    { "a", { "\xEF\xBB\xBF", 3 }, "empty", SOURCE_CSV },
    { "a.json", { "[1,2]", 5 }, "array", SOURCE_CSV },
    { "a.json", { "\xFF\xFE{\0\"\0", 6 }, "UTF-16", SOURCE_CSV },
};

TEST(files_are_known_by_their_first_bytes)
{
    for (size_t i = 0; i < sizeof sniffs / sizeof *sniffs; i++) {
        struct error err = { 0 };
        enum source_kind kind;
        bool ok = source_sniff_start(str_from(sniffs[i].name), sniffs[i].start,
                                     &kind, &err);
        CHECK(ok == !sniffs[i].error);
        if (ok)
            CHECK(kind == sniffs[i].kind);
        else
            CHECK(err.code == ERROR_SOURCE);
        if (sniffs[i].error) CHECK(strstr(err.message, sniffs[i].error));
    }
}

TEST(a_file_that_is_not_there_is_named)
{
    struct opened o =
        open_path("/tmp/buurt-no-such.csv", "", (struct manifest_source){ 0 });
    CHECK(!o.source && o.err.code == ERROR_SOURCE);
    CHECK(strstr(o.err.message, "buurt-no-such.csv"));
    done(&o);
}

TEST(an_encoding_nobody_knows_is_the_manifests_mistake)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/buurt-source-%d.csv", (int)getpid());
    write_file(path, STR("a,b\n1,2\n"));
    struct opened o = open_path(
        path, "", (struct manifest_source){ .encoding = STR("ebcdic") });
    CHECK(!o.source && o.err.code == ERROR_INVALID);
    unlink(path);
    done(&o);
}

static const char *data;  // the folder with real data

static struct opened open_real(const char *name, const char *layer)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", data, name);
    return open_path(path, layer, (struct manifest_source){ 0 });
}

struct real_case {
    const char *name, *layer, *format;
    int srid;
    uint64_t rows;
    size_t columns;
    bool has_geometry;
};

static const struct real_case reals[] = {
    { "city/charge-points/laadpunten_nl_86k.derived.geojsonl.gz", "", "GeoJSON",
      4326, 86319, 14, true },
    { "city/groningen-street-lights/openbareverlichting.zip", "",
      "ESRI Shapefile", 4326, 31805, 49, true },
    { "city/groningen-various/cameratoezicht_akwartier.zip",
      "cameratoezicht_lijn", "ESRI Shapefile", 4326, 10, 5, true },
    { "monuments/gelderland/monumenten.csv", "", "CSV", 0, 17142, 26, false },
    { "monuments/gelderland/landgoederen_RD.geojson", "", "GeoJSON", 28992, 339,
      11, true },
    { "polling-stations/tk2023/tk2023_stemlokalen.derived.csv", "", "CSV", 0,
      9140, 19, false },
    { "polling-stations/tk2023/TweedeKamer-verkiezingen_2023.xlsx", "", "XLSX",
      0, 9140, 19, false },
    { "geopackage/addresses/dutch_addresses_28992.gpkg", "", "GPKG", 28992,
      2481, 8, true },
    { "geopackage/addresses/dutch_addresses_shape_28992.zip", "",
      "ESRI Shapefile", 28992, 2481, 7, true },
};

TEST(real_files_open_and_give_all_their_rows)
{
    for (size_t i = 0; data && i < sizeof reals / sizeof *reals; i++) {
        struct opened o = open_real(reals[i].name, reals[i].layer);
        CHECK(o.source);
        if (!o.source) {
            fprintf(stderr, "  %s: %s\n", reals[i].name, o.err.message);
            done(&o);
            continue;
        }
        const struct source_info *info = source_info(o.source);
        struct source_row row;
        uint64_t rows = 0, lines = 0;
        while (source_next(o.source, &row)) {
            rows++;
            lines = row.line;
        }
        bool is_right =
            rows == reals[i].rows && !strcmp(info->format, reals[i].format) &&
            info->has_geometry == reals[i].has_geometry &&
            (!reals[i].srid || info->srid == reals[i].srid) &&
            (!reals[i].columns || info->column_count == reals[i].columns);
        CHECK(is_right);
        if (!strcmp(reals[i].format, "CSV")) CHECK(lines >= rows);
        if (!is_right)
            fprintf(stderr, "  %s: %s srid %d rows %d columns %zu\n",
                    reals[i].name, info->format, info->srid, (int)rows,
                    info->column_count);
        done(&o);
    }
}

TEST(a_zip_with_two_layers_asks_which_one)
{
    if (!data) return;
    struct opened o =
        open_real("city/groningen-various/cameratoezicht_akwartier.zip", "");
    CHECK(!o.source && o.err.code == ERROR_INVALID);
    CHECK(strstr(o.err.message, "cameratoezicht_lijn, cameratoezicht_vlak"));
    done(&o);
}

TEST(compressed_bytes_that_end_too_early_are_an_error)
{
    if (!data) return;
    char path[512], bytes[200000];
    snprintf(path, sizeof path,
             "%s/city/charge-points/laadpunten_nl_86k.derived.geojsonl.gz",
             data);
    FILE *file = fopen(path, "r");
    size_t len = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file) fclose(file);
    struct opened o = open_text(".geojsonl.gz", (str){ bytes, len });
    CHECK(!o.source && o.err.code == ERROR_SOURCE);
    CHECK(strstr(o.err.message, "byte"));
    done(&o);
}

static void __attribute__((constructor)) find_data(void)
{
    data = getenv("TEST_DATA");
    if (data && access(data, R_OK) != 0) data = NULL;
    if (!data) printf("no real data (TEST_DATA): those tests do nothing\n");
}

TEST_MAIN
