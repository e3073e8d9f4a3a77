// Random selections over the collections of read_world.h, and a loop over the
// same rows in memory that answers them.

#ifndef TESTS_UNIT_RANDOM_QUERY_H
#define TESTS_UNIT_RANDOM_QUERY_H

#include "cql/check.h"
#include "cql/matches.h"
#include "geo/distance.h"
#include "read_world.h"

enum { PROPERTIES_MAX = 16 };

struct row {
    int64_t fid;
    struct feature feature;
    struct geom rd;  // in RD, where that can be had
    double distance_m;
};

struct table {
    const struct collection *collection;
    struct row *rows;
    size_t count;
};

static struct world *world;
static struct crs_transform *to_rd;  // NULL: no grid

static inline struct geom geom_copy(struct arena *arena, struct geom geom)
{
    struct geom copy = geom;
    size_t bytes = geom.point_count * sizeof *geom.points;
    copy.points = arena_alloc(arena, bytes + 1);
    if (bytes) memcpy(copy.points, geom.points, bytes);
    return copy;
}

static inline void add_row(struct table *table, struct value id,
                           struct value *values, struct geom geom)
{
    struct row *row = &table->rows[table->count++];
    struct value *kept =
        ARENA_ARRAY(world->arena, struct value, PROPERTIES_MAX);
    memcpy(kept, values, PROPERTIES_MAX * sizeof *kept);
    row->feature = (struct feature){ .id = id, .values = kept, .geom = geom };
    row->rd = geom_copy(world->arena, geom);
    if (to_rd) must(crs_geom(to_rd, &row->rd, &error));
}

// Only the fids are the store's.
static inline void number_rows(struct table *table)
{
    struct selection all = { .collection = table->collection };
    struct cursor *cursor = cursor_open(world->view, &all, &error);
    struct feature f;
    must(cursor);
    while (cursor_next(cursor, &f))
        for (size_t i = 0; i < table->count; i++)
            if (value_equal(table->rows[i].feature.id, f.id))
                table->rows[i].fid = f.fid;
    must(cursor_close(cursor, &error));
}

static inline struct table poles_table(void)
{
    struct table table = { collection_of(world, "rood-witte-palen"),
                           calloc(POLES, sizeof(struct row)), 0 };
    for (int i = 0; i < POLES; i++) {
        const struct pole *p = &world->poles[i];
        struct value values[PROPERTIES_MAX] = { of_int(p->id) };
        if (p->kind >= 0) values[1] = of_text(str_from(kinds[p->kind]));
        values[2] = of_text(text(world, "kleur%d", p->colour, 0, 0));
        values[3] = of_date(world, p->day);
        if (p->has_height)
            values[4] = (struct value){ .type = VALUE_REAL, .real = p->height };
        if (p->has_value) values[5] = of_int(p->value);
        add_code_values(world, values, 6, p->buurt);
        struct geom geom = { .type = GEOM_EMPTY };
        if (p->has_place) geom = geom_from_point(world->arena, p->place);
        add_row(&table, values[0], values, geom);
    }
    number_rows(&table);
    return table;
}

static inline struct table works_table(void)
{
    struct table table = { collection_of(world, "werk"),
                           calloc(WORKS, sizeof(struct row)), 0 };
    for (int i = 0; i < WORKS; i++) {
        const struct work *work = &world->works[i];
        struct value values[PROPERTIES_MAX] = { of_time(world, work->start),
                                                of_time(world, work->end) };
        add_code_values(world, values, 2, work->buurt);
        add_row(&table, of_int(i), values,
                line_of(world, work->from, work->to));
    }
    number_rows(&table);
    return table;
}

// ---- questions

static inline const struct field *any_field(const struct table *table)
{
    const struct schema *schema = &table->collection->schema;
    return &schema->fields[chance(world, (uint32_t)schema->count)];
}

static inline struct value any_value(const struct table *table,
                                     const struct field *field)
{
    const struct row *row = &table->rows[chance(world, (uint32_t)table->count)];
    return row->feature.values[schema_index(&table->collection->schema, field)];
}

static inline struct point any_point(void)
{
    return (struct point){ 5.9 + fraction(world) * 1.4,
                           52.9 + fraction(world) * 0.8 };
}

static inline void add_literal(struct buf *out, struct value value)
{
    switch (value.type) {
    case VALUE_NULL: buf_add_str(out, STR("'zz'")); break;
    case VALUE_BOOL: buf_addf(out, value.boolean ? "TRUE" : "FALSE"); break;
    case VALUE_INT: buf_addf(out, "%lld", (long long)value.integer); break;
    case VALUE_REAL: buf_addf(out, "%.17g", value.real); break;
    case VALUE_TEXT: buf_addf(out, "'%.*s'", STR_ARG(value.text)); break;
    case VALUE_DATE: buf_addf(out, "DATE('%.*s')", STR_ARG(value.text)); break;
    case VALUE_TIME:
        buf_addf(out, "TIMESTAMP('%.*s')", STR_ARG(value.text));
        break;
    }
}

static inline struct value known_value(const struct table *table,
                                       const struct field *field)
{
    struct value value = { .type = VALUE_NULL };
    while (value.type == VALUE_NULL) value = any_value(table, field);
    return value;
}

static inline void add_place_leaf(struct buf *out)
{
    struct point p = any_point();
    double width = fraction(world) * 0.5, height = fraction(world) * 0.5;
    if (chance(world, 2))
        buf_addf(out, "%s(geometry, BBOX(%.9f, %.9f, %.9f, %.9f))",
                 chance(world, 4) ? "S_INTERSECTS" : "S_DISJOINT", p.x, p.y,
                 p.x + width, p.y + height);
    else
        buf_addf(out,
                 "%s(geom, POLYGON((%.9f %.9f, %.9f %.9f, %.9f %.9f,"
                 " %.9f %.9f)))",
                 chance(world, 2) ? "S_WITHIN" : "S_INTERSECTS", p.x, p.y,
                 p.x + width, p.y + height / 2, p.x + width / 3, p.y + height,
                 p.x, p.y);
}

static inline void add_list(struct buf *out, const struct table *table,
                            const struct field *field)
{
    uint32_t count = 1 + chance(world, 6);
    buf_addf(out, "%.*s IN (", STR_ARG(field->name));
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) buf_add_str(out, STR(", "));
        add_literal(out, known_value(table, field));
    }
    buf_add_char(out, ')');
}

static inline void add_leaf(struct buf *out, const struct table *table)
{
    static const char *const signs[] = { "=", "<>", "<", "<=", ">", ">=" };
    const struct field *field = any_field(table);
    bool is_text = field->type == VALUE_TEXT;
    bool is_number = field->type == VALUE_INT || field->type == VALUE_REAL;
    str name = field->name;
    switch (chance(world, 9)) {
    case 0: add_place_leaf(out); return;
    case 1: buf_addf(out, "%.*s IS NULL", STR_ARG(name)); return;
    case 2: add_list(out, table, field); return;
    case 3:
        buf_addf(out, "%.*s BETWEEN ", STR_ARG(name));
        add_literal(out, known_value(table, field));
        buf_add_str(out, STR(" AND "));
        add_literal(out, known_value(table, field));
        return;
    case 4:
        if (!is_text) break;
        buf_addf(out, "%.*s LIKE '%.3s%%'", STR_ARG(name),
                 known_value(table, field).text.bytes);
        return;
    case 5:
        if (!is_text) break;
        buf_addf(out, "CASEI(%.*s) = CASEI('STER')", STR_ARG(name));
        return;
    case 6:
        if (!is_number) break;
        buf_addf(out, "%.*s * 2 > 31.5", STR_ARG(name));
        return;
    default: break;
    }
    buf_addf(out, "%.*s %s ", STR_ARG(name), signs[chance(world, 6)]);
    add_literal(out, known_value(table, field));
}

static inline void add_filter(struct buf *out, const struct table *table,
                              int depth)
{
    uint32_t kind = depth > 0 ? chance(world, 5) : 4;
    if (kind == 4) {
        add_leaf(out, table);
        return;
    }
    if (kind == 3) buf_add_str(out, STR("NOT "));
    buf_add_char(out, '(');
    add_filter(out, table, depth - 1);
    for (uint32_t i = 0; kind < 3 && i <= chance(world, 3); i++) {
        buf_add_str(out, kind == 0 ? STR(" OR ") : STR(" AND "));
        add_filter(out, table, depth - 1);
    }
    buf_add_char(out, ')');
}

static inline const struct cql *any_filter(const struct table *table, str *text)
{
    struct buf out;
    struct cql_scope scope = { .schema = &table->collection->schema,
                               .has_geometry = true };
    buf_init(&out, world->arena, 100000);
    add_filter(&out, table, (int)chance(world, 4));
    must(buf_finish(&out, text, &error));
    struct cql *filter = cql_parse_text(world->arena, *text, &error);
    if (!filter || !cql_check(world->arena, filter, &scope, &error)) {
        fprintf(stderr, "%.*s\n", STR_ARG(*text));
        must(false);
    }
    return filter;
}

static inline void add_box(struct selection *s)
{
    struct point p = any_point();
    double width = fraction(world), height = fraction(world);
    s->box.srid = CRS_WGS84;
    s->box.count = 1 + chance(world, 2);
    s->box.boxes[0] = (struct box){ p.x, p.y, p.x + width, p.y + height };
    s->box.boxes[1] = (struct box){ 6, 53, 6.2, 53.05 };
    if (!to_rd || chance(world, 3)) return;
    // Within RD's area of use: beyond it nothing has a place.
    double x = 190000 + fraction(world) * 60000;
    double y = 550000 + fraction(world) * 40000;
    s->box = (struct box_filter){
        CRS_RD, { { x, y, x + width * 40000, y + height * 35000 } }, 1
    };
}

static inline void add_sorts(struct selection *s, const struct table *table)
{
    s->sort_count = 1 + chance(world, 3);
    for (size_t i = 0; i < s->sort_count; i++) {
        s->sorts[i].field = chance(world, 8) ? any_field(table) : NULL;
        s->sorts[i].is_descending = chance(world, 2);
    }
}

static inline void add_near(struct selection *s, const struct table *table)
{
    const struct row *row = &table->rows[chance(world, (uint32_t)table->count)];
    s->near.is_asked = true;
    s->near.from = any_point();
    if (chance(world, 3) == 0 && row->feature.geom.point_count)
        s->near.from = row->feature.geom.points[0];
    if (chance(world, 2)) s->near.within_m = 500 + fraction(world) * 40000;
}

// As people type them; and what the store makes of them, by word: both, or
// either of two terms.
static const struct {
    const char *typed;
    const char *words[2];
    bool is_either;
} searches[] = {
    { "kleur", { "kleur" } },
    { "KLEUR3", { "kleur3" } },
    { "Stér", { "ster" } },
    { "la kl", { "la", "kl" } },
    { "zuil, (kleur7)", { "zuil", "kleur7" }, true },
    { "xyz", { "xyz" } },
    { " p ", { "p" } },
};
enum { SEARCH_COUNT = sizeof searches / sizeof searches[0] };

static inline struct selection any_question(const struct table *table,
                                            str *filter)
{
    struct selection s = { .collection = table->collection, .srid = CRS_WGS84 };
    *filter = STR("");
    if (chance(world, 4) == 0) add_box(&s);
    if (chance(world, 5) == 0) {
        int from = (int)chance(world, 800);
        s.time = days_range(world, from, from + (int)chance(world, 400));
    }
    while (chance(world, 4) == 0) {
        const struct field *field = any_field(table);
        s.conditions[s.condition_count++] =
            (struct condition){ field, any_value(table, field) };
    }
    if (chance(world, 2)) s.filter = any_filter(table, filter);
    if (chance(world, 12) == 0) {
        const struct row *row =
            &table->rows[chance(world, (uint32_t)table->count)];
        s.has_place = true;
        s.place = any_point();
        if (row->feature.geom.point_count)
            s.place = row->feature.geom.points[0];
    }
    if (chance(world, 8) == 0)
        s.words = str_from(searches[chance(world, SEARCH_COUNT)].typed);
    uint32_t order = chance(world, 4);
    if (order == 0) add_near(&s, table);
    if (order > 1) add_sorts(&s, table);
    return s;
}

// ---- answers

static inline bool is_in_boxes(const struct selection *s, const struct row *row)
{
    bool is_rd = s->box.srid == CRS_RD;
    for (size_t i = 0; i < s->box.count; i++)
        if (geom_meets_box(is_rd ? &row->rd : &row->feature.geom,
                           s->box.boxes[i]))
            return true;
    return s->box.count == 0;
}

static inline str as_long_as(str text, const struct value *value)
{
    return str_slice(text, 0, value->text.len);
}

static inline bool is_in_time(const struct selection *s, const struct row *row)
{
    const struct schema *schema = &s->collection->schema;
    const struct field *from = schema_find_role(schema, FIELD_TIME_START);
    const struct field *to = schema_find_role(schema, FIELD_TIME_END);
    if (!s->time.from.len && !s->time.to.len) return true;
    struct value start = row->feature.values[schema_index(schema, from)];
    struct value end =
        to ? row->feature.values[schema_index(schema, to)] : start;
    if (start.type == VALUE_NULL && end.type == VALUE_NULL) return false;
    if (start.type != VALUE_NULL && s->time.to.len &&
        str_compare(start.text, as_long_as(s->time.to, &start)) > 0)
        return false;
    return end.type == VALUE_NULL || !s->time.from.len ||
           str_compare(end.text, as_long_as(s->time.from, &end)) >= 0;
}

// Codes of areas are no words to search for, and nothing else here has capitals
// but "Ster".
static inline bool begins_some(const struct selection *s, const struct row *row,
                               str word)
{
    for (size_t i = 0; i < s->collection->schema.count; i++) {
        const struct field *field = &s->collection->schema.fields[i];
        struct value value = row->feature.values[i];
        if (value.type != VALUE_TEXT || field->role != FIELD_PLAIN) continue;
        if (str_equal(value.text, STR("Ster"))) value.text = STR("ster");
        if (str_starts(value.text, word)) return true;
    }
    return word.len == 0;
}

static inline bool has_words(const struct selection *s, const struct row *row)
{
    for (size_t i = 0; s->words.len && i < SEARCH_COUNT; i++) {
        if (!str_equal(s->words, str_from(searches[i].typed))) continue;
        bool first = begins_some(s, row, str_from(searches[i].words[0]));
        bool second = begins_some(s, row, str_from(searches[i].words[1]));
        return searches[i].is_either ? first || second : first && second;
    }
    return true;
}

static inline bool is_selected(const struct selection *s,
                               struct cql_matcher *matcher, struct row *row)
{
    bool matches = true;
    const struct geom *geom = &row->feature.geom;
    if (!is_in_boxes(s, row) || !is_in_time(s, row) || !has_words(s, row))
        return false;
    for (size_t i = 0; i < s->condition_count; i++) {
        size_t field =
            schema_index(&s->collection->schema, s->conditions[i].field);
        if (!value_equal(row->feature.values[field], s->conditions[i].value))
            return false;
    }
    if (s->has_place &&
        !geom_meets_box(geom, (struct box){ s->place.x, s->place.y, s->place.x,
                                            s->place.y }))
        return false;
    if (s->near.is_asked) {
        if (geom->type == GEOM_EMPTY) return false;
        row->distance_m = geom_distance_m(geom, s->near.from);
        if (s->near.within_m > 0 && row->distance_m > s->near.within_m)
            return false;
    }
    if (matcher) must(cql_matches(matcher, &row->feature, &matches, &error));
    return matches;
}

static const struct selection *comparing;

static inline struct value sort_value(const struct selection *s,
                                      const struct feature *feature, size_t i)
{
    const struct field *field = s->sorts[i].field;
    if (!field) return feature->id;
    return feature->values[schema_index(&s->collection->schema, field)];
}

static inline int compare_rows(const void *a, const void *b)
{
    const struct row *first = *(struct row *const *)a;
    const struct row *second = *(struct row *const *)b;
    const struct selection *s = comparing;
    if (s->near.is_asked && first->distance_m != second->distance_m)
        return first->distance_m < second->distance_m ? -1 : 1;
    for (size_t i = 0; i < s->sort_count; i++) {
        struct value x = sort_value(s, &first->feature, i);
        struct value y = sort_value(s, &second->feature, i);
        int order = value_compare(x, y);
        bool has_null = x.type == VALUE_NULL || y.type == VALUE_NULL;
        if (order == 0) continue;
        return s->sorts[i].is_descending && !has_null ? -order : order;
    }
    return (first->fid > second->fid) - (first->fid < second->fid);
}

// The rows of the selection, in order; room for all of the table.
static inline size_t answer(const struct table *table,
                            const struct selection *s, struct row **out)
{
    size_t count = 0;
    struct cql_matcher *matcher = NULL;
    if (s->filter) {
        matcher = cql_matcher_open(s->filter, &s->collection->schema, &error);
        must(matcher);
    }
    for (size_t i = 0; i < table->count; i++)
        if (is_selected(s, matcher, &table->rows[i]))
            out[count++] = &table->rows[i];
    cql_matcher_close(matcher);
    comparing = s;
    qsort(out, count, sizeof(struct row *), compare_rows);
    return count;
}

#endif
