#include "server/queryable.h"

#include "base/ascii.h"

enum { ALIAS_MAX = 120 };

static bool is_word_char(char c)
{
    return ascii_is_letter(c) || ascii_is_digit(c);
}

static char to_upper(char c)
{
    return ascii_is_lower(c) ? (char)(c - 32) : c;
}

// A word without small letters is an abbreviation: BAG becomes Bag.
static bool is_shouted(str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (ascii_is_lower(word.bytes[i])) return false;
    return true;
}

// The next run of letters and digits.
static str take_word(str *rest)
{
    size_t from = 0;
    while (from < rest->len && !is_word_char(rest->bytes[from])) from++;
    size_t to = from;
    while (to < rest->len && is_word_char(rest->bytes[to])) to++;
    str word = str_slice(*rest, from, to);
    *rest = str_slice(*rest, to, rest->len);
    return word;
}

// The camelCase form of `name`; empty when it has none.
static str camel(str name, char out[ALIAS_MAX])
{
    size_t len = 0;
    str rest = name;
    for (str word = take_word(&rest); word.len; word = take_word(&rest)) {
        if (word.len > ALIAS_MAX - len) return (str){ 0 };
        bool is_lowered = is_shouted(word);
        for (size_t i = 0; i < word.len; i++) {
            char c = is_lowered ? ascii_lower(word.bytes[i]) : word.bytes[i];
            if (i == 0) c = len ? to_upper(c) : ascii_lower(c);
            out[len++] = c;
        }
    }
    return len && ascii_is_lower(out[0]) ? (str){ out, len } : (str){ 0 };
}

const struct field *queryable_find(const struct schema *schema, str name)
{
    const struct field *field = schema_find(schema, name);
    char alias[ALIAS_MAX];
    for (size_t i = 0; !field && name.len && i < schema->count; i++)
        if (str_equal(camel(schema->fields[i].name, alias), name))
            field = &schema->fields[i];
    return field;
}

str queryable_name(struct arena *arena, str name)
{
    char alias[ALIAS_MAX];
    str text = camel(name, alias);
    if (!text.len || str_equal(text, name)) return name;
    str copy = arena_copy(arena, text);
    return copy.bytes ? copy : name;
}
