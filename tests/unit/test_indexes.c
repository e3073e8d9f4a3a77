// Which fields get an index, and what questions gain by it: some thousands of
// rows, answered through indexes and by a loop.

#include <sqlite3.h>

#include "cql/check.h"
#include "query_world.h"
#include "store/spatialite/view.h"

enum { SHELTERS = 10000, FIELDS = 8 };

static struct world *world;
static struct thing shelters[SHELTERS];
static struct field fields[FIELDS];

// kern is one of 97 in turn, wijk the tenth part of the place of the row,
// zeldzaam null but for each hundredth.
static void load_shelters(void)
{
    fields[0] = field_of("kern", VALUE_TEXT, FIELD_PLAIN);
    fields[1] = field_of("wijk", VALUE_INT, FIELD_PLAIN);
    fields[2] = field_of("verhaal", VALUE_TEXT, FIELD_PLAIN);
    fields[3] = field_of("maat", VALUE_REAL, FIELD_PLAIN);
    fields[4] = field_of("zeldzaam", VALUE_DATE, FIELD_PLAIN);
    fields[5] = field_of("aantal", VALUE_INT, FIELD_PLAIN);
    fields[5].is_measure = true;
    fields[6] = field_of("geheim", VALUE_TEXT, FIELD_PLAIN);
    fields[6].is_unindexed = true;
    fields[7] = field_of("open", VALUE_BOOL, FIELD_PLAIN);
    fields[7].is_indexed = true;
    for (int i = 0; i < SHELTERS; i++) {
        struct value *values = shelters[i].values;
        values[0] = of_text(text(world, "kern-%d", i % 97, 0, 0));
        values[1] = of_int(i / 1000);
        values[2] =
            of_text(STR("Een verhaal is meer dan veertig tekens lang."));
        values[3] = (struct value){ .type = VALUE_REAL, .real = i / 4.0 };
        if (i % 100 == 0) values[4] = of_date(world, i % 365);
        values[5] = of_int(i);
        values[6] = of_text(STR("x"));
        values[7] = (struct value){ .type = VALUE_BOOL, .boolean = i % 2 };
        if (i % 10)
            shelters[i].geom =
                point_at(world, 4 + i % 100 / 50.0, 51 + i / 100 / 50.0);
    }
    load_things(world, "halten", fields, FIELDS, shelters, SHELTERS);
}

TEST(what_people_may_ask_for_by_value_gets_an_index)
{
    static const bool expected[FIELDS] = { true, true,  false, false,
                                           true, false, false, true };
    world = world_open();
    load_shelters();
    const struct schema *schema = &collection_of(world, "halten")->schema;
    for (size_t i = 0; i < FIELDS; i++)
        CHECK(schema->fields[i].is_indexed == expected[i]);
}

TEST(a_small_collection_gets_no_more_indexes_than_it_asks_for)
{
    load_things(world, "weinig", fields, FIELDS, shelters, SHELTERS - 1);
    const struct schema *schema = &collection_of(world, "weinig")->schema;
    for (size_t i = 0; i < FIELDS; i++)
        CHECK(schema->fields[i].is_indexed == (i == 7));
    world_close(world);
}

TEST_MAIN
