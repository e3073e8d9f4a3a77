// From a manifest and a GeoJSON file to collections in a database.

#include "unit/test.h"

#include <stdlib.h>
#include <unistd.h>

#include "geo/crs.h"
#include "importers/import.h"
#include "store/query.h"

#define SQUARE(x, y) \
    "{\"type\":\"Polygon\",\"coordinates\":[[[" #x "," #y "],[" #x ".1," #y \
    "],[" #x ".1," #y ".1],[" #x "," #y ".1],[" #x "," #y "]]]}"
#define BUURT(code, inhabitants, water, geometry) \
    "{\"type\":\"Feature\",\"properties\":{\"BU_CODE\":\"" code \
    "\",\"BU_NAAM\":\"naam van " code "\",\"AANT_INW\":" #inhabitants \
    ",\"WATER\":\"" water "\"},\"geometry\":" geometry "}"
#define FILE_OF(features) \
    "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

static const char buurten[] =
    FILE_OF(BUURT("BU00140002", 250, "NEE", SQUARE(6, 53)) "," BUURT(
        "BU00140001  ", -99997, "NEE",
        SQUARE(
            7,
            53)) "," BUURT("BU00140002", 9, "NEE",
                           SQUARE(
                               8,
                               53)) "," BUURT("BU00140099", 0, "JA",
                                              SQUARE(
                                                  9,
                                                  53)) "," BUURT("BU00140100",
                                                                 1000, "NEE",
                                                                 "null"));

static const char manifest_start[] =
    "id: gebieden\nkind: areas\nvintage: 2017\ntitle: Gebieden\n"
    "fields: [{name: aantal_inwoners, from: AANT_INW, type: integer}]\n"
    "levels:\n"
    "  buurt: {path: buurten.geojson, code: BU_CODE, name: BU_NAAM";

struct setting {
    char folder[64];
    struct arena *arena;
    struct store *store;
    struct report *report;
    struct view *view;
    struct error err;
    bool ok;
};

static void write_file(const struct setting *s, const char *name,
                       const char *first, const char *second)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    FILE *file = fopen(path, "w");
    if (!file) abort();
    fputs(first, file);
    fputs(second, file);
    fclose(file);
}

static bool run(struct setting *s)
{
    char path[128], db[128];
    struct manifest manifest;
    snprintf(path, sizeof path, "%s/areas.yaml", s->folder);
    snprintf(db, sizeof db, "%s/test.sqlite", s->folder);
    if (!manifest_read(s->arena, path, (str){ 0 }, &manifest, &s->err))
        return false;
    struct store_options options = { .connections = 1, .can_write = true };
    s->store = store_open(db, &options, &s->err);
    if (!s->store) return false;
    struct import_options import = { .manifest = &manifest };
    return import_run(&import, s->store, s->report, &s->err);
}

// Imports `features` as buurten; `more` goes on where the buurt's keys end.
static void start(struct setting *s, const char *features, const char *more)
{
    *s = (struct setting){ .folder = "/tmp/buurt-areas-XXXXXX" };
    if (!mkdtemp(s->folder)) abort();
    s->arena = arena_create(64 << 20);
    s->report = report_create();
    write_file(s, "buurten.geojson", features, "");
    write_file(s, "areas.yaml", manifest_start, more);
    s->ok = run(s);
    if (s->ok && store_refresh(s->store, &s->err))
        s->view = view_open(s->store, 0, &s->err);
    if (!s->view) fprintf(stderr, "  %s\n", s->err.message);
}

static void stop(struct setting *s)
{
    char command[128];
    if (s->view) view_close(s->view);
    if (s->store) store_close(s->store);
    report_destroy(s->report);
    arena_destroy(s->arena);
    snprintf(command, sizeof command, "rm -r %s", s->folder);
    CHECK(system(command) == 0);
}

static const struct collection *collection(const struct setting *s,
                                           const char *id)
{
    return s->view ? catalog_collection(view_catalog(s->view), str_from(id))
                   : NULL;
}

static struct feature get(struct setting *s, const char *from, const char *id)
{
    struct feature feature = { 0 };
    struct selection selection = { .collection = collection(s, from),
                                   .srid = 4326 };
    if (selection.collection && !store_get(s->view, s->arena, &selection,
                                           str_from(id), &feature, &s->err))
        fprintf(stderr, "  %s\n", s->err.message);
    return feature;
}

static struct value value(const struct setting *s, const char *from,
                          const struct feature *feature, const char *name)
{
    const struct collection *c = collection(s, from);
    const struct field *field =
        c ? schema_find(&c->schema, str_from(name)) : NULL;
    if (!field || !feature->values) return (struct value){ 0 };
    return feature->values[schema_index(&c->schema, field)];
}

static int64_t count(const struct setting *s, const char *id)
{
    const struct collection *c = collection(s, id);
    return c ? c->feature_count : -1;
}

TEST(one_file_of_buurten_gives_three_levels)
{
    struct setting s;
    start(&s, buurten,
          "}\n  wijk: {from: buurt, names: {WK001400: Centrum}}\n"
          "  gemeente: {from: buurt, names: {GM0014: Groningen}}\n");
    CHECK(s.ok);
    CHECK(count(&s, "buurten") == 3);
    CHECK(count(&s, "wijken") == 2);
    CHECK(count(&s, "gemeenten") == 1);
    struct feature one = get(&s, "buurten", "BU00140001");
    CHECK_STR(value(&s, "buurten", &one, "buurtcode").text, STR("BU00140001"));
    CHECK_STR(value(&s, "buurten", &one, "wijkcode").text, STR("WK001400"));
    CHECK_STR(value(&s, "buurten", &one, "wijknaam").text, STR("Centrum"));
    CHECK_STR(value(&s, "buurten", &one, "gemeentenaam").text,
              STR("Groningen"));
    CHECK(value(&s, "buurten", &one, "jaar").integer == 2017);
    CHECK(one.geom.polygon_count == 1 && one.geom.point_count == 5);
    struct feature wijk = get(&s, "wijken", "WK001401");
    CHECK(wijk.geom.type == GEOM_EMPTY);
    CHECK_STR(value(&s, "wijken", &wijk, "wijknaam").text, STR("WK001401"));
    stop(&s);
}

TEST(a_figure_that_means_unknown_becomes_null_and_is_counted)
{
    struct setting s;
    start(&s, buurten, "}\n");
    struct feature unknown = get(&s, "buurten", "BU00140001");
    struct feature known = get(&s, "buurten", "BU00140100");
    CHECK(value(&s, "buurten", &unknown, "aantal_inwoners").type == VALUE_NULL);
    CHECK(value(&s, "buurten", &known, "aantal_inwoners").integer == 1000);
    CHECK(report_count(s.report, "no-data-value") == 1);
    stop(&s);
}

TEST(one_code_in_two_rows_is_one_area_of_two_polygons)
{
    struct setting s;
    start(&s, buurten, "}\n");
    struct feature joined = get(&s, "buurten", "BU00140002");
    CHECK(joined.geom.type == GEOM_MULTIPOLYGON);
    CHECK(joined.geom.polygon_count == 2);
    CHECK(value(&s, "buurten", &joined, "aantal_inwoners").integer == 250);
    CHECK(report_count(s.report, "area-in-several-rows") == 1);
    stop(&s);
}

TEST(water_is_kept_apart_and_holds_nothing)
{
    struct setting s;
    start(&s, buurten, "}\n");
    CHECK(count(&s, "buurten-water") == 1);
    const struct collection *water = collection(&s, "buurten-water");
    CHECK(water && water->level == LEVEL_NONE);
    CHECK(water && !schema_find_role(&water->schema, FIELD_BUURTCODE));
    struct feature lake = get(&s, "buurten-water", "4");
    CHECK_STR(value(&s, "buurten-water", &lake, "buurtcode").text,
              STR("BU00140099"));
    CHECK(report_count(s.report, "water-apart") == 1);
    stop(&s);
}

TEST(without_water_there_is_no_collection_for_it)
{
    struct setting s;
    start(&s, FILE_OF(BUURT("BU00140002", 250, "NEE", SQUARE(6, 53))), "}\n");
    CHECK(s.ok && !collection(&s, "buurten-water"));
    stop(&s);
}

TEST(a_code_that_is_none_refuses_the_import)
{
    struct setting s;
    start(&s, FILE_OF(BUURT("0014", 250, "NEE", SQUARE(6, 53))), "}\n");
    CHECK(!s.ok && s.err.code == ERROR_REFUSED);
    CHECK(report_count(s.report, "area-code") == 1);
    stop(&s);
}

TEST(a_column_that_is_not_there_is_named)
{
    struct setting s;
    start(&s,
          FILE_OF(
              "{\"type\":\"Feature\",\"properties\":{\"BU_CODE\":"
              "\"BU00140001\",\"AANT_INW\":1},\"geometry\":" SQUARE(6, 53) "}"),
          "}\n");
    CHECK(!s.ok && s.err.code == ERROR_INVALID);
    CHECK(strstr(s.err.message, "no column \"BU_NAAM\" (levels.buurt.name)") !=
          NULL);
    CHECK(strstr(s.err.message, "BU_CODE, AANT_INW") != NULL);
    CHECK(report_count(s.report, "no-column") == 1);
    stop(&s);
}

TEST(all_columns_that_are_not_there_are_named)
{
    struct setting s;
    start(&s,
          FILE_OF("{\"type\":\"Feature\",\"properties\":{\"CODE\":"
                  "\"BU00140001\"},\"geometry\":" SQUARE(6, 53) "}"),
          "}\n");
    CHECK(!s.ok && s.err.code == ERROR_INVALID);
    CHECK(strstr(s.err.message,
                 "the source has no column \"BU_NAAM\" (levels.buurt.name), "
                 "\"BU_CODE\" (levels.buurt.code), \"AANT_INW\" (line 5); it "
                 "has CODE") != NULL);
    CHECK(report_count(s.report, "no-column") == 3);
    stop(&s);
}

#define RD_SQUARE \
    "{\"type\":\"Polygon\",\"coordinates\":[[[233000.125,582000]," \
    "[233100,582000],[233100,582100],[233000.125,582000]]]}"

TEST(rd_in_a_file_that_says_degrees_is_refused)
{
    struct setting s;
    start(&s, FILE_OF(BUURT("BU00140001", 5, "NEE", RD_SQUARE)), "}\n");
    CHECK(!s.ok && s.err.code == ERROR_REFUSED);
    CHECK(report_count(s.report, "rd-coordinates") == 1);
    stop(&s);
}

TEST(polygons_in_rd_keep_their_coordinates_to_the_last_bit)
{
    struct setting s;
    if (!crs_has_rd_grid()) {
        puts("skipped: the RD grid is not here");
        return;
    }
    start(&s, FILE_OF(BUURT("BU00140001", 5, "NEE", RD_SQUARE)),
          ", crs: EPSG:28992}\n  wijk: {from: buurt}\n");
    struct selection rd = { .collection = collection(&s, "buurten"),
                            .srid = CRS_RD };
    struct feature feature = { 0 };
    CHECK(rd.collection && rd.collection->storage_srid == CRS_RD);
    CHECK(rd.collection &&
          store_get(s.view, s.arena, &rd, STR("BU00140001"), &feature, &s.err));
    CHECK(feature.geom.point_count == 4 &&
          geom_box(&feature.geom).min_x == 233000.125 &&
          geom_box(&feature.geom).max_y == 582100);
    struct feature wijk = get(&s, "wijken", "WK001400");
    struct box degrees = geom_box(&wijk.geom);
    CHECK(degrees.min_x > 6.55 && degrees.max_x < 6.56);
    CHECK(degrees.min_y > 53.21 && degrees.max_y < 53.22);
    stop(&s);
}

TEST(areas_that_the_other_level_does_not_know_are_reported)
{
    struct setting s = { .folder = "/tmp/buurt-areas-XXXXXX" };
    if (!mkdtemp(s.folder)) abort();
    s.arena = arena_create(64 << 20);
    s.report = report_create();
    write_file(&s, "buurten.geojson", buurten, "");
    write_file(
        &s, "wijken.geojson",
        FILE_OF("{\"type\":\"Feature\",\"properties\":{\"WK_CODE\":"
                "\"WK001400\",\"WK_NAAM\":\"Centrum\"},\"geometry\":" SQUARE(
                    6, 53) "},{\"type\":\"Feature\",\"properties\":"
                           "{\"WK_CODE\":\"WK001477\",\"WK_NAAM\":\"Leeg\"},"
                           "\"geometry\":" SQUARE(7, 53) "}"),
        "");
    write_file(
        &s, "areas.yaml", manifest_start,
        "}\n  wijk: {path: wijken.geojson, code: WK_CODE, name: WK_NAAM}\n");
    s.ok = run(&s);
    CHECK(s.ok);
    CHECK(report_count(s.report, "area-without-parent") == 1);
    CHECK(report_count(s.report, "area-without-children") == 1);
    stop(&s);
}

TEST_MAIN
