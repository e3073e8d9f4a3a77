// Random questions to one table: the pages that the store gives, one after the
// other, are what a loop over all rows finds, in content and order.

#ifndef TESTS_UNIT_RANDOM_PAGES_H
#define TESTS_UNIT_RANDOM_PAGES_H

#include "random_query.h"
#include "store/aggregate.h"

struct page_keys {
    struct value values[SORTS_MAX];
    struct arena *arena;
};

static inline struct value keep_value(struct arena *arena, struct value value)
{
    if (value.type == VALUE_TEXT || value.type == VALUE_DATE ||
        value.type == VALUE_TIME)
        value.text = arena_copy(arena, value.text);
    return value;
}

// What the next page comes after.
static inline void remember(struct selection *s, struct page_keys *keys,
                            const struct feature *f)
{
    arena_clear(keys->arena);
    s->after_fid = f->fid;
    s->after_keys = NULL;
    if (s->near.is_asked)
        keys->values[0] =
            (struct value){ .type = VALUE_REAL, .real = f->distance_m };
    for (size_t i = 0; i < s->sort_count; i++)
        keys->values[i] = keep_value(keys->arena, sort_value(s, f, i));
    if (s->near.is_asked || s->sort_count) s->after_keys = keys->values;
}

static inline bool is_same(const struct selection *s, const struct row *row,
                           const struct feature *f)
{
    if (row->fid != f->fid || !value_equal(row->feature.id, f->id))
        return false;
    for (size_t i = 0; i < s->collection->schema.count; i++) {
        bool is_wanted = !s->wanted || s->wanted[i];
        if (is_wanted ? !value_equal(row->feature.values[i], f->values[i])
                      : f->values[i].type != VALUE_NULL)
            return false;
    }
    if (s->near.is_asked && row->distance_m != f->distance_m) return false;
    return f->geom.point_count ==
           (s->skip_geometry ? 0 : row->feature.geom.point_count);
}

static inline bool read_pages(struct selection s, struct row **rows,
                              size_t count)
{
    size_t at = 0, in_page = s.limit;
    bool ok = true;
    struct page_keys keys = { .arena = arena_create(1 << 20) };
    while (ok && in_page == s.limit) {
        struct feature f;
        struct cursor *cursor = cursor_open(world->view, &s, &error);
        must(cursor);
        for (in_page = 0; ok && cursor_next(cursor, &f); in_page++) {
            ok = at < count && is_same(&s, rows[at], &f);
            if (!ok)
                fprintf(stderr, "row %zu: fid %lld\n", at, (long long)f.fid);
            at++;
            if (in_page + 1 == s.limit) remember(&s, &keys, &f);
        }
        must(cursor_close(cursor, &error));
        if (!s.limit) break;
    }
    arena_destroy(keys.arena);
    if (ok && at != count) fprintf(stderr, "%zu rows of %zu\n", at, count);
    return ok && at == count;
}

static inline bool count_is(const struct selection *s, size_t wanted)
{
    int64_t count = -1;
    must(store_count(world->view, s, &count, &error));
    if (count != (int64_t)wanted)
        fprintf(stderr, "counted %lld of %zu\n", (long long)count, wanted);
    return count == (int64_t)wanted;
}

static inline bool values_are(const struct selection *s, struct row **rows,
                              size_t row_count)
{
    const struct schema *schema = &s->collection->schema;
    size_t field = chance(world, (uint32_t)schema->count), value_count;
    struct value_count *values;
    int64_t total = 0;
    struct arena *arena = arena_create(1 << 24);
    must(store_values(world->view, arena, s, &schema->fields[field],
                      (size_t)s->collection->feature_count + 1, &values,
                      &value_count, &error));
    for (size_t i = 0; i < value_count; i++) {
        int64_t count = 0;
        for (size_t j = 0; j < row_count && i < 3; j++)
            count +=
                value_equal(rows[j]->feature.values[field], values[i].value);
        if (i < 3 && count != values[i].count) total = -1;
        total += values[i].count;
    }
    arena_destroy(arena);
    return total == (int64_t)row_count;
}

static inline bool total_is(const struct selection *s, size_t wanted)
{
    struct aggregate_query query = { .selection = s, .max_groups = 10 };
    struct aggregate result;
    struct arena *arena = arena_create(1 << 24);
    query.measures[query.measure_count++] =
        (struct measure){ .kind = MEASURE_COUNT };
    must(aggregate_run(world->view, arena, &query, &result, &error));
    bool ok = result.total.count == (int64_t)wanted;
    arena_destroy(arena);
    return ok;
}

static inline void describe(const struct selection *s, str filter, int number)
{
    fprintf(stderr,
            "question %d: boxes %zu of %d, time %d, conditions %zu, place %d,"
            " near %d within %g, words '%.*s', sorts %zu, limit %zu, wanted "
            "%d, filter"
            " %.*s\n",
            number, s->box.count, s->box.srid, (int)s->time.from.len,
            s->condition_count, s->has_place, s->near.is_asked,
            s->near.within_m, STR_ARG(s->words), s->sort_count, s->limit,
            s->wanted != NULL, STR_ARG(filter));
}

static inline void ask_all(const struct table *table, int questions)
{
    struct row **rows = calloc(table->count, sizeof *rows);
    bool wanted[PROPERTIES_MAX];
    size_t found = 0;
    for (int i = 0; i < questions; i++) {
        str filter;
        struct selection s = any_question(table, &filter);
        size_t count = answer(table, &s, rows);
        for (size_t j = 0; j < PROPERTIES_MAX; j++)
            wanted[j] = chance(world, 2);
        // A sort needs its values for the next page.
        if (chance(world, 4) == 0 && s.sort_count == 0) s.wanted = wanted;
        s.skip_geometry = chance(world, 4) == 0;
        s.limit = chance(world, 5) ? 1 + chance(world, 20) + count / 6 : 0;
        bool ok = read_pages(s, rows, count) && count_is(&s, count) &&
                  values_are(&s, rows, count) && total_is(&s, count);
        CHECK(ok);
        if (!ok) describe(&s, filter, i);
        found += count > 0;
    }
    CHECK(found > (size_t)questions / 3);
    free(rows);
}

#endif
