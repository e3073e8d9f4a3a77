// What no single key of a manifest can show.

#include <string.h>

#include "importers/manifest_keys.h"

static str folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (str){ path, (size_t)(slash - path) + 1 } : (str){ 0 };
}

static str beside_manifest(struct reading *r, str path)
{
    if (!path.len || path.bytes[0] == '/') return path;
    str folder = folder_of(r->path);
    str full =
        arena_printf(r->arena, "%.*s%.*s", STR_ARG(folder), STR_ARG(path));
    if (!full.bytes) r->is_out_of_memory = true;
    return full;
}

static str base_name(str path)
{
    size_t start = path.len;
    while (start && path.bytes[start - 1] != '/') start--;
    return str_slice(path, start, path.len);
}

static void check_source(struct reading *r, struct manifest_source *source,
                         str from)
{
    if (!source->path.len && !from.len)
        problem_at(r, source->line, "source needs the key 'path'");
    if (!source->x.len != !source->y.len)
        problem_at(r, source->line,
                   "'x' and 'y' belong together; only one is here");
    if (source->x.len && source->geometry_field.len)
        problem_at(r, source->line,
                   "a place comes from 'x' and 'y' or from 'geometry', not "
                   "from both");
    if (from.len)
        source->path = source->full_path = from;
    else
        source->full_path = beside_manifest(r, source->path);
}

static void check_field(struct reading *r, struct manifest_field *field)
{
    if (!field->from.len) field->from = field->name;
    bool is_time = field->type == VALUE_DATE || field->type == VALUE_TIME;
    if (field->format.len && !is_time)
        problem_at(r, field->line,
                   "'format' is for fields of type date or datetime");
    size_t year = 0;
    while (year < field->format.len &&
           !str_starts(str_slice(field->format, year, field->format.len),
                       STR("%Y")) &&
           !str_starts(str_slice(field->format, year, field->format.len),
                       STR("%y")))
        year++;
    if (field->format.len && year == field->format.len)
        problem_at(r, field->line, "'format' has no year (%%Y or %%y)");
}

static const struct manifest_field *find_field(const struct manifest *manifest,
                                               str name)
{
    for (size_t i = 0; i < manifest->field_count; i++)
        if (str_equal(manifest->fields[i].name, name))
            return &manifest->fields[i];
    return NULL;
}

static void check_fields(struct reading *r, struct manifest *manifest)
{
    for (size_t i = 0; i < manifest->field_count; i++) {
        struct manifest_field *field = &manifest->fields[i];
        check_field(r, field);
        const struct manifest_field *earlier =
            find_field(manifest, field->name);
        if (field->name.len && earlier < field)
            problem_at(r, field->line,
                       "the field '%.*s' is here twice; the first is in line "
                       "%u",
                       STR_ARG(field->name), earlier->line);
    }
}

// Fields that `fields` does not list may still come from the source, so only
// what is listed can be wrong, unless drop-other leaves out the rest.
static const struct manifest_field *check_use(struct reading *r,
                                              const struct manifest *manifest,
                                              unsigned line, const char *key,
                                              str name)
{
    if (!name.len) return NULL;
    const struct manifest_field *field = find_field(manifest, name);
    if (field || !manifest->drop_other) return field;
    problem_at(r, line,
               "%s names the field '%.*s', which 'fields' does not list while "
               "drop-other is true",
               key, STR_ARG(name));
    return NULL;
}

static unsigned line_of(const struct yaml *root, const char *key)
{
    const struct yaml *entry = yaml_find(root, str_from(key));
    return entry ? entry->line : root->line;
}

static void check_measures(struct reading *r, const struct manifest *manifest,
                           unsigned line)
{
    for (size_t i = 0; i < manifest->measure_count; i++) {
        str name = manifest->measure_names[i];
        const struct manifest_field *f =
            check_use(r, manifest, line, "aggregate.measures", name);
        if (f && f->type != VALUE_NULL && f->type != VALUE_INT &&
            f->type != VALUE_REAL)
            problem_at(r, f->line,
                       "'%.*s' is a measure, so its type must be integer or "
                       "number",
                       STR_ARG(name));
    }
}

static void check_time(struct reading *r, const struct manifest *manifest,
                       unsigned line, str name)
{
    const struct manifest_field *f = check_use(r, manifest, line, "time", name);
    if (f && f->type != VALUE_NULL && f->type != VALUE_DATE &&
        f->type != VALUE_TIME)
        problem_at(r, f->line,
                   "'%.*s' is the time, so its type must be date or datetime",
                   STR_ARG(name));
}

// Counts have members of these names besides the categories.
static void check_category(struct reading *r, str name, unsigned line)
{
    static const char *const taken[] = {
        "buurt", "wijk",    "gemeente", "buurtnaam", "wijknaam", "gemeentenaam",
        "year",  "quarter", "month",    "count",     "withheld",
    };
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (str_equal(name, str_from(taken[i])))
            problem_at(r, line,
                       "a category cannot be called '%.*s', because counts "
                       "have a member of that name; give the field another "
                       "name with 'name' and 'from'",
                       STR_ARG(name));
}

static void check_features(struct reading *r, const struct yaml *root, str from,
                           struct manifest *manifest)
{
    check_source(r, &manifest->source, from);
    check_fields(r, manifest);
    check_use(r, manifest, line_of(root, "id-field"), "id-field",
              manifest->id_field);
    unsigned line = line_of(root, "aggregate");
    for (size_t i = 0; i < manifest->category_count; i++) {
        str name = manifest->category_names[i];
        check_use(r, manifest, line, "aggregate.by", name);
        check_category(r, name, line);
    }
    check_measures(r, manifest, line);
    check_time(r, manifest, line, manifest->time_start);
    check_time(r, manifest, line_of(root, "time"), manifest->time_end);
    manifest->dataset.source = base_name(manifest->source.path);
}

static void check_level_from(struct reading *r, const struct manifest *manifest,
                             enum area_level level)
{
    const struct manifest_level *l = &manifest->levels[level];
    unsigned line = l->source.line;
    if (l->from >= level)
        problem_at(r, line, "%s cannot be made from %s, which is not finer",
                   area_level_name(level), area_level_name(l->from));
    else if (!manifest->levels[l->from].is_there)
        problem_at(r, line, "%s is made from %s, which is not among the levels",
                   area_level_name(level), area_level_name(l->from));
    if (l->code.len || l->name.len)
        problem_at(r, line,
                   "'code' and 'name' are columns of a source; a level made "
                   "'from' another takes its codes from there");
}

static void check_level(struct reading *r, struct manifest *manifest,
                        enum area_level level, str from)
{
    static const char *const collections[] = { "buurten", "wijken",
                                               "gemeenten" };
    struct manifest_level *l = &manifest->levels[level];
    if (!l->collection.len) l->collection = str_from(collections[level]);
    bool is_made = l->from != LEVEL_NONE;
    if (is_made == (l->source.path.len > 0)) {
        problem_at(r, l->source.line, "%s needs either 'path' or 'from'",
                   area_level_name(level));
        return;
    }
    if (is_made) {
        check_level_from(r, manifest, level);
        return;
    }
    if (!l->code.len)
        problem_at(r, l->source.line, "%s needs the key 'code'",
                   area_level_name(level));
    if (l->name_count)
        problem_at(r, l->source.line, "'names' goes with 'from' only");
    check_source(r, &l->source, from);
    if (!manifest->dataset.source.len)
        manifest->dataset.source = base_name(l->source.path);
}

// --from replaces the file of every level, which makes sense when there is
// one: a single level, or several layers of the same file.
static void check_from(struct reading *r, const struct manifest *manifest,
                       unsigned line)
{
    str path = { 0 };
    for (int i = 0; i < LEVEL_COUNT; i++) {
        str other = manifest->levels[i].source.path;
        if (path.len && other.len && !str_equal(path, other))
            problem_at(r, line,
                       "--from replaces one file, but the levels come from "
                       "several");
        if (other.len) path = other;
    }
}

static void check_areas(struct reading *r, const struct yaml *root, str from,
                        struct manifest *manifest)
{
    unsigned line = line_of(root, "levels");
    if (from.len) check_from(r, manifest, line);
    bool has_any = false;
    for (enum area_level i = LEVEL_BUURT; i < LEVEL_NONE; i++) {
        manifest->levels[i].is_there = manifest->levels[i].source.line > 0;
        if (manifest->levels[i].is_there) {
            check_level(r, manifest, i, from);
            has_any = true;
        }
        for (enum area_level j = LEVEL_BUURT; j < i; j++)
            if (manifest->levels[i].is_there && manifest->levels[j].is_there &&
                str_equal(manifest->levels[i].collection,
                          manifest->levels[j].collection))
                problem_at(r, manifest->levels[i].source.line,
                           "%s and %s have the same collection '%.*s'",
                           area_level_name(j), area_level_name(i),
                           STR_ARG(manifest->levels[i].collection));
    }
    if (!has_any && yaml_find(root, STR("levels")))
        problem_at(r, line, "levels is empty; give buurt, wijk or gemeente");
    check_fields(r, manifest);
}

static bool has_text(str text, str part)
{
    for (size_t i = 0; i + part.len <= text.len; i++)
        if (str_starts(str_slice(text, i, text.len), part)) return true;
    return false;
}

static void check_period(struct reading *r, struct manifest *manifest,
                         unsigned line)
{
    bool is_long = manifest->period_field.len;
    bool is_wide = manifest->period_columns.len;
    if (is_long == is_wide) {
        problem_at(r, line,
                   "period needs either 'field' and 'format' or 'columns' and "
                   "'measure'");
        return;
    }
    if (is_long != (manifest->period_format.len > 0))
        problem_at(r, line, "'field' and 'format' of period belong together");
    if (is_wide != (manifest->period_measure.len > 0))
        problem_at(r, line,
                   "'columns' and 'measure' of period belong together");
    if (is_wide && !has_text(manifest->period_columns, STR("{YYYY}")))
        problem_at(r, line, "'columns' has no {YYYY} in it");
}

static void check_wide_measure(struct reading *r, struct manifest *manifest,
                               unsigned line)
{
    if (!manifest->period_measure.len) return;
    for (size_t i = 0; i < manifest->statistics_measure_count; i++)
        if (!str_equal(manifest->measures[i].name, manifest->period_measure))
            problem_at(r, manifest->measures[i].line,
                       "a wide table has one measure, '%.*s', not '%.*s'",
                       STR_ARG(manifest->period_measure),
                       STR_ARG(manifest->measures[i].name));
    if (manifest->statistics_measure_count) return;
    manifest->measures = ARENA_NEW(r->arena, struct manifest_field);
    if (!manifest->measures) {
        r->is_out_of_memory = true;
        return;
    }
    manifest->statistics_measure_count = 1;
    *manifest->measures =
        (struct manifest_field){ .name = manifest->period_measure,
                                 .line = line };
}

// The names of a statistics collection: no two columns may share one.
static void check_name(struct reading *r, const struct manifest *manifest,
                       str name, unsigned line)
{
    static const char *const taken[] = { "buurtcode", "wijkcode",
                                         "gemeentecode", "gebiedscode",
                                         "periode" };
    size_t uses = 0;
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        uses += str_equal(name, str_from(taken[i]));
    if (uses)
        problem_at(r, line, "the name '%.*s' is taken; choose another",
                   STR_ARG(name));
    uses = 0;
    for (size_t i = 0; i < manifest->statistics_category_count; i++)
        uses += str_equal(name, manifest->categories[i].name);
    for (size_t i = 0; i < manifest->statistics_measure_count; i++)
        uses += str_equal(name, manifest->measures[i].name);
    if (uses > 1)
        problem_at(r, line, "the name '%.*s' is here twice", STR_ARG(name));
}

static void check_statistics(struct reading *r, const struct yaml *root,
                             str from, struct manifest *manifest)
{
    check_source(r, &manifest->source, from);
    check_period(r, manifest, line_of(root, "period"));
    check_wide_measure(r, manifest, line_of(root, "period"));
    for (size_t i = 0; i < manifest->statistics_category_count; i++) {
        struct manifest_category *c = &manifest->categories[i];
        if (!c->from.len) c->from = c->name;
        c->labels = beside_manifest(r, c->labels);
        check_name(r, manifest, c->name, c->line);
        check_category(r, c->name, c->line);
    }
    for (size_t i = 0; i < manifest->statistics_measure_count; i++) {
        struct manifest_field *m = &manifest->measures[i];
        if (m->type == VALUE_NULL) m->type = VALUE_INT;
        if (!m->from.len) m->from = m->name;
        check_name(r, manifest, m->name, m->line);
    }
    if (!manifest->statistics_measure_count && manifest->period_field.len)
        problem_at(r, root->line, "the manifest needs the key 'measures'");
    manifest->dataset.source = base_name(manifest->source.path);
}

bool manifest_check(struct reading *r, const struct yaml *root, str from,
                    struct manifest *manifest)
{
    switch (manifest->dataset.kind) {
    case DATASET_FEATURES: check_features(r, root, from, manifest); break;
    case DATASET_AREAS: check_areas(r, root, from, manifest); break;
    case DATASET_STATISTICS: check_statistics(r, root, from, manifest); break;
    }
    return !r->problem_count && !r->is_out_of_memory;
}
