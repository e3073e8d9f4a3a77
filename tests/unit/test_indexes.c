// Which fields get an index, and what questions gain by it: some thousands of
// rows, answered through indexes and by a loop.

#include <sqlite3.h>

#include "query_world.h"
#include "random_pages.h"
#include "store/spatialite/view.h"

enum { SHELTERS = 24000, FIELDS = 8, QUESTIONS = 60 };

static struct thing shelters[SHELTERS];
static struct field fields[FIELDS];

// kern is one of 97 in turn, wijk the twelfth part of the rows, dag null but
// for each hundredth.
static void load_shelters(void)
{
    fields[0] = field_of("kern", VALUE_TEXT, FIELD_PLAIN);
    fields[1] = field_of("wijk", VALUE_INT, FIELD_PLAIN);
    fields[2] = field_of("verhaal", VALUE_TEXT, FIELD_PLAIN);
    fields[3] = field_of("maat", VALUE_REAL, FIELD_PLAIN);
    fields[4] = field_of("dag", VALUE_DATE, FIELD_TIME_START);
    fields[5] = field_of("aantal", VALUE_INT, FIELD_PLAIN);
    fields[5].is_measure = true;
    fields[6] = field_of("geheim", VALUE_TEXT, FIELD_PLAIN);
    fields[6].is_unindexed = true;
    fields[7] = field_of("soort", VALUE_INT, FIELD_PLAIN);
    fields[7].is_indexed = true;
    for (int i = 0; i < SHELTERS; i++) {
        struct value *values = shelters[i].values;
        values[0] = of_text(text(world, "kern%d", i % 97, 0, 0));
        values[1] = of_int(i / 2000);
        values[2] = of_text(STR("een verhaal is meer dan veertig tekens lang"));
        values[3] = (struct value){ .type = VALUE_REAL, .real = i / 4.0 };
        if (i % 100 == 0) values[4] = of_date(world, i % 800);
        values[5] = of_int(i % 1000);
        values[6] = of_text(STR("x"));
        values[7] = of_int(i % 3);
        if (i % 10)
            shelters[i].geom =
                point_at(world, 5.9 + i % 160 * 0.01, 52.9 + i / 160 * 0.006);
    }
    load_things(world, "halten", fields, FIELDS, shelters, SHELTERS);
}

TEST(what_people_may_ask_for_by_value_gets_an_index)
{
    static const bool expected[FIELDS] = { true,  true,  false, false,
                                           false, false, false, true };
    world = world_open();
    load_shelters();
    const struct schema *schema = &collection_of(world, "halten")->schema;
    for (size_t i = 0; i < FIELDS; i++)
        CHECK(schema->fields[i].is_indexed == expected[i]);
}

TEST(pages_found_by_indexes_are_those_that_a_loop_finds)
{
    struct table table = { collection_of(world, "halten"),
                           calloc(SHELTERS, sizeof(struct row)), 0 };
    struct selection all = { .collection = table.collection };
    int64_t *ids = calloc(SHELTERS, sizeof *ids);
    to_rd = crs_has_rd_grid() ? crs_open(CRS_WGS84, CRS_RD, &error) : NULL;
    for (int i = 0; i < SHELTERS; i++) {
        struct value values[PROPERTIES_MAX] = { { 0 } };
        memcpy(values, shelters[i].values, sizeof shelters[i].values);
        add_row(&table, of_int(i + 1), values, shelters[i].geom);
    }
    CHECK(ids_of(world, &all, ids, SHELTERS) == SHELTERS);
    for (int i = 0; i < SHELTERS; i++) table.rows[ids[i] - 1].fid = i + 1;
    ask_all(&table, QUESTIONS);
    crs_close(to_rd);
    free(ids);
    free(table.rows);
}

// What SQLite did for one question, summed over all statements.
static int steps_for(const char *filter, struct selection s)
{
    static int64_t ids[SHELTERS];
    struct cql_scope scope = { .schema = &s.collection->schema,
                               .has_geometry = true };
    struct cql *tree = cql_parse_text(world->arena, str_from(filter), &error);
    must(tree && cql_check(world->arena, tree, &scope, &error));
    sqlite3 *db = world->view->db;
    sqlite3_stmt *statement = NULL;
    int steps = 0;
    s.filter = tree;
    while ((statement = sqlite3_next_stmt(db, statement)))
        sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    CHECK(ids_of(world, &s, ids, SHELTERS) > 0);
    while ((statement = sqlite3_next_stmt(db, statement)))
        steps += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    return steps;
}

TEST(what_leaves_the_fewest_rows_is_looked_up)
{
    struct selection page = { .collection = collection_of(world, "halten"),
                              .limit = 10 };
    struct selection wide = page, near = page, small = page;
    wide.box = (struct box_filter){ CRS_WGS84, { { 5, 52, 8, 54 } }, 1 };
    small.box =
        (struct box_filter){ CRS_WGS84, { { 5.9, 52.9, 5.93, 52.91 } }, 1 };
    near.near = (struct near){ .is_asked = true, .from = { 7.4, 53.8 } };
    CHECK(steps_for("kern = 'kern3'", page) < 1000);
    CHECK(steps_for("soort IN (0, 1)", page) < 1000);
    CHECK(steps_for("soort IN (0, 1) AND maat > 3000", page) < SHELTERS * 10);
    CHECK(steps_for("soort = 0 AND kern = 'kern3'", page) < 5000);
    CHECK(steps_for("kern = 'kern3'", wide) < 10000);
    CHECK(steps_for("kern = 'kern3' AND wijk = 0", near) < 30000);
    CHECK(steps_for("soort >= 0", small) < 2000);
}

TEST(all_that_has_a_place_is_counted_without_looking)
{
    struct selection s = { .collection = collection_of(world, "halten") };
    sqlite3 *db = world->view->db;
    sqlite3_stmt *statement = NULL;
    int steps = 0;
    s.near = (struct near){ .is_asked = true, .from = { 5, 52 } };
    while ((statement = sqlite3_next_stmt(db, statement)))
        sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    CHECK(count_of(world, &s) == SHELTERS / 10 * 9);
    while ((statement = sqlite3_next_stmt(db, statement)))
        steps += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    CHECK(steps < 100);
}

TEST(a_small_collection_gets_no_more_indexes_than_it_asks_for)
{
    load_things(world, "weinig", fields, FIELDS, shelters, 9999);
    const struct schema *schema = &collection_of(world, "weinig")->schema;
    for (size_t i = 0; i < FIELDS; i++)
        CHECK(schema->fields[i].is_indexed == (i == 7));
    world_close(world);
}

TEST_MAIN
