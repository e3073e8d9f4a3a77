// A query string, split and checked: what is accepted has valid UTF-8 in every
// pair, names in order, and encodes to a query that says the same.

#include "fuzz/fuzz.h"

#include "server/params.h"

static const struct param table[] = {
    { .name = "bbox", .type = PARAM_BOX },
    { .name = "bbox-crs", .type = PARAM_CRS },
    { .name = "limit", .type = PARAM_LIMIT, .otherwise = 10 },
    { .name = "datetime", .type = PARAM_TIME },
    { .name = "mode", .type = PARAM_CHOICE, .choices = "fast exact" },
    { .name = "groupBy", .type = PARAM_LIST },
    { 0 },
};
static const struct field fields[] = {
    { .name = { "soort", 5 }, .type = VALUE_TEXT },
    { .name = { "aantal", 6 }, .type = VALUE_INT },
    { .name = { "datum", 5 }, .type = VALUE_DATE },
};
static const struct schema schema = { fields, 3 };
static const struct route route = { .path = "/x",
                                    .params = table,
                                    .accepts_fields = true };

static str encode(struct arena *arena, const struct params *params)
{
    str query;
    struct buf out;
    buf_init(&out, arena, 1 << 20);
    for (size_t i = 0; i < params->pair_count; i++) {
        if (i) buf_add_char(&out, '&');
        percent_encode(&out, params->pairs[i].name, "");
        buf_add_char(&out, '=');
        percent_encode(&out, params->pairs[i].value, "");
    }
    MUST_HOLD(buf_finish(&out, &query, NULL));
    return query;
}

static void check_pairs(struct arena *arena, const struct params *params)
{
    struct params again = { 0 };
    struct problems none = { .arena = arena };
    for (size_t i = 0; i < params->pair_count; i++) {
        const struct pair *pair = &params->pairs[i];
        MUST_HOLD(str_valid_utf8(pair->name) == pair->name.len);
        MUST_HOLD(str_valid_utf8(pair->value) == pair->value.len);
        MUST_HOLD(!i || str_compare(pair[-1].name, pair->name) < 0);
    }
    MUST_HOLD(params_split(arena, encode(arena, params), &again, &none));
    MUST_HOLD(again.pair_count == params->pair_count);
    for (size_t i = 0; i < params->pair_count; i++)
        MUST_HOLD(str_equal(again.pairs[i].value, params->pairs[i].value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct param_limits limits = { .max_limit = 1000 };
    struct params params = { 0 };
    struct arena *arena = arena_create(16 << 20);
    struct problems problems = { .arena = arena };
    if (!arena || size > 20000) goto destroy_arena;
    bool is_split =
        params_split(arena, fuzz_text(data, size), &params, &problems);
    MUST_HOLD(is_split == !problems.count);
    if (is_split) check_pairs(arena, &params);
    bool is_ok =
        params_check(arena, &route, &schema, &limits, &params, &problems);
    MUST_HOLD(!is_split || is_ok == !problems.count);
    MUST_HOLD(!is_ok || params.values[2].integer >= 1);
destroy_arena:
    arena_destroy(arena);
    return 0;
}
