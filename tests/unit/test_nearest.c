// What is near, over the whole globe: over the antimeridian, at the poles, at
// equal distances, and page by page.

#include "geo/distance.h"
#include "geo/geodesic.h"
#include "query_world.h"

enum { PLACES = 3000, PAGE = 7 };

static struct world *world;
static struct thing things[PLACES];

struct found {
    int64_t id;
    double metres;
};

static int compare_found(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    if (x->metres != y->metres) return x->metres < y->metres ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

// Crowds at the antimeridian and the poles, pairs at one place, some nowhere.
static void make_place(int i)
{
    double x = fraction(world) * 360 - 180, y = fraction(world) * 180 - 90;
    if (i % 5 == 0) x = (i % 2 ? 180 : -180) + fraction(world) - 0.5;
    if (x > 180) x = 180;
    if (x < -180) x = -180;
    if (i % 7 == 0) y = (i % 2 ? 90 : -90) + (i % 2 ? -1 : 1) * fraction(world);
    things[i].values[0] = of_int(i % 10);
    things[i].geom = point_at(world, x, y);
    if (i % 11 == 10) things[i].geom = things[i - 1].geom;
    if (i % 97 == 96) things[i].geom = (struct geom){ .type = GEOM_EMPTY };
}

static struct selection ask_near(double x, double y)
{
    return (struct selection){
        .collection = collection_of(world, "wereld"),
        .near = { .is_asked = true, .from = { x, y } },
    };
}

static size_t by_loop(const struct selection *s, int kind, struct found *found)
{
    size_t count = 0;
    for (int i = 0; i < PLACES; i++) {
        if (things[i].geom.type == GEOM_EMPTY) continue;
        if (kind >= 0 && i % 10 != kind) continue;
        double metres = geodesic_m(s->near.from, things[i].geom.points[0]);
        if (s->near.within_m > 0 && metres > s->near.within_m) continue;
        found[count++] = (struct found){ i + 1, metres };
    }
    qsort(found, count, sizeof *found, compare_found);
    return count;
}

// At equal distance the order is that of fids, which the loop does not know.
static bool is_alike(const struct found *found, size_t count, size_t at,
                     const struct feature *f)
{
    size_t i = at;
    if (at >= count || found[at].metres != f->distance_m) return false;
    while (i > 0 && found[i - 1].metres == f->distance_m) i--;
    for (; i < count && found[i].metres == f->distance_m; i++)
        if (found[i].id == f->id.integer) return true;
    return false;
}

static void check_pages(struct selection s, int kind, size_t most)
{
    static struct found found[PLACES];
    size_t count = by_loop(&s, kind, found), at = 0;
    struct value key;
    bool ok = true;
    if (kind >= 0) add_condition(&s, "soort", of_int(kind));
    CHECK(count_of(world, &s) == (int64_t)count);
    s.limit = PAGE;
    if (count > most) count = most;
    while (ok && at < count) {
        struct feature f;
        size_t in_page = 0;
        double last = -1;
        struct cursor *cursor = cursor_open(world->view, &s, &error);
        must(cursor);
        while (cursor_next(cursor, &f)) {
            ok = ok && is_alike(found, PLACES, at++, &f);
            ok = ok && (f.distance_m > last || f.fid > s.after_fid);
            last = f.distance_m;
            s.after_fid = f.fid;
            in_page++;
        }
        must(cursor_close(cursor, &error));
        key = (struct value){ .type = VALUE_REAL, .real = last };
        s.after_keys = &key;
        if (in_page < PAGE) break;
    }
    CHECK(ok && at >= count);
}

TEST(the_nearest_are_found_from_anywhere_on_earth)
{
    world = world_open();
    for (int i = 0; i < PLACES; i++) make_place(i);
    struct field fields[] = { field_of("soort", VALUE_INT, FIELD_PLAIN) };
    load_things(world, "wereld", fields, 1, things, PLACES);
    static const struct point from[] = {
        { 180, 0 },   { -180, 12 },    { 179.999, -45 }, { -179.999, 89.5 },
        { 0, 90 },    { 123, -90 },    { 0, 0 },         { -0.001, 89.999 },
        { 5, 52 },    { -90, -89.99 }, { 90, 0 },        { 179.5, 60 },
        { -120, 30 }, { 33, -71 },
    };
    for (size_t i = 0; i < sizeof from / sizeof from[0]; i++) {
        check_pages(ask_near(from[i].x, from[i].y), -1, 60);
        check_pages(ask_near(from[i].x, from[i].y), (int)i % 10, 40);
    }
}

TEST(every_page_to_the_last_is_in_order)
{
    check_pages(ask_near(179.9, -89), -1, PLACES);
}

TEST(what_lies_within_a_distance_is_counted_and_listed_exactly)
{
    for (int i = 0; i < 60; i++) {
        struct selection s =
            ask_near(fraction(world) * 360 - 180, fraction(world) * 180 - 90);
        s.near.within_m = 1000 * (1 + chance(world, 8000));
        check_pages(s, i % 3 ? -1 : (int)chance(world, 10), PLACES);
    }
}

TEST(a_place_at_exactly_the_distance_is_within)
{
    struct selection s = ask_near(3, 4);
    struct point p = things[1].geom.points[0];
    s.near.within_m = geodesic_m(s.near.from, p);
    int64_t count = count_of(world, &s);
    s.near.within_m -= 1e-6;
    CHECK(count_of(world, &s) < count);
}

TEST(without_a_distance_all_that_have_a_place_are_counted)
{
    struct selection s = ask_near(3, 4);
    static struct found found[PLACES];
    CHECK(count_of(world, &s) == (int64_t)by_loop(&s, -1, found));
    s.sorts[0].field = &s.collection->schema.fields[0];
    s.sort_count = 1;
    struct error err = { 0 };
    CHECK(!cursor_open(world->view, &s, &err) && err.code == ERROR_INVALID);
}

static int64_t one_area(const char *collection, double x, double y, str *code)
{
    struct selection s = { .collection = collection_of(world, collection),
                           .has_place = true,
                           .place = { x, y } };
    struct feature f;
    int64_t count = 0;
    struct cursor *cursor = cursor_open(world->view, &s, &error);
    must(cursor);
    while (cursor_next(cursor, &f)) {
        enum area_level level = s.collection->level;
        *code = arena_copy(world->arena, f.values[level].text);
        count++;
    }
    must(cursor_close(cursor, &error));
    CHECK(count == count_of(world, &s));
    return count;
}

// read_world.h: buurten are a tenth of a degree wide.
TEST(a_place_is_in_one_area_of_a_level_even_on_its_corner)
{
    str code = { 0 };
    CHECK(one_area("buurten", 6.05, 53.05, &code) == 1);
    CHECK_STR(code, code_of(world, LEVEL_BUURT, 0));
    double corner = box_of_buurt(0).max_x, edge = box_of_buurt(0).max_y;
    CHECK(one_area("buurten", corner, edge, &code) == 1);
    CHECK_STR(code, code_of(world, LEVEL_BUURT, 0));
    CHECK(one_area("gemeenten", box_of_area(LEVEL_GEMEENTE, 0).max_x, 53.2,
                   &code) == 1);
    CHECK_STR(code, code_of(world, LEVEL_GEMEENTE, 0));
    CHECK(one_area("wijken", 5.5, 53, &code) == 0);
}

TEST(lines_near_a_place_come_by_their_nearest_position)
{
    struct selection s = { .collection = collection_of(world, "werk"),
                           .near = { .is_asked = true,
                                     .from = { 6.5, 53.3 } } };
    double last = -1;
    struct feature f;
    size_t count = 0;
    struct cursor *cursor = cursor_open(world->view, &s, &error);
    must(cursor);
    while (cursor_next(cursor, &f)) {
        CHECK(f.distance_m >= last);
        CHECK(f.distance_m == geom_distance_m(&f.geom, s.near.from));
        last = f.distance_m;
        count++;
    }
    must(cursor_close(cursor, &error));
    CHECK(count == WORKS && last > 50000);
    world_close(world);
}

TEST_MAIN
