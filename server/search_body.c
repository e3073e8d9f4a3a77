#include "server/search_body.h"

#include "cql/json_read.h"

struct reading {
    struct arena *arena;
    str body;
    struct problems *problems;
};

static bool refuse(struct reading *reading, str name, const char *reason)
{
    problem_add(reading->problems, "body", name, "invalid", "%s", reason);
    return false;
}

// A JSON text is cut short by no quote, brace or bracket that stands in a
// string. It has been read already, so it is whole.
static size_t value_len(str text)
{
    size_t depth = 0;
    bool is_string = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.bytes[i];
        if (is_string && c == '\\') {
            i++;
        } else if (c == '"') {
            is_string = !is_string;
        } else if (!is_string && (c == '{' || c == '[')) {
            depth++;
        } else if (!is_string && (c == '}' || c == ']') && --depth == 0) {
            return i + 1;
        }
    }
    return text.len;
}

// The bytes of an object as they stand in the body.
static str source_of(const struct reading *reading,
                     const struct json_value *value)
{
    str rest = reading->body;
    for (size_t i = 1; i < value->position; i++)
        rest = str_slice(rest, str_utf8_len(rest), rest.len);
    return str_slice(rest, 0, value_len(rest));
}

// A name with a comma goes in quotes, or it would be read as two.
static void add_item(struct buf *out, str text)
{
    bool has_comma = str_find_char(text, ',') < text.len;
    bool has_quote = str_find_char(text, '"') < text.len;
    bool has_sign = text.len && (text.bytes[0] == '-' || text.bytes[0] == '+');
    bool is_quoted = has_comma && !has_quote;
    if (is_quoted && has_sign) buf_add_char(out, text.bytes[0]);
    if (is_quoted) buf_add_char(out, '"');
    buf_add_str(out, str_slice(text, is_quoted && has_sign, text.len));
    if (is_quoted) buf_add_char(out, '"');
}

static bool array_text(struct reading *reading, const struct json_value *array,
                       str *text)
{
    struct buf out;
    buf_init(&out, reading->arena, SIZE_MAX);
    for (const struct json_value *v = array->first; v; v = v->next) {
        if (v->type != JSON_TEXT && v->type != JSON_NUMBER)
            return refuse(reading, array->key,
                          "holds something other than texts and numbers");
        if (v != array->first) buf_add_char(&out, ',');
        add_item(&out, v->text);
    }
    return buf_finish(&out, text, NULL) ||
           refuse(reading, array->key, "is longer than a request may be");
}

static bool value_text(struct reading *reading, const struct json_value *value,
                       str *text)
{
    switch (value->type) {
    case JSON_TEXT:
    case JSON_NUMBER: *text = value->text; return true;
    case JSON_BOOL:
        *text = value->boolean ? STR("true") : STR("false");
        return true;
    case JSON_ARRAY: return array_text(reading, value, text);
    case JSON_NULL:
        return refuse(reading, value->key, "is null; leave it out instead");
    case JSON_OBJECT: break;
    }
    if (!str_equal(value->key, STR("filter")))
        return refuse(reading, value->key,
                      "is an object, which only filter "
                      "may be");
    *text = source_of(reading, value);
    return true;
}

static bool is_json_filter(const struct json_value *value)
{
    return value && value->type == JSON_OBJECT;
}

static bool check_lang(struct reading *reading, const struct json_value *root)
{
    const struct json_value *lang = json_find(root, "filter-lang");
    if (!lang || !is_json_filter(json_find(root, "filter"))) return true;
    if (lang->type == JSON_TEXT && str_equal(lang->text, STR("cql2-json")))
        return true;
    return refuse(reading, lang->key,
                  "is not cql2-json, but filter is an object; write the "
                  "filter as a text, or leave filter-lang out");
}

static const struct json_value *read_root(struct reading *reading)
{
    struct error err;
    str body = reading->body;
    struct json_value *root = NULL;
    size_t valid = str_valid_utf8(body);
    if (valid != body.len)
        error_set(&err, ERROR_INVALID, "at byte %zu: not UTF-8", valid + 1);
    else if (!str_trim(body).len)
        error_set(&err, ERROR_INVALID,
                  "is missing; {} asks for the first features");
    else
        root = json_read(reading->arena, body, &err);
    if (root && root->type == JSON_OBJECT) return root;
    refuse(reading, STR("body"), root ? "is not an object" : err.message);
    return NULL;
}

bool search_body_read(struct arena *arena, str body, struct params *params,
                      struct problems *problems)
{
    size_t count = 0, before = problems->count;
    struct reading reading = { arena, body, problems };
    const struct json_value *root = read_root(&reading);
    params->pairs = NULL;
    params->pair_count = 0;
    if (!root) return false;
    struct pair *pairs = ARENA_ARRAY(arena, struct pair, root->count + 1);
    if (!pairs)
        return refuse(&reading, STR("body"), "holds more than a request may");
    for (const struct json_value *v = root->first; v; v = v->next) {
        pairs[count].name = v->key;
        if (value_text(&reading, v, &pairs[count].value)) count++;
    }
    if (is_json_filter(json_find(root, "filter")) &&
        !json_find(root, "filter-lang"))
        pairs[count++] = (struct pair){ STR("filter-lang"), STR("cql2-json") };
    params_sort(pairs, count);
    params->pairs = pairs;
    params->pair_count = count;
    return check_lang(&reading, root) && problems->count == before;
}
