#include <dirent.h>
#include <stdlib.h>

#include "importers/manifest_keys.h"
#include "test.h"

// With BLESS=1 in the environment the goldens and the tables of
// docs/manifest.md are written instead of compared.

enum { MEMORY = 64 << 20, FILE_MAX = 1 << 20 };

static bool is_blessing(void)
{
    return getenv("BLESS");
}

static str read_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return (str){ 0 };
    char *bytes = arena_alloc(arena, FILE_MAX);
    size_t len = fread(bytes, 1, FILE_MAX, file);
    fclose(file);
    return (str){ bytes, len };
}

static void write_file(const char *path, str text)
{
    FILE *file = fopen(path, "wb");
    CHECK(file && fwrite(text.bytes, 1, text.len, file) == text.len);
    if (file) fclose(file);
}

static str problems_of(struct arena *arena, const char *name, str text)
{
    struct manifest manifest = { .id_field = STR("untouched") };
    struct error err = { 0 };
    str problems = { 0 };
    bool ok = manifest_parse(arena, name, text, (str){ 0 }, &manifest,
                             &problems, &err);
    CHECK(!ok && err.code == ERROR_INVALID);
    CHECK_STR(manifest.id_field, STR("untouched"));
    if (!problems.len) return arena_printf(arena, "%s\n", err.message);
    str first = str_slice(problems, 0, str_find_char(problems, '\n'));
    CHECK(str_starts(str_from(err.message), first));
    return problems;
}

static void check_golden(const char *name)
{
    struct arena *arena = arena_create(MEMORY);
    str yaml =
        read_file(arena, arena_printf(arena, "%s/%s.yaml", GOLDEN, name).bytes);
    str golden = arena_printf(arena, "%s/%s.txt", GOLDEN, name);
    str got =
        problems_of(arena, arena_printf(arena, "%s.yaml", name).bytes, yaml);
    if (is_blessing()) write_file(golden.bytes, got);
    CHECK_STR(got, read_file(arena, golden.bytes));
    arena_destroy(arena);
}

TEST(every_bad_manifest_gets_the_sentence_of_its_golden)
{
    DIR *folder = opendir(GOLDEN);
    CHECK(folder);
    size_t count = 0;
    struct dirent *entry;
    while (folder && (entry = readdir(folder))) {
        str name = str_from(entry->d_name);
        if (!str_ends(name, STR(".yaml"))) continue;
        char base[256];
        snprintf(base, sizeof base, "%.*s", (int)name.len - 5, name.bytes);
        check_golden(base);
        count++;
    }
    if (folder) closedir(folder);
    CHECK(count > 50);
}

static struct arena *read_good(const char *name, str from,
                               struct manifest *manifest)
{
    struct arena *arena = arena_create(MEMORY);
    str path = arena_printf(arena, "%s/good/%s.yaml", GOLDEN, name);
    struct error err = { 0 };
    bool ok = manifest_read(arena, path.bytes, from, manifest, &err);
    CHECK_STR(str_from(err.message), STR(""));
    CHECK(ok);
    return arena;
}

TEST(a_features_manifest_is_read_whole)
{
    struct manifest m;
    struct arena *arena = read_good("features", (str){ 0 }, &m);
    CHECK_STR(m.dataset.id, STR("rijksmonumenten"));
    CHECK(m.dataset.kind == DATASET_FEATURES);
    CHECK_STR(m.dataset.title.en, STR("National monuments"));
    CHECK_STR(m.dataset.description.nl, STR("Alle rijksmonumenten"));
    CHECK(m.dataset.is_internal && m.dataset.max_age_s == 3600);
    CHECK_STR(m.dataset.areas, STR("gebieden-2017"));
    CHECK_STR(m.dataset.source, STR("rijksmonumenten.csv"));
    CHECK_STR(m.source.full_path, STR(GOLDEN "/good/data/rijksmonumenten.csv"));
    CHECK(m.source.srid == 28992 && m.source.allow_approximate_rd);
    CHECK(m.source.delimiter == '\t' && m.source.decimal == ',');
    CHECK_STR(m.source.encoding, STR("windows-1252"));
    CHECK(m.field_count == 4 && m.drop_other);
    CHECK(m.fields[0].type == VALUE_INT && m.fields[0].is_required);
    CHECK_STR(m.fields[0].from, STR("RIJKSMONNR"));
    CHECK(m.fields[1].wants_enum && m.fields[1].line == 21);
    CHECK_STR(m.fields[2].format, STR("%d-%m-%Y"));
    CHECK(m.fields[3].choice_count == 3 && m.fields[3].type == VALUE_NULL);
    CHECK_STR(m.fields[3].choices[1], STR("no"));
    CHECK_STR(m.fields[3].from, STR("staat"));
    CHECK(m.null_value_count == 3 && m.null_values[0].len == 0);
    CHECK(m.category_count == 1 && m.measure_count == 1);
    CHECK_STR(m.time_start, STR("inschrijving"));
    CHECK(m.reject_max_rows == 5);
    arena_destroy(arena);
}

TEST(an_areas_manifest_is_read_whole)
{
    struct manifest m;
    struct arena *arena = read_good("areas", (str){ 0 }, &m);
    CHECK(m.dataset.vintage == 2017 && m.dataset.max_age_s == 60);
    CHECK_STR(m.dataset.source, STR("buurt2017.zip"));
    const struct manifest_level *l = m.levels;
    CHECK(l[0].is_there && l[1].is_there && l[2].is_there);
    CHECK(l[0].from == LEVEL_NONE && l[2].from == LEVEL_BUURT);
    CHECK_STR(l[0].collection, STR("buurten"));
    CHECK_STR(l[1].collection, STR("wijken-2017"));
    CHECK_STR(l[0].source.layer, STR("buurt2017"));
    CHECK(l[2].name_count == 1);
    CHECK_STR(l[2].names[0], STR("Groningen"));
    arena_destroy(arena);
}

TEST(statistics_manifests_are_read_whole)
{
    struct manifest m;
    struct arena *arena = read_good("statistics", (str){ 0 }, &m);
    CHECK_STR(m.area_field, STR("code"));
    CHECK(m.statistics_level == LEVEL_NONE);
    CHECK_STR(m.period_format, STR("cbs"));
    CHECK_STR(m.categories[0].labels, STR(GOLDEN "/good/soorten.csv"));
    CHECK_STR(m.categories[0].total, STR("0.0.0"));
    CHECK(m.measures[0].type == VALUE_INT);
    arena_destroy(arena);

    arena = read_good("wide", (str){ 0 }, &m);
    CHECK(!m.dataset.areas.len && !m.period_field.len);
    CHECK(m.statistics_measure_count == 1);
    CHECK_STR(m.measures[0].name, STR("aantal"));
    arena_destroy(arena);
}

TEST(from_replaces_the_source)
{
    struct manifest m;
    struct arena *arena = read_good("wide", STR("other/n.csv"), &m);
    CHECK_STR(m.source.full_path, STR("other/n.csv"));
    CHECK_STR(m.dataset.source, STR("n.csv"));
    struct error err = { 0 };
    CHECK(!manifest_read(arena, GOLDEN "/good/areas.yaml", STR("x.zip"), &m,
                         &err));
    CHECK(strstr(err.message, "--from replaces one file"));
    arena_destroy(arena);
}

TEST(a_manifest_that_is_not_there_is_the_users_mistake)
{
    struct arena *arena = arena_create(MEMORY);
    struct manifest m;
    struct error err = { 0 };
    CHECK(!manifest_read(arena, GOLDEN "/nowhere.yaml", (str){ 0 }, &m, &err));
    CHECK(err.code == ERROR_INVALID);
    CHECK(strstr(err.message, "nowhere.yaml: No such file or directory"));
    arena_destroy(arena);
}

TEST(spent_memory_is_never_taken_for_a_good_manifest)
{
    struct arena *files = arena_create(MEMORY);
    str text = read_file(files, GOLDEN "/good/features.yaml");
    bool ok = false;
    for (size_t limit = 500; limit < 400000 && !ok; limit += 700) {
        struct arena *arena = arena_create(limit);
        struct manifest m;
        struct error err = { 0 };
        ok = arena &&
             manifest_parse(arena, "x.yaml", text, (str){ 0 }, &m, NULL, &err);
        CHECK(ok || !arena || err.code == ERROR_NO_MEMORY);
        arena_destroy(arena);
    }
    CHECK(ok);
    arena_destroy(files);
}

static const char *kinds_text(unsigned kinds)
{
    static const char *const names[] = { "",
                                         "features",
                                         "areas",
                                         "features, areas",
                                         "statistics",
                                         "features, statistics",
                                         "areas, statistics",
                                         "all" };
    return names[kinds];
}

static void print_words(const struct manifest_key *key, struct buf *out)
{
    for (const struct manifest_word *w = key->words; w && w->text; w++)
        buf_addf(out, "%s`%s`", w == key->words ? "" : ", ", w->text);
    if (!key->words) buf_add_str(out, str_from(key->type));
}

// The keys of a mapping as they stand in docs/manifest.md.
static str mapping_table(struct arena *arena,
                         const struct manifest_mapping *mapping)
{
    bool is_root = mapping == &manifest_root;
    struct buf buf;
    str text = { 0 };
    buf_init(&buf, arena, 1 << 20);
    buf_addf(&buf, "| key | holds | %s | meaning |\n|---|---|---|---|\n",
             is_root ? "in a manifest of kind" : "required");
    for (size_t i = 0; i < mapping->key_count; i++) {
        const struct manifest_key *key = &mapping->keys[i];
        buf_addf(&buf, "| `%s` | ", key->name);
        print_words(key, &buf);
        if (is_root)
            buf_addf(&buf, " | %s%s", kinds_text(key->kinds),
                     key->required ? ", required" : "");
        else
            buf_addf(&buf, " | %s", key->required ? "yes" : "");
        buf_addf(&buf, " | %s |\n", key->help);
    }
    CHECK(buf_finish(&buf, &text, NULL));
    return text;
}

// Replaces what stands between the marks of this mapping.
static str put_table(struct arena *arena, str page,
                     const struct manifest_mapping *mapping)
{
    str mark = arena_printf(arena, "<!-- keys: %s -->\n", mapping->name);
    const char *start = memmem(page.bytes, page.len, mark.bytes, mark.len);
    CHECK(start);
    if (!start) {
        fprintf(stderr, "  docs/manifest.md has no %s", mark.bytes);
        return page;
    }
    size_t from = (size_t)(start - page.bytes) + mark.len;
    const char *stop =
        memmem(page.bytes + from, page.len - from, "<!-- end -->", 12);
    CHECK(stop);
    if (!stop) return page;
    str table = mapping_table(arena, mapping);
    return arena_printf(arena, "%.*s%.*s%s", (int)from, page.bytes,
                        STR_ARG(table), stop);
}

TEST(the_documentation_has_every_key)
{
    struct arena *arena = arena_create(MEMORY);
    str page = read_file(arena, DOCS);
    str wanted = page;
    for (size_t i = 0; i < manifest_mapping_count; i++)
        wanted = put_table(arena, wanted, manifest_mappings[i]);
    if (is_blessing())
        write_file(DOCS, wanted);
    else
        CHECK_STR(page, wanted);
    arena_destroy(arena);
}

TEST_MAIN
