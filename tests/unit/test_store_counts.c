#include "load_fixture.h"
#include "store/spatialite/counts.h"

// Areas: two gemeenten; one has two wijken of two and one buurten, the other a
// wijk with one buurt.
static const struct field area_fields[] = {
    { .name = { "buurtcode", 9 }, .type = VALUE_TEXT, .role = FIELD_BUURTCODE },
    { .name = { "wijkcode", 8 }, .type = VALUE_TEXT, .role = FIELD_WIJKCODE },
    { .name = { "gemeentecode", 12 },
      .type = VALUE_TEXT,
      .role = FIELD_GEMEENTECODE },
};

// Out of order.
static const char *const area_rows[][3] = {
    { "BU0002", "WK02", "GM1" },
    { "BU0101", "WK11", "GM2" },
    { "BU0000", "WK01", "GM1" },
    { "BU0001", "WK01", "GM1" },
};
enum { AREA_ROWS = sizeof area_rows / sizeof area_rows[0] };

static void load_areas(struct store *store)
{
    struct error err = { 0 };
    struct dataset dataset = { .id = STR("gebieden"), .kind = DATASET_AREAS };
    struct collection c = { .id = STR("buurten"),
                            .schema = { area_fields, 3 },
                            .level = LEVEL_BUURT };
    struct load *load = load_open(store, &dataset, &err);
    struct loader *loader = loader_open(load, &c, &err);
    for (uint64_t i = 0; i < AREA_ROWS; i++) {
        struct value values[3];
        uint64_t first;
        for (int f = 0; f < 3; f++) values[f] = text_value(area_rows[i][f]);
        struct feature feature = { .values = values };
        CHECK(loader_add(loader, &feature, NULL, i, &first, &err));
    }
    CHECK(loader_finish(loader, NULL, NULL, &err) &&
          load_publish(load, STR("{}"), &err));
    load_close(load);
}

static const struct field fields[] = {
    { .name = { "buurtcode", 9 }, .type = VALUE_TEXT, .role = FIELD_BUURTCODE },
    { .name = { "gemeentecode", 12 },
      .type = VALUE_TEXT,
      .role = FIELD_GEMEENTECODE },
    { .name = { "soort", 5 }, .type = VALUE_TEXT, .is_category = true },
    { .name = { "klasse", 6 }, .type = VALUE_INT, .is_category = true },
    { .name = { "aantal", 6 }, .type = VALUE_INT, .is_measure = true },
    { .name = { "bedrag", 6 }, .type = VALUE_REAL, .is_measure = true },
    { .name = { "tijd", 4 }, .type = VALUE_TIME, .role = FIELD_TIME_START },
};
enum { FIELD_COUNT = sizeof fields / sizeof fields[0] };

static struct value time_value(const char *text)
{
    return (struct value){ .type = VALUE_TIME, .text = str_from(text) };
}

static void make_row(int64_t i, char time[32], struct value values[FIELD_COUNT])
{
    static const char *const codes[] = { "BU0000", "BU0001", "BU0002",
                                         "BU0101", NULL,     "BU9999" };
    static const char *const kinds[] = { "a", "b", NULL };
    const char *code = codes[i % 6], *kind = kinds[i % 7 % 3];
    memset(values, 0, FIELD_COUNT * sizeof *values);
    if (code) values[0] = text_value(code);
    // Of some rows only the gemeente is known.
    values[1] = i % 12 == 4 ? text_value("GM2") : (struct value){ 0 };
    if (kind) values[2] = text_value(kind);
    if (i % 5) values[3] = int_value(i % 4);
    if (i % 3) values[4] = int_value(i % 17 - 8);
    if (i % 2)
        values[5] =
            (struct value){ .type = VALUE_REAL, .real = (double)(i % 11) / 10 };
    snprintf(time, 32, "202%d-%02d-15T12:00:00.000Z", (int)(i % 2),
             (int)(i % 12) + 1);
    if (i % 13) values[6] = time_value(time);
}

static bool load_rows(struct store *store, const struct field *schema,
                      int64_t count, struct error *err)
{
    struct dataset dataset = { .id = STR("feiten"),
                               .kind = DATASET_STATISTICS,
                               .areas = STR("gebieden") };
    struct collection c = { .id = STR("feiten"),
                            .schema = { schema, FIELD_COUNT },
                            .level = LEVEL_NONE };
    struct load *load = load_open(store, &dataset, err);
    if (!load) return false;
    struct loader *loader = loader_open(load, &c, err);
    bool ok = loader != NULL;
    for (int64_t i = 0; ok && i < count; i++) {
        struct value values[FIELD_COUNT];
        char time[32];
        uint64_t first;
        make_row(i, time, values);
        struct feature f = { .id = int_value(i), .values = values };
        ok = loader_add(loader, &f, NULL, (uint64_t)i, &first, err);
    }
    ok = ok && loader_finish(loader, NULL, NULL, err) &&
         load_publish(load, STR("{}"), err);
    load_close(load);
    return ok;
}

TEST(areas_stand_in_order_of_code_and_coarser_ones_behind_them)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    load_areas(store);
    CHECK(load_rows(store, fields, 600, &err));
    sqlite3 *db = look_begin();
    CHECK_STR(ask_text(db, "SELECT group_concat(ordinal || ':' ||"
                           " coalesce(buurtcode, '-') || ' ' ||"
                           " coalesce(wijkcode, '-') || ' ' || gemeentecode,"
                           " ', ') FROM feiten_areas"),
              STR("0:BU0000 WK01 GM1, 1:BU0001 WK01 GM1, 2:BU0002 WK02 GM1,"
                  " 3:BU0101 WK11 GM2, 8:- - GM2"));
    CHECK(ask_int(db,
                  "SELECT count(*) FROM feiten LEFT JOIN feiten_areas a"
                  " ON ordinal = area WHERE a.buurtcode IS NOT"
                  " feiten.buurtcode AND feiten.buurtcode != 'BU9999'") == 0);
    CHECK(ask_int(db, "SELECT count(*) FROM feiten WHERE area IS NULL") == 150);
    CHECK(ask_int(db, "SELECT count(*) FROM feiten WHERE area = 8") == 50);
    const struct catalog *catalog = store_catalog(store);
    CHECK(catalog_dataset(catalog, STR("feiten"))->areas_version == 1);
    catalog_release(catalog);
    look_end(db);
    store_close(store);
    fixture_end();
}

// What SQL says about one row of counts and one area.
static void compare_cell(sqlite3 *db, sqlite3_stmt *row, int rollup,
                         const struct cell *cell)
{
    sqlite3_stmt *s = NULL;
    CHECK(sqlite3_prepare_v2(
              db,
              "SELECT count(*), count(aantal), coalesce(sum(aantal), 0),"
              " coalesce(min(aantal), 0), coalesce(max(aantal), 0),"
              " count(bedrag), coalesce(sum(bedrag), 0) FROM feiten WHERE area"
              " IS ?1 AND (?2 OR (substr(tijd, 1, 7) IS ?3 AND soort IS ?4 AND"
              " klasse IS ?5))",
              -1, &s, NULL) == SQLITE_OK);
    if (cell->area != CELL_NO_AREA) sqlite3_bind_int64(s, 1, cell->area);
    sqlite3_bind_int(s, 2, rollup);
    for (int i = 0; i < 3; i++)
        sqlite3_bind_value(s, 3 + i, sqlite3_column_value(row, i));
    CHECK(sqlite3_step(s) == SQLITE_ROW);
    CHECK(sqlite3_column_int64(s, 0) == cell->count);
    CHECK(sqlite3_column_int64(s, 1) == cell->measures[0].known);
    CHECK(sqlite3_column_int64(s, 2) == cell->measures[0].sum.integer);
    CHECK(sqlite3_column_int64(s, 3) == cell->measures[0].least.integer);
    CHECK(sqlite3_column_int64(s, 4) == cell->measures[0].greatest.integer);
    CHECK(sqlite3_column_int64(s, 5) == cell->measures[1].known);
    double off = sqlite3_column_double(s, 6) - cell->measures[1].sum.real;
    CHECK(off < 1e-9 && off > -1e-9);
    sqlite3_finalize(s);
}

// Every row of counts agrees with the rows; returns the sum of their counts.
static int64_t compare_counts(sqlite3 *db, int rollup)
{
    struct cell_layout layout;
    struct cell cell;
    int64_t total = 0;
    sqlite3_stmt *row = NULL;
    CHECK(cell_layout_init(&layout, &(struct schema){ fields, FIELD_COUNT },
                           NULL));
    sqlite3_prepare_v2(db,
                       "SELECT period, soort, klasse, cells FROM feiten_counts"
                       " WHERE rollup = ?1",
                       -1, &row, NULL);
    sqlite3_bind_int(row, 1, rollup);
    while (sqlite3_step(row) == SQLITE_ROW) {
        str blob = { sqlite3_column_blob(row, 3),
                     (size_t)sqlite3_column_bytes(row, 3) };
        struct cells cells = cells_over(&layout, blob);
        while (cells_next(&cells, &cell)) {
            compare_cell(db, row, rollup, &cell);
            total += cell.count;
        }
        CHECK(!cells.is_broken);
    }
    sqlite3_finalize(row);
    return total;
}

TEST(counts_agree_with_the_rows_cell_by_cell)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    load_areas(store);
    CHECK(load_rows(store, fields, 3000, &err));
    sqlite3 *db = look_begin();
    CHECK(compare_counts(db, 1) == 3000);
    CHECK(compare_counts(db, 0) == 3000);
    CHECK(ask_int(db, "SELECT count(*) FROM feiten_counts WHERE rollup") == 1);
    look_end(db);
    store_close(store);
    fixture_end();
}

TEST(a_sum_beyond_64_bits_leaves_no_counts)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    struct dataset dataset = point_dataset("veel");
    struct collection c = point_collection("veel");
    struct load *load = load_open(store, &dataset, &err);
    struct loader *loader = loader_open(load, &c, &err);
    for (int64_t i = 1; i < 4; i++)
        CHECK(add_point(loader, i, INT64_MAX, &err));
    CHECK(loader_finish(loader, NULL, NULL, &err) &&
          load_publish(load, STR("{}"), &err));
    load_close(load);
    sqlite3 *db = look_begin();
    CHECK(ask_int(db, "SELECT count(*) FROM veel_counts") == 0);
    CHECK(ask_int(db, "SELECT count(*) FROM veel") == 3);
    look_end(db);
    store_close(store);
    fixture_end();
}

TEST(a_category_of_too_many_values_leaves_the_rollup_only)
{
    static const struct field many[] = {
        { .name = { "naam", 4 }, .type = VALUE_INT, .is_category = true },
    };
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    struct dataset dataset = point_dataset("veel");
    struct collection c = point_collection("veel");
    c.schema = (struct schema){ many, 1 };
    struct load *load = load_open(store, &dataset, &err);
    struct loader *loader = loader_open(load, &c, &err);
    for (int64_t i = 1; i <= 1001; i++) {
        uint64_t first;
        struct value value = int_value(i);
        struct feature f = { .id = value, .values = &value };
        CHECK(loader_add(loader, &f, NULL, 1, &first, &err));
    }
    CHECK(loader_finish(loader, NULL, NULL, &err) &&
          load_publish(load, STR("{}"), &err));
    load_close(load);
    sqlite3 *db = look_begin();
    CHECK(ask_int(db, "SELECT count(*) * 10 + sum(rollup)"
                      " FROM veel_counts") == 11);
    look_end(db);
    store_close(store);
    fixture_end();
}

TEST(areas_must_be_there_and_stay_while_others_need_them)
{
    struct error err = { 0 };
    fixture_begin();
    struct store *store = fixture_store(true);
    CHECK(!load_rows(store, fields, 10, &err) && err.code == ERROR_REFUSED);
    load_areas(store);
    CHECK(load_rows(store, fields, 10, &err));
    CHECK(!store_remove(store, STR("gebieden"), &err));
    CHECK(err.code == ERROR_REFUSED && strstr(err.message, "feiten"));
    load_areas(store);
    struct dataset stale = { .id = STR("x"),
                             .areas = STR("gebieden"),
                             .areas_version = 1 };
    CHECK(!load_open(store, &stale, &err) && err.code == ERROR_BUSY);
    CHECK(store_remove(store, STR("feiten"), &err));
    CHECK(store_remove(store, STR("gebieden"), &err));
    store_close(store);
    fixture_end();
}

TEST_MAIN
