// A small invented country in a database of its own, and the same rows in
// memory: what the store answers is held against a plain loop over them.
//
// Three gemeenten of six wijken of four buurten of one tenth of a degree each,
// in a grid from 6.0 53.0; the last buurt has been taken out.

#ifndef TESTS_UNIT_READ_WORLD_H
#define TESTS_UNIT_READ_WORLD_H

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "geo/crs.h"
#include "store/load.h"
#include "store/query.h"
#include "test.h"

enum { COLUMNS = 12, ROWS = 6, BUURTEN = COLUMNS * ROWS - 1 };
enum { POLES = 4000, CRIMES_MAX = BUURTEN * 24 * 3, WORKS = 600 };
enum { KINDS = 4 };

static const char *const kinds[KINDS] = { "lamp", "paal", "Ster", "zuil" };

struct pole {
    int64_t id;
    bool has_place;
    struct point place;
    int buurt;   // -1: none
    int kind;    // -1: null
    int colour;  // 0 … 9
    int day;     // since 2020-01-01; -1: null
    bool has_height, has_value;
    double height;
    int64_t value;
};

struct crime {
    int buurt;
    int month;  // 0: 2022-01
    int kind;
    bool is_known;
    int64_t number;
};

struct work {
    struct point from, to;
    int start, end;  // days since 2020-01-01; -1: null
    int buurt;
};

struct world {
    char path[64];
    struct store *store;
    struct view *view;
    struct arena *arena;
    struct pole poles[POLES];
    struct crime crimes[CRIMES_MAX];
    size_t crime_count;
    struct work works[WORKS];
    struct field fields[4][16];
    str codes[LEVEL_COUNT][BUURTEN];
    uint64_t seed;
    int last_gemeente;  // of the areas that are loaded
};

static struct error error;

// xorshift64*: the same numbers in every run.
static inline uint32_t chance(struct world *w, uint32_t below)
{
    w->seed ^= w->seed >> 12;
    w->seed ^= w->seed << 25;
    w->seed ^= w->seed >> 27;
    return (uint32_t)((w->seed * 0x2545F4914F6CDD1DULL) >> 33) % below;
}

static inline double fraction(struct world *w)
{
    return (double)chance(w, 1000000) / 1e6;
}

static inline void must(bool ok)
{
    if (ok) return;
    fprintf(stderr, "cannot go on: %s\n", error.message);
    exit(1);
}

static inline str text(struct world *w, const char *format, int a, int b, int c)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return arena_printf(w->arena, format, a, b, c);
#pragma GCC diagnostic pop
}

static inline int gemeente_of(int buurt)
{
    return buurt % COLUMNS / 4;
}

static inline int wijk_of(int buurt)
{
    return buurt % COLUMNS / 2 % 2 + buurt / COLUMNS / 2 * 2;
}

static inline str make_code(struct world *w, enum area_level level, int buurt)
{
    int gemeente = gemeente_of(buurt) + 1, wijk = wijk_of(buurt);
    int number = buurt % COLUMNS % 2 + buurt / COLUMNS % 2 * 2;
    switch (level) {
    case LEVEL_BUURT: return text(w, "BU%04d%02d%02d", gemeente, wijk, number);
    case LEVEL_WIJK: return text(w, "WK%04d%02d", gemeente, wijk, 0);
    case LEVEL_GEMEENTE: return text(w, "GM%04d", gemeente, 0, 0);
    case LEVEL_NONE: break;
    }
    return (str){ 0 };
}

static inline str code_of(struct world *w, enum area_level level, int buurt)
{
    str *code = &w->codes[level][buurt];
    if (!code->len) *code = make_code(w, level, buurt);
    return *code;
}

static inline struct value of_text(str text)
{
    return (struct value){ .type = VALUE_TEXT, .text = text };
}

static inline struct value of_int(int64_t integer)
{
    return (struct value){ .type = VALUE_INT, .integer = integer };
}

static inline struct value of_date(struct world *w, int day)
{
    int year, month, d;
    if (day < 0) return (struct value){ 0 };
    civil_from_days(days_from_civil(2020, 1, 1) + day, &year, &month, &d);
    return (struct value){ .type = VALUE_DATE,
                           .text = text(w, "%04d-%02d-%02d", year, month, d) };
}

static inline struct value of_time(struct world *w, int day)
{
    struct value date = of_date(w, day);
    if (date.type == VALUE_NULL) return date;
    return (struct value){ .type = VALUE_TIME,
                           .text = arena_printf(w->arena, "%sT12:30:00.000Z",
                                                date.text.bytes) };
}

static inline int buurt_at(struct point p)
{
    int column = (int)floor((p.x - 6) * 10), row = (int)floor((p.y - 53) * 10);
    if (column < 0 || row < 0 || column >= COLUMNS || row >= ROWS) return -1;
    int buurt = row * COLUMNS + column;
    return buurt < BUURTEN ? buurt : -1;
}

static inline struct box box_of_buurt(int buurt)
{
    double x = 6 + buurt % COLUMNS / 10.0, y = 53 + buurt / COLUMNS / 10.0;
    return (struct box){ x, y, x + 0.1, y + 0.1 };
}

// The wijk or gemeente that a buurt lies in. The missing buurt is in it.
static inline struct box box_of_area(enum area_level level, int buurt)
{
    struct box box = box_of_buurt(buurt);
    if (level == LEVEL_WIJK) {
        box = box_of_buurt(buurt / COLUMNS / 2 * 2 * COLUMNS +
                           buurt % COLUMNS / 2 * 2);
        box.max_x += 0.1, box.max_y += 0.1;
    }
    if (level == LEVEL_GEMEENTE) {
        box = box_of_buurt(gemeente_of(buurt) * 4);
        box.max_x += 0.3, box.max_y += 0.5;
    }
    return box;
}

static inline struct geom polygon_of(struct world *w, struct box b)
{
    struct point corners[] = { { b.min_x, b.min_y },
                               { b.max_x, b.min_y },
                               { b.max_x, b.max_y },
                               { b.min_x, b.max_y },
                               { b.min_x, b.min_y } };
    struct geom geom = { .type = GEOM_POLYGON,
                         .point_count = 5,
                         .run_count = 1,
                         .polygon_count = 1 };
    geom.points = ARENA_ARRAY(w->arena, struct point, 5);
    geom.runs = ARENA_ARRAY(w->arena, size_t, 1);
    geom.polygons = ARENA_ARRAY(w->arena, size_t, 1);
    memcpy(geom.points, corners, sizeof corners);
    geom.runs[0] = 5;
    geom.polygons[0] = 1;
    return geom;
}

static inline struct geom line_of(struct world *w, struct point a,
                                  struct point b)
{
    struct geom geom = { .type = GEOM_LINE, .point_count = 2, .run_count = 1 };
    geom.points = ARENA_ARRAY(w->arena, struct point, 2);
    geom.runs = ARENA_ARRAY(w->arena, size_t, 1);
    geom.points[0] = a;
    geom.points[1] = b;
    geom.runs[0] = 2;
    return geom;
}

static inline struct field field_of(const char *name, enum value_type type,
                                    enum field_role role)
{
    return (struct field){ .name = str_from(name),
                           .column = str_from(name),
                           .type = type,
                           .role = role };
}

static inline size_t add_code_fields(struct field *fields, size_t count)
{
    for (enum area_level l = LEVEL_BUURT; l < LEVEL_NONE; l++)
        fields[count++] =
            field_of(area_level_code_name(l), VALUE_TEXT, area_level_role(l));
    return count;
}

static inline size_t add_code_values(struct world *w, struct value *values,
                                     size_t count, int buurt)
{
    for (enum area_level l = LEVEL_BUURT; l < LEVEL_NONE; l++)
        values[count++] =
            buurt < 0 ? (struct value){ 0 } : of_text(code_of(w, l, buurt));
    return count;
}

// Rows on their way into a collection of a dataset.
struct loading {
    struct load *load;
    struct loader *loader;
};

static inline void loading_finish_collection(struct loading *l)
{
    if (l->loader) must(loader_finish(l->loader, NULL, NULL, &error));
}

// Ends the collection before, if there is one.
static inline void loading_collection(struct loading *l, struct collection *c)
{
    loading_finish_collection(l);
    l->loader = loader_open(l->load, c, &error);
    must(l->loader);
}

// The first collection may come later.
static inline struct loading loading_begin(struct world *w,
                                           const struct dataset *dataset,
                                           struct collection *c)
{
    struct loading l = { .load = load_open(w->store, dataset, &error) };
    must(l.load);
    if (c) loading_collection(&l, c);
    return l;
}

static inline void loading_add(struct loading *l, struct feature *feature,
                               uint64_t row)
{
    uint64_t first;
    must(loader_add(l->loader, feature, NULL, row, &first, &error));
}

static inline void loading_end(struct loading *l)
{
    loading_finish_collection(l);
    must(load_publish(l->load, STR("{}"), &error));
    load_close(l->load);
}

static inline void load_areas(struct world *w)
{
    struct dataset dataset = { .id = STR("gebieden"),
                               .kind = DATASET_AREAS,
                               .vintage = 2024 };
    static const char *const ids[] = { "buurten", "wijken", "gemeenten" };
    struct loading rows = loading_begin(w, &dataset, NULL);
    struct field *fields = w->fields[0];
    size_t count = add_code_fields(fields, 0);
    fields[count++] = field_of("naam", VALUE_TEXT, FIELD_AREA_NAME);
    fields[count++] = field_of("inwoners", VALUE_INT, FIELD_PLAIN);
    for (enum area_level level = LEVEL_BUURT; level < LEVEL_NONE; level++) {
        struct collection c = { .id = str_from(ids[level]),
                                .schema = { fields, count },
                                .level = level,
                                .storage_srid = CRS_WGS84 };
        loading_collection(&rows, &c);
        bool has[BUURTEN] = { false };
        uint64_t row = 0;
        for (int b = 0; b < BUURTEN; b++) {
            int area = level == LEVEL_BUURT  ? b
                       : level == LEVEL_WIJK ? gemeente_of(b) * 6 + wijk_of(b)
                                             : gemeente_of(b);
            if (has[area] || gemeente_of(b) > w->last_gemeente) continue;
            has[area] = true;
            struct value values[8] = { { 0 } };
            add_code_values(w, values, 0, b);
            for (enum area_level l = LEVEL_BUURT; l < level; l++)
                values[l] = (struct value){ 0 };
            values[3] = of_text(
                text(w, area % 3 ? "gebied %d-%d-%d" : "\"gebied\" %d-%d-%d",
                     (int)level, area, 0));
            values[4] = of_int(level == LEVEL_BUURT ? 100 + b : 0);
            struct box box = box_of_area(level, b);
            struct feature f = { .id = of_int((int64_t)++row),
                                 .geom = polygon_of(w, box),
                                 .values = values };
            loading_add(&rows, &f, row);
        }
    }
    loading_end(&rows);
}

static inline void make_pole(struct world *w, int i)
{
    struct pole *p = &w->poles[i];
    *p = (struct pole){ .id = 100000 - i * 7,
                        .has_place = chance(w, 50) > 0,
                        .buurt = -1,
                        .kind = (int)chance(w, KINDS + 1) - 1,
                        .colour = (int)chance(w, 10),
                        .day = (int)chance(w, 1000) - 1,
                        .has_height = chance(w, 10) > 0,
                        .has_value = chance(w, 4) > 0,
                        .height = fraction(w) * 30,
                        .value = (int64_t)chance(w, 1000) - 200 };
    if (!p->has_place) return;
    p->place =
        (struct point){ 5.9 + fraction(w) * 1.4, 52.9 + fraction(w) * 0.8 };
    p->buurt = buurt_at(p->place);
}

static inline void load_poles(struct world *w)
{
    struct dataset dataset = { .id = STR("palen"),
                               .kind = DATASET_FEATURES,
                               .areas = STR("gebieden") };
    struct field *fields = w->fields[1];
    fields[0] = field_of("nummer", VALUE_INT, FIELD_ID);
    fields[1] = field_of("soort", VALUE_TEXT, FIELD_PLAIN);
    fields[1].is_category = true;
    fields[2] = field_of("kleur", VALUE_TEXT, FIELD_PLAIN);
    fields[2].is_indexed = true;
    fields[3] = field_of("gezet", VALUE_DATE, FIELD_TIME_START);
    fields[4] = field_of("hoogte", VALUE_REAL, FIELD_PLAIN);
    fields[4].is_measure = true;
    fields[5] = field_of("waarde", VALUE_INT, FIELD_PLAIN);
    fields[5].is_indexed = true;
    fields[5].is_measure = true;
    size_t count = add_code_fields(fields, 6);
    struct collection c = { .id = STR("rood-witte-palen"),
                            .schema = { fields, count },
                            .level = LEVEL_NONE,
                            .storage_srid = CRS_WGS84 };
    struct loading rows = loading_begin(w, &dataset, &c);
    for (int i = 0; i < POLES; i++) {
        make_pole(w, i);
        const struct pole *p = &w->poles[i];
        struct value values[16] = { of_int(p->id) };
        if (p->kind >= 0) values[1] = of_text(str_from(kinds[p->kind]));
        values[2] = of_text(text(w, "kleur%d", p->colour, 0, 0));
        values[3] = of_date(w, p->day);
        if (p->has_height)
            values[4] = (struct value){ .type = VALUE_REAL, .real = p->height };
        if (p->has_value) values[5] = of_int(p->value);
        add_code_values(w, values, 6, p->buurt);
        struct feature f = { .id = of_int(p->id), .values = values };
        if (p->has_place) f.geom = geom_from_point(w->arena, p->place);
        loading_add(&rows, &f, (uint64_t)i + 1);
    }
    loading_end(&rows);
}

// Some combinations have no row, some rows no number.
static inline void load_crimes(struct world *w)
{
    struct dataset dataset = { .id = STR("misdrijven"),
                               .kind = DATASET_STATISTICS,
                               .areas = STR("gebieden") };
    struct field *fields = w->fields[2];
    fields[0] = field_of("soort", VALUE_TEXT, FIELD_PLAIN);
    fields[0].is_category = true;
    fields[1] = field_of("maand", VALUE_DATE, FIELD_TIME_START);
    fields[2] = field_of("aantal", VALUE_INT, FIELD_PLAIN);
    fields[2].is_measure = true;
    size_t count = add_code_fields(fields, 3);
    struct collection c = { .id = STR("misdrijven"),
                            .schema = { fields, count },
                            .level = LEVEL_NONE,
                            .period = PERIOD_MONTH };
    struct loading rows = loading_begin(w, &dataset, &c);
    for (int i = 0; i < CRIMES_MAX; i++) {
        struct crime *crime = &w->crimes[w->crime_count];
        *crime = (struct crime){ .buurt = i % BUURTEN,
                                 .month = i / BUURTEN % 24,
                                 .kind = i / BUURTEN / 24,
                                 .is_known = chance(w, 200) > 0,
                                 .number = chance(w, 50) };
        // The second gemeente has no gaps at all.
        bool has_gaps = gemeente_of(crime->buurt) != 1;
        if (has_gaps && chance(w, 40) == 0) continue;
        if (!has_gaps) crime->is_known = true;
        w->crime_count++;
        struct value values[16] = {
            of_text(str_from(kinds[crime->kind])),
            { .type = VALUE_DATE,
              .text = text(w, "%04d-%02d-01", 2022 + crime->month / 12,
                           crime->month % 12 + 1, 0) },
        };
        if (crime->is_known) values[2] = of_int(crime->number);
        add_code_values(w, values, 3, crime->buurt);
        struct feature f = { .id = of_int(i + 1), .values = values };
        loading_add(&rows, &f, (uint64_t)i + 1);
    }
    loading_end(&rows);
}

static inline void load_works(struct world *w)
{
    struct dataset dataset = { .id = STR("werk"),
                               .kind = DATASET_FEATURES,
                               .areas = STR("gebieden") };
    struct field *fields = w->fields[3];
    fields[0] = field_of("start", VALUE_TIME, FIELD_TIME_START);
    fields[1] = field_of("eind", VALUE_TIME, FIELD_TIME_END);
    size_t count = add_code_fields(fields, 2);
    struct collection c = { .id = STR("werk"),
                            .schema = { fields, count },
                            .level = LEVEL_NONE,
                            .storage_srid = CRS_WGS84 };
    struct loading rows = loading_begin(w, &dataset, &c);
    for (int i = 0; i < WORKS; i++) {
        struct work *work = &w->works[i];
        work->from =
            (struct point){ 5.9 + fraction(w) * 1.4, 52.9 + fraction(w) * 0.8 };
        work->to = (struct point){ work->from.x + fraction(w) * 0.3 - 0.15,
                                   work->from.y + fraction(w) * 0.3 - 0.15 };
        work->start = chance(w, 8) ? (int)chance(w, 500) : -1;
        int length = (int)chance(w, work->start < 0 ? 500 : 60);
        work->end = chance(w, 3) ? work->start + length : -1;
        work->buurt = buurt_at((struct point){
            (work->from.x + work->to.x) / 2, (work->from.y + work->to.y) / 2 });
        struct value values[8] = { of_time(w, work->start),
                                   of_time(w, work->end) };
        add_code_values(w, values, 2, work->buurt);
        struct feature f = { .id = of_int(i),
                             .geom = line_of(w, work->from, work->to),
                             .values = values };
        loading_add(&rows, &f, (uint64_t)i + 1);
    }
    loading_end(&rows);
}

static inline struct world *world_open(void)
{
    struct world *w = calloc(1, sizeof *w);
    struct store_options options = { .connections = 2,
                                     .busy_timeout_ms = 1000,
                                     .wait_ms = 1000,
                                     .can_write = true };
    w->seed = 20240229;
    w->last_gemeente = 2;
    w->arena = arena_create((size_t)1 << 30);
    snprintf(w->path, sizeof w->path, "read-world-%d.sqlite", (int)getpid());
    w->store = store_open(w->path, &options, &error);
    must(w->store);
    load_areas(w);
    load_poles(w);
    load_crimes(w);
    load_works(w);
    must(store_refresh(w->store, &error));
    w->view = view_open(w->store, 0, &error);
    must(w->view);
    return w;
}

static inline void world_close(struct world *w)
{
    static const char *const endings[] = { "", "-wal", "-shm", ".lock" };
    view_close(w->view);
    store_close(w->store);
    arena_destroy(w->arena);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char path[80];
        snprintf(path, sizeof path, "%s%s", w->path, endings[i]);
        unlink(path);
    }
    free(w);
}

static inline const struct collection *collection_of(struct world *w,
                                                     const char *id)
{
    const struct collection *c =
        catalog_collection(view_catalog(w->view), str_from(id));
    if (!c) {
        fprintf(stderr, "no collection %s\n", id);
        exit(1);
    }
    return c;
}

static inline void add_condition(struct selection *s, const char *field,
                                 struct value value)
{
    s->conditions[s->condition_count++] = (struct condition){
        schema_find(&s->collection->schema, str_from(field)), value
    };
}

// An instant range from the first day to the last one, both whole.
static inline struct time_range days_range(struct world *w, int from, int to)
{
    struct time_range range = { { 0 }, { 0 } };
    if (from >= 0)
        range.from = arena_printf(w->arena, "%sT00:00:00.000Z",
                                  of_date(w, from).text.bytes);
    if (to >= 0)
        range.to = arena_printf(w->arena, "%sT23:59:59.999Z",
                                of_date(w, to).text.bytes);
    return range;
}

#endif
