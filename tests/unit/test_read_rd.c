// Boxes and coordinates in RD, with the source's own coordinates and without.

#include "read_world.h"
#include "store/spots.h"

enum { PLACES = 2000 };

static struct world *world;
static struct point rd[PLACES], wgs[PLACES];
static struct crs_transform *to_wgs, *to_rd;

static void load_places(const char *id, int storage_srid)
{
    struct dataset dataset = { .id = str_from(id), .kind = DATASET_FEATURES };
    struct field *fields = world->fields[1];
    fields[0] = field_of("nummer", VALUE_INT, FIELD_ID);
    struct collection c = { .id = str_from(id),
                            .schema = { fields, 1 },
                            .level = LEVEL_NONE,
                            .storage_srid = storage_srid };
    struct loading rows = loading_begin(world, &dataset, &c);
    for (int i = 0; i < PLACES; i++) {
        struct value id_value = of_int(i);
        struct geom stored = geom_from_point(world->arena, rd[i]);
        struct feature f = { .id = id_value,
                             .geom = geom_from_point(world->arena, wgs[i]),
                             .values = &id_value };
        uint64_t first;
        must(loader_add(rows.loader, &f,
                        storage_srid == CRS_RD ? &stored : NULL,
                        (uint64_t)i + 1, &first, &error));
    }
    loading_end(&rows);
}

static void open_places(void)
{
    if (!crs_has_rd_grid()) {
        fprintf(stderr, "the grid of RD is not installed: left out\n");
        exit(77);
    }
    struct store_options options = { .connections = 1,
                                     .busy_timeout_ms = 1000,
                                     .wait_ms = 1000,
                                     .can_write = true };
    world = calloc(1, sizeof *world);
    world->seed = 7;
    world->arena = arena_create((size_t)1 << 28);
    snprintf(world->path, sizeof world->path, "read-rd-%d.sqlite",
             (int)getpid());
    to_wgs = crs_open(CRS_RD, CRS_WGS84, &error);
    to_rd = crs_open(CRS_WGS84, CRS_RD, &error);
    must(to_wgs && to_rd);
    for (int i = 0; i < PLACES; i++) {
        rd[i] = (struct point){ 15000 + fraction(world) * 260000,
                                310000 + fraction(world) * 300000 };
        // Whole kilometres, so that edges of boxes are met exactly.
        if (i % 4 == 0)
            rd[i] = (struct point){ round(rd[i].x / 1000) * 1000,
                                    round(rd[i].y / 1000) * 1000 };
        wgs[i] = rd[i];
        must(crs_point(to_wgs, &wgs[i], &error));
    }
    world->store = store_open(world->path, &options, &error);
    must(world->store);
    load_places("met", CRS_RD);
    load_places("zonder", CRS_WGS84);
    must(store_refresh(world->store, &error));
    world->view = view_open(world->store, 0, &error);
    must(world->view);
}

static struct box random_box(void)
{
    double x = (double)chance(world, 280) * 1000;
    double y = 300000 + (double)chance(world, 310) * 1000;
    double size = (double)(1 + chance(world, 100)) * 1000;
    return (struct box){ x, y, x + size, y + size };
}

static int64_t count_in(const char *id, struct box box)
{
    int64_t count = 0;
    struct selection s = { .collection = collection_of(world, id),
                           .box = {
                               .srid = CRS_RD, .boxes = { box }, .count = 1 } };
    must(store_count(world->view, &s, &count, &error));
    return count;
}

TEST(a_box_in_rd_holds_what_lies_in_it_by_rd_coordinates)
{
    int64_t found = 0;
    open_places();
    for (int round = 0; round < 150; round++) {
        struct box box = random_box();
        int64_t by_source = 0, by_transform = 0;
        for (int i = 0; i < PLACES; i++) {
            struct point back = wgs[i];
            must(crs_point(to_rd, &back, &error));
            by_source += box_has_point(box, rd[i]);
            by_transform += box_has_point(box, back);
        }
        CHECK(count_in("met", box) == by_source);
        CHECK(count_in("zonder", box) == by_transform);
        found += by_source;
    }
    CHECK(found > 1000);
}

TEST(a_box_beyond_where_rd_is_used_holds_what_is_there)
{
    CHECK(count_in("met", (struct box){ -1e6, -1e6, 2e6, 2e6 }) == PLACES);
    CHECK(count_in("zonder", (struct box){ -1e6, -1e6, 2e6, 2e6 }) == PLACES);
    CHECK(count_in("met", (struct box){ 1e6, 1e6, 2e6, 2e6 }) == 0);
}

static void check_places(const char *id, int srid)
{
    struct feature f;
    int rows = 0;
    struct crs_transform *to = NULL;
    struct selection s = { .collection = collection_of(world, id),
                           .srid = srid };
    if (srid != CRS_WGS84) to = crs_open(CRS_WGS84, srid, &error);
    must(to || srid == CRS_WGS84);
    struct cursor *cursor = cursor_open(world->view, &s, &error);
    must(cursor);
    while (cursor_next(cursor, &f)) {
        struct point wanted = wgs[f.id.integer];
        if (to) must(crs_point(to, &wanted, &error));
        if (srid == CRS_RD && strcmp(id, "met") == 0) wanted = rd[f.id.integer];
        CHECK(f.geom.points[0].x == wanted.x && f.geom.points[0].y == wanted.y);
        if (srid == CRS_RD) CHECK(fabs(wanted.x - rd[f.id.integer].x) < 1e-3);
        rows++;
    }
    must(cursor_close(cursor, &error));
    CHECK(rows == PLACES);
    crs_close(to);
}

TEST(the_source_s_own_coordinates_come_back_to_the_last_bit)
{
    check_places("met", CRS_RD);
    check_places("met", CRS_WGS84);
}

TEST(other_systems_are_made_from_crs84)
{
    check_places("zonder", CRS_RD);
    check_places("zonder", CRS_WEB_MERCATOR);
    check_places("met", CRS_WEB_MERCATOR);
    check_places("met", CRS_LAEA_EUROPE);
}

TEST(a_system_that_is_not_offered_is_named)
{
    struct error err = { 0 };
    struct selection s = { .collection = collection_of(world, "met"),
                           .srid = 31370 };
    CHECK(!cursor_open(world->view, &s, &err));
    CHECK(err.code == ERROR_UNSUPPORTED && strstr(err.message, "31370"));
}

struct seen {
    int counts[PLACES];  // by the number of the place
    int total, most;
    bool is_near;
};

static bool see(void *context, const struct spot *spot)
{
    const double slack = 1e-5;
    struct seen *seen = context;
    bool is_found = false;
    for (int i = 0; i < PLACES && !is_found; i++) {
        if (fabs(wgs[i].x - spot->at.x) > slack ||
            fabs(wgs[i].y - spot->at.y) > slack || seen->counts[i])
            continue;
        seen->counts[i]++;
        is_found = true;
    }
    if (!is_found) seen->is_near = false;
    return ++seen->total < seen->most;
}

static bool look(struct selection *s, struct seen *seen, int most)
{
    bool is_answered = false;
    const struct spot_visitor visitor = { see, seen };
    *seen = (struct seen){ .most = most, .is_near = true };
    must(store_spots(world->view, s, &visitor, &is_answered, &error));
    return is_answered;
}

TEST(a_rough_box_gives_all_that_lies_in_it_and_little_else)
{
    static struct seen seen;
    int64_t found = 0, beside = 0;
    for (int round = 0; round < 60; round++) {
        const char *id = round % 2 ? "met" : "zonder";
        struct box box = random_box();
        struct selection s = { .collection = collection_of(world, id),
                               .box = { .srid = CRS_RD,
                                        .boxes = { box },
                                        .count = 1,
                                        .is_rough = true } };
        int64_t count = 0, rows = 0;
        struct feature f;
        CHECK(look(&s, &seen, PLACES + 1) && seen.is_near);
        must(store_count(world->view, &s, &count, &error));
        struct cursor *cursor = cursor_open(world->view, &s, &error);
        must(cursor);
        while (cursor_next(cursor, &f)) rows++;
        must(cursor_close(cursor, &error));
        CHECK(rows == seen.total && rows == count);
        for (int i = 0; i < PLACES; i++)
            if (box_has_point(box, rd[i])) CHECK(seen.counts[i] == 1);
        found += rows;
        beside += rows - count_in(id, box);
    }
    CHECK(found > 1000 && beside > 0 && beside < found / 4);
}

TEST(spots_are_given_until_it_is_enough_and_only_where_they_answer)
{
    static struct seen seen;
    const struct field *field = &collection_of(world, "met")->schema.fields[0];
    struct selection s = { .collection = collection_of(world, "met"),
                           .box = { .srid = CRS_WGS84,
                                    .boxes = { { -180, -90, 180, 90 } },
                                    .count = 1,
                                    .is_rough = true } };
    CHECK(look(&s, &seen, 5) && seen.total == 5);
    s.conditions[0] = (struct condition){ field, of_int(3) };
    s.condition_count = 1;
    CHECK(!look(&s, &seen, PLACES) && seen.total == 0);
    s.condition_count = 0;
    s.box.is_rough = false;
    CHECK(!look(&s, &seen, PLACES) && seen.total == 0);
}

// Whether every row of the collection comes in this system.
static bool comes_in(const char *id, int srid, struct error *err)
{
    struct feature f;
    struct selection s = { .collection = collection_of(world, id),
                           .srid = srid };
    struct cursor *cursor = cursor_open(world->view, &s, &error);
    must(cursor);
    while (cursor_next(cursor, &f)) CHECK(f.geom.point_count == 1);
    return cursor_close(cursor, err);
}

TEST(a_place_far_from_rd_has_no_coordinates_there)
{
    struct error err = { 0 };
    struct point kept = wgs[0];
    wgs[0] = (struct point){ -63.24, 17.63 };  // Saba
    load_places("ver", CRS_WGS84);
    wgs[0] = kept;
    must(store_refresh(world->store, &error));
    view_close(world->view);
    world->view = view_open(world->store, 0, &error);
    must(world->view);
    CHECK(!comes_in("ver", CRS_RD, &err));
    CHECK(err.code == ERROR_INVALID && strstr(err.message, "EPSG:28992"));
    CHECK(comes_in("ver", CRS_WGS84, &err));
    CHECK(comes_in("ver", CRS_LAEA_EUROPE, &err));
    CHECK(comes_in("zonder", CRS_RD, &err));
}

TEST(the_world_ends)
{
    world_close(world);
    crs_close(to_rd);
    crs_close(to_wgs);
}

TEST_MAIN
