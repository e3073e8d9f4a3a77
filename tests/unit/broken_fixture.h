// What the tests of damaged files share: a case for each file, imported into a
// database of its own and read back. The test begins with its `cases`.

#ifndef TESTS_UNIT_BROKEN_FIXTURE_H
#define TESTS_UNIT_BROKEN_FIXTURE_H

#include "collection_text.h"

// The usual ends of a manifest.
#define PLAIN "source: {path: x}\n"
#define LONLAT "source: {path: x, crs: 'EPSG:4326', x: lon, y: lat}\n"
#define STATIONS \
    "source: {path: x, crs: 'EPSG:4326', x: Longitude, y: Latitude}\n"
#define ALLOW(n) "reject: {max-rows: " #n "}\n"

struct rule_count {
    const char *rule;
    uint64_t count;
};

struct broken_case {
    const char *file;
    const char *manifest;  // NULL: as the case before, and the same file
    enum error_code code;
    const char *message;  // part of the error
    size_t kept;
    uint64_t refused;
    struct rule_count rules[2];
    const char *holds[3];  // parts of the features read back
};

static const char *data;  // TEST_DATA/broken

static inline void import_case(struct fixture *f, const char *id,
                               const struct broken_case *c)
{
    char text[1024], path[512];
    snprintf(text, sizeof text,
             "id: %s\nkind: features\ntitle: {nl: Kapot}\n%s", id, c->manifest);
    snprintf(path, sizeof path, "%s/%s", data, c->file);
    fixture_import(f, text, path, false);
}

static inline void check_case(struct fixture *f, const struct broken_case *c,
                              size_t number)
{
    char id[32];
    snprintf(id, sizeof id, "kapot-%zu", number);
    import_case(f, id, c);
    int failures = test_failures;
    CHECK(f->err.code == c->code);
    CHECK(f->ok == !c->code);
    CHECK(!c->message || strstr(f->err.message, c->message));
    CHECK(report_refused(f->report) == c->refused);
    for (int i = 0; i < 2 && c->rules[i].rule; i++)
        CHECK(report_count(f->report, c->rules[i].rule) == c->rules[i].count);
    str text = f->ok ? fixture_read(f, id, NULL, CRS_WGS84) : (str){ 0 };
    size_t breaks = c->holds[0] && strstr(c->holds[0], "regel 1\n") ? 10 : 0;
    CHECK(text_lines(text) == c->kept + breaks);
    for (int i = 0; i < 3 && c->holds[i]; i++)
        CHECK(text_holds(text, c->holds[i]));
    if (test_failures == failures) return;
    str report = fixture_report(f);
    fprintf(stderr, "  %s: %s\n%.*s%.*s\n", c->file, f->err.message,
            STR_ARG(report), (int)(text.len < 3000 ? text.len : 3000),
            text.bytes ? text.bytes : "");
}

static inline void check_cases(const struct broken_case *cases, size_t count)
{
    struct fixture f;
    fixture_begin(&f);
    for (size_t i = 0; i < count; i++) check_case(&f, &cases[i], i);
    fixture_end(&f);
}

// Features without a place are read without a box only.
static inline void check_no_places(const struct broken_case *c)
{
    struct fixture f;
    struct box_filter world = { .srid = CRS_WGS84,
                                .count = 1,
                                .boxes = { { -180, -90, 180, 90 } } };
    fixture_begin(&f);
    import_case(&f, "plaatsen", c);
    CHECK(text_lines(fixture_read(&f, "plaatsen", &world, CRS_WGS84)) == 0);
    CHECK(text_lines(fixture_read(&f, "plaatsen", NULL, CRS_WGS84)) == c->kept);
    fixture_end(&f);
}

// That each file of the folder has a case.
static inline void check_folder(const char *folder,
                                const struct broken_case *cases, size_t count)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", data, folder);
    DIR *files = opendir(path);
    size_t seen = 0;
    for (struct dirent *e; files && (e = readdir(files));) {
        if (e->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        bool has_case = false;
        for (size_t i = 0; i < count; i++)
            if (!strcmp(cases[i].file, path)) has_case = true;
        CHECK(has_case);
        if (!has_case) fprintf(stderr, "  no case for %s\n", path);
        seen++;
    }
    if (files) closedir(files);
    CHECK(seen > 10);
}

static inline const struct broken_case *
find_case(const struct broken_case *cases, size_t count, const char *file,
          const char *more)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(cases[i].file, file) && strstr(cases[i].manifest, more))
            return &cases[i];
    abort();
}

static void __attribute__((constructor)) find_data(void)
{
    static char path[512];
    const char *folder = getenv("TEST_DATA");
    snprintf(path, sizeof path, "%s/broken", folder ? folder : "");
    data = path;
    if (folder && access(path, R_OK) == 0) return;
    printf("skipped: TEST_DATA has no folder broken\n");
    exit(77);
}

#endif
