// The readers of keys that hold more than one value.

#include <string.h>

#include "importers/manifest_keys.h"

static bool need_list(struct reading *r, const struct manifest_key *key,
                      const struct yaml *value)
{
    if (value->kind == YAML_LIST) return true;
    return problem_at(r, value->line, "'%s' must be a list, not %s", key->name,
                      yaml_kind_name(value->kind));
}

static void *new_array(struct reading *r, size_t count, size_t size)
{
    void *array = arena_alloc_array(r->arena, count, size);
    if (!array) r->is_out_of_memory = true;
    return array;
}

static str *list_texts(struct reading *r, const struct manifest_key *key,
                       const struct yaml *list)
{
    str *texts = new_array(r, list->count + 1, sizeof *texts);
    if (!texts) return NULL;
    size_t i = 0;
    bool ok = true;
    for (const struct yaml *e = list->first; e; e = e->next, i++) {
        if (e->kind == YAML_TEXT)
            texts[i] = e->text;
        else
            ok = problem_at(r, e->line, "'%s' must be a list of texts, not %s",
                            key->name, yaml_kind_name(e->kind));
    }
    return ok ? texts : NULL;
}

// The target is the pointer; the number stands at count_offset, seen from the
// same struct.
static void set_list(const struct manifest_key *key, void *target, void *array,
                     size_t count)
{
    memcpy(target, &array, sizeof array);
    char *base = (char *)target - key->offset;
    memcpy(base + key->count_offset, &count, sizeof count);
}

bool read_texts(struct reading *r, const struct manifest_key *key,
                const struct yaml *value, void *target)
{
    if (!need_list(r, key, value)) return false;
    str *texts = list_texts(r, key, value);
    if (!texts) return false;
    set_list(key, target, texts, value->count);
    return true;
}

bool read_map(struct reading *r, const struct manifest_key *key,
              const struct yaml *value, void *target)
{
    return mapping_read(r, key->mapping, value, target);
}

bool read_maps(struct reading *r, const struct manifest_key *key,
               const struct yaml *value, void *target)
{
    if (!need_list(r, key, value)) return false;
    size_t size = key->mapping->size;
    char *items = new_array(r, value->count + 1, size);
    if (!items) return false;
    bool ok = true;
    size_t i = 0;
    for (const struct yaml *e = value->first; e; e = e->next, i++)
        ok = mapping_read(r, key->mapping, e, items + i * size) && ok;
    set_list(key, target, items, value->count);
    return ok;
}

// enum: auto, or a list. The target is the whole field.
bool read_enum(struct reading *r, const struct manifest_key *key,
               const struct yaml *value, void *target)
{
    struct manifest_field *field = target;
    if (value->kind == YAML_TEXT && str_equal(value->text, STR("auto")))
        return field->wants_enum = true;
    if (value->kind != YAML_LIST || !value->count)
        return problem_at(r, value->line,
                          "'enum' must be auto or a list of values");
    field->choices = list_texts(r, key, value);
    field->choice_count = value->count;
    return field->choices;
}

// A field name that two keys may give, as long as they agree.
bool read_time_field(struct reading *r, const struct manifest_key *key,
                     const struct yaml *value, void *target)
{
    str already = *(str *)target;
    if (!read_text(r, key, value, target)) return false;
    str now = *(str *)target;
    if (!already.len || str_equal(already, now)) return true;
    return problem_at(r, value->line,
                      "'time' and 'aggregate.time' name different fields: "
                      "'%.*s' and '%.*s'",
                      STR_ARG(already), STR_ARG(now));
}

// time: FIELD, or {start: FIELD, end: FIELD}. The target is the manifest.
bool read_time(struct reading *r, const struct manifest_key *key,
               const struct yaml *value, void *target)
{
    struct manifest *manifest = target;
    if (value->kind == YAML_MAP)
        return mapping_read(r, key->mapping, value, manifest);
    return read_time_field(r, key, value, &manifest->time_start);
}

// names: {GM0014: Groningen}. The target is the level.
bool read_names(struct reading *r, const struct manifest_key *key,
                const struct yaml *value, void *target)
{
    struct manifest_level *level = target;
    if (value->kind != YAML_MAP)
        return problem_at(r, value->line, "'%s' must be a map, not %s",
                          key->name, yaml_kind_name(value->kind));
    level->named_codes = new_array(r, value->count + 1, sizeof(str));
    level->names = new_array(r, value->count + 1, sizeof(str));
    if (!level->named_codes || !level->names) return false;
    for (const struct yaml *e = value->first; e; e = e->next) {
        if (e->kind != YAML_TEXT || !e->text.len)
            return problem_at(r, e->line, "the name of '%.*s' must be a text",
                              STR_ARG(e->key));
        level->named_codes[level->name_count] = e->key;
        level->names[level->name_count++] = e->text;
    }
    return true;
}
