// Aggregates three ways: from precomputed cells, from rows, and by a plain
// loop over the same rows in memory.

#include "base/json.h"
#include "store/aggregate.h"

#include "read_question.h"
#include "store/spatialite/aggregate_source.h"

enum { COMBINATIONS_MAX = 4000, SLOTS_MAX = BUURTEN + 1 };

struct tally {
    int64_t count;
    int64_t known[2];
    double sum[2], least[2], greatest[2];
};

// What the loop found: tallies by combination of the keys that are no areas,
// and in each by area (the number of its first buurt), the last for none.
struct naive {
    const struct aggregate_query *query;
    const struct question *question;
    enum area_level level;  // the finest grouped by; LEVEL_NONE
    struct value keys[COMBINATIONS_MAX][GROUPINGS_MAX];
    struct tally tallies[COMBINATIONS_MAX][SLOTS_MAX];
    bool has_row[COMBINATIONS_MAX][SLOTS_MAX];  // by buurt
    size_t combination_count;
};

static struct naive naive;

static enum area_level level_of(enum group_kind kind)
{
    return kind <= GROUP_GEMEENTE ? (enum area_level)kind : LEVEL_NONE;
}

// The first buurt of the area, which stands for it.
static int slot_of(enum area_level level, int buurt)
{
    if (level == LEVEL_NONE) return 0;
    if (buurt < 0) return BUURTEN;
    int first = 0;
    while (
        !str_equal(code_of(world, level, first), code_of(world, level, buurt)))
        first++;
    return first;
}

static struct value time_key(enum group_kind kind, str date)
{
    if (date.len == 0) return (struct value){ 0 };
    str year = str_slice(date, 0, 4);
    int month = (date.bytes[5] - '0') * 10 + date.bytes[6] - '0';
    if (kind == GROUP_YEAR) return of_text(year);
    if (kind == GROUP_MONTH) return of_text(str_slice(date, 0, 7));
    return of_text(
        arena_printf(world->arena, "%.*s-Q%d", STR_ARG(year), (month + 2) / 3));
}

static size_t combination_of(int kind, str date)
{
    struct value keys[GROUPINGS_MAX] = { { 0 } };
    for (size_t i = 0; i < naive.query->grouping_count; i++) {
        enum group_kind g = naive.query->groupings[i].kind;
        if (g == GROUP_CATEGORY && kind >= 0)
            keys[i] = of_text(str_from(kinds[kind]));
        if (g > GROUP_CATEGORY) keys[i] = time_key(g, date);
    }
    size_t at = 0;
    for (; at < naive.combination_count; at++) {
        bool is_same = true;
        for (size_t i = 0; i < naive.query->grouping_count; i++)
            is_same &= value_equal(keys[i], naive.keys[at][i]);
        if (is_same) return at;
    }
    memcpy(naive.keys[at], keys, sizeof keys);
    naive.combination_count++;
    return at;
}

static void tally_number(struct tally *t, int i, bool is_known, double value)
{
    if (!is_known) return;
    if (t->known[i] == 0 || value < t->least[i]) t->least[i] = value;
    if (t->known[i] == 0 || value > t->greatest[i]) t->greatest[i] = value;
    t->known[i]++;
    t->sum[i] += value;
}

static void naive_begin(const struct aggregate_query *query,
                        const struct question *question)
{
    memset(&naive, 0, sizeof naive);
    naive.query = query;
    naive.question = question;
    naive.level = LEVEL_NONE;
    bool has_keys = false;
    for (size_t i = 0; i < query->grouping_count; i++) {
        enum area_level level = level_of(query->groupings[i].kind);
        if (level < naive.level) naive.level = level;
        has_keys |= level == LEVEL_NONE;
    }
    naive.combination_count = !has_keys;
}

static void count_poles(void)
{
    for (int i = 0; i < POLES; i++) {
        const struct pole *p = &world->poles[i];
        if (!is_in(naive.question, p)) continue;
        size_t c = combination_of(p->kind, of_date(world, p->day).text);
        struct tally *t = &naive.tallies[c][slot_of(naive.level, p->buurt)];
        t->count++;
        tally_number(t, 0, p->has_height, p->height);
        tally_number(t, 1, p->has_value, (double)p->value);
        if (p->buurt >= 0) naive.has_row[c][p->buurt] = true;
    }
}

// Whether an area of the level is inside the selection: some buurt of it has
// the code asked for, and it meets a box.
static bool is_inside(enum area_level level, int buurt)
{
    const struct question *q = naive.question;
    bool has_code = q->level == LEVEL_NONE;
    for (int b = 0; b < BUURTEN && !has_code && q->buurt >= 0; b++)
        has_code = slot_of(level, b) == slot_of(level, buurt) &&
                   str_equal(code_of(world, q->level, b),
                             code_of(world, q->level, q->buurt));
    bool meets = q->selection.box.count == 0;
    for (size_t i = 0; i < q->selection.box.count; i++)
        meets |= box_intersects(q->selection.box.boxes[i],
                                box_of_area(level, buurt));
    return has_code && meets;
}

static size_t naive_group_count(void)
{
    size_t areas = naive.level == LEVEL_NONE;
    for (int b = 0; b < BUURTEN && naive.level != LEVEL_NONE; b++) {
        if (slot_of(naive.level, b) != b) continue;
        bool has_rows = false;
        for (size_t c = 0; c < naive.combination_count; c++)
            has_rows |= naive.tallies[c][b].count > 0;
        areas += has_rows || is_inside(naive.level, b);
    }
    return areas * naive.combination_count;
}

static double inhabitants(int slot)
{
    double sum = 0;
    for (int b = 0; b < BUURTEN; b++)
        if ((slot < 0 || slot_of(naive.level, b) == slot) &&
            is_inside(LEVEL_BUURT, b))
            sum += 100 + b;
    return sum;
}

static double number_of(struct value value)
{
    return value.type == VALUE_INT ? (double)value.integer : value.real;
}

static bool is_near(double a, double b)
{
    return fabs(a - b) <= 1e-9 * (1 + fabs(a) + fabs(b));
}

static void check_measure(const struct measure *m, const struct tally *t,
                          struct value got, double per, bool is_withheld)
{
    int f = m->field && strcmp(m->field->name.bytes, "hoogte") != 0;
    double wanted = (double)t->count;
    bool is_known = !m->field || (t->known[f] > 0 && !is_withheld);
    switch (m->kind) {
    case MEASURE_COUNT: break;
    case MEASURE_SUM: wanted = t->sum[f]; break;
    case MEASURE_AVG: wanted = t->sum[f] / (double)t->known[f]; break;
    case MEASURE_MIN: wanted = t->least[f]; break;
    case MEASURE_MAX: wanted = t->greatest[f]; break;
    case MEASURE_RATE:
        if (m->field) wanted = t->sum[f];
        if (per == 0) is_known = false;
        wanted = 1000 * wanted / per;
        break;
    }
    CHECK((got.type != VALUE_NULL) == is_known);
    if (is_known && got.type != VALUE_NULL)
        CHECK(is_near(number_of(got), wanted));
}

static void check_group(const struct group *group, const struct tally *t,
                        double per, int64_t withheld)
{
    CHECK(group->count == t->count);
    CHECK(group->withheld == withheld);
    for (size_t i = 0; i < naive.query->measure_count; i++)
        check_measure(&naive.query->measures[i], t, group->measures[i], per,
                      withheld > 0);
}

// Which combination and area a group is.
static bool find_group(const struct group *group, size_t *combination,
                       int *slot)
{
    size_t c = 0;
    *slot = 0;
    for (; c < naive.combination_count; c++) {
        bool is_same = true;
        for (size_t i = 0; i < naive.query->grouping_count; i++)
            if (level_of(naive.query->groupings[i].kind) == LEVEL_NONE)
                is_same &= value_equal(group->keys[i], naive.keys[c][i]);
        if (is_same) break;
    }
    *combination = c;
    for (size_t i = 0; i < naive.query->grouping_count; i++) {
        enum area_level level = level_of(naive.query->groupings[i].kind);
        if (level != naive.level || level == LEVEL_NONE) continue;
        int b = 0;
        while (b < BUURTEN &&
               !str_equal(group->keys[i].text, code_of(world, level, b)))
            b++;
        *slot = b;
    }
    for (size_t i = 0; i < naive.query->grouping_count; i++) {
        enum area_level level = level_of(naive.query->groupings[i].kind);
        if (level != LEVEL_NONE)
            CHECK_STR(group->keys[i].text, code_of(world, level, *slot));
    }
    return c < naive.combination_count && *slot < BUURTEN;
}

static void check_order(const struct aggregate *got)
{
    for (size_t g = 1; g < got->group_count; g++) {
        int order = 0;
        for (size_t i = 0; i < naive.query->grouping_count && !order; i++)
            order = value_compare(got->groups[g - 1].keys[i],
                                  got->groups[g].keys[i]);
        CHECK(order < 0);
    }
}

static size_t plain_areas, other_areas;

static void check_plain(const struct group *group)
{
    bool is_plain = json_is_plain(group->area_name);
    CHECK(is_plain || !group->has_plain_area);
    plain_areas += group->has_plain_area;
    other_areas += !is_plain;
}

static void check_features(const struct aggregate *got)
{
    struct tally none = { 0 }, all = { 0 };
    CHECK(got->group_count == naive_group_count());
    check_order(got);
    for (size_t g = 0; g < got->group_count; g++) {
        size_t c;
        int slot;
        bool found = find_group(&got->groups[g], &c, &slot);
        CHECK(found);
        if (!found) return;
        check_plain(&got->groups[g]);
        double per = inhabitants(naive.level == LEVEL_NONE ? -1 : slot);
        check_group(&got->groups[g], &naive.tallies[c][slot], per, 0);
    }
    for (size_t c = 0; c < naive.combination_count; c++)
        for (int s = 0; s < SLOTS_MAX; s++) {
            const struct tally *t = &naive.tallies[c][s];
            all.count += t->count;
            if (s == BUURTEN) none.count += t->count;
        }
    CHECK(got->unassigned.count == none.count);
    CHECK(got->total.count == all.count);
}

static void add_grouping(struct aggregate_query *query, enum group_kind kind)
{
    struct grouping *g = &query->groupings[query->grouping_count++];
    g->kind = kind;
    if (kind == GROUP_CATEGORY)
        g->field =
            schema_find(&query->selection->collection->schema, STR("soort"));
}

static void add_measure(struct aggregate_query *query, enum measure_kind kind,
                        const char *field)
{
    struct measure *m = &query->measures[query->measure_count++];
    *m = (struct measure){ .kind = kind, .per_unit = 1000 };
    if (field)
        m->field =
            schema_find(&query->selection->collection->schema, str_from(field));
    if (kind == MEASURE_RATE) m->per = STR("inwoners");
}

static struct aggregate_query random_query(const struct question *q)
{
    struct aggregate_query query = { .selection = &q->selection,
                                     .max_groups = 100000 };
    for (uint32_t i = chance(world, 4); i > 0; i--) {
        enum group_kind kind = (enum group_kind)chance(world, 7);
        bool has = false;
        for (size_t j = 0; j < query.grouping_count; j++)
            has |= query.groupings[j].kind == kind;
        if (!has) add_grouping(&query, kind);
    }
    add_measure(&query, MEASURE_COUNT, NULL);
    for (uint32_t i = chance(world, 4); i > 0; i--)
        add_measure(&query, (enum measure_kind)(1 + chance(world, 4)),
                    chance(world, 2) ? "hoogte" : "waarde");
    if (chance(world, 3) == 0) add_measure(&query, MEASURE_RATE, NULL);
    if (chance(world, 3) == 0) add_measure(&query, MEASURE_RATE, "waarde");
    return query;
}

static void whole_months(struct question *q)
{
    int year = 2020, month = 1 + (int)chance(world, 12);
    if (q->from < 0 && q->to < 0) return;
    if (q->from >= 0)
        q->from = (int)(days_from_civil(year, month, 1) -
                        days_from_civil(2020, 1, 1));
    if (q->to >= 0)
        q->to = (int)(days_from_civil(year + 1, month, 1) -
                      days_from_civil(2020, 1, 1)) -
                1;
    q->selection.time = days_range(world, q->from, q->to);
}

TEST(cells_rows_and_a_loop_agree_about_features)
{
    int from_cells = 0;
    world = world_open();
    for (uint32_t round = 0; round < 200; round++) {
        struct question q =
            ask(chance(world, 4) ? round % 32 & ~18u : round % 32);
        if (chance(world, 4)) whole_months(&q);
        struct aggregate_query query = random_query(&q);
        struct aggregate got;
        struct arena *arena = arena_create((size_t)1 << 28);
        struct plan plan;
        bool can;
        naive_begin(&query, &q);
        count_poles();
        must(aggregate_run(world->view, arena, &query, &got, &error));
        check_features(&got);
        must(aggregate_from_rows(world->view, arena, &query, &got, &error));
        check_features(&got);
        must(plan_init(&plan, world->view, arena, &query, &error));
        must(cells_can_answer(&plan, &can, &error));
        from_cells += can;
        arena_destroy(arena);
    }
    CHECK(from_cells > 50 && from_cells < 150);
    CHECK(plain_areas > 100 && other_areas > 100);
}

static void count_crimes(const struct question *q)
{
    for (size_t i = 0; i < world->crime_count; i++) {
        const struct crime *c = &world->crimes[i];
        if (q->kind != -2 && q->kind != c->kind) continue;
        if (q->level != LEVEL_NONE &&
            !str_equal(code_of(world, q->level, c->buurt),
                       code_of(world, q->level, q->buurt)))
            continue;
        if (q->from >= 0 && (c->month < q->from || c->month > q->to)) continue;
        size_t at = combination_of(c->kind, text(world, "%04d-%02d",
                                                 2022 + c->month / 12,
                                                 c->month % 12 + 1, 0));
        struct tally *t = &naive.tallies[at][slot_of(naive.level, c->buurt)];
        t->count++;
        tally_number(t, 1, c->is_known, (double)c->number);
        naive.has_row[at][c->buurt] = true;
    }
}

static int64_t missing_in(size_t combination, int slot)
{
    int64_t missing = 0;
    if (naive.level == LEVEL_BUURT) return 0;
    for (int b = 0; b < BUURTEN; b++)
        missing += slot_of(naive.level, b) == slot &&
                   is_inside(LEVEL_BUURT, b) && !naive.has_row[combination][b];
    return missing;
}

static void check_statistics(const struct aggregate *got)
{
    int64_t total = 0, unknown = 0, missing = 0;
    CHECK(got->group_count == naive_group_count());
    check_order(got);
    for (size_t g = 0; g < got->group_count; g++) {
        size_t c;
        int slot;
        bool found = find_group(&got->groups[g], &c, &slot);
        CHECK(found);
        if (!found) return;
        const struct tally *t = &naive.tallies[c][slot];
        check_group(&got->groups[g], t, 0,
                    t->count - t->known[1] + missing_in(c, slot));
    }
    for (int b = 0; b < BUURTEN; b++) {
        bool has_row = false;
        for (size_t c = 0; c < naive.combination_count; c++)
            has_row |= naive.has_row[c][b];
        missing += is_inside(LEVEL_BUURT, b) && !has_row;
    }
    for (size_t c = 0; c < naive.combination_count; c++)
        for (int s = 0; s < SLOTS_MAX; s++) {
            total += naive.tallies[c][s].count;
            unknown += naive.tallies[c][s].count - naive.tallies[c][s].known[1];
        }
    CHECK(got->total.count == total);
    CHECK(got->total.withheld == unknown + missing);
    CHECK((got->total.measures[0].type == VALUE_NULL) ==
          (unknown + missing > 0 || total == 0));
    CHECK(got->unassigned.count == 0);
}

static struct question ask_crimes(uint32_t what)
{
    struct question q = {
        .kind = -2, .colour = -1, .level = LEVEL_NONE, .from = -1, .to = -1
    };
    q.selection.collection = collection_of(world, "misdrijven");
    if (what & 1) {
        q.kind = (int)chance(world, 3);
        add_condition(&q.selection, "soort", of_text(str_from(kinds[q.kind])));
    }
    if (what & 2) {
        q.level = (enum area_level)chance(world, LEVEL_COUNT);
        q.buurt = (int)chance(world, BUURTEN);
        add_condition(&q.selection, area_level_code_name(q.level),
                      of_text(code_of(world, q.level, q.buurt)));
    }
    if (what & 4) {
        q.from = (int)chance(world, 20);
        q.to = q.from + (int)chance(world, 4);
        q.selection.time.from = text(world, "%04d-%02d-17T00:00:00.000Z",
                                     2022 + q.from / 12, q.from % 12 + 1, 0);
        q.selection.time.to = text(world, "%04d-%02d-03T00:00:00.000Z",
                                   2022 + q.to / 12, q.to % 12 + 1, 0);
    }
    return q;
}

TEST(what_is_withheld_is_null_in_every_group_above_it)
{
    int withheld = 0, known = 0;
    for (uint32_t round = 0; round < 200; round++) {
        struct question q = ask_crimes(round % 8);
        struct aggregate_query query = random_query(&q);
        struct aggregate got;
        struct arena *arena = arena_create((size_t)1 << 28);
        query.measure_count = 0;
        add_measure(&query, MEASURE_SUM, "aantal");
        add_measure(&query, MEASURE_COUNT, NULL);
        naive_begin(&query, &q);
        count_crimes(&q);
        must(aggregate_run(world->view, arena, &query, &got, &error));
        check_statistics(&got);
        for (size_t i = 0; i < got.group_count; i++) {
            withheld += got.groups[i].withheld > 0;
            known += got.groups[i].measures[0].type != VALUE_NULL;
        }
        must(aggregate_from_rows(world->view, arena, &query, &got, &error));
        check_statistics(&got);
        arena_destroy(arena);
    }
    CHECK(withheld > 100 && known > 100);
}

TEST(lines_whose_area_is_outside_the_box_are_still_in_some_group)
{
    for (int round = 0; round < 30; round++) {
        struct question q = { .selection = {
                                  .collection = collection_of(world, "werk"),
                                  .box = { .srid = CRS_WGS84, .count = 1 },
                              } };
        double x = 6 + fraction(world), y = 53 + fraction(world) * 0.5;
        q.selection.box.boxes[0] = (struct box){ x, y, x + 0.02, y + 0.02 };
        struct aggregate_query query = { .selection = &q.selection,
                                         .max_groups = 1000 };
        struct aggregate got;
        struct arena *arena = arena_create((size_t)1 << 24);
        int64_t count, sum = 0;
        add_grouping(&query, GROUP_BUURT);
        add_measure(&query, MEASURE_COUNT, NULL);
        must(aggregate_run(world->view, arena, &query, &got, &error));
        must(store_count(world->view, &q.selection, &count, &error));
        for (size_t i = 0; i < got.group_count; i++) sum += got.groups[i].count;
        CHECK(sum + got.unassigned.count == got.total.count);
        CHECK(got.total.count == count);
        arena_destroy(arena);
    }
}

static void check_refused(const struct aggregate_query *query,
                          enum error_code code, const char *word)
{
    struct aggregate got;
    struct error err = { 0 };
    struct arena *arena = arena_create((size_t)1 << 28);
    CHECK(!aggregate_run(world->view, arena, query, &got, &err));
    CHECK(err.code == code);
    if (!strstr(err.message, word)) {
        fprintf(stderr, "  no \"%s\" in: %s\n", word, err.message);
        CHECK(false);
    }
    arena_destroy(arena);
}

TEST(more_groups_than_allowed_are_too_many_and_the_sentence_says_how_many)
{
    struct question q = ask(0);
    struct aggregate_query query = { .selection = &q.selection,
                                     .max_groups = 70 };
    add_grouping(&query, GROUP_BUURT);
    add_measure(&query, MEASURE_COUNT, NULL);
    check_refused(&query, ERROR_TOO_LARGE, "70");
    query.max_groups = 71;
    add_grouping(&query, GROUP_CATEGORY);
    check_refused(&query, ERROR_TOO_LARGE, "71");
}

TEST(what_cannot_be_grouped_or_measured_is_named)
{
    struct question q = ask(0);
    struct aggregate_query query = { .selection = &q.selection,
                                     .max_groups = 1000 };
    add_grouping(&query, GROUP_CATEGORY);
    query.groupings[0].field =
        schema_find(&q.selection.collection->schema, STR("kleur"));
    check_refused(&query, ERROR_INVALID, "kleur");
    query.grouping_count = 0;
    add_measure(&query, MEASURE_SUM, "nummer");
    check_refused(&query, ERROR_INVALID, "nummer");
    query.measure_count = 0;
    add_measure(&query, MEASURE_RATE, NULL);
    query.measures[0].per = STR("oppervlakte");
    check_refused(&query, ERROR_INVALID, "oppervlakte");
    q.selection.collection = collection_of(world, "buurten");
    query.measure_count = 0;
    add_grouping(&query, GROUP_WIJK);
    check_refused(&query, ERROR_INVALID, "wijk");
    query.grouping_count = 0;
    add_grouping(&query, GROUP_MONTH);
    check_refused(&query, ERROR_INVALID, "month");
}

TEST(codes_that_the_areas_no_longer_have_are_unassigned)
{
    struct question q = ask(0);
    struct aggregate_query query = { .selection = &q.selection,
                                     .max_groups = 1000 };
    struct aggregate got;
    struct arena *arena = arena_create((size_t)1 << 24);
    int64_t gone = 0;
    add_grouping(&query, GROUP_GEMEENTE);
    add_measure(&query, MEASURE_COUNT, NULL);
    view_close(world->view);
    world->last_gemeente = 1;
    load_areas(world);
    must(store_refresh(world->store, &error));
    world->view = view_open(world->store, 0, &error);
    must(world->view);
    q.selection.collection = collection_of(world, "rood-witte-palen");
    must(aggregate_run(world->view, arena, &query, &got, &error));
    for (int i = 0; i < POLES; i++)
        gone +=
            world->poles[i].buurt < 0 || gemeente_of(world->poles[i].buurt) > 1;
    CHECK(got.group_count == 2);
    CHECK(got.unassigned.count == gone);
    CHECK(got.total.count == POLES);
    arena_destroy(arena);
}

TEST(the_world_ends)
{
    world_close(world);
}

TEST_MAIN
