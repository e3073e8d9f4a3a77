// Rows, counts, values and single items, held against a loop over the same
// rows in memory.

#include "read_question.h"

static const struct pole *pole_of(int64_t id)
{
    int64_t i = (100000 - id) / 7;
    return i >= 0 && i < POLES ? &world->poles[i] : NULL;
}

static void check_feature(const struct question *q, const struct feature *f)
{
    const struct pole *p = pole_of(f->id.integer);
    CHECK(p && p->id == f->id.integer && is_in(q, p));
    if (!p) return;
    CHECK(f->values[0].integer == p->id);
    CHECK((f->values[1].type == VALUE_NULL) == (p->kind < 0));
    if (p->kind >= 0) CHECK_STR(f->values[1].text, str_from(kinds[p->kind]));
    CHECK((f->values[4].type == VALUE_NULL) == !p->has_height);
    if (p->has_height) CHECK(f->values[4].real == p->height);
    CHECK((f->geom.type == GEOM_POINT) == p->has_place);
    if (p->has_place && f->geom.type == GEOM_POINT)
        CHECK(f->geom.points[0].x == p->place.x &&
              f->geom.points[0].y == p->place.y);
}

// Reads all pages of `limit` rows; each row must come once, in order of fid.
static size_t read_pages(struct question *q, size_t limit)
{
    size_t total = 0, in_page = limit;
    q->selection.limit = limit;
    q->selection.after_fid = 0;
    while (in_page == limit) {
        struct feature f;
        in_page = 0;
        struct cursor *cursor = cursor_open(world->view, &q->selection, &error);
        must(cursor);
        while (cursor_next(cursor, &f)) {
            CHECK(f.fid > q->selection.after_fid);
            q->selection.after_fid = f.fid;
            check_feature(q, &f);
            in_page++;
        }
        must(cursor_close(cursor, &error));
        CHECK(!limit || in_page <= limit);
        total += in_page;
        if (!limit) break;
    }
    q->selection.limit = 0;
    q->selection.after_fid = 0;
    return total;
}

static size_t naive_count(const struct question *q)
{
    size_t count = 0;
    for (int i = 0; i < POLES; i++) count += is_in(q, &world->poles[i]);
    return count;
}

TEST(every_selection_has_the_rows_that_a_loop_finds)
{
    world = world_open();
    for (uint32_t round = 0; round < 320; round++) {
        struct question q = ask(round % 32);
        size_t wanted = naive_count(&q);
        CHECK(read_pages(&q, 0) == wanted);
        CHECK(read_pages(&q, 1 + chance(world, 400)) == wanted);
        int64_t count = -1;
        must(store_count(world->view, &q.selection, &count, &error));
        CHECK(count == (int64_t)wanted);
    }
}

static void check_values(const struct question *q, const char *name)
{
    struct value_count *values;
    size_t value_count;
    int64_t total = 0;
    struct arena *arena = arena_create(1 << 24);
    const struct field *field =
        schema_find(&q->selection.collection->schema, str_from(name));
    must(store_values(world->view, arena, &q->selection, field, 1000, &values,
                      &value_count, &error));
    for (size_t i = 0; i < value_count; i++) {
        int64_t wanted = 0;
        if (i > 0)
            CHECK(value_compare(values[i - 1].value, values[i].value) < 0);
        for (int j = 0; j < POLES; j++) {
            const struct pole *p = &world->poles[j];
            struct value value = { 0 };
            if (!is_in(q, p)) continue;
            if (strcmp(name, "soort") == 0) {
                if (p->kind >= 0) value = of_text(str_from(kinds[p->kind]));
            } else if (p->buurt >= 0) {
                value = of_text(code_of(world, LEVEL_WIJK, p->buurt));
            }
            wanted += value_equal(value, values[i].value);
        }
        CHECK(values[i].count == wanted);
        total += values[i].count;
    }
    CHECK(total == (int64_t)naive_count(q));
    arena_destroy(arena);
}

TEST(values_are_counted_under_the_same_selection)
{
    for (uint32_t round = 0; round < 64; round++) {
        struct question q = ask(round % 32);
        check_values(&q, "soort");
        if (round % 4 == 0) check_values(&q, "wijkcode");
    }
}

TEST(more_values_than_allowed_are_too_many_and_the_sentence_says_how_many)
{
    struct question q = ask(0);
    struct value_count *values;
    size_t value_count;
    struct error err = { 0 };
    struct arena *arena = arena_create(1 << 24);
    const struct field *field =
        schema_find(&q.selection.collection->schema, STR("nummer"));
    CHECK(!store_values(world->view, arena, &q.selection, field, 50, &values,
                        &value_count, &err));
    CHECK(err.code == ERROR_TOO_LARGE);
    CHECK(strstr(err.message, "50") && strstr(err.message, "nummer"));
    arena_destroy(arena);
}

TEST(an_item_is_found_by_its_id_and_by_no_other_writing_of_it)
{
    struct feature f;
    struct question q = ask(0);
    struct arena *arena = arena_create(1 << 20);
    for (int i = 0; i < POLES; i += 371) {
        str id = text(world, "%d", (int)world->poles[i].id, 0, 0);
        must(store_get(world->view, arena, &q.selection, id, &f, &error));
        check_feature(&q, &f);
        CHECK(f.id.integer == world->poles[i].id);
    }
    static const char *const wrong[] = { "100001",  "0100000", "+100000",
                                         "100000 ", "",        "x",
                                         "1e5" };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct error err = { 0 };
        CHECK(!store_get(world->view, arena, &q.selection, str_from(wrong[i]),
                         &f, &err));
        CHECK(err.code == ERROR_NOT_FOUND);
    }
    arena_destroy(arena);
}

TEST(a_collection_without_an_id_field_has_the_ids_of_its_source)
{
    struct feature f;
    struct arena *arena = arena_create(1 << 20);
    struct selection s = { .collection = collection_of(world, "werk"),
                           .srid = CRS_WGS84 };
    must(store_get(world->view, arena, &s, STR("17"), &f, &error));
    CHECK(f.id.type == VALUE_INT && f.id.integer == 17);
    CHECK(f.geom.points[0].x == world->works[17].from.x);
    s.skip_geometry = true;
    must(store_get(world->view, arena, &s, STR("17"), &f, &error));
    CHECK(f.geom.type == GEOM_EMPTY);
    arena_destroy(arena);
}

static bool work_meets(const struct work *work, int from, int to)
{
    if (work->start < 0 && work->end < 0) return false;
    if (to >= 0 && work->start > to) return false;
    return from < 0 || work->end < 0 || work->end >= from;
}

TEST(an_interval_meets_a_time_when_it_has_begun_and_not_ended)
{
    for (int round = 0; round < 60; round++) {
        struct selection s = { .collection = collection_of(world, "werk") };
        int from = (int)chance(world, 500) - 1;
        int to = chance(world, 3)
                     ? (from < 0 ? 0 : from) + (int)chance(world, 40)
                     : -1;
        int64_t wanted = 0, count;
        if (from < 0 && to < 0) continue;
        s.time = days_range(world, from, to);
        for (int i = 0; i < WORKS; i++)
            wanted += work_meets(&world->works[i], from, to);
        must(store_count(world->view, &s, &count, &error));
        CHECK(count == wanted);
    }
}

TEST(a_line_meets_a_box_by_its_course_and_not_by_its_own_box)
{
    for (int round = 0; round < 60; round++) {
        struct selection s = { .collection = collection_of(world, "werk"),
                               .box = { .srid = CRS_WGS84, .count = 1 } };
        double x = 6 + fraction(world), y = 53 + fraction(world) * 0.5;
        int64_t wanted = 0, by_box = 0, count;
        s.box.boxes[0] = (struct box){ x, y, x + 0.05, y + 0.05 };
        for (int i = 0; i < WORKS; i++) {
            struct geom line =
                line_of(world, world->works[i].from, world->works[i].to);
            wanted += geom_meets_box(&line, s.box.boxes[0]);
            by_box += box_intersects(geom_box(&line), s.box.boxes[0]);
        }
        must(store_count(world->view, &s, &count, &error));
        CHECK(count == wanted && wanted <= by_box);
    }
}

TEST(a_period_matches_from_its_first_day_to_its_last)
{
    struct selection s = { .collection = collection_of(world, "misdrijven") };
    int64_t march = 0, count;
    for (size_t i = 0; i < world->crime_count; i++)
        march += world->crimes[i].month == 2;
    s.time.from = STR("2022-03-31T23:00:00.000Z");
    s.time.to = STR("2022-03-31T23:30:00.000Z");
    must(store_count(world->view, &s, &count, &error));
    CHECK(count == march);
    s.time.from = STR("2022-02-28T23:59:59.999Z");
    s.time.to = STR("2022-03-01T00:00:00.000Z");
    must(store_count(world->view, &s, &count, &error));
    CHECK(count > march);
}

TEST(rows_without_geometry_meet_no_box)
{
    int64_t count = -1;
    struct selection s = { .collection = collection_of(world, "misdrijven"),
                           .box = { .srid = CRS_WGS84,
                                    .boxes = { { -180, -90, 180, 90 } },
                                    .count = 1 } };
    must(store_count(world->view, &s, &count, &error));
    CHECK(count == 0);
}

TEST(a_view_past_its_deadline_says_so)
{
    struct error err = { 0 };
    struct feature f;
    struct view *view = view_open(world->store, 1, &error);
    must(view);
    struct question q = ask(16);
    struct cursor *cursor = cursor_open(view, &q.selection, &err);
    if (cursor) {
        while (cursor_next(cursor, &f)) continue;
        CHECK(!cursor_close(cursor, &err));
    }
    CHECK(err.code == ERROR_TIMEOUT);
    view_close(view);
}

TEST(a_view_that_is_cancelled_stops_and_the_next_does_not)
{
    struct error err = { 0 };
    struct feature f;
    struct question q = ask(0);
    struct view *view = view_open(world->store, 0, &error);
    must(view);
    struct cursor *cursor = cursor_open(view, &q.selection, &error);
    must(cursor && cursor_next(cursor, &f));
    view_cancel(view);
    while (cursor_next(cursor, &f)) continue;
    CHECK(!cursor_close(cursor, &err) && err.code == ERROR_TIMEOUT);
    view_close(view);
    view = view_open(world->store, 0, &error);
    must(view);
    cursor = cursor_open(view, &q.selection, &error);
    must(cursor && cursor_next(cursor, &f));
    while (cursor_next(cursor, &f)) continue;
    CHECK(cursor_close(cursor, &error));
    view_close(view);
}

TEST(the_world_ends)
{
    world_close(world);
}

TEST_MAIN
