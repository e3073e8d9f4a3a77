#include "importers/check.h"

#include "geo/crs.h"
#include "unit/test.h"

struct position_case {
    int srid;
    double x, y;
    enum position wanted;
};

static const struct position_case cases[] = {
    { CRS_WGS84, 6.57, 53.22, POSITION_FINE },
    { CRS_WGS84, -180, 90, POSITION_FINE },
    { CRS_WGS84, 53.22, 6.57, POSITION_SWAPPED },
    { CRS_WGS84, 0, 0, POSITION_NOWHERE },
    { CRS_WGS84, -1, -1, POSITION_NOWHERE },
    { CRS_WGS84, -63.25, 17.63, POSITION_FINE },  // Saba
    { CRS_WGS84, 200, 53.2, POSITION_OUT_OF_RANGE },
    { CRS_WGS84, 6.5, 95, POSITION_OUT_OF_RANGE },
    { CRS_WGS84, 233163, 579988, POSITION_LIKE_RD },
    { CRS_ETRS89, 233163, 579988, POSITION_LIKE_RD },
    { CRS_RD, 233163, 579988, POSITION_FINE },
    { CRS_RD, 579988, 233163, POSITION_SWAPPED_RD },
    { CRS_RD, 6.57, 53.22, POSITION_LIKE_DEGREES },
    { CRS_RD, 53.22, 6.57, POSITION_LIKE_DEGREES },
    { CRS_RD, 900000, 900000, POSITION_OUTSIDE },
    { CRS_RD, 0, 0, POSITION_NOWHERE },
};

TEST(positions_are_what_they_can_be)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_create(10000);
        struct position_check check = position_check_for(cases[i].srid);
        struct geom geom =
            geom_from_point(arena, (struct point){ cases[i].x, cases[i].y });
        enum position got = position_find(&check, &geom);
        CHECK(got == cases[i].wanted);
        if (got != cases[i].wanted)
            fprintf(stderr, "  case %zu: %d\n", i, (int)got);
        str message = position_message(arena, &check, got, geom_box(&geom));
        CHECK((message.len > 0) == (got != POSITION_FINE));
        arena_destroy(arena);
    }
}

TEST(rounding_noise_at_the_edge_of_the_world_is_no_mistake)
{
    struct position_check check = position_check_for(CRS_WGS84);
    struct point points[] = { { 180.00000000000006, -90.0000000001 } };
    size_t runs[] = { 1 };
    struct geom geom = { .type = GEOM_POINT,
                         .point_count = 1,
                         .run_count = 1,
                         .points = points,
                         .runs = runs };
    position_settle(&check, &geom);
    CHECK(position_find(&check, &geom) == POSITION_FINE);
    CHECK(points[0].x <= 180 && points[0].y >= -90);
    points[0].x = 180.00001;
    position_settle(&check, &geom);
    CHECK(position_find(&check, &geom) == POSITION_OUT_OF_RANGE);
}

TEST(no_place_is_fine)
{
    struct position_check check = position_check_for(CRS_RD);
    struct geom none = { 0 };
    CHECK(position_find(&check, &none) == POSITION_FINE);
}

TEST_MAIN
