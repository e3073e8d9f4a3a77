// Figures from table to store and back: each test imports a small table into a
// new database and looks at the rows and the report.

#include <stdlib.h>
#include <unistd.h>

#include "importers/import.h"
#include "store/query.h"
#include "test.h"

enum { MEMORY = 16 << 20 };

struct world {
    char folder[64], db[80], csv[80], labels[80];
    struct arena *arena;
    struct store *store;
    struct report *report;
    struct error err;
};

static const char manifest_head[] = "id: misdrijven\n"
                                    "kind: statistics\n"
                                    "title: Misdrijven\n"
                                    "source: {path: m.csv}\n";

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    CHECK(file && fputs(text, file) >= 0);
    if (file) fclose(file);
}

static struct world world_open(const char *csv)
{
    struct world w = { .folder = "/tmp/buurt-test-XXXXXX" };
    CHECK(mkdtemp(w.folder));
    snprintf(w.db, sizeof w.db, "%s/b.sqlite", w.folder);
    snprintf(w.csv, sizeof w.csv, "%s/m.csv", w.folder);
    snprintf(w.labels, sizeof w.labels, "%s/soorten.csv", w.folder);
    write_file(w.csv, csv);
    w.arena = arena_create(MEMORY);
    w.report = report_create();
    w.store =
        store_open(w.db,
                   &(struct store_options){
                       .connections = 1, .wait_ms = 1000, .can_write = true },
                   &w.err);
    CHECK(w.store);
    return w;
}

static void world_close(struct world *w)
{
    store_close(w->store);
    report_destroy(w->report);
    arena_destroy(w->arena);
    char command[100];
    snprintf(command, sizeof command, "rm -r %s", w->folder);
    CHECK(system(command) == 0);
}

static bool import_with(struct world *w, const char *rest, bool is_dry_run)
{
    str text = arena_printf(w->arena, "%s%s", manifest_head, rest);
    str path = arena_printf(w->arena, "%s/m.yaml", w->folder);
    struct manifest manifest;
    bool ok = manifest_parse(w->arena, path.bytes, text, (str){ 0 }, &manifest,
                             NULL, &w->err);
    CHECK_STR(str_from(w->err.message), STR(""));
    return ok &&
           import_run(&(struct import_options){ .manifest = &manifest,
                                                .is_dry_run = is_dry_run },
                      w->store, w->report, &w->err);
}

static void add_value(struct buf *out, struct value value)
{
    switch (value.type) {
    case VALUE_NULL: buf_add_char(out, '-'); break;
    case VALUE_BOOL: buf_add_char(out, value.boolean ? 't' : 'f'); break;
    case VALUE_INT: buf_add_int(out, value.integer); break;
    case VALUE_REAL: buf_add_real(out, value.real); break;
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: buf_add_str(out, value.text); break;
    }
}

// All rows as text: a line each, their id first.
static str rows_of(struct world *w, const struct collection **collection)
{
    struct buf buf;
    str text = { 0 };
    buf_init(&buf, w->arena, 1 << 20);
    CHECK(store_refresh(w->store, &w->err));
    struct view *view = view_open(w->store, 0, &w->err);
    const struct collection *c =
        catalog_collection(view_catalog(view), STR("misdrijven"));
    CHECK(c);
    struct cursor *cursor = cursor_open(
        view, &(struct selection){ .collection = c, .srid = 4326 }, &w->err);
    struct feature feature;
    while (cursor && cursor_next(cursor, &feature)) {
        add_value(&buf, feature.id);
        for (size_t i = 0; i < c->schema.count; i++) {
            buf_add_char(&buf, ' ');
            add_value(&buf, feature.values[i]);
        }
        buf_add_char(&buf, '\n');
    }
    CHECK(cursor && cursor_close(cursor, &w->err));
    CHECK(buf_finish(&buf, &text, &w->err));
    view_close(view);
    if (collection) *collection = c;
    return text;
}

// "4 read, 2 kept, 1 refused" as the report has it.
static str counts_of(struct world *w)
{
    struct buf buf;
    str text = { 0 };
    buf_init(&buf, w->arena, 1 << 20);
    report_print(w->report, &buf);
    CHECK(buf_finish(&buf, &text, NULL));
    return str_slice(text, 0, str_find_char(text, '\n'));
}

static bool report_says(struct world *w, const char *part)
{
    struct buf buf;
    str text = { 0 };
    buf_init(&buf, w->arena, 1 << 20);
    report_print(w->report, &buf);
    CHECK(buf_finish(&buf, &text, NULL));
    bool is_there = memmem(text.bytes, text.len, part, strlen(part));
    if (!is_there) fprintf(stderr, "%.*s", STR_ARG(text));
    return is_there;
}

#define LONG_TABLE \
    "area: {field: code}\n" \
    "period: {field: p, format: cbs}\n" \
    "by: [{name: soort, labels: soorten.csv, total: \"0.0.0\"}]\n" \
    "measures: [{name: aantal, from: n}]\n"

TEST(a_long_table_becomes_rows_without_its_totals)
{
    struct world w = world_open("code;p;soort;n\n"
                                "\"BU00140000\";2023MM01;\"1.1.1 \";7\n"
                                "\"BU00140000\";2023MM02;\"1.1.1 \";0\n"
                                "\"BU00140000\";2023MM01;\"1.1.2 \";       .\n"
                                "\"BU00140000\";2023MM01;\"0.0.0 \";7\n"
                                "\"BU00140000\";2023JJ00;\"1.1.1 \";7\n"
                                "\"WK001400  \";2023MM01;\"1.1.1 \";7\n"
                                "\"NL01      \";2023MM01;\"1.1.1 \";7\n");
    write_file(w.labels, "code;label\n1.1.1 ;Inbraak\n9.9.9;Anders\n");
    CHECK(import_with(&w, LONG_TABLE, false));
    const struct collection *c;
    CHECK_STR(rows_of(&w, &c),
              STR("1 BU00140000 WK001400 GM0014 BU00140000 2023-01-01 1.1.1 7\n"
                  "2 BU00140000 WK001400 GM0014 BU00140000 2023-02-01 1.1.1 0\n"
                  "3 BU00140000 WK001400 GM0014 BU00140000 2023-01-01 1.1.2 "
                  "-\n"));
    CHECK_STR(counts_of(&w), STR("7 rows read, 3 kept, 0 refused, 0 repaired, "
                                 "4 left out"));
    CHECK(report_count(w.report, "published-total") == 4);
    CHECK(c->period == PERIOD_MONTH && c->geom_type == GEOM_EMPTY);
    const struct field *soort = schema_find(&c->schema, STR("soort"));
    CHECK(soort->is_category && soort->choice_count == 2);
    CHECK_STR(soort->choice_labels[0], STR("Inbraak"));
    CHECK_STR(soort->choice_labels[1], STR(""));
    CHECK(schema_find(&c->schema, STR("aantal"))->is_measure);
    CHECK(schema_find_role(&c->schema, FIELD_TIME_START)->type == VALUE_DATE);
    world_close(&w);
}

TEST(a_wide_table_becomes_a_row_for_each_period)
{
    struct world w = world_open("code,naam,m_2021,m_2022\n"
                                "BU0363AD03,Zuid,1,\n"
                                "BU00140000,\"Noord, oud\",0,-99997\n");
    CHECK(import_with(&w,
                      "area: {field: code}\n"
                      "period: {columns: \"m_{YYYY}\", measure: aantal}\n",
                      false));
    const struct collection *c;
    CHECK_STR(rows_of(&w, &c),
              STR("1 BU0363AD03 WK0363AD GM0363 BU0363AD03 2021-01-01 1\n"
                  "2 BU0363AD03 WK0363AD GM0363 BU0363AD03 2022-01-01 -\n"
                  "3 BU00140000 WK001400 GM0014 BU00140000 2021-01-01 0\n"
                  "4 BU00140000 WK001400 GM0014 BU00140000 2022-01-01 -\n"));
    CHECK(c->period == PERIOD_YEAR && c->feature_count == 4);
    CHECK_STR(counts_of(&w), STR("2 rows read, 2 kept, 0 refused, 0 repaired"));
    CHECK(report_count(w.report, "sentinel") == 1);
    CHECK(report_says(&w, "figures     4"));
    world_close(&w);
}

TEST(bad_rows_are_refused_by_name_and_the_import_with_them)
{
    struct world w = world_open("code;p;soort;n\n"
                                "XX;2023MM01;a;1\n"
                                ";2023MM01;a;1\n"
                                "BU00140000;2023MM13;a;1\n"
                                "BU00140000;2023MM01;a;n.b.\n"
                                "BU00140000;2023MM01;a;1,5\n"
                                "BU00140000;2023MM01;b;1.000\n"
                                "BU00140000;2023MM01;a;3\n"
                                "BU00140000;2023MM01;a;4\n");
    write_file(w.labels, "code;label\na;A\n");
    CHECK(!import_with(&w, LONG_TABLE "reject: {max-rows: 6}\n", false));
    CHECK(w.err.code == ERROR_REFUSED);
    CHECK_STR(str_from(w.err.message),
              STR("misdrijven: 7 rows were refused; the manifest allows 6 "
                  "(reject.max-rows)"));
    CHECK(report_count(w.report, "area-code") == 2);
    CHECK(report_count(w.report, "period") == 1);
    CHECK(report_count(w.report, "not-a-number") == 3);
    CHECK(report_count(w.report, "duplicate-key") == 1);
    CHECK(report_says(&w, "row 8, line 9, code \"BU00140000\": row 7 has the "
                          "same area, period and categories"));
    const struct catalog *catalog = store_catalog(w.store);
    CHECK(!catalog_dataset(catalog, STR("misdrijven")));
    catalog_release(catalog);
    w.err = (struct error){ 0 };
    CHECK(import_with(&w, LONG_TABLE "reject: {max-rows: 14}\n", false));
    world_close(&w);
}

TEST(thousands_are_read_when_the_manifest_says_how)
{
    struct world w = world_open("");
    str other = arena_printf(w.arena, "%s/n.csv", w.folder);
    write_file(other.bytes, "code;jaar;n;r\n"
                            "GM0014;2023;1.234;1.234,5\n"
                            "GM0037;2023;12,0;0,25\n"
                            "GM0047;2023;1.234.567;-3\n"
                            "GM0050;2023;12.34;1\n");
    str text = STR("id: misdrijven\n"
                   "kind: statistics\n"
                   "title: Misdrijven\n"
                   "source: {path: n.csv, decimal: ','}\n"
                   "area: {field: code}\n"
                   "period: {field: jaar, format: year}\n"
                   "measures: [{name: n}, {name: r, type: number}]\n"
                   "reject: {max-rows: 1}\n");
    str path = arena_printf(w.arena, "%s/m.yaml", w.folder);
    struct manifest manifest;
    CHECK(manifest_parse(w.arena, path.bytes, text, (str){ 0 }, &manifest, NULL,
                         &w.err));
    CHECK(import_run(&(struct import_options){ .manifest = &manifest }, w.store,
                     w.report, &w.err));
    CHECK_STR(rows_of(&w, NULL),
              STR("1 GM0014 GM0014 2023-01-01 1234 1234.5\n"
                  "2 GM0037 GM0037 2023-01-01 12 0.25\n"
                  "3 GM0047 GM0047 2023-01-01 1234567 -3\n"));
    CHECK(report_count(w.report, "thousands-separator") == 3);
    CHECK(report_says(&w, "row 4, line 5, n \"12.34\": is no number"));
    world_close(&w);
}

TEST(figures_of_a_level_can_be_chosen)
{
    struct world w = world_open("code,jaar,n\n"
                                "BU00140000,2023,1\n"
                                "GM0014,2023,2\n"
                                "NL00,2023,3\n");
    CHECK(import_with(&w,
                      "area: {field: code, level: gemeente}\n"
                      "period: {field: jaar, format: year}\n"
                      "measures: [{name: n}]\n",
                      false));
    CHECK_STR(rows_of(&w, NULL), STR("2 GM0014 GM0014 2023-01-01 2\n"));
    CHECK(report_count(w.report, "finer-area") == 1);
    CHECK(report_count(w.report, "published-total") == 1);
    world_close(&w);
}

TEST(a_total_that_is_not_named_is_worth_a_note)
{
    struct world w = world_open("code,jaar,s,n\n"
                                "GM0014,2023,Totaal,3\n"
                                "GM0014,2023,fiets,1\n");
    CHECK(import_with(&w,
                      "area: {field: code}\n"
                      "period: {field: jaar, format: year}\n"
                      "by: [{name: s}]\n"
                      "measures: [{name: n}]\n",
                      false));
    CHECK(report_count(w.report, "possible-total") == 1);
    world_close(&w);
}

TEST(a_dry_run_reports_the_same_and_leaves_nothing)
{
    struct world w = world_open("code,jaar,n\n"
                                "GM0014,2023,3\n"
                                "GM0014,2023,1\n");
    CHECK(!import_with(&w,
                       "area: {field: code}\n"
                       "period: {field: jaar, format: year}\n"
                       "measures: [{name: n}]\n",
                       true));
    CHECK(w.err.code == ERROR_REFUSED);
    CHECK_STR(counts_of(&w), STR("2 rows read, 1 kept, 1 refused, 0 repaired"));
    CHECK(store_refresh(w.store, &w.err));
    const struct catalog *catalog = store_catalog(w.store);
    CHECK(catalog->dataset_count == 0);
    catalog_release(catalog);
    world_close(&w);
}

TEST(what_the_manifest_names_must_be_there)
{
    static const struct {
        const char *manifest, *message;
    } cases[] = {
        { "area: {field: kode}\nperiod: {field: jaar, format: year}\n"
          "measures: [{name: n}]\n",
          "the source has no column \"kode\" (area.field); it has code, jaar, "
          "n" },
        { "area: {field: a}\nperiod: {field: p, format: year}\n"
          "by: [{name: soort}]\nmeasures: [{name: m}, {name: n}]\n",
          "no column \"a\" (area.field), \"soort\" (by), \"p\" "
          "(period.field), \"m\" (measures); it has code, jaar, n" },
        { "area: {field: code}\nperiod: {field: p, format: year}\n"
          "measures: [{name: n}]\n",
          "no column \"p\" (period.field)" },
        { "area: {field: code}\nperiod: {field: jaar, format: year}\n"
          "measures: [{name: m}]\n",
          "no column \"m\" (measures)" },
        { "area: {field: code}\nperiod: {columns: 'm_{YYYY}', measure: m}\n",
          "no column \"m_{YYYY}\" (period.columns)" },
        { "areas: nergens\narea: {field: code}\n"
          "period: {field: jaar, format: year}\nmeasures: [{name: n}]\n",
          "the areas dataset 'nergens' is not in the database; import it "
          "first" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world w = world_open("code,jaar,n\nGM0014,2023,3\n");
        CHECK(!import_with(&w, cases[i].manifest, false));
        CHECK(w.err.code == ERROR_INVALID);
        CHECK(strstr(w.err.message, cases[i].message));
        world_close(&w);
    }
}

// Two buurten of one wijk, as squares side by side.
static const char squares[] =
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"c\":\"BU00140000\"},"
    "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
    "[[[6,53],[6.1,53],[6.1,53.1],[6,53.1],[6,53]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"c\":\"BU00140001\"},"
    "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
    "[[[6.1,53],[6.2,53],[6.2,53.1],[6.1,53.1],[6.1,53]]]}}]}";

static void import_squares(struct world *w)
{
    str geojson = arena_printf(w->arena, "%s/b.geojson", w->folder);
    str path = arena_printf(w->arena, "%s/a.yaml", w->folder);
    write_file(geojson.bytes, squares);
    str text = STR("id: gebieden\nkind: areas\ntitle: Gebieden\n"
                   "vintage: 2017\n"
                   "levels: {buurt: {path: b.geojson, code: c}, wijk: {from: "
                   "buurt}}\n");
    struct manifest manifest;
    struct report *report = report_create();
    CHECK(manifest_parse(w->arena, path.bytes, text, (str){ 0 }, &manifest,
                         NULL, &w->err) &&
          import_run(&(struct import_options){ .manifest = &manifest },
                     w->store, report, &w->err));
    CHECK_STR(str_from(w->err.message), STR(""));
    report_destroy(report);
}

TEST(figures_are_joined_to_areas_and_the_rest_is_told)
{
    struct world w = world_open("code,jaar,n\n"
                                "BU00140000,2022,3\n"
                                "BU00140000,2023,4\n"
                                "BU00149999,2023,5\n"
                                "BU00149999,2022,6\n");
    import_squares(&w);
    CHECK(import_with(&w,
                      "areas: gebieden\n"
                      "area: {field: code}\n"
                      "period: {field: jaar, format: year}\n"
                      "measures: [{name: n}]\n",
                      false));
    CHECK_STR(rows_of(&w, NULL),
              STR("1 BU00140000 WK001400 GM0014 BU00140000 2022-01-01 3\n"
                  "2 BU00140000 WK001400 GM0014 BU00140000 2023-01-01 4\n"
                  "3 - - - BU00149999 2023-01-01 5\n"
                  "4 - - - BU00149999 2022-01-01 6\n"));
    CHECK(report_count(w.report, "code-without-area") == 1);
    CHECK(report_count(w.report, "area-without-figures") == 1);
    CHECK(report_says(&w, "\"BU00149999\": not in gebieden; 2 rows with this "
                          "code count as unassigned"));
    CHECK(report_says(&w, "\"BU00140001\": no row is about this area"));
    CHECK(report_says(&w, "unassigned rows        2"));
    world_close(&w);
}

TEST(a_level_that_the_areas_do_not_have_is_an_error)
{
    struct world w = world_open("code,jaar,n\nGM0014,2022,3\n");
    import_squares(&w);
    CHECK(!import_with(&w,
                       "areas: gebieden\n"
                       "area: {field: code}\n"
                       "period: {field: jaar, format: year}\n"
                       "measures: [{name: n}]\n",
                       false));
    CHECK(w.err.code == ERROR_INVALID);
    CHECK(strstr(w.err.message, "the figures are per gemeente, a level that "
                                "the areas dataset 'gebieden' does not have"));
    world_close(&w);
}

TEST(a_missing_source_or_label_file_is_named)
{
    struct world w = world_open("code,jaar,s,n\nGM0014,2023,a,3\n");
    CHECK(!import_with(&w,
                       "area: {field: code}\n"
                       "period: {field: jaar, format: year}\n"
                       "by: [{name: s, labels: nergens.csv}]\n"
                       "measures: [{name: n}]\n",
                       false));
    CHECK(w.err.code == ERROR_SOURCE && strstr(w.err.message, "nergens.csv"));
    unlink(w.csv);
    w.err = (struct error){ 0 };
    CHECK(!import_with(&w,
                       "area: {field: code}\n"
                       "period: {field: jaar, format: year}\n"
                       "measures: [{name: n}]\n",
                       false));
    CHECK(w.err.code == ERROR_SOURCE && strstr(w.err.message, "m.csv"));
    world_close(&w);
}

TEST_MAIN
