// 112 features and some 130 filters with the ids that each selects, made by
// others; the evaluator must select exactly these.

#include "cql/check.h"
#include "cql/geojson_read.h"
#include "cql/matches.h"
#include "unit/cql.h"

enum { FEATURES_MAX = 200, FIELD_COUNT = 9 };

static const struct field fields[FIELD_COUNT] = {
    { .name = { "intfield", 8 }, .type = VALUE_INT },
    { .name = { "textfield", 9 }, .type = VALUE_TEXT },
    { .name = { "floatfield", 10 }, .type = VALUE_REAL },
    { .name = { "boolfield", 9 }, .type = VALUE_BOOL },
    { .name = { "datefield", 9 }, .type = VALUE_DATE },
    { .name = { "ts_start", 8 }, .type = VALUE_TIME },
    { .name = { "ts_end", 6 }, .type = VALUE_TIME },
    { .name = { "intarrayfield", 13 }, .type = VALUE_TEXT },
    { .name = { "nfield", 6 }, .type = VALUE_BOOL },
};
static const struct schema schema = { fields, FIELD_COUNT };

static struct arena *arena;
static struct feature features[FEATURES_MAX];
static size_t feature_count;

// ---- the features

static str array_text(const struct json_value *json)
{
    struct buf buf;
    str text;
    buf_init(&buf, arena, SIZE_MAX);
    buf_add_char(&buf, '[');
    for (const struct json_value *j = json->first; j; j = j->next) {
        if (j != json->first) buf_add_char(&buf, ',');
        buf_add_str(&buf, j->text);
    }
    buf_add_char(&buf, ']');
    return buf_finish(&buf, &text, NULL) ? text : STR("");
}

static struct value read_value(const struct field *field,
                               const struct json_value *json)
{
    struct value value = { .type = VALUE_NULL };
    if (!json || json->type == JSON_NULL) return value;
    str text = json->type == JSON_BOOL
                   ? (json->boolean ? STR("true") : STR("false"))
                   : json->text;
    if (json->type == JSON_ARRAY) text = array_text(json);
    if (!value_parse(arena, field->type, text, &value, NULL))
        fprintf(stderr, "not a value: %.*s\n", STR_ARG(text));
    return value;
}

static bool read_feature(str line, struct feature *out)
{
    const struct json_value *json = json_read(arena, line, NULL);
    struct value *values = ARENA_ARRAY(arena, struct value, FIELD_COUNT);
    if (!json || !values) return false;
    for (size_t i = 0; i < FIELD_COUNT; i++)
        values[i] =
            read_value(&fields[i], json_find(json, fields[i].name.bytes));
    *out = (struct feature){ .id = values[0], .values = values };
    return geojson_read(arena, json_find(json, "geom"), &out->geom, NULL);
}

static void read_features(void)
{
    str rest = conformance_file(arena, "vectors/cql2testdata.ndjson");
    str line;
    while (str_next(&rest, '\n', &line))
        if (line.len && feature_count < FEATURES_MAX)
            CHECK(read_feature(line, &features[feature_count++]));
}

// ---- the filters

static str select_ids(str filter, struct error *err)
{
    struct cql_scope scope = { .schema = &schema, .has_geometry = true };
    struct buf buf;
    str ids = { 0 };
    struct cql *expr = cql_parse_text(arena, filter, err);
    if (!expr || !cql_check(arena, expr, &scope, err)) return ids;
    struct cql_matcher *matcher = cql_matcher_open(expr, &schema, err);
    if (!matcher) return ids;
    buf_init(&buf, arena, SIZE_MAX);
    for (size_t i = 0; i < feature_count; i++) {
        bool matches;
        if (!cql_matches(matcher, &features[i], &matches, err)) break;
        if (!matches) continue;
        if (buf.len) buf_add_char(&buf, ' ');
        buf_add_int(&buf, features[i].id.integer);
    }
    cql_matcher_close(matcher);
    return buf_finish(&buf, &ids, err) ? ids : (str){ 0 };
}

// Two lines each: the filter, and the ids.
TEST(every_vector_selects_exactly_its_ids)
{
    str rest = conformance_file(arena, "vectors/operators_expected.txt");
    str filter;
    str ids;
    size_t count = 0;
    read_features();
    CHECK(feature_count == 112);
    while (str_next(&rest, '\n', &filter) && filter.len &&
           str_next(&rest, '\n', &ids)) {
        struct error err = { 0 };
        str selected = select_ids(filter, &err);
        if (err.message[0] || !str_equal(selected, ids))
            fprintf(stderr, "%.*s: %s\n", STR_ARG(filter), err.message);
        CHECK_STR(selected, ids);
        count++;
    }
    printf("%zu filters\n", count);
    CHECK(count >= 150);
}

int main(int argc, char **argv)
{
    return cql_test_main(argc, argv, &arena, "vectors/operators_expected.txt");
}
