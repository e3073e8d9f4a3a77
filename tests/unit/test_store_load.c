#include <math.h>

#include "geo/wkb.h"
#include "load_fixture.h"
#include "store/spatialite/counts.h"

// A load of one collection that the test fills itself.
struct one {
    struct store *store;
    struct load *load;
    struct loader *loader;
    struct error err;
};

static struct one one_begin(const struct dataset *dataset,
                            const struct collection *collection)
{
    struct one one = { 0 };
    fixture_begin();
    one.store = fixture_store(true);
    one.load = load_open(one.store, dataset, &one.err);
    CHECK(one.load != NULL);
    one.loader = loader_open(one.load, collection, &one.err);
    CHECK(one.loader != NULL);
    return one;
}

static sqlite3 *one_publish(struct one *one)
{
    bool ok = loader_finish(one->loader, NULL, NULL, &one->err) &&
              load_publish(one->load, STR("{\"rows\":1}"), &one->err);
    if (!ok) fprintf(stderr, "%s\n", one->err.message);
    CHECK(ok);
    return look_begin();
}

static void one_end(struct one *one, sqlite3 *db)
{
    if (db) look_end(db);
    load_close(one->load);
    store_close(one->store);
    fixture_end();
}

static bool add(struct one *one, struct value id, const struct value *values,
                struct geom geom)
{
    static uint64_t row;
    uint64_t first;
    struct feature f = { .id = id, .values = values, .geom = geom };
    return loader_add(one->loader, &f, NULL, ++row, &first, &one->err);
}

static const struct field name_field = { .name = { "naam", 4 },
                                         .type = VALUE_TEXT };

static struct collection named(const struct field *field)
{
    struct collection c = point_collection("dingen");
    c.schema = (struct schema){ field, 1 };
    return c;
}

TEST(points_are_a_layer_that_spatialite_finds_in_order)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    CHECK(store && load_points(store, "kleine-punten", 5000, 1, &err));
    sqlite3 *db = look_begin();
    CHECK(ask_int(db, "SELECT count(*) FROM kleine_punten") == 5000);
    CHECK(ask_int(db, "SELECT CheckSpatialIndex('kleine_punten', 'geom')") ==
          1);
    CHECK(ask_int(db, "SELECT rtreecheck('idx_kleine_punten_geom') = 'ok'") ==
          1);
    CHECK_STR(ask_text(db, "SELECT geometry_type || ' ' || srid || ' ' ||"
                           " spatial_index_enabled FROM geometry_columns"),
              STR("1 4326 1"));
    CHECK(ask_int(db, "SELECT row_count FROM geometry_columns_statistics") ==
          5000);
    CHECK_STR(ask_text(db, "PRAGMA integrity_check"), STR("ok"));
    CHECK(ask_int(db, "PRAGMA page_size") == 8192);
    look_end(db);
    store_close(store);
    fixture_end();
}

TEST(fids_have_no_gaps_and_rows_without_a_place_come_last)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    CHECK(load_points(store, "punten", 1000, 1, &err));
    sqlite3 *db = look_begin();
    CHECK(ask_int(db, "SELECT min(fid) = 1 AND max(fid) = 1000 FROM punten"));
    CHECK(ask_int(db, "SELECT max(fid) FROM punten WHERE geom NOTNULL") == 900);
    CHECK(ask_int(db, "SELECT count(*) FROM punten WHERE geom IS NULL") == 100);
    // Neighbours in the table are neighbours on the map: a step is a small
    // part of what it is in the order of the source.
    static const char step[] =
        "SELECT CAST(sum(1000 * ST_Distance(a.geom, b.geom)) AS INTEGER)"
        " FROM punten a JOIN punten b ON b.%s = a.%s + 1";
    char by_fid[200], by_number[200];
    snprintf(by_fid, sizeof by_fid, step, "fid", "fid");
    snprintf(by_number, sizeof by_number, step, "nummer", "nummer");
    CHECK(ask_int(db, by_fid) * 8 < ask_int(db, by_number));
    look_end(db);
    store_close(store);
    fixture_end();
}

TEST(editing_a_layer_elsewhere_keeps_its_index_right)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    CHECK(load_points(store, "punten", 500, 1, &err));
    store_close(store);
    sqlite3 *db = look_begin();
    CHECK(sqlite3_exec(db,
                       "INSERT INTO punten(nummer, geom)"
                       " VALUES (9001, MakePoint(6.5, 53.2, 4326));"
                       "UPDATE punten SET geom = MakePoint(5, 52, 4326)"
                       " WHERE nummer = 7; DELETE FROM punten WHERE nummer = 8",
                       NULL, NULL, NULL) == SQLITE_OK);
    CHECK(ask_int(db, "SELECT CheckSpatialIndex('punten', 'geom')") == 1);
    CHECK(sqlite3_exec(db,
                       "INSERT INTO punten(nummer, geom)"
                       " VALUES (9002, MakePoint(6.5, 53.2, 28992))",
                       NULL, NULL, NULL) == SQLITE_CONSTRAINT);
    look_end(db);
    fixture_end();
}

TEST(a_catalog_tells_what_was_loaded)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    CHECK(load_points(store, "punten", 1000, 1, &err));
    const struct catalog *catalog = store_catalog(store);
    const struct dataset *d = catalog_dataset(catalog, STR("punten"));
    const struct collection *c = catalog_collection(catalog, STR("punten"));
    CHECK(d && d->version == 1 && d->kind == DATASET_FEATURES);
    CHECK_STR(d->title.nl, STR("Punten"));
    CHECK_STR(d->report, STR("{}"));
    CHECK(d->updated.len == 24 && d->updated.bytes[23] == 'Z');
    CHECK(c && c->dataset == d && c->feature_count == 1000);
    CHECK(c->geom_type == GEOM_POINT && c->storage_srid == 4326);
    CHECK(c->extent.min_x >= 3.5 && c->extent.max_y <= 53.4);
    CHECK_STR(c->time_from, STR("2023-01-01"));
    CHECK_STR(c->time_to, STR("2023-12-01"));
    CHECK(c->schema.count == 5);
    const struct field *kind = schema_find(&c->schema, STR("soort"));
    CHECK(kind && kind->is_category && kind->choice_count == 3);
    CHECK_STR(kind->choices[0].text, STR("brug"));
    CHECK_STR(kind->choices[2].text, STR("molen"));
    CHECK(!kind->choice_labels);
    CHECK(schema_find_role(&c->schema, FIELD_ID) == &c->schema.fields[0]);
    CHECK(c->schema.fields[3].is_measure);
    catalog_release(catalog);
    store_close(store);
    fixture_end();
}

TEST(an_id_that_is_already_there_is_refused_and_the_rest_goes_on)
{
    struct dataset dataset = point_dataset("punten");
    struct collection c = point_collection("punten");
    struct one one = one_begin(&dataset, &c);
    for (int64_t i = 1; i <= 3000; i++)
        CHECK(add_point(one.loader, i, 1, &one.err));
    for (int64_t i = 1; i <= 3000; i += 500) {
        uint64_t first = 0;
        struct value values[] = {
            int_value(i), text_value("dubbel"), { 0 }, { 0 }, { 0 }
        };
        struct feature f = { .values = values };
        struct error err = { 0 };
        CHECK(!loader_add(one.loader, &f, NULL, 9000, &first, &err));
        CHECK(err.code == ERROR_REFUSED && first == (uint64_t)i);
        CHECK(strstr(err.message, "already there") != NULL);
    }
    sqlite3 *db = one_publish(&one);
    CHECK(ask_int(db, "SELECT count(*) FROM punten") == 3000);
    CHECK(ask_int(db, "SELECT count(*) FROM punten WHERE naam = 'dubbel'") ==
          0);
    one_end(&one, db);
}

TEST(a_text_can_be_an_id_and_must_not_be_missing)
{
    struct dataset dataset = point_dataset("dingen");
    struct field field = name_field;
    field.role = FIELD_ID;
    struct collection c = named(&field);
    struct one one = one_begin(&dataset, &c);
    struct value a = text_value("a"), none = { 0 };
    CHECK(add(&one, none, &a, (struct geom){ 0 }));
    CHECK(!add(&one, none, &a, (struct geom){ 0 }));
    CHECK(one.err.code == ERROR_REFUSED);
    CHECK(!add(&one, none, &none, (struct geom){ 0 }));
    CHECK(one.err.code == ERROR_REFUSED);
    sqlite3 *db = one_publish(&one);
    CHECK(ask_int(db, "SELECT count(*) FROM dingen") == 1);
    CHECK(ask_int(db, "SELECT count(*) FROM geometry_columns") == 0);
    one_end(&one, db);
}

TEST(without_an_id_field_the_row_number_is_the_id)
{
    struct dataset dataset = point_dataset("dingen");
    struct collection c = named(&name_field);
    struct one one = one_begin(&dataset, &c);
    struct value a = text_value("a");
    CHECK(add(&one, int_value(12), &a, (struct geom){ 0 }));
    CHECK(add(&one, int_value(7), &a, (struct geom){ 0 }));
    CHECK(!add(&one, int_value(12), &a, (struct geom){ 0 }));
    CHECK(one.err.code == ERROR_REFUSED);
    sqlite3 *db = one_publish(&one);
    CHECK_STR(ask_text(db, "SELECT group_concat(row_id) FROM (SELECT"
                           " row_id FROM dingen ORDER BY fid)"),
              STR("12,7"));
    one_end(&one, db);
}

TEST(an_enum_of_too_many_values_is_forgotten)
{
    struct field field = name_field;
    field.wants_enum = true;
    for (int count = 100; count <= 101; count++) {
        struct dataset dataset = point_dataset("dingen");
        struct collection c = named(&field);
        struct one one = one_begin(&dataset, &c);
        for (int i = 0; i < 1000; i++) {
            char text[16];
            snprintf(text, sizeof text, "w%d", i % count);
            struct value value = text_value(text);
            CHECK(add(&one, int_value(i), &value, (struct geom){ 0 }));
        }
        sqlite3 *db = one_publish(&one);
        const struct catalog *catalog = store_catalog(one.store);
        const struct field *f = &catalog->collections[0].schema.fields[0];
        CHECK(f->wants_enum == (count == 100));
        CHECK(f->choice_count == (count == 100 ? 100 : 0));
        catalog_release(catalog);
        one_end(&one, db);
    }
}

TEST(labels_stay_with_the_values_that_occur)
{
    static const struct value declared[] = {
        { .type = VALUE_TEXT, .text = { "b", 1 } },
        { .type = VALUE_TEXT, .text = { "x", 1 } },
        { .type = VALUE_TEXT, .text = { "a", 1 } },
    };
    static const str labels[] = { { "Bee", 3 }, { "Iks", 3 }, { "Aa", 2 } };
    struct field field = name_field;
    field.is_category = true;
    field.choices = declared;
    field.choice_count = 3;
    field.choice_labels = labels;
    struct dataset dataset = point_dataset("dingen");
    struct collection c = named(&field);
    struct one one = one_begin(&dataset, &c);
    static const char *const found[] = { "b", "c", "a", "b" };
    for (int i = 0; i < 4; i++) {
        struct value value = text_value(found[i]);
        CHECK(add(&one, int_value(i), &value, (struct geom){ 0 }));
    }
    sqlite3 *db = one_publish(&one);
    const struct catalog *catalog = store_catalog(one.store);
    const struct field *f = &catalog->collections[0].schema.fields[0];
    CHECK(f->choice_count == 3 && f->choice_labels);
    CHECK_STR(f->choices[0].text, STR("a"));
    CHECK_STR(f->choice_labels[0], STR("Aa"));
    CHECK_STR(f->choice_labels[1], STR("Bee"));
    CHECK_STR(f->choice_labels[2], STR(""));
    catalog_release(catalog);
    one_end(&one, db);
}

// GDAL takes INTEGER for 32 bits, and DATE and DATETIME for what they are.
TEST(columns_are_declared_so_that_other_programs_know_their_type)
{
    static const struct field fields[] = {
        { .name = { "i", 1 }, .type = VALUE_INT },
        { .name = { "r", 1 }, .type = VALUE_REAL },
        { .name = { "t", 1 }, .type = VALUE_TEXT },
        { .name = { "b", 1 }, .type = VALUE_BOOL },
        { .name = { "d", 1 }, .type = VALUE_DATE },
        { .name = { "m", 1 }, .type = VALUE_TIME },
    };
    struct dataset dataset = point_dataset("dingen");
    struct collection c = named(fields);
    c.schema.count = 6;
    struct one one = one_begin(&dataset, &c);
    struct value values[] = { int_value(5000000000),
                              { .type = VALUE_REAL, .real = 2 },
                              text_value("007"),
                              { .type = VALUE_BOOL, .boolean = true },
                              date_value("2024-02-29"),
                              { .type = VALUE_TIME,
                                .text = STR("2026-03-18T06:30:00.000Z") } };
    CHECK(add(&one, int_value(1), values, (struct geom){ 0 }));
    sqlite3 *db = one_publish(&one);
    CHECK_STR(ask_text(db, "SELECT group_concat(type, ' ') FROM"
                           " pragma_table_info('dingen')"),
              STR("INTEGER BIGINT BIGINT REAL TEXT BOOLEAN DATE DATETIME"));
    CHECK_STR(ask_text(db, "SELECT typeof(i) || typeof(r) || typeof(t) ||"
                           " typeof(b) || typeof(d) || typeof(m) FROM dingen"),
              STR("integerrealtextintegertexttext"));
    CHECK_STR(ask_text(db, "SELECT i || ' ' || t || ' ' || d FROM dingen"),
              STR("5000000000 007 2024-02-29"));
    one_end(&one, db);
}

TEST(columns_get_names_of_their_own)
{
    static const struct field fields[] = {
        { .name = { "Naam (nl)", 9 }, .type = VALUE_TEXT },
        { .name = { "naam nl", 7 }, .type = VALUE_TEXT },
        { .name = { "geom", 4 }, .type = VALUE_TEXT },
        { .name = { "Fid", 3 }, .type = VALUE_INT },
        { .name = { "\xc3\xa9\xc3\xa9n", 5 }, .type = VALUE_INT },
    };
    struct dataset dataset = point_dataset("dingen");
    struct collection c = named(fields);
    c.schema.count = 5;
    struct one one = one_begin(&dataset, &c);
    struct value values[5] = { text_value("a") };
    CHECK(add(&one, int_value(1), values, (struct geom){ 0 }));
    sqlite3 *db = one_publish(&one);
    CHECK_STR(ask_text(db, "SELECT group_concat(name, ' ') FROM"
                           " pragma_table_info('dingen')"),
              STR("fid row_id naam_nl_ naam_nl geom_ fid_ _n"));
    const struct catalog *catalog = store_catalog(one.store);
    CHECK_STR(catalog->collections[0].schema.fields[3].column, STR("fid_"));
    catalog_release(catalog);
    one_end(&one, db);
}

static struct geom square(struct point points[5], size_t ends[2], double at,
                          enum geom_type type)
{
    static const struct point corners[5] = {
        { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 }, { 0, 0 }
    };
    for (int i = 0; i < 5; i++)
        points[i] = (struct point){ at + corners[i].x, 52 + corners[i].y };
    ends[0] = 5;
    ends[1] = 1;
    return (struct geom){ .type = type,
                          .point_count = 5,
                          .run_count = 1,
                          .polygon_count = 1,
                          .points = points,
                          .runs = &ends[0],
                          .polygons = &ends[1] };
}

TEST(polygons_among_multipolygons_become_multipolygons)
{
    struct dataset dataset = point_dataset("dingen");
    struct collection c = named(&name_field);
    struct one one = one_begin(&dataset, &c);
    struct point points[5];
    size_t ends[2];
    struct value a = text_value("a");
    CHECK(add(&one, int_value(1), &a, square(points, ends, 4, GEOM_POLYGON)));
    CHECK(add(&one, int_value(2), &a,
              square(points, ends, 6, GEOM_MULTIPOLYGON)));
    sqlite3 *db = one_publish(&one);
    CHECK(ask_int(db,
                  "SELECT sum(ST_GeometryType(geom) = 'MULTIPOLYGON' AND"
                  " ST_Area(geom) = 1 AND ST_IsValid(geom)) FROM dingen") == 2);
    CHECK(ask_int(db, "SELECT geometry_type FROM geometry_columns") == 6);
    sqlite3_stmt *s = NULL;
    struct arena *arena = arena_create(1 << 20);
    sqlite3_prepare_v2(db, "SELECT geom FROM dingen", -1, &s, NULL);
    while (sqlite3_step(s) == SQLITE_ROW) {
        str blob = { sqlite3_column_blob(s, 0),
                     (size_t)sqlite3_column_bytes(s, 0) };
        struct geom geom = { 0 };
        CHECK(blob_read(arena, blob, &geom, NULL));
        CHECK(geom.type == GEOM_MULTIPOLYGON && geom.point_count == 5);
    }
    sqlite3_finalize(s);
    arena_destroy(arena);
    one_end(&one, db);
}

TEST(points_and_polygons_stay_what_they_are)
{
    struct dataset dataset = point_dataset("dingen");
    struct collection c = named(&name_field);
    struct one one = one_begin(&dataset, &c);
    struct point points[5], p = { 5, 52 };
    size_t ends[2], run;
    struct value a = text_value("a");
    CHECK(add(&one, int_value(1), &a, square(points, ends, 4, GEOM_POLYGON)));
    CHECK(add(&one, int_value(2), &a, point_geom(&p, &run)));
    sqlite3 *db = one_publish(&one);
    CHECK(ask_int(db, "SELECT geometry_type FROM geometry_columns") == 0);
    CHECK(ask_int(db, "SELECT count(DISTINCT ST_GeometryType(geom))"
                      " FROM dingen") == 2);
    one_end(&one, db);
}

TEST(the_coordinates_of_the_source_are_kept_to_the_last_bit)
{
    struct dataset dataset = point_dataset("dingen");
    struct collection c = named(&name_field);
    c.storage_srid = 28992;
    struct one one = one_begin(&dataset, &c);
    struct point p = { 6.56, 53.21 }, rd = { 233883.1234567891, 581980.3 };
    size_t run, rd_run;
    uint64_t first;
    struct value a = text_value("a");
    struct geom stored = point_geom(&rd, &rd_run);
    struct feature f = { .id = int_value(1),
                         .values = &a,
                         .geom = point_geom(&p, &run) };
    CHECK(!loader_add(one.loader, &f, NULL, 1, &first, &one.err));
    CHECK(loader_add(one.loader, &f, &stored, 1, &first, &one.err));
    sqlite3 *db = one_publish(&one);
    CHECK(ask_int(db, "SELECT ST_X(geom_28992) = 233883.1234567891 AND"
                      " ST_Y(geom_28992) = 581980.3 AND SRID(geom_28992) ="
                      " 28992 FROM dingen") == 1);
    CHECK(ask_int(db, "SELECT count(*) FROM geometry_columns") == 2);
    CHECK(ask_int(db, "SELECT spatial_index_enabled FROM geometry_columns"
                      " WHERE f_geometry_column = 'geom_28992'") == 0);
    one_end(&one, db);
}

TEST(an_interval_without_an_end_leaves_the_extent_open)
{
    static const struct field fields[] = {
        { .name = { "van", 3 }, .type = VALUE_DATE, .role = FIELD_TIME_START },
        { .name = { "tot", 3 }, .type = VALUE_DATE, .role = FIELD_TIME_END },
    };
    struct dataset dataset = point_dataset("dingen");
    struct collection c = named(fields);
    c.schema.count = 2;
    struct one one = one_begin(&dataset, &c);
    struct value both[] = { date_value("2024-03-01"),
                            date_value("2024-04-01") };
    struct value open[] = { date_value("2024-02-01"), { 0 } };
    CHECK(add(&one, int_value(1), both, (struct geom){ 0 }));
    CHECK(add(&one, int_value(2), open, (struct geom){ 0 }));
    sqlite3 *db = one_publish(&one);
    const struct catalog *catalog = store_catalog(one.store);
    CHECK_STR(catalog->collections[0].time_from, STR("2024-02-01"));
    CHECK_STR(catalog->collections[0].time_to, STR(""));
    catalog_release(catalog);
    one_end(&one, db);
}

TEST(the_last_period_counts_to_its_last_day)
{
    static const struct field field = { .name = { "jaar", 4 },
                                        .type = VALUE_DATE,
                                        .role = FIELD_TIME_START };
    static const struct {
        enum period period;
        const char *start, *end;
    } cases[] = { { PERIOD_YEAR, "2023-01-01", "2023-12-31" },
                  { PERIOD_QUARTER, "2023-10-01", "2023-12-31" },
                  { PERIOD_MONTH, "2024-02-01", "2024-02-29" },
                  { PERIOD_DAY, "2024-02-01", "2024-02-01" } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct dataset dataset = point_dataset("dingen");
        struct collection c = named(&field);
        c.period = cases[i].period;
        struct one one = one_begin(&dataset, &c);
        struct value start = date_value(cases[i].start);
        CHECK(add(&one, int_value(1), &start, (struct geom){ 0 }));
        sqlite3 *db = one_publish(&one);
        const struct catalog *catalog = store_catalog(one.store);
        CHECK_STR(catalog->collections[0].time_to, str_from(cases[i].end));
        CHECK(catalog->collections[0].period == cases[i].period);
        catalog_release(catalog);
        one_end(&one, db);
    }
}

TEST(ids_that_cannot_be_tables_are_refused)
{
    static const char *const bad[] = {
        "",           "Punten",          "a--b", "-a", "a_b", "a b",
        "buurt-meta", "spatial-ref-sys", "a\"b"
    };
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    struct dataset dataset = point_dataset("punten");
    struct load *load = load_open(store, &dataset, &err);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct collection c = point_collection(bad[i]);
        err = (struct error){ 0 };
        CHECK(!loader_open(load, &c, &err));
        CHECK(err.code == ERROR_REFUSED);
    }
    struct collection a = point_collection("a"),
                      b = point_collection("a-areas");
    CHECK(loader_open(load, &a, &err) != NULL);
    CHECK(!loader_open(load, &b, &err) && err.code == ERROR_REFUSED);
    load_close(load);
    store_close(store);
    fixture_end();
}

TEST(values_that_do_not_fit_their_field_are_a_mistake_of_ours)
{
    struct dataset dataset = point_dataset("dingen");
    struct field field = { .name = { "x", 1 }, .type = VALUE_REAL };
    struct collection c = named(&field);
    struct one one = one_begin(&dataset, &c);
    struct value text = text_value("a");
    struct value nan = { .type = VALUE_REAL, .real = NAN };
    CHECK(!add(&one, int_value(1), &text, (struct geom){ 0 }));
    CHECK(one.err.code == ERROR_INTERNAL);
    CHECK(!add(&one, int_value(1), &nan, (struct geom){ 0 }));
    CHECK(one.err.code == ERROR_INTERNAL);
    one_end(&one, NULL);
}

TEST(many_long_rows_come_out_as_they_went_in)
{
    struct dataset dataset = point_dataset("dingen");
    struct collection c = named(&name_field);
    struct one one = one_begin(&dataset, &c);
    enum { LEN = 3000, COUNT = 2000 };
    char *text = malloc(LEN + 1);
    for (int i = 0; i < COUNT; i++) {
        memset(text, 'a' + i % 26, LEN);
        text[LEN - i % 100] = '\0';
        struct value value = text_value(text);
        CHECK(add(&one, int_value(i), &value, (struct geom){ 0 }));
    }
    free(text);
    sqlite3 *db = one_publish(&one);
    CHECK(ask_int(db, "SELECT count(*) FROM dingen WHERE length(naam) ="
                      " 3000 - row_id % 100 AND ltrim(naam, char(97 + row_id"
                      " % 26)) = ''") == COUNT);
    one_end(&one, db);
}

// Connections opened before and after would answer from different data.
TEST(a_file_that_takes_the_place_of_another_is_an_error)
{
    char path[128], sql[160];
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    CHECK(load_points(store, "punten", 300, 1, &err));
    snprintf(path, sizeof path, "%s/other", fixture_folder);
    snprintf(sql, sizeof sql, "VACUUM INTO '%s'", path);
    sqlite3 *db = look_begin();
    CHECK(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
    look_end(db);
    CHECK(store_refresh(store, &err) && rename(path, fixture_path) == 0);
    CHECK(!store_refresh(store, &err) && err.code == ERROR_IO);
    CHECK(strstr(err.message, "has taken the place of"));
    err = (struct error){ 0 };
    CHECK(!view_open(store, 0, &err) && err.code == ERROR_IO);
    store_close(store);
    fixture_end();
}

TEST_MAIN
