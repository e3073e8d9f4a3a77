#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "geo/crs.h"
#include "importers/manifest_keys.h"

enum { ID_MAX = 60, DISTANCE_MAX = 2, NAME_MAX_LEN = 40 };

bool problem_at(struct reading *r, unsigned line, const char *format, ...)
{
    if (++r->problem_count > PROBLEMS_MAX) return false;
    char message[ERROR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    buf_addf(&r->problems, "%s:%u: %s\n", r->path, line, message);
    return false;
}

// How many letters must be put in, left out or changed to make one name of the
// other (Levenshtein); names longer than NAME_MAX_LEN are far from anything.
static size_t name_distance(str a, str b)
{
    if (a.len > NAME_MAX_LEN || b.len > NAME_MAX_LEN) return NAME_MAX_LEN;
    size_t row[NAME_MAX_LEN + 1];
    for (size_t j = 0; j <= b.len; j++) row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t best = diagonal + (a.bytes[i - 1] != b.bytes[j - 1]);
            if (row[j] + 1 < best) best = row[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[b.len];
}

static const char *nearest_key(const struct reading *r,
                               const struct manifest_mapping *mapping, str name)
{
    const char *nearest = NULL;
    size_t best = DISTANCE_MAX + 1;
    for (size_t i = 0; i < mapping->key_count; i++) {
        if (!(mapping->keys[i].kinds & r->kinds)) continue;
        size_t distance = name_distance(name, str_from(mapping->keys[i].name));
        if (distance >= best || distance >= name.len) continue;
        best = distance;
        nearest = mapping->keys[i].name;
    }
    return nearest;
}

static bool unknown_key(struct reading *r,
                        const struct manifest_mapping *mapping,
                        const struct yaml *entry)
{
    char known[ERROR_MESSAGE_MAX] = "";
    size_t used = 0;
    for (size_t i = 0; i < mapping->key_count; i++) {
        if (!(mapping->keys[i].kinds & r->kinds)) continue;
        int n = snprintf(known + used, sizeof known - used, "%s%s",
                         used ? ", " : "", mapping->keys[i].name);
        if (n < 0 || (size_t)n >= sizeof known - used) break;
        used += (size_t)n;
    }
    str key = str_slice(entry->key, 0, NAME_MAX_LEN);
    const char *nearest = nearest_key(r, mapping, entry->key);
    if (nearest)
        return problem_at(r, entry->line,
                          "unknown key '%.*s' in %s; did you mean '%s'? Known "
                          "are %s",
                          STR_ARG(key), mapping->name, nearest, known);
    return problem_at(r, entry->line, "unknown key '%.*s' in %s; known are %s",
                      STR_ARG(key), mapping->name, known);
}

static const char *kinds_text(unsigned kinds)
{
    if (kinds == IN_AREAS) return "areas";
    if (kinds == IN_STATISTICS) return "statistics";
    if (kinds == IN_FEATURES) return "features";
    return kinds & IN_AREAS ? "features and areas" : "features and statistics";
}

static bool read_entry(struct reading *r,
                       const struct manifest_mapping *mapping,
                       const struct yaml *entry, void *target)
{
    for (size_t i = 0; i < mapping->key_count; i++) {
        const struct manifest_key *key = &mapping->keys[i];
        if (!str_equal(entry->key, str_from(key->name))) continue;
        if (!(key->kinds & r->kinds))
            return problem_at(r, entry->line,
                              "'%s' belongs in a manifest of kind %s, not here",
                              key->name, kinds_text(key->kinds));
        return key->read(r, key, entry, (char *)target + key->offset);
    }
    return unknown_key(r, mapping, entry);
}

static bool check_required(struct reading *r,
                           const struct manifest_mapping *mapping,
                           const struct yaml *map)
{
    bool ok = true;
    for (size_t i = 0; i < mapping->key_count; i++) {
        const struct manifest_key *key = &mapping->keys[i];
        // While the kind is not known only what every kind needs can be missed.
        if ((key->required & r->kinds) != r->kinds) continue;
        if (yaml_find(map, str_from(key->name))) continue;
        ok = problem_at(r, map->line, "%s needs the key '%s'", mapping->name,
                        key->name);
    }
    return ok;
}

bool mapping_read(struct reading *r, const struct manifest_mapping *mapping,
                  const struct yaml *map, void *target)
{
    if (map->kind != YAML_MAP)
        return problem_at(r, map->line, "%s must be a map of keys, not %s",
                          mapping->name, yaml_kind_name(map->kind));
    if (mapping->has_line)
        *(unsigned *)(void *)((char *)target + mapping->line_offset) =
            map->line;
    bool ok = true;
    for (const struct yaml *e = map->first; e; e = e->next)
        ok = read_entry(r, mapping, e, target) && ok;
    return check_required(r, mapping, map) && ok;
}

static bool need_text(struct reading *r, const char *name,
                      const struct yaml *value, str *out)
{
    bool is_text = value->kind == YAML_TEXT;
    bool has_value = value->is_set && str_trim(value->text).len;
    *out = value->text;
    if (!is_text)
        problem_at(r, value->line, "'%s' must be a text, not %s", name,
                   yaml_kind_name(value->kind));
    else if (!has_value)
        problem_at(r, value->line, "'%s' has no value", name);
    return is_text && has_value;
}

bool read_text(struct reading *r, const struct manifest_key *key,
               const struct yaml *value, void *target)
{
    return need_text(r, key->name, value, target);
}

static bool not_this(struct reading *r, const struct manifest_key *key,
                     const struct yaml *value, const char *wanted)
{
    str found = str_slice(value->text, 0, NAME_MAX_LEN);
    return problem_at(r, value->line, "'%s' must be %s, not '%.*s'", key->name,
                      wanted, STR_ARG(found));
}

bool read_flag(struct reading *r, const struct manifest_key *key,
               const struct yaml *value, void *target)
{
    str text;
    if (!need_text(r, key->name, value, &text)) return false;
    bool is_true = str_equal(text, STR("true")) || str_equal(text, STR("yes"));
    bool is_false = str_equal(text, STR("false")) || str_equal(text, STR("no"));
    if (!is_true && !is_false) return not_this(r, key, value, "true or false");
    *(bool *)target = is_true;
    return true;
}

static bool read_number(struct reading *r, const struct manifest_key *key,
                        const struct yaml *value, int64_t max, int64_t *out)
{
    str text;
    if (!need_text(r, key->name, value, &text)) return false;
    if (str_to_int(text, out) && *out >= 0 && *out <= max) return true;
    char wanted[80];
    snprintf(wanted, sizeof wanted, "a whole number from 0 to %" PRId64, max);
    return not_this(r, key, value, wanted);
}

bool read_count(struct reading *r, const struct manifest_key *key,
                const struct yaml *value, void *target)
{
    int64_t number;
    if (!read_number(r, key, value, 1000000000000, &number)) return false;
    *(uint64_t *)target = (uint64_t)number;
    return true;
}

bool read_seconds(struct reading *r, const struct manifest_key *key,
                  const struct yaml *value, void *target)
{
    int64_t number;
    if (!read_number(r, key, value, 31536000, &number)) return false;
    *(unsigned *)target = (unsigned)number;
    return true;
}

bool read_year(struct reading *r, const struct manifest_key *key,
               const struct yaml *value, void *target)
{
    int64_t year;
    if (!read_number(r, key, value, 9999, &year)) return false;
    if (year < 1800) return not_this(r, key, value, "a year such as 2024");
    *(int *)target = (int)year;
    return true;
}

bool read_label(struct reading *r, const struct manifest_key *key,
                const struct yaml *value, void *target)
{
    struct label *label = target;
    if (value->kind != YAML_MAP)
        return need_text(r, key->name, value, &label->nl);
    bool ok = true;
    for (const struct yaml *e = value->first; e; e = e->next) {
        bool is_nl = str_equal(e->key, STR("nl"));
        if (is_nl || str_equal(e->key, STR("en")))
            ok = need_text(r, is_nl ? "nl" : "en", e,
                           is_nl ? &label->nl : &label->en) &&
                 ok;
        else
            ok = problem_at(
                r, e->line, "unknown key '%.*s' in %s; known are nl, en",
                STR_ARG(str_slice(e->key, 0, NAME_MAX_LEN)), key->name);
    }
    if (!value->count)
        return problem_at(r, value->line, "'%s' has no value", key->name);
    return ok;
}

// Small letters, digits and single hyphens, a letter first: what a URL, a
// table name and a person can all take.
static bool is_kebab_case(str id)
{
    if (!id.len || id.len > ID_MAX) return false;
    if (!ascii_is_lower(id.bytes[0])) return false;
    for (size_t i = 0; i < id.len; i++) {
        char c = id.bytes[i];
        bool is_word = ascii_is_lower(c) || ascii_is_digit(c);
        if (!is_word && c != '-') return false;
        if (c == '-' && (i + 1 == id.len || id.bytes[i + 1] == '-'))
            return false;
    }
    return true;
}

bool read_id(struct reading *r, const struct manifest_key *key,
             const struct yaml *value, void *target)
{
    str text;
    if (!need_text(r, key->name, value, &text)) return false;
    if (!is_kebab_case(text))
        return not_this(r, key, value,
                        "small letters, digits and single hyphens, a letter "
                        "first, at most 60 characters");
    *(str *)target = text;
    return true;
}

bool read_areas(struct reading *r, const struct manifest_key *key,
                const struct yaml *value, void *target)
{
    if (value->kind == YAML_TEXT && str_equal(value->text, STR("none")))
        return true;
    return read_id(r, key, value, target);
}

bool read_uri(struct reading *r, const struct manifest_key *key,
              const struct yaml *value, void *target)
{
    str text;
    if (!need_text(r, key->name, value, &text)) return false;
    bool is_web =
        str_starts(text, STR("https://")) || str_starts(text, STR("http://"));
    if (!is_web || text.len < 10 || str_find_char(text, ' ') < text.len)
        return not_this(r, key, value, "a URI that starts with https://");
    *(str *)target = text;
    return true;
}

bool read_crs(struct reading *r, const struct manifest_key *key,
              const struct yaml *value, void *target)
{
    str text;
    if (!need_text(r, key->name, value, &text)) return false;
    int srid = crs_identify(text);
    if (!srid)
        return not_this(r, key, value, "a system such as EPSG:28992 or CRS84");
    *(int *)target = srid;
    return true;
}

bool read_delimiter(struct reading *r, const struct manifest_key *key,
                    const struct yaml *value, void *target)
{
    static const char signs[] = "\t ,;:|!#$%&*+/<=>?@^_~";
    str text = value->kind == YAML_TEXT ? value->text : (str){ 0 };
    if (str_equal(text, STR("tab"))) text = STR("\t");
    if (text.len != 1 || !strchr(signs, text.bytes[0]) || !text.bytes[0])
        return not_this(r, key, value,
                        "one sign, such as ';' or ',', or the word tab");
    *(char *)target = text.bytes[0];
    return true;
}

bool read_decimal(struct reading *r, const struct manifest_key *key,
                  const struct yaml *value, void *target)
{
    str text;
    if (!need_text(r, key->name, value, &text)) return false;
    if (!str_equal(text, STR(".")) && !str_equal(text, STR(",")))
        return not_this(r, key, value, "'.' or ','");
    *(char *)target = text.bytes[0];
    return true;
}

static const struct manifest_word *find_word(struct reading *r,
                                             const struct manifest_key *key,
                                             const struct yaml *value)
{
    str text;
    if (!need_text(r, key->name, value, &text)) return NULL;
    char wanted[160];
    size_t used = 0;
    for (const struct manifest_word *w = key->words; w->text; w++) {
        if (str_equal(text, str_from(w->text))) return w;
        int n = snprintf(wanted + used, sizeof wanted - used, "%s%s",
                         used ? ", " : "one of ", w->text);
        if (n > 0) used += (size_t)n;
    }
    not_this(r, key, value, wanted);
    return NULL;
}

// The targets are enums, which are as wide as int.
bool read_word(struct reading *r, const struct manifest_key *key,
               const struct yaml *value, void *target)
{
    const struct manifest_word *word = find_word(r, key, value);
    if (word) memcpy(target, &word->value, sizeof word->value);
    return word;
}

bool read_choice(struct reading *r, const struct manifest_key *key,
                 const struct yaml *value, void *target)
{
    const struct manifest_word *word = find_word(r, key, value);
    if (word) *(str *)target = str_from(word->text);
    return word;
}

bool read_visibility(struct reading *r, const struct manifest_key *key,
                     const struct yaml *value, void *target)
{
    const struct manifest_word *word = find_word(r, key, value);
    if (word) *(bool *)target = word->value;
    return word;
}
