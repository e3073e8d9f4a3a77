#include "tile/cluster.h"

#include <math.h>

#include "unit/test.h"

enum { POINTS = 20000, CELL = 128 };

struct dot {
    struct point p;
    int64_t weight;
};

static void scatter(struct dot *dots)
{
    uint64_t state = 9;
    for (size_t i = 0; i < POINTS; i++) {
        double part[2];
        for (int k = 0; k < 2; k++) {
            state = state * 6364136223846793005 + 1442695040888963407;
            part[k] = (double)(state >> 40) / (1 << 24);
        }
        // Many in one town, the rest all over the country.
        double spread = i % 3 ? 280000 : 6000;
        dots[i].p = (struct point){ 230000 - part[0] * spread,
                                    580000 - part[1] * spread };
        dots[i].weight = (int64_t)(i % 7);
    }
}

static size_t cluster_tile(struct arena *arena, struct tile_address address,
                           const struct dot *dots, int step,
                           struct cluster **out)
{
    struct tile_frame frame;
    struct cluster_grid grid;
    size_t count = 0;
    tile_frame_init(&frame, tms_find(STR("NetherlandsRDNewQuad")), address,
                    TILE_MARGIN, 1);
    cluster_begin(&grid, arena, &frame, CELL);
    for (size_t i = 0; i < POINTS; i++) {
        size_t at = step > 0 ? i : POINTS - 1 - i;
        cluster_add(&grid, dots[at].p, (int64_t)at, dots[at].weight);
    }
    CHECK(cluster_end(&grid, arena, out, &count, NULL));
    return count;
}

TEST(at_every_zoom_the_counts_add_up)
{
    static struct dot dots[POINTS];
    const struct tms *tms = tms_find(STR("NetherlandsRDNewQuad"));
    int64_t wanted = 0;
    scatter(dots);
    for (size_t i = 0; i < POINTS; i++) wanted += dots[i].weight;
    for (uint32_t zoom = 0; zoom <= 5; zoom++) {
        int64_t sum = 0;
        int64_t points = 0;
        for (uint32_t row = 0; row < tms_height(tms, zoom); row++)
            for (uint32_t col = 0; col < tms_width(tms, zoom); col++) {
                struct arena *arena = arena_create(1 << 24);
                struct cluster *clusters;
                size_t count =
                    cluster_tile(arena, (struct tile_address){ zoom, row, col },
                                 dots, 1, &clusters);
                for (size_t i = 0; i < count; i++) {
                    sum += clusters[i].count;
                    points += clusters[i].points;
                }
                arena_destroy(arena);
            }
        CHECK(sum == wanted);
        CHECK(points == POINTS);
    }
}

TEST(clusters_do_not_depend_on_the_order_of_points)
{
    static struct dot dots[POINTS];
    struct arena *arena = arena_create(1 << 26);
    struct tile_address address = { 2, 1, 2 };
    struct cluster *a;
    struct cluster *b;
    scatter(dots);
    size_t count = cluster_tile(arena, address, dots, 1, &a);
    CHECK(count > 10);
    CHECK(count == cluster_tile(arena, address, dots, -1, &b));
    CHECK(!memcmp(a, b, count * sizeof *a));
    arena_destroy(arena);
}

TEST(a_cluster_stands_in_the_middle_of_its_points)
{
    struct arena *arena = arena_create(1 << 24);
    struct tile_frame frame;
    struct cluster_grid grid;
    struct cluster *clusters;
    size_t count;
    tile_frame_init(&frame, tms_find(STR("NetherlandsRDNewQuad")),
                    (struct tile_address){ 8, 93, 150 }, 0, 1);
    cluster_begin(&grid, arena, &frame, CELL);
    CHECK(cluster_add(&grid, (struct point){ 233880, 582060 }, 7, 3));
    CHECK(cluster_add(&grid, (struct point){ 233884, 582064 }, 5, 1));
    CHECK(!cluster_add(&grid, (struct point){ 155000, 463000 }, 1, 1));
    CHECK(cluster_end(&grid, arena, &clusters, &count, NULL));
    CHECK(count == 1 && clusters[0].count == 4 && clusters[0].points == 2);
    CHECK(clusters[0].first == 5);
    CHECK(fabs(clusters[0].middle.x - 233881) < 0.001);
    CHECK(fabs(clusters[0].middle.y - 582061) < 0.001);
    arena_destroy(arena);
}

TEST(a_spent_arena_is_an_error_at_the_end)
{
    struct arena *arena = arena_create(1000);
    struct tile_frame frame;
    struct cluster_grid grid;
    struct cluster *clusters;
    size_t count;
    struct error err = { 0 };
    tile_frame_init(&frame, tms_find(STR("WorldCRS84Quad")),
                    (struct tile_address){ 0 }, 0, 1);
    cluster_begin(&grid, arena, &frame, CELL);
    CHECK(!cluster_add(&grid, (struct point){ -90, 0 }, 1, 1));
    CHECK(!cluster_end(&grid, arena, &clusters, &count, &err));
    CHECK(err.code == ERROR_NO_MEMORY);
    arena_destroy(arena);
}

TEST_MAIN
