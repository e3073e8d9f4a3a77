#include "importers/manifest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "importers/manifest_keys.h"

enum {
    MAX_AGE_S = 60,
    CHUNK = 16384,
    PROBLEMS_SIZE_MAX = PROBLEMS_MAX * ERROR_MESSAGE_MAX
};

static bool read_file(struct arena *arena, const char *path, str *out,
                      struct error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return error_set(err, ERROR_INVALID, "cannot read the manifest %s: %s",
                         path, strerror(errno));
    // One byte more than allowed may come in, so that yaml_read notices.
    char *bytes = NULL;
    size_t len = 0, got = 1;
    while (got && len <= YAML_SIZE_MAX) {
        bytes = arena_grow(arena, bytes, len, len + CHUNK);
        if (!bytes) break;
        got = fread(bytes + len, 1, CHUNK, file);
        len += got;
    }
    int failure = bytes && ferror(file) ? errno : 0;
    fclose(file);
    if (!bytes) return error_set(err, ERROR_NO_MEMORY, "no memory left");
    if (failure)
        return error_set(err, ERROR_INVALID, "cannot read the manifest %s: %s",
                         path, strerror(failure));
    *out = (str){ bytes, len };
    return true;
}

// The kind decides which keys there are. While it is wrong or missing every
// key is looked at as if it belonged.
static unsigned find_kind(const struct yaml *root)
{
    const struct yaml *value = yaml_find(root, STR("kind"));
    if (!value || value->kind != YAML_TEXT) return IN_ALL;
    for (enum dataset_kind kind = DATASET_FEATURES; kind <= DATASET_STATISTICS;
         kind++)
        if (str_equal(value->text, str_from(dataset_kind_name(kind))))
            return 1U << kind;
    return IN_ALL;
}

static bool report_problems(struct reading *r, str *problems, struct error *err)
{
    if (r->is_out_of_memory)
        return error_set(err, ERROR_NO_MEMORY, "%s: no memory left", r->path);
    if (r->problem_count > PROBLEMS_MAX)
        buf_addf(&r->problems, "and %zu more\n",
                 r->problem_count - PROBLEMS_MAX);
    str text;
    if (!buf_finish(&r->problems, &text, err)) return false;
    str first = str_slice(text, 0, str_find_char(text, '\n'));
    if (problems) *problems = text;
    if (r->problem_count == 1)
        return error_set(err, ERROR_INVALID, "%.*s", STR_ARG(first));
    return error_set(err, ERROR_INVALID, "%.*s (and %zu more)", STR_ARG(first),
                     r->problem_count - 1);
}

bool manifest_parse(struct arena *arena, const char *path, str bytes, str from,
                    struct manifest *out, str *problems, struct error *err)
{
    const struct yaml *root = yaml_read(arena, path, bytes, err);
    if (!root) return false;
    struct manifest manifest = { .path = arena_copy(arena, str_from(path)),
                                 .dataset.max_age_s = MAX_AGE_S,
                                 .statistics_level = LEVEL_NONE };
    for (int i = 0; i < LEVEL_COUNT; i++) manifest.levels[i].from = LEVEL_NONE;
    struct reading r = { .arena = arena, .path = path, .kinds = IN_ALL };
    buf_init(&r.problems, arena, PROBLEMS_SIZE_MAX);
    if (root->kind == YAML_MAP) r.kinds = find_kind(root);
    if (!mapping_read(&r, &manifest_root, root, &manifest) ||
        !manifest_check(&r, root, from, &manifest))
        return report_problems(&r, problems, err);
    *out = manifest;
    return true;
}

bool manifest_read_all(struct arena *arena, const char *path, str from,
                       struct manifest *out, str *problems, struct error *err)
{
    str bytes;
    return read_file(arena, path, &bytes, err) &&
           manifest_parse(arena, path, bytes, from, out, problems, err);
}

bool manifest_read(struct arena *arena, const char *path, str from,
                   struct manifest *out, struct error *err)
{
    return manifest_read_all(arena, path, from, out, NULL, err);
}
