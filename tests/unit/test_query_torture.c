// Queries whose allocations fail, one after the other: each ends with an error,
// and with the right answer once there is memory.

#include "torture.h"

#include "cql/check.h"
#include "geo/generalise.h"
#include "query_world.h"
#include "store/aggregate.h"
#include "store/relations.h"

static struct world *world;
static const struct cql *filter;

struct question {
    struct selection selection;
    int64_t count;  // that is right
};

static bool read_all(const struct selection *s, int64_t *count)
{
    struct error err;
    struct feature f;
    struct cursor *cursor = cursor_open(world->view, s, &err);
    *count = 0;
    if (!cursor) return false;
    while (cursor_next(cursor, &f)) ++*count;
    return cursor_close(cursor, &err);
}

static bool ask_question(void *context)
{
    struct question *q = context;
    struct error err;
    int64_t read, counted;
    if (!read_all(&q->selection, &read) ||
        !store_count(world->view, &q->selection, &counted, &err))
        return false;
    if (q->count < 0) q->count = counted;
    CHECK(counted == q->count && read == counted);
    return true;
}

static bool survives(struct selection s)
{
    struct question q = { s, -1 };
    CHECK(ask_question(&q) && q.count > 0);
    return torture(ask_question, &q);
}

TEST(filters_orders_words_and_places_survive_any_failed_allocation)
{
    world = world_open();
    struct selection s = { .collection =
                               collection_of(world, "rood-witte-palen") };
    const struct schema *schema = &s.collection->schema;
    struct cql_scope scope = { .schema = schema, .has_geometry = true };
    struct cql *tree = cql_parse_text(
        world->arena,
        STR("soort = 'lamp' AND hoogte > 3 AND kleur LIKE 'kleur%' AND"
            " S_INTERSECTS(geometry, BBOX(6, 53, 6.5, 53.3))"),
        &error);
    must(tree && cql_check(world->arena, tree, &scope, &error));
    filter = tree;
    struct selection filtered = s, sorted = s, near = s, words = s;
    filtered.filter = filter;
    CHECK(survives(filtered));
    sorted.sorts[0].field = &schema->fields[5];
    sorted.sorts[1].field = &schema->fields[1];
    sorted.sort_count = 2;
    sorted.words = STR("kleur3 lamp");
    CHECK(survives(sorted));
    near.near = (struct near){ true, { 6.2, 53.2 }, 3000 };
    near.filter = filter;
    CHECK(survives(near));
    words.words = STR("lamq");  // mistyped
    CHECK(survives(words));
}

static bool find_neighbours(void *context)
{
    struct neighbour *found;
    struct error err;
    size_t count;
    struct arena *arena = arena_create(1 << 20);
    if (!arena) return false;
    bool ok =
        store_adjacent(world->view, arena, collection_of(world, "buurten"),
                       *(str *)context, &found, &count, &err);
    if (ok) CHECK(count == 3);
    arena_destroy(arena);
    return ok;
}

TEST(neighbours_survive_any_failed_allocation)
{
    str code = code_of(world, LEVEL_BUURT, 0);
    CHECK(torture(find_neighbours, &code));
}

static bool simplify(void *context)
{
    struct error err;
    struct generalised *simple = generalise(context, 2, 100, &err);
    bool ok = simple && generalised_area(simple, 1)->point_count == 5;
    generalised_destroy(simple);
    return ok;
}

TEST(simplifying_survives_any_failed_allocation)
{
    struct geom areas[] = { polygon_of(world, box_of_buurt(0)),
                            polygon_of(world, box_of_buurt(1)) };
    CHECK(torture(simplify, areas));
    world_close(world);
}

TEST_MAIN
