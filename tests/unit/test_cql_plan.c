// What a store learns from a filter, and what filter-crs does to it.

#include <math.h>

#include "unit/cql_world.h"

static struct arena *arena;

static bool extent_of(const char *text, struct box *box)
{
    struct error err = { 0 };
    const struct cql *filter = checked(arena, text, &err);
    if (!filter) fprintf(stderr, "%s: %s\n", text, err.message);
    CHECK(filter != NULL);
    return filter && cql_extent(filter, box);
}

static bool is_box(struct box b, double west, double south, double east,
                   double north)
{
    return b.min_x == west && b.min_y == south && b.max_x == east &&
           b.max_y == north;
}

TEST(an_extent_is_common_to_and_and_joins_or)
{
    struct box box;
    CHECK(extent_of("S_INTERSECTS(geometry, BBOX(4, 50, 6, 54))", &box));
    CHECK(is_box(box, 4, 50, 6, 54));
    CHECK(extent_of("S_WITHIN(geometry, BBOX(4, 50, 6, 54)) AND aantal > 1 AND "
                    "S_INTERSECTS(geometry, BBOX(5, 40, 9, 52))",
                    &box));
    CHECK(is_box(box, 5, 50, 6, 52));
    CHECK(extent_of("S_WITHIN(geometry, POINT(1 2)) OR "
                    "S_TOUCHES(LINESTRING(3 4, 5 6), geometry)",
                    &box));
    CHECK(is_box(box, 1, 2, 5, 6));
    CHECK(extent_of("NOT S_DISJOINT(geometry, POINT(1 2))", &box));
    CHECK(is_box(box, 1, 2, 1, 2));
    CHECK(extent_of("S_WITHIN(geometry, POINT(1 2)) AND "
                    "S_WITHIN(geometry, POINT(3 4))",
                    &box));
    CHECK(box_is_nothing(box));
}

TEST(there_is_no_extent_where_anything_may_match)
{
    static const char *const filters[] = {
        "aantal = 1",
        "S_DISJOINT(geometry, POINT(1 2))",
        "NOT S_INTERSECTS(geometry, POINT(1 2))",
        "S_INTERSECTS(geometry, POINT(1 2)) OR aantal = 1",
        "S_INTERSECTS(POINT(1 2), POINT(3 4))",
        "S_EQUALS(geometry, geom)",
        "(S_INTERSECTS(geometry, POINT(1 2))) IS NULL",
    };
    struct box box;
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        bool has_extent = extent_of(filters[i], &box);
        if (has_extent) fprintf(stderr, "%s\n", filters[i]);
        CHECK(!has_extent);
    }
}

TEST(conjuncts_are_the_parts_of_the_outer_and)
{
    struct error err = { 0 };
    const struct cql *both =
        checked(arena, "aantal = 1 AND (open AND naam = 'x')", &err);
    const struct cql *one = checked(arena, "aantal = 1 OR open", &err);
    struct cql_parts parts = cql_conjuncts(&both);
    CHECK(parts.count == 3 && parts.parts[1]->op == CQL_PROPERTY);
    parts = cql_conjuncts(&one);
    CHECK(parts.count == 1 && parts.parts[0] == one);
}

static bool comparison(const char *text, struct cql_comparison *out)
{
    struct error err = { 0 };
    const struct cql *filter = checked(arena, text, &err);
    return filter && cql_comparison(filter, out);
}

TEST(comparisons_have_their_field_on_the_left)
{
    struct cql_comparison c;
    CHECK(comparison("3 <= aantal", &c));
    CHECK(c.field == &world_fields[0] && c.op == CQL_GE &&
          c.value.integer == 3);
    CHECK(comparison("hoogte = 3", &c));
    CHECK(comparison("datum > '2026-01-01'", &c));
    CHECK(!comparison("datum > '2026-01-01T00:00:00Z'", &c));
    CHECK(!comparison("aantal = hoogte", &c));
    CHECK(!comparison("aantal + 1 = 2", &c));
    CHECK(!comparison("1 = 1", &c));
    CHECK(!comparison("CASEI(naam) = 'x'", &c));
}

// ---- filter-crs

static str transformed(const char *text, const struct cql_crs *from)
{
    struct error err = { 0 };
    struct cql *filter = parsed(arena, text);
    if (!cql_transform(arena, filter, from, &err))
        return arena_copy(arena, str_from(err.message));
    return printed(arena, filter);
}

TEST(axes_are_swapped_also_in_boxes_over_the_antimeridian)
{
    struct cql_crs from = { .swaps_axes = true };
    CHECK_STR(
        transformed("S_WITHIN(geometry, BBOX(-10, 170, 10, -170))", &from),
        STR("S_WITHIN(geometry, BBOX(170, -10, -170, 10))"));
    CHECK_STR(transformed("S_WITHIN(geometry, LINESTRING(1 2, 3 4))", &from),
              STR("S_WITHIN(geometry, LINESTRING(2 1,4 3))"));
}

TEST(web_mercator_becomes_degrees)
{
    struct error err = { 0 };
    struct cql_crs from = { .transform =
                                crs_open(CRS_WEB_MERCATOR, CRS_WGS84, &err) };
    CHECK(from.transform != NULL);
    if (!from.transform) return;
    struct cql *filter =
        parsed(arena, "S_WITHIN(geometry, BBOX(0, 0, 222638.981586547, "
                      "111325.1428663851))");
    CHECK(cql_transform(arena, filter, &from, &err));
    const struct cql *box = filter->children[1];
    struct box extent = geom_box(&box->geom);
    CHECK(box->op == CQL_GEOMETRY && box->geom.type == GEOM_POLYGON);
    CHECK(fabs(extent.max_x - 2) < 1e-9 && fabs(extent.max_y - 1) < 1e-9);
    CHECK(box->geom.point_count > 2000);
    CHECK(cql_check(arena, filter, &world_scope, &err));
    CHECK_STR(transformed("S_WITHIN(geometry, BBOX(1, 0, 0, 1))", &from),
              STR("at character 24: the box ends before it begins"));
    crs_close(from.transform);
}

// Halfway between its corners the edge of an RD box must lie where PROJ puts
// it, not on the line between the transformed corners.
TEST(the_edges_of_a_box_in_rd_stay_where_they_were)
{
    struct error err = { 0 };
    struct cql_crs from = { 0 };
    if (!crs_has_rd_grid()) {
        fprintf(stderr, "no RD grid: not tested\n");
        return;
    }
    from.transform = crs_open(CRS_RD, CRS_WGS84, &err);
    struct cql *filter = parsed(
        arena, "S_WITHIN(geometry, BBOX(20000, 370000, 270000, 600000))");
    CHECK(cql_transform(arena, filter, &from, &err));
    struct point inside = { 145000, 370000.02 };
    struct point outside = { 145000, 369999.98 };
    CHECK(crs_point(from.transform, &inside, &err));
    CHECK(crs_point(from.transform, &outside, &err));
    CHECK(geom_place(&filter->children[1]->geom, inside) == PLACE_INSIDE);
    CHECK(geom_place(&filter->children[1]->geom, outside) == PLACE_OUTSIDE);
    crs_close(from.transform);
}

static bool count_one(struct cql *node, void *context, struct error *err)
{
    size_t *count = context;
    (void)node;
    if (++*count < 3) return true;
    return error_set(err, ERROR_INVALID, "enough");
}

TEST(every_geometry_is_visited_until_one_is_enough)
{
    struct error err = { 0 };
    size_t count = 0;
    struct cql *filter =
        parsed(arena, "S_WITHIN(POINT(1 2), BBOX(1,2,3,4)) AND "
                      "f(POINT(1 2), POINT(3 4)) = 1");
    CHECK(!cql_each_geometry(filter, count_one, &count, &err));
    CHECK(count == 3);
}

int main(int argc, char **argv)
{
    return cql_test_main(argc, argv, &arena, NULL);
}
