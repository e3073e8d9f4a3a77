// Orders: keys as bytes, heaps that stay small, and pages in any order from
// indexes and from whole tables.

#include "query_world.h"
#include "store/spatialite/sort_key.h"
#include "store/spatialite/top.h"

static struct arena *arena;

static str key_of(struct value value, bool is_descending, int64_t fid)
{
    struct buf buf;
    str key;
    struct sort sort = { .is_descending = is_descending };
    buf_init(&buf, arena, 10000);
    sort_key_add(&buf, &sort, value);
    sort_key_add_fid(&buf, fid);
    must(buf_finish(&buf, &key, &error));
    return key;
}

static struct value of_real(double real)
{
    return (struct value){ .type = VALUE_REAL, .real = real };
}

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

TEST(keys_compare_as_their_values_do)
{
    arena = arena_create(1 << 24);
    const struct value ints[] = { of_int(INT64_MIN), of_int(-5),
                                  of_int(0),         of_int(7),
                                  of_int(INT64_MAX), { 0 } };
    const struct value reals[] = { of_real(-1e300),
                                   of_real(-2.5),
                                   of_real(-1e-300),
                                   of_real(0),
                                   of_real(3e-9),
                                   of_real(1e300),
                                   { 0 } };
    const struct value texts[] = { of_text(STR("")),
                                   of_text(STR("\0")),
                                   of_text(STR("\0\0")),
                                   of_text(STR("\0a")),
                                   of_text(STR("\1")),
                                   of_text(STR("a")),
                                   of_text(STR("a\0")),
                                   of_text(STR("a\0b")),
                                   of_text(STR("a\1")),
                                   of_text(STR("aa")),
                                   of_text(STR("b")),
                                   of_text(STR("z\xFF")),
                                   { 0 } };
    const struct {
        const struct value *values;
        int count;
    } sets[] = { { ints, 6 }, { reals, 7 }, { texts, 13 } };
    for (size_t k = 0; k < 3; k++)
        for (int i = 0; i < sets[k].count; i++)
            for (int j = 0; j < sets[k].count; j++) {
                struct value a = sets[k].values[i], b = sets[k].values[j];
                bool has_null = a.type == VALUE_NULL || b.type == VALUE_NULL;
                int up = sign(
                    sort_key_compare(key_of(a, false, 1), key_of(b, false, 1)));
                int down = sign(
                    sort_key_compare(key_of(a, true, 1), key_of(b, true, 1)));
                CHECK(up == sign(i - j));
                CHECK(down == (has_null ? up : -up));
            }
    CHECK(sort_key_compare(key_of(of_real(0), false, 4),
                           key_of(of_real(-0.0), false, 5)) < 0);
    CHECK(sort_key_compare(key_of(of_real(0), true, 4),
                           key_of(of_real(-0.0), true, 5)) < 0);
    CHECK(sort_key_fid(key_of(of_text(STR("x")), true, 123456789)) ==
          123456789);
}

static str number_key(int64_t number)
{
    return key_of((struct value){ 0 }, false, number);
}

TEST(a_heap_keeps_the_least_and_knows_that_it_dropped_others)
{
    struct top top;
    must(top_init(&top, 10, 1 << 20, &error));
    for (int64_t i = 0; i < 1000; i++)
        must(top_add(&top, number_key((i * 7919) % 1000), &error));
    top_sort(&top);
    CHECK(top.count == 10 && top.has_dropped);
    for (int64_t i = 0; i < 10; i++) CHECK(sort_key_fid(top.keys[i]) == i);
    top_clear(&top);
    must(top_add(&top, number_key(3), &error));
    CHECK(!top.has_dropped && !top_is_full(&top));
    top_free(&top);
}

TEST(a_heap_stays_within_its_bytes)
{
    struct top top;
    char text[1000];
    memset(text, 'x', sizeof text);
    must(top_init(&top, 0, 20000, &error));
    for (int64_t i = 0; i < 5000; i++) {
        must(top_add(&top,
                     key_of(of_text((str){ text, sizeof text }), false,
                            (i * 7919) % 5000),
                     &error));
        CHECK(top.bytes <= 20000 + 1100);
        CHECK(arena_used(top.arena) < 200000);
    }
    top_sort(&top);
    CHECK(top.count >= 15 && top.has_dropped);
    for (size_t i = 0; i < top.count; i++)
        CHECK(sort_key_fid(top.keys[i]) == (int64_t)i);
    top_free(&top);
}

// A long key that had to go leaves room, but not for what comes after it.
TEST(a_heap_without_room_for_a_key_takes_none_beyond_it)
{
    struct top top;
    char letters[900];
    memset(letters, 'm', sizeof letters);
    must(top_init(&top, 0, 1000, &error));
    str is_long = key_of(of_text((str){ letters, sizeof letters }), false, 1);
    must(top_add(&top, is_long, &error));
    for (int i = 0; i < 10; i++)
        must(top_add(&top, key_of(of_text(STR("a")), false, i), &error));
    must(top_add(&top, key_of(of_text(STR("z")), false, 99), &error));
    CHECK(top.count == 10 && top.has_dropped);
    for (size_t i = 0; i < top.count; i++)
        CHECK(sort_key_compare(top.keys[i], is_long) < 0);
    top_free(&top);
}

// ---- pages

enum { ROWS_COUNT = 5000 };

static struct world *world;
static struct thing things[ROWS_COUNT];
static struct field fields[5];

static void load_numbers(void)
{
    fields[0] = field_of("nummer", VALUE_INT, FIELD_PLAIN);
    fields[0].is_indexed = true;
    fields[1] = field_of("soort", VALUE_TEXT, FIELD_PLAIN);
    fields[1].is_category = true;
    fields[2] = field_of("lang", VALUE_TEXT, FIELD_PLAIN);
    fields[3] = field_of("maat", VALUE_REAL, FIELD_PLAIN);
    for (int i = 0; i < ROWS_COUNT; i++) {
        struct value *values = things[i].values;
        if (chance(world, 20)) values[0] = of_int(chance(world, 2000));
        if (chance(world, 9))
            values[1] =
                of_text(text(world, "s%d", (int)chance(world, 5), 0, 0));
        char *letters = ARENA_ARRAY(world->arena, char, 300);
        memset(letters, 'a' + (int)chance(world, 3), 300);
        values[2] = of_text((str){ letters, chance(world, 300) });
        if (chance(world, 3)) values[3] = of_real(fraction(world) - 0.5);
        things[i].geom = point_at(world, 4 + fraction(world), 52);
    }
    load_things(world, "getallen", fields, 4, things, ROWS_COUNT);
}

static bool is_after(const struct selection *s, const struct value *before,
                     int64_t fid, const struct feature *f)
{
    for (size_t i = 0; i < s->sort_count; i++) {
        size_t field = schema_index(&s->collection->schema, s->sorts[i].field);
        struct value now = f->values[field];
        int order = value_compare(now, before[i]);
        bool has_null = now.type == VALUE_NULL || before[i].type == VALUE_NULL;
        if (order != 0)
            return (s->sorts[i].is_descending && !has_null ? -order : order) >
                   0;
    }
    return f->fid > fid;
}

// Every row once, each after the one before, over all pages.
static size_t read_in_order(struct selection s)
{
    struct value keys[SORTS_MAX];
    size_t total = 0, in_page = s.limit;
    int64_t fid = 0;
    bool ok = true;
    struct arena *kept = arena_create(1 << 24);
    while (ok && in_page == s.limit) {
        struct feature f;
        struct cursor *cursor = cursor_open(world->view, &s, &error);
        must(cursor);
        for (in_page = 0; ok && cursor_next(cursor, &f); in_page++) {
            ok = total == 0 || is_after(&s, keys, fid, &f);
            fid = f.fid;
            for (size_t i = 0; i < s.sort_count; i++) {
                keys[i] = f.values[schema_index(&s.collection->schema,
                                                s.sorts[i].field)];
                if (keys[i].type == VALUE_TEXT)
                    keys[i].text = arena_copy(kept, keys[i].text);
            }
            total++;
        }
        must(cursor_close(cursor, &error));
        s.after_fid = fid;
        s.after_keys = keys;
        if (!s.limit) break;
    }
    CHECK(ok);
    arena_destroy(kept);
    return total;
}

TEST(pages_are_complete_in_every_order_of_one_two_and_three_fields)
{
    world = world_open();
    load_numbers();
    const struct collection *c = collection_of(world, "getallen");
    CHECK(c->schema.fields[1].choice_count == 5);
    for (uint32_t i = 0; i < 96; i++) {
        struct selection s = { .collection = c, .limit = 700 };
        s.sort_count = 1 + i / 8 % 3;
        for (size_t j = 0; j < s.sort_count; j++)
            s.sorts[j] = (struct sort){
                .field = &c->schema.fields[j == 0 ? i % 4 : chance(world, 4)],
                .is_descending = j == 0 ? i / 4 % 2 : chance(world, 2),
            };
        if (i % 5 == 0) s.limit = 33;
        CHECK(read_in_order(s) == ROWS_COUNT);
    }
}

TEST(all_rows_come_in_order_without_a_limit_too)
{
    const struct collection *c = collection_of(world, "getallen");
    for (size_t i = 0; i < 4; i++) {
        struct selection s = { .collection = c, .sort_count = 1 };
        s.sorts[0].field = &c->schema.fields[i];
        CHECK(read_in_order(s) == ROWS_COUNT);
    }
}

TEST(fields_that_nobody_wants_are_not_read)
{
    const struct collection *c = collection_of(world, "getallen");
    bool wanted[4] = { false, false, true, false };
    struct selection s = { .collection = c, .wanted = wanted, .limit = 50 };
    struct feature f;
    size_t with_text = 0;
    struct cursor *cursor = cursor_open(world->view, &s, &error);
    must(cursor);
    while (cursor_next(cursor, &f)) {
        CHECK(f.values[0].type == VALUE_NULL && f.values[1].type == VALUE_NULL);
        CHECK(f.values[3].type == VALUE_NULL && f.id.type == VALUE_INT);
        with_text += f.values[2].type == VALUE_TEXT;
    }
    must(cursor_close(cursor, &error));
    CHECK(with_text == 50);
    world_close(world);
    arena_destroy(arena);
}

TEST_MAIN
