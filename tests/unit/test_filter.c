// Filters at their edges: what SQL is asked and what is left, numbers beyond a
// double, long chains, patterns, and indexes that are used.

#include <sqlite3.h>

#include "cql/check.h"
#include "query_world.h"
#include "store/spatialite/filter_sql.h"
#include "store/spatialite/view.h"

enum { THINGS = 3000 };

static struct world *world;
static struct thing things[THINGS];
static struct field fields[6];

// groot is beyond what every double can say; naam is "naam-<i % 100>".
static void load_filtered(void)
{
    fields[0] = field_of("groot", VALUE_INT, FIELD_PLAIN);
    fields[1] = field_of("maat", VALUE_REAL, FIELD_PLAIN);
    fields[2] = field_of("naam", VALUE_TEXT, FIELD_PLAIN);
    fields[2].is_indexed = true;
    fields[3] = field_of("open", VALUE_BOOL, FIELD_PLAIN);
    fields[4] = field_of("dag", VALUE_DATE, FIELD_PLAIN);
    for (int i = 0; i < THINGS; i++) {
        struct value *values = things[i].values;
        values[0] = of_int((INT64_C(1) << 53) + i);
        values[1] = (struct value){ .type = VALUE_REAL, .real = i / 4.0 };
        values[2] = of_text(text(world, "naam-%d", i % 100, 0, 0));
        if (i % 3)
            values[3] =
                (struct value){ .type = VALUE_BOOL, .boolean = i % 3 == 1 };
        values[4] = of_date(world, i % 365);
        if (i % 10)
            things[i].geom = point_at(world, 4 + i / 1000.0, 52 + i / 3000.0);
    }
    load_things(world, "dingen", fields, 5, things, THINGS);
}

static struct selection filtered(const char *filter)
{
    struct selection s = { .collection = collection_of(world, "dingen") };
    struct cql_scope scope = { .schema = &s.collection->schema,
                               .has_geometry = true };
    struct cql *tree = cql_parse_text(world->arena, str_from(filter), &error);
    must(tree && cql_check(world->arena, tree, &scope, &error));
    s.filter = tree;
    return s;
}

static int64_t count_with(const char *filter)
{
    int64_t ids[THINGS];
    struct selection s = filtered(filter);
    int64_t count = count_of(world, &s);
    CHECK(count == (int64_t)ids_of(world, &s, ids, THINGS));
    return count;
}

TEST(filters_select_what_they_say)
{
    static const struct {
        const char *filter;
        int64_t count;
    } cases[] = {
        { "groot = 9007199254740993", 1 },
        { "groot > 9007199254740993", THINGS - 2 },
        { "groot >= 9007199254740993.0", THINGS },
        { "maat = 5", 1 },
        { "maat < 9007199254740993", THINGS },
        { "groot = 9007199254740994.0", 1 },
        { "groot = 5.5", 0 },
        { "maat BETWEEN 10 AND 10.5", 3 },
        { "maat IN (1, 1.25, 7.1)", 2 },
        { "open", 1000 },
        { "NOT open", 1000 },
        { "open IS NULL", 1000 },
        { "open = FALSE OR open IS NULL", 2000 },
        { "NOT (open AND maat < 0)", THINGS },
        { "geometry IS NULL", 300 },
        { "geom IS NOT NULL", 2700 },
        { "naam LIKE 'naam-1%'", 330 },
        { "naam LIKE 'naam-1_'", 300 },
        { "naam LIKE 'NAAM-1%'", 0 },
        { "naam LIKE '%-7'", 30 },
        { "naam LIKE 'naam\\-5'", 30 },
        { "naam LIKE 'naam-5' AND maat > 700", 2 },
        { "CASEI(naam) LIKE CASEI('NAAM-9_')", 300 },
        { "naam > 'naam-98'", 30 },
        { "dag = DATE('2020-01-02')", 9 },
        { "dag = TIMESTAMP('2020-01-02T00:00:00Z')", 9 },
        { "dag > TIMESTAMP('2020-01-02T00:00:01Z')", THINGS - 18 },
        { "maat * 2 = groot", 0 },
        { "maat < groot", THINGS },
        { "S_INTERSECTS(geometry, BBOX(4, 52, 4.005, 53))", 5 },
        { "S_INTERSECTS(geometry, BBOX(4, 52, 4.005, 53)) OR maat = 0", 6 },
        { "S_INTERSECTS(geometry, BBOX(4, 52, 4.005, 53)) AND naam = 'naam-3'",
          1 },
        { "NOT S_DISJOINT(geometry, POINT(4.001 52.000333333333333))", 1 },
        { "S_WITHIN(geometry, BBOX(10, 10, 11, 11))", 0 },
    };
    world = world_open();
    load_filtered();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t count = count_with(cases[i].filter);
        CHECK(count == cases[i].count);
        if (count != cases[i].count)
            fprintf(stderr, "  %s: %lld\n", cases[i].filter, (long long)count);
    }
}

static const char *long_chain(const char *part, const char *between, int count)
{
    struct buf buf;
    str all;
    buf_init(&buf, world->arena, 1 << 20);
    for (int i = 0; i < count; i++) {
        if (i > 0) buf_add_str(&buf, str_from(between));
        buf_addf(&buf, "%s%d", part, i);
    }
    buf_add_char(&buf, '\0');
    must(buf_finish(&buf, &all, &error));
    return all.bytes;
}

TEST(chains_as_long_as_a_filter_may_be_are_no_trouble)
{
    CHECK(count_with(long_chain("maat = ", " OR ", 600)) == 600);
    CHECK(count_with(long_chain("maat <> ", " AND ", 600)) == THINGS - 600);
    const char *list = long_chain("", ", ", 1500);
    str in = arena_printf(world->arena, "maat IN (%s)", list);
    CHECK(count_with(in.bytes) == 750);
}

TEST(equalities_and_conditions_add_up)
{
    struct selection s = filtered("naam = 'naam-3' AND maat < 100 AND open");
    add_condition(&s, "naam", of_text(STR("naam-3")));
    int64_t wanted = 0;
    for (int i = 3; i < 400; i += 100) wanted += i % 3 == 1;
    CHECK(count_of(world, &s) == wanted && wanted > 0);
    add_condition(&s, "naam", of_text(STR("naam-4")));
    CHECK(count_of(world, &s) == 0);
}

TEST(more_equalities_than_conditions_fit_are_answered_all_the_same)
{
    CHECK(count_with(long_chain("groot <> ", " AND ", 2)) == THINGS);
    struct buf buf;
    str all;
    buf_init(&buf, world->arena, 1 << 16);
    for (int i = 0; i < 3 * CONDITIONS_MAX; i++)
        buf_add_str(&buf,
                    i ? STR(" AND naam = 'naam-8'") : STR("naam = 'naam-8'"));
    buf_add_char(&buf, '\0');
    must(buf_finish(&buf, &all, &error));
    CHECK(count_with(all.bytes) == 30);
}

static bool says(const char *filter)
{
    struct selection s = filtered(filter);
    return filter_sql_can_say(&s, s.filter);
}

TEST(sql_is_asked_only_what_it_says_exactly)
{
    CHECK(says("maat > 3 AND NOT (naam = 'x' OR open IS NULL)"));
    CHECK(says("groot > 9007199254740993") && says("maat < groot"));
    CHECK(!says("maat > 9007199254740993"));
    CHECK(!says("naam LIKE 'naam%'") && !says("CASEI(naam) = CASEI('x')"));
    CHECK(!says("maat + 1 > 3"));
    CHECK(!says("dag > TIMESTAMP('2020-01-02T00:00:01Z')"));
    CHECK(!says("S_INTERSECTS(geometry, POINT(4 52))"));
    CHECK(!says("maat > 3 OR naam LIKE 'x%'"));
}

// What SQLite did since the statement began, summed over all statements.
static int steps_for(const char *filter, size_t limit)
{
    int64_t ids[THINGS];
    struct selection s = filtered(filter);
    sqlite3 *db = world->view->db;
    sqlite3_stmt *statement = NULL;
    int steps = 0;
    s.limit = limit;
    while ((statement = sqlite3_next_stmt(db, statement)))
        sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    ids_of(world, &s, ids, THINGS);
    while ((statement = sqlite3_next_stmt(db, statement)))
        steps += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    return steps;
}

TEST(an_index_is_used_where_a_part_leaves_few_rows)
{
    int whole = steps_for("maat >= 749", 0);
    CHECK(whole > THINGS);
    CHECK(steps_for("naam IN ('naam-7', 'naam-8')", 0) < whole / 2);
    CHECK(steps_for("naam LIKE 'naam-77%'", 0) < whole / 3);
    CHECK(steps_for("naam > 'naam-98' AND maat > 5", 0) < whole / 3);
    CHECK(steps_for("naam = 'naam-8'", 0) < whole / 3);
    CHECK(steps_for("S_INTERSECTS(geometry, BBOX(4, 52, 4.005, 53))", 0) <
          whole / 3);
    world_close(world);
}

TEST_MAIN
