// The body of a search: what is accepted has names in order and valid UTF-8,
// and a filter that was an object is one.

#include "fuzz/fuzz.h"

#include "cql/json_read.h"
#include "server/search_body.h"

static str value_of(const struct params *params, str name)
{
    for (size_t i = 0; i < params->pair_count; i++)
        if (str_equal(params->pairs[i].name, name))
            return params->pairs[i].value;
    return (str){ 0 };
}

// Reads the body on its own.
static void check_filter(struct arena *arena, str body,
                         const struct params *params)
{
    const struct json_value *root = json_read(arena, body, NULL);
    const struct json_value *filter = json_find(root, "filter");
    if (!filter || filter->type != JSON_OBJECT) return;
    const struct json_value *again =
        json_read(arena, value_of(params, STR("filter")), NULL);
    MUST_HOLD(again && again->type == JSON_OBJECT);
    MUST_HOLD(again->count == filter->count);
    MUST_HOLD(
        str_equal(value_of(params, STR("filter-lang")), STR("cql2-json")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create(64 << 20);
    struct params params = { 0 };
    struct problems problems = { .arena = arena };
    str body = fuzz_text(data, size);
    bool ok = search_body_read(arena, body, &params, &problems);
    MUST_HOLD(ok == (problems.count == 0));
    for (size_t i = 0; i < params.pair_count; i++) {
        const struct pair *pair = &params.pairs[i];
        MUST_HOLD(str_valid_utf8(pair->name) == pair->name.len);
        MUST_HOLD(str_valid_utf8(pair->value) == pair->value.len);
        MUST_HOLD(!i || str_compare(pair[-1].name, pair->name) <= 0);
    }
    if (ok) check_filter(arena, body, &params);
    arena_destroy(arena);
    return 0;
}
