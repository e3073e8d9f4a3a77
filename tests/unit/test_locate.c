#include "geo/locate.h"

#include <math.h>

#include "base/clock.h"
#include "geo/valid.h"
#include "unit/test.h"
#include "unit/torture.h"
#include "unit/wkt.h"

static struct arena *arena;

static void begin(void)
{
    arena = arena_create(SIZE_MAX);
}

static void done(void)
{
    arena_destroy(arena);
    geos_end();
}

static struct locator *locator_of(const struct geom *geoms, size_t count)
{
    struct locator *locator = locator_create();
    struct error err = { 0 };
    for (size_t i = 0; i < count; i++)
        CHECK(locator_add(locator, &geoms[i], &err));
    CHECK(locator_build(locator, &err));
    return locator;
}

static int64_t find_slowly(const struct geom *geoms, size_t count,
                           struct point p)
{
    for (size_t i = 0; i < count; i++)
        if (geom_place(&geoms[i], p) != PLACE_OUTSIDE) return (int64_t)i;
    return LOCATE_NONE;
}

TEST(a_shared_border_belongs_to_the_first)
{
    begin();
    struct geom areas[] = {
        geom_from_wkt(arena, "POLYGON((4 0,8 0,8 4,4 4,4 0))"),
        geom_from_wkt(arena, "POLYGON((0 0,4 0,4 4,0 4,0 0))"),
        { 0 },
        geom_from_wkt(arena, "POLYGON((0 4,8 4,8 8,0 8,0 4))"),
        geom_from_wkt(arena, "LINESTRING(0 0,20 20)"),
        geom_from_wkt(arena, "POLYGON((-9 -9,-9 19,19 19,19 -9,-9 -9),"
                             "(5 5,5 6,6 6,6 5,5 5))"),
    };
    struct locator *locator = locator_of(areas, 6);
    static const struct {
        double x, y;
        int64_t area;
    } cases[] = {
        { 4, 2, 0 },         { 4, 4, 0 },
        { 3.9999999, 2, 1 }, { 2, 4, 1 },
        { 2, 4.001, 3 },     { 8, 8, 3 },
        { 8.001, 8, 5 },     { -9, -9, 5 },
        { 19, 19, 5 },       { 20, 20, LOCATE_NONE },
        { 5.5, 5.5, 3 },     { NAN, 2, LOCATE_NONE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(locator_find(locator, (struct point){ cases[i].x, cases[i].y }) ==
              cases[i].area);
    locator_destroy(locator);
    done();
}

TEST(without_areas_nothing_is_found)
{
    begin();
    struct locator *locator = locator_of(NULL, 0);
    CHECK(locator_find(locator, (struct point){ 0, 0 }) == LOCATE_NONE);
    locator_destroy(locator);
    struct geom empty = { 0 };
    locator = locator_of(&empty, 1);
    CHECK(locator_find(locator, (struct point){ 0, 0 }) == LOCATE_NONE);
    locator_destroy(locator);
    locator_destroy(NULL);
    done();
}

TEST(positions_that_are_not_numbers_are_refused)
{
    struct point points[] = { { 0, 0 }, { 1, 0 }, { NAN, 1 }, { 0, 0 } };
    size_t runs[] = { 4 }, polygons[] = { 1 };
    struct geom geom = { .type = GEOM_POLYGON,
                         .point_count = 4,
                         .run_count = 1,
                         .polygon_count = 1,
                         .points = points,
                         .runs = runs,
                         .polygons = polygons };
    struct locator *locator = locator_create();
    struct error err = { 0 };
    CHECK(!locator_add(locator, &geom, &err) && err.code == ERROR_INVALID);
    locator_destroy(locator);
}

// Rings of any shape, valid or not, on a small lattice, so that corners,
// borders and probes coincide all the time.
static struct geom random_ring(unsigned *seed, double step, double offset)
{
    size_t count = 4 + (size_t)rand_r(seed) % 9;
    struct geom geom = { .type = GEOM_POLYGON,
                         .point_count = count,
                         .run_count = 1,
                         .polygon_count = 1 };
    geom.points = ARENA_ARRAY(arena, struct point, count);
    geom.runs = ARENA_NEW(arena, size_t);
    geom.polygons = ARENA_NEW(arena, size_t);
    *geom.runs = count;
    *geom.polygons = 1;
    int x0 = rand_r(seed) % 30, y0 = rand_r(seed) % 30;
    for (size_t i = 0; i < count; i++)
        geom.points[i] =
            (struct point){ offset + step * (x0 + rand_r(seed) % 12),
                            offset + step * (y0 + rand_r(seed) % 12) };
    // Every eighth stays open.
    if (rand_r(seed) % 8) geom.points[count - 1] = geom.points[0];
    return geom;
}

static void compare(unsigned *seed, double step, double offset)
{
    enum { AREAS = 25 };
    struct geom areas[AREAS];
    for (int i = 0; i < AREAS; i++) areas[i] = random_ring(seed, step, offset);
    struct locator *locator = locator_of(areas, AREAS);
    for (int i = 0; i < 400; i++) {
        struct point p = { offset + step * (rand_r(seed) % 88 - 2) / 2,
                           offset + step * (rand_r(seed) % 88 - 2) / 2 };
        CHECK(locator_find(locator, p) == find_slowly(areas, AREAS, p));
    }
    locator_destroy(locator);
}

TEST(it_agrees_with_brute_force_on_any_rings)
{
    unsigned seed = 29;
    begin();
    for (int round = 0; round < 60; round++, arena_clear(arena)) {
        compare(&seed, 1, 0);
        compare(&seed, 0.1, 6.5);  // borders that are no round numbers
        compare(&seed, 1e-13, 1);  // at the end of the precision
        compare(&seed, 1e-130, 0);
        compare(&seed, 1e120, -1e121);
    }
    done();
}

TEST(long_thin_areas_across_many_cells_are_found)
{
    unsigned seed = 31;
    begin();
    for (int round = 0; round < 100; round++, arena_clear(arena)) {
        struct geom areas[6];
        for (int i = 0; i < 6; i++) {
            char text[300];
            double x = rand_r(&seed) % 1000, y = rand_r(&seed) % 1000;
            double u = rand_r(&seed) % 1000, v = rand_r(&seed) % 1000;
            double w = (rand_r(&seed) % 100 + 1) * 1e-3;
            snprintf(text, sizeof text, "POLYGON((%g %g,%g %g,%g %g,%g %g))", x,
                     y, u, v, u + w, v - w, x, y);
            areas[i] = geom_from_wkt(arena, text);
        }
        struct locator *locator = locator_of(areas, 6);
        for (int i = 0; i < 6; i++) {
            struct point a = areas[i].points[0], b = areas[i].points[1];
            struct point c = areas[i].points[2];
            for (double t = 0; t <= 1; t += 0.01) {
                double half = rand_r(&seed) % 3 * 0.5;
                struct point end = { b.x + half * (c.x - b.x),
                                     b.y + half * (c.y - b.y) };
                struct point p = { a.x + t * (end.x - a.x),
                                   a.y + t * (end.y - a.y) };
                CHECK(locator_find(locator, p) == find_slowly(areas, 6, p));
            }
        }
        locator_destroy(locator);
    }
    done();
}

static char *read_whole(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = calloc(1, size + 1);
    if (text && fread(text, 1, size, file) != size) text[0] = '\0';
    fclose(file);
    return text;
}

static void *keep(const void *list, size_t count, size_t size)
{
    void *copy = arena_alloc_array(arena, count, size);
    memcpy(copy, list, count * size);
    return copy;
}

// The coordinates of a GeoJSON polygon, or with one more bracket of a
// multipolygon. Rings that no geometry library takes are kept as they are.
static struct geom read_coordinates(const char **text)
{
    enum { MOST = 20000 };
    static struct point points[MOST];
    static size_t runs[MOST], polygons[MOST];
    const char *at = *text;
    int first = (int)strspn(at, "["), depth = 0;
    struct geom geom = { .type =
                             first == 3 ? GEOM_POLYGON : GEOM_MULTIPOLYGON };
    do {
        if (*at == '[' && ++depth == first) {
            struct point *p = &points[geom.point_count++];
            sscanf(at + 1, "%lf, %lf", &p->x, &p->y);
        } else if (*at == ']') {
            if (depth == first - 1) runs[geom.run_count++] = geom.point_count;
            if (depth == first - 2)
                polygons[geom.polygon_count++] = geom.run_count;
            depth--;
        }
        at++;
    } while (depth > 0);
    geom.points = keep(points, geom.point_count, sizeof *points);
    geom.runs = keep(runs, geom.run_count, sizeof *runs);
    geom.polygons = keep(polygons, geom.polygon_count, sizeof *polygons);
    *text = at;
    return geom;
}

// The buurten of 2014 as they are: thousands of them invalid.
static struct geom *read_areas(size_t *count)
{
    enum { MOST = 20000 };
    static const char key[] = "\"coordinates\": ";
    char path[1000];
    const char *folder = getenv("TEST_DATA");
    snprintf(path, sizeof path,
             "%s/areas/nl-2014/Buurt_2014_layer_q1e3.derived.geojson",
             folder ? folder : "");
    char *text = read_whole(path);
    if (!text) {
        fprintf(stderr, "no areas in TEST_DATA: left out\n");
        exit(77);
    }
    struct geom *areas = ARENA_ARRAY(arena, struct geom, MOST);
    const char *at = text;
    while (*count < MOST && (at = strstr(at, key))) {
        at += sizeof key - 1;
        areas[(*count)++] = read_coordinates(&at);
    }
    free(text);
    return areas;
}

static int64_t find_in_boxes(const struct geom *areas, const struct box *boxes,
                             size_t count, struct point p)
{
    for (size_t i = 0; i < count; i++)
        if (box_has_point(boxes[i], p) &&
            geom_place(&areas[i], p) != PLACE_OUTSIDE)
            return (int64_t)i;
    return LOCATE_NONE;
}

TEST(all_buurten_of_a_country_answer_as_brute_force_does)
{
    begin();
    size_t count = 0;
    size_t found = 0;
    struct geom *areas = read_areas(&count);
    struct box *boxes = ARENA_ARRAY(arena, struct box, count);
    struct box extent = box_nothing();
    for (size_t i = 0; i < count; i++) {
        boxes[i] = geom_box(&areas[i]);
        extent = box_join(extent, boxes[i]);
    }
    uint64_t start = clock_us();
    struct locator *locator = locator_of(areas, count);
    uint64_t built = clock_us();
    unsigned seed = 41;
    for (int i = 0; i < 4000; i++) {
        struct point p = {
            extent.min_x +
                (extent.max_x - extent.min_x) * rand_r(&seed) / RAND_MAX,
            extent.min_y +
                (extent.max_y - extent.min_y) * rand_r(&seed) / RAND_MAX,
        };
        // Every fourth probe is a corner that areas share.
        const struct geom *area = &areas[(size_t)rand_r(&seed) % count];
        if (i % 4 == 0 && area->point_count)
            p = area->points[(size_t)rand_r(&seed) % area->point_count];
        int64_t place = locator_find(locator, p);
        CHECK(place == find_in_boxes(areas, boxes, count, p));
        found += place != LOCATE_NONE;
    }
    start = built - start;
    uint64_t asked = clock_us();
    enum { PROBES = 1000000 };
    for (int i = 0; i < PROBES; i++) {
        struct box box = boxes[(size_t)i * 7919 % count];
        struct point p = { (box.min_x + box.max_x) / 2,
                           (box.min_y + box.max_y) / 2 + i * 1e-9 };
        found += locator_find(locator, p) != LOCATE_NONE;
    }
    printf("%zu areas built in %.0f ms; %.2f s for a million points\n", count,
           (double)start / 1e3, (double)(clock_us() - asked) / 1e6);
    CHECK(count == 11691 && found > PROBES / 2);
    locator_destroy(locator);
    done();
}

TEST(all_broken_buurten_of_a_country_can_be_repaired)
{
    begin();
    size_t count = 0, broken = 0, gone = 0;
    struct geom *areas = read_areas(&count);
    for (size_t i = 0; i < count; i++) {
        struct arena *own = arena_create(SIZE_MAX);
        struct geom whole;
        struct error err = { 0 };
        str reason = STR("");
        if (!geom_is_valid(own, &areas[i], &reason)) {
            broken++;
            CHECK(geom_repair(own, &areas[i], &whole, &err));
            CHECK(geom_is_valid(own, &whole, &reason));
            CHECK(whole.type == GEOM_EMPTY || whole.polygon_count > 0);
            gone += whole.type == GEOM_EMPTY;
        }
        arena_destroy(own);
    }
    printf("%zu of %zu repaired, %zu had no ground\n", broken, count, gone);
    CHECK(broken > 2000 && gone < broken);
    done();
}

static bool build_some(void *context)
{
    const struct geom *areas = context;
    struct locator *locator = locator_create();
    struct error err = { .code = ERROR_NO_MEMORY };
    bool is_done = locator;
    for (int i = 0; i < 100 && is_done; i++)
        is_done = locator_add(locator, &areas[i], &err);
    is_done = is_done && locator_build(locator, &err);
    CHECK(is_done || err.code == ERROR_NO_MEMORY);
    locator_destroy(locator);
    return is_done;
}

TEST(failed_allocations_fail_the_building_and_nothing_else)
{
    unsigned seed = 43;
    static struct geom areas[100];
    begin();
    for (int i = 0; i < 100; i++) areas[i] = random_ring(&seed, 1, 0);
    CHECK(torture(build_some, areas));
    done();
}

TEST_MAIN
