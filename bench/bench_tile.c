// How long core/tile takes for one tile: 10,000 points with four attributes,
// and 500 areas of 300 corners whose borders wander as real ones do.
//
//   cmake --preset release -B build/bench -DBENCH=ON
//   ninja -C build/bench bench_tile && build/bench/bin/bench_tile
//
// Prints, per case, the median and the fastest of RUNS runs in milliseconds.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "geo/geom_build.h"
#include "tile/mvt.h"

enum {
    RUNS = 41,
    POINTS = 10000,
    COLUMNS = 25,
    ROWS = 20,
    CORNERS_PER_SIDE = 75,
    KEYS = 4,
    LIMIT = 1 << 26,
};

struct world {
    struct arena *arena, *row;
    struct tile_frame frame;
    struct geom *geoms;
    struct value (*values)[KEYS];
    size_t count;
};

static const str keys[KEYS] = {
    { "naam", 4 }, { "soort", 5 }, { "jaar", 4 }, { "hoogte", 6 }
};

// Time on the processor: other programs on the machine do not count.
static double now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static double random_of(uint64_t seed)
{
    seed = (seed + 1) * 0x9E3779B97F4A7C15;
    seed ^= seed >> 29;
    seed *= 0xBF58476D1CE4E5B9;
    seed ^= seed >> 32;
    return (double)(seed >> 11) / (double)(1ULL << 53);
}

static void fill_values(struct world *world, size_t i)
{
    static const char *kinds[] = { "woonhuis", "kerk", "molen", "boerderij" };
    struct value *values = world->values[i];
    values[0] =
        (struct value){ VALUE_TEXT,
                        .text = arena_printf(world->arena, "Monument %zu", i) };
    values[1] = (struct value){ VALUE_TEXT, .text = str_from(kinds[i % 4]) };
    values[2] = (struct value){ VALUE_INT, .integer = 1600 + (int)(i % 400) };
    values[3] =
        (struct value){ VALUE_REAL, .real = floor(random_of(i) * 500) / 10 };
}

static void make_points(struct world *world)
{
    struct box box = tile_frame_box(&world->frame);
    for (size_t i = 0; i < world->count; i++) {
        struct point p = {
            box.min_x + random_of(3 * i) * (box.max_x - box.min_x),
            box.min_y + random_of(3 * i + 1) * (box.max_y - box.min_y),
        };
        world->geoms[i] = geom_from_point(world->arena, p);
        fill_values(world, i);
    }
}

// A corner on the way between two of the lattice: the middle is moved aside,
// then the middles of the halves, and so on, by a share of their length.
static struct point wander(struct point a, struct point b, double part,
                           uint64_t seed)
{
    double low = 0;
    double high = 1;
    for (int depth = 0; depth < 7; depth++) {
        double half = (low + high) / 2;
        double aside =
            (random_of(seed * 131 + (uint64_t)(half * 4096)) - 0.5) * 0.35;
        struct point m = { (a.x + b.x) / 2 - aside * (b.y - a.y),
                           (a.y + b.y) / 2 + aside * (b.x - a.x) };
        if (part < half) {
            b = m;
            high = half;
        } else {
            a = m;
            low = half;
        }
    }
    double share = (part - low) / (high - low);
    return (struct point){ a.x + share * (b.x - a.x),
                           a.y + share * (b.y - a.y) };
}

static struct point lattice(const struct world *world, int row, int col)
{
    struct box box = tile_frame_box(&world->frame);
    double wide = (box.max_x - box.min_x) / COLUMNS;
    double high = (box.max_y - box.min_y) / ROWS;
    uint64_t seed = (uint64_t)(row * 1000 + col);
    return (struct point){
        box.min_x + (col + 0.4 * random_of(seed)) * wide,
        box.min_y + (row + 0.4 * random_of(seed + 500000)) * high,
    };
}

static void add_side(struct geom_build *build, const struct world *world,
                     const int from[2], const int to[2])
{
    bool is_turned = from[0] > to[0] || from[1] > to[1];
    const int *low = is_turned ? to : from;
    const int *high = is_turned ? from : to;
    uint64_t seed =
        (uint64_t)(low[0] * 5003 + low[1] * 2 + (low[0] == high[0]));
    for (int i = 0; i < CORNERS_PER_SIDE; i++) {
        int at = is_turned ? CORNERS_PER_SIDE - i : i;
        geom_build_add(build, wander(lattice(world, low[0], low[1]),
                                     lattice(world, high[0], high[1]),
                                     (double)at / CORNERS_PER_SIDE, seed));
    }
}

static void make_areas(struct world *world)
{
    for (size_t i = 0; i < world->count; i++) {
        int r = (int)(i / COLUMNS);
        int c = (int)(i % COLUMNS);
        int corners[5][2] = {
            { r, c }, { r, c + 1 }, { r + 1, c + 1 }, { r + 1, c }, { r, c }
        };
        struct geom_build build;
        geom_build_begin(&build, world->arena);
        for (int k = 0; k < 4; k++)
            add_side(&build, world, corners[k], corners[k + 1]);
        geom_build_add(&build,
                       wander(lattice(world, r, c), lattice(world, r, c + 1), 0,
                              (uint64_t)(r * 5003 + c * 2 + 1)));
        geom_build_run(&build);
        geom_build_polygon(&build);
        if (!geom_build_end(&build, GEOM_POLYGON, &world->geoms[i], NULL))
            world->geoms[i] = (struct geom){ 0 };
        fill_values(world, i);
    }
}

static size_t make_tile(struct world *world, struct mvt_counts *counts)
{
    struct arena *arena = arena_create(LIMIT);
    struct mvt_tile tile;
    struct mvt_layer layer;
    str bytes = { 0 };
    mvt_tile_begin(&tile, arena, LIMIT);
    mvt_layer_begin(&layer, &tile,
                    &(struct mvt_layer_options){ .name = STR("layer"),
                                                 .frame = &world->frame,
                                                 .row = world->row,
                                                 .keys = keys,
                                                 .key_count = KEYS });
    for (size_t i = 0; i < world->count; i++)
        mvt_layer_add(&layer,
                      (struct value){ VALUE_INT, .integer = (int64_t)i },
                      &world->geoms[i], world->values[i]);
    *counts = layer.counts;
    if (!mvt_layer_end(&layer, NULL) || !mvt_tile_end(&tile, &bytes, NULL))
        bytes.len = 0;
    arena_destroy(arena);
    return bytes.len;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const char *name, size_t count,
                    void (*make)(struct world *), int grain)
{
    struct world world = { .count = count };
    double times[RUNS];
    size_t size = 0;
    struct mvt_counts counts = { 0 };
    world.arena = arena_create(SIZE_MAX);
    world.row = arena_create(LIMIT);
    world.geoms = ARENA_ARRAY(world.arena, struct geom, count);
    world.values = arena_alloc_array(world.arena, count, sizeof *world.values);
    tile_frame_init(&world.frame, tms_find(STR("NetherlandsRDNewQuad")),
                    (struct tile_address){ 8, 93, 150 }, TILE_MARGIN, grain);
    make(&world);
    for (int i = 0; i < RUNS; i++) {
        double start = now_ms();
        size = make_tile(&world, &counts);
        times[i] = now_ms() - start;
    }
    qsort(times, RUNS, sizeof *times, compare);
    printf("%-34s median %7.3f ms  fastest %7.3f ms  %8zu bytes  %zu shown, "
           "%zu small\n",
           name, times[RUNS / 2], times[0], size, counts.shown, counts.small);
    arena_destroy(world.row);
    arena_destroy(world.arena);
}

int main(void)
{
    measure("10,000 points, 4 attributes", POINTS, make_points, 1);
    measure("500 areas of 300 corners", COLUMNS * ROWS, make_areas, 1);
    measure("500 areas of 300 corners, grain 4", COLUMNS * ROWS, make_areas, 4);
    measure("500 areas of 300 corners, grain 16", COLUMNS * ROWS, make_areas,
            16);
    return 0;
}
