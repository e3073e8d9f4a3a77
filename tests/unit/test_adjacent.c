// Which areas are neighbours: grids, corners, slivers, enclaves.

#include "geo/border.h"
#include "geo/wkt.h"
#include "query_world.h"
#include "store/relations.h"

static struct world *world;
static struct arena *scratch;

static struct border shared(const char *a, const char *b)
{
    struct geom first, second;
    struct border border;
    struct arena *arena = arena_create(1 << 20);
    must(wkt_parse(arena, str_from(a), &first, &error) &&
         wkt_parse(arena, str_from(b), &second, &error));
    arena_clear(scratch);
    must(border_shared(scratch, &first, &second, 0.5, &border, &error));
    arena_destroy(arena);
    return border;
}

static const char square[] = "POLYGON((5 0,5.01 0,5.01 0.01,5 0.01,5 0))";

// At the equator a hundredth of a degree is 1111.95 m.
TEST(the_border_that_two_areas_share_is_as_long_as_it_is)
{
    static const struct {
        const char *other;
        bool touches;
        double metres;
    } cases[] = {
        { "POLYGON((5.01 0,5.02 0,5.02 0.01,5.01 0.01,5.01 0))", true, 1112 },
        { "POLYGON((5.01 0.005,5.02 0,5.02 0.01,5.01 0.02,5.01 0.005))", true,
          556 },
        { "POLYGON((5.01 0.01,5.02 0.01,5.02 0.02,5.01 0.01))", true, 0 },
        { "POLYGON((5.03 0,5.04 0,5.04 0.01,5.03 0))", false, 0 },
        // Slivers, between them and over each other.
        { "POLYGON((5.010003 0,5.02 0,5.02 0.01,5.010003 0.01,5.010003 0))",
          true, 1112 },
        { "POLYGON((5.0099 0,5.02 0,5.02 0.01,5.0099 0.01,5.0099 0))", true,
          1134 },
        { "POLYGON((5.01001 0,5.02 0,5.02 0.01,5.01001 0.01,5.01001 0))", false,
          0 },
        // Around it, and inside of it.
        { "POLYGON((4 -1,6 -1,6 1,4 1,4 -1),(5 0,5.01 0,5.01 0.01,5 0.01,5 0))",
          true, 4448 },
        { "POLYGON((4 -1,6 -1,6 1,4 1,4 -1))", true, 4448 },
        // More positions on the same border.
        { "POLYGON((5.01 0,5.02 0,5.02 0.01,5.01 0.01,5.01 0.007,5.01 0.004,"
          "5.01 0))",
          true, 1112 },
        { "POLYGON EMPTY", false, 0 },
    };
    scratch = arena_create(1 << 24);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct border border = shared(square, cases[i].other);
        CHECK(border.touches == cases[i].touches);
        CHECK(fabs(border.shared_m - cases[i].metres) < 3);
        if (fabs(border.shared_m - cases[i].metres) >= 3)
            fprintf(stderr, "  %zu: %.2f\n", i, border.shared_m);
    }
    arena_destroy(scratch);
}

static size_t neighbours_of(const char *collection, str id, size_t *corners)
{
    struct neighbour *found;
    size_t count, borders = 0;
    struct arena *arena = arena_create(1 << 20);
    must(store_adjacent(world->view, arena, collection_of(world, collection),
                        id, &found, &count, &error));
    *corners = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0) CHECK(found[i - 1].fid < found[i].fid);
        CHECK(found[i].id.type == VALUE_TEXT);
        CHECK(!str_equal(found[i].id.text, id));
        if (found[i].shares_border)
            borders++;
        else
            ++*corners;
    }
    arena_destroy(arena);
    return borders;
}

// read_world.h: a grid of twelve by six buurten, without the last one.
TEST(buurten_of_a_grid_have_their_neighbours_and_those_at_the_corners)
{
    size_t corners;
    world = world_open();
    CHECK(neighbours_of("buurten", code_of(world, LEVEL_BUURT, 0), &corners) ==
          2);
    CHECK(corners == 1);
    CHECK(neighbours_of("buurten", code_of(world, LEVEL_BUURT, 13), &corners) ==
          4);
    CHECK(corners == 4);
    CHECK(neighbours_of("buurten", code_of(world, LEVEL_BUURT, 70), &corners) ==
          2);
    CHECK(neighbours_of("gemeenten", code_of(world, LEVEL_GEMEENTE, 4),
                        &corners) == 2);
    CHECK(corners == 0);
}

TEST(an_area_that_is_not_there_has_no_neighbours_but_an_error)
{
    struct neighbour *found;
    size_t count;
    struct error err = { 0 };
    struct arena *arena = arena_create(1 << 20);
    CHECK(!store_adjacent(world->view, arena, collection_of(world, "buurten"),
                          STR("BU99999999"), &found, &count, &err));
    CHECK(err.code == ERROR_NOT_FOUND);
    arena_destroy(arena);
    world_close(world);
}

TEST_MAIN
