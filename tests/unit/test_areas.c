#include "unit/test.h"

#include "geo/valid.h"
#include "importers/areas.h"

static struct error err;

struct setting {
    struct manifest_level spec;
    struct area_set set;
    struct import_job job;
};

static void start(struct setting *s, enum area_level level)
{
    *s = (struct setting){ 0 };
    s->set.level = level;
    s->set.is_there = true;
    s->set.spec = &s->spec;
    s->set.arena = arena_create(64 << 20);
    s->set.srid = 4326;
    s->set.file = STR("test.geojson");
    s->job.report = report_create();
    s->job.arena = s->set.arena;
}

static void stop(struct setting *s)
{
    report_destroy(s->job.report);
    arena_destroy(s->set.arena);
}

static struct geom ring(struct arena *arena, const struct point *points,
                        size_t count)
{
    struct geom geom = { .type = GEOM_POLYGON,
                         .point_count = count,
                         .run_count = 1,
                         .polygon_count = 1 };
    geom.points = ARENA_ARRAY(arena, struct point, count);
    geom.runs = ARENA_ARRAY(arena, size_t, 1);
    geom.polygons = ARENA_ARRAY(arena, size_t, 1);
    memcpy(geom.points, points, count * sizeof *points);
    geom.runs[0] = count;
    geom.polygons[0] = 1;
    return geom;
}

static struct geom square(struct arena *arena, double x, double y, double side)
{
    struct point points[] = { { x, y },
                              { x + side, y },
                              { x + side, y + side },
                              { x, y + side },
                              { x, y } };
    return ring(arena, points, 5);
}

static double surface(const struct geom *geom)
{
    double sum = 0;
    for (size_t i = 0, start = 0; i < geom->run_count; i++) {
        for (size_t j = start; j + 1 < geom->runs[i]; j++)
            sum += geom->points[j].x * geom->points[j + 1].y -
                   geom->points[j + 1].x * geom->points[j].y;
        start = geom->runs[i];
    }
    return sum < 0 ? -sum / 2 : sum / 2;
}

static void add(struct setting *s, const char *code, struct geom geom)
{
    struct area area = { .code = str_from(code),
                         .name = str_from(code),
                         .source = geom,
                         .row = s->set.land.count + 1 };
    for (size_t i = s->set.level + 1; i < LEVEL_COUNT; i++)
        area.parents[i] =
            area_code_parent(s->set.arena, (enum area_level)i, area.code);
    CHECK(area_list_add(s->set.arena, &s->set.land, &area, &err));
}

TEST(a_code_has_the_shape_of_its_level)
{
    CHECK(area_code_is_valid(LEVEL_BUURT, STR("BU00140000")));
    CHECK(area_code_is_valid(LEVEL_BUURT, STR("BU0363AD03")));
    CHECK(area_code_is_valid(LEVEL_WIJK, STR("WK001400")));
    CHECK(area_code_is_valid(LEVEL_WIJK, STR("WK0363AD")));
    CHECK(area_code_is_valid(LEVEL_GEMEENTE, STR("GM0014")));
    CHECK(!area_code_is_valid(LEVEL_BUURT, STR("BU0014000")));
    CHECK(!area_code_is_valid(LEVEL_BUURT, STR("BU001400000")));
    CHECK(!area_code_is_valid(LEVEL_BUURT, STR("bu00140000")));
    CHECK(!area_code_is_valid(LEVEL_BUURT, STR("WK00140000")));
    CHECK(!area_code_is_valid(LEVEL_BUURT, STR("BU001400é")));
    CHECK(!area_code_is_valid(LEVEL_GEMEENTE, STR("GM00A4")));
    CHECK(!area_code_is_valid(LEVEL_GEMEENTE, STR("")));
}

TEST(a_code_says_in_which_wijk_and_gemeente_it_lies)
{
    struct arena *arena = arena_create(1 << 16);
    CHECK_STR(area_code_parent(arena, LEVEL_WIJK, STR("BU0363AD03")),
              STR("WK0363AD"));
    CHECK_STR(area_code_parent(arena, LEVEL_GEMEENTE, STR("BU0363AD03")),
              STR("GM0363"));
    CHECK_STR(area_code_parent(arena, LEVEL_GEMEENTE, STR("WK036300")),
              STR("GM0363"));
    CHECK_STR(area_code_parent(arena, LEVEL_WIJK, STR("GM0363")), STR(""));
    arena_destroy(arena);
}

TEST(a_valid_polygon_stays_as_it_is_and_nothing_is_reported)
{
    struct setting s;
    start(&s, LEVEL_BUURT);
    struct area area = { .code = STR("BU00140000"), .row = 7 };
    struct geom in = square(s.set.arena, 6, 53, 1), out;
    CHECK(area_shape(&s.job, &s.set, &area, &in, &out, &err));
    CHECK(out.type == GEOM_POLYGON && out.point_count == 5);
    CHECK(!memcmp(out.points, in.points, 5 * sizeof *in.points));
    CHECK(report_count(s.job.report, "invalid-polygon") == 0);
    stop(&s);
}

TEST(a_bow_tie_is_repaired_and_reported)
{
    struct setting s;
    start(&s, LEVEL_BUURT);
    struct area area = { .code = STR("BU00140000"), .row = 7 };
    struct point tie[] = { { 0, 0 }, { 2, 2 }, { 2, 0 }, { 0, 2 }, { 0, 0 } };
    struct geom in = ring(s.set.arena, tie, 5), out;
    str reason;
    CHECK(area_shape(&s.job, &s.set, &area, &in, &out, &err));
    CHECK(out.type == GEOM_MULTIPOLYGON && out.polygon_count == 2);
    CHECK(geom_is_valid(s.set.arena, &out, &reason));
    CHECK(report_count(s.job.report, "invalid-polygon") == 1);
    stop(&s);
}

TEST(a_ring_of_three_positions_leaves_an_area_without_polygon)
{
    struct setting s;
    start(&s, LEVEL_BUURT);
    struct area area = { .code = STR("BU00140000"), .row = 7 };
    struct point flat[] = { { 0, 0 }, { 2, 2 }, { 0, 0 } };
    struct geom in = ring(s.set.arena, flat, 3), out;
    CHECK(area_shape(&s.job, &s.set, &area, &in, &out, &err));
    CHECK(out.type == GEOM_EMPTY);
    CHECK(report_count(s.job.report, "polygon-lost") == 1);
    CHECK(report_count(s.job.report, "invalid-polygon") == 0);
    stop(&s);
}

TEST(an_area_without_geometry_is_kept_and_reported)
{
    struct setting s;
    start(&s, LEVEL_BUURT);
    struct area area = { .code = STR("BU00140000"), .row = 7 };
    struct geom in = { .type = GEOM_EMPTY }, out;
    CHECK(area_shape(&s.job, &s.set, &area, &in, &out, &err));
    CHECK(out.type == GEOM_EMPTY);
    CHECK(report_count(s.job.report, "area-without-polygon") == 1);
    stop(&s);
}

TEST(areas_come_in_order_of_code_and_polygons_of_one_code_are_joined)
{
    struct setting s;
    start(&s, LEVEL_BUURT);
    add(&s, "BU00140002", square(s.set.arena, 0, 0, 1));
    add(&s, "BU00140001", square(s.set.arena, 5, 0, 1));
    add(&s, "BU00140002", square(s.set.arena, 1, 0, 1));
    CHECK(area_set_join(&s.job, &s.set, &err));
    CHECK(s.set.land.count == 2);
    CHECK_STR(s.set.land.areas[0].code, STR("BU00140001"));
    const struct area *joined = area_set_find(&s.set, STR("BU00140002"));
    CHECK(joined && joined->row == 1 && surface(&joined->source) == 2);
    CHECK(joined && joined->source.type == GEOM_POLYGON);
    CHECK(report_count(s.job.report, "area-in-several-rows") == 1);
    CHECK(!area_set_find(&s.set, STR("BU00140003")));
    stop(&s);
}

TEST(a_wijk_is_the_union_of_its_buurten)
{
    struct setting fine, coarse;
    start(&fine, LEVEL_BUURT);
    start(&coarse, LEVEL_WIJK);
    add(&fine, "BU00140001", square(fine.set.arena, 0, 0, 1));
    add(&fine, "BU00140101", square(fine.set.arena, 5, 0, 1));
    add(&fine, "BU00140002", square(fine.set.arena, 1, 0, 1));
    add(&fine, "BU00140201", (struct geom){ .type = GEOM_EMPTY });
    str codes[] = { STR("WK001401") }, names[] = { STR("Oud-Zuid") };
    coarse.spec.named_codes = codes;
    coarse.spec.names = names;
    coarse.spec.name_count = 1;
    CHECK(area_set_unite(&coarse.job, &coarse.set, &fine.set, &err));
    CHECK(coarse.set.land.count == 3);
    const struct area *areas = coarse.set.land.areas;
    CHECK_STR(areas[0].code, STR("WK001400"));
    CHECK_STR(areas[0].name, STR("WK001400"));
    CHECK_STR(areas[0].parents[LEVEL_GEMEENTE], STR("GM0014"));
    CHECK(surface(&areas[0].source) == 2);
    CHECK_STR(areas[1].name, STR("Oud-Zuid"));
    CHECK(areas[2].source.type == GEOM_EMPTY);
    CHECK(report_count(coarse.job.report, "area-without-polygon") == 1);
    stop(&fine);
    stop(&coarse);
}

TEST_MAIN
