#include "store/spatialite/area_codes.h"

#include <stdlib.h>
#include <string.h>

#include "store/spatialite/counts.h"
#include "store/spatialite/sql.h"
#include "store/spatialite/view.h"

// An area by the codes that are known of it: from its own level up.
struct area {
    enum area_level level;  // the finest that is known
    str codes[LEVEL_COUNT];
    bool is_used;
};

struct area_codes {
    struct area *areas;
    size_t count;
    size_t finest_count;  // areas of the finest level stand first
    enum area_level finest;
    uint32_t *slots;  // number of an area + 1, by hash of level and code
    size_t slot_count;
    size_t fields[LEVEL_COUNT];  // in the schema; SIZE_MAX when absent
};

static bool no_room(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for the codes of areas");
}

static uint32_t *slot_of(const struct area_codes *codes, enum area_level level,
                         str code)
{
    uint64_t hash = str_hash(code);
    size_t i = (size_t)(hash ^ hash >> 32) & (codes->slot_count - 1);
    for (;; i = (i + 1) & (codes->slot_count - 1)) {
        uint32_t *slot = &codes->slots[i];
        if (!*slot) return slot;
        const struct area *area = &codes->areas[*slot - 1];
        if (area->level == level && str_equal(area->codes[level], code))
            return slot;
    }
}

static bool make_slots(struct area_codes *codes, struct arena *arena,
                       struct error *err)
{
    codes->slot_count = 16;
    while (codes->slot_count < codes->count * 2) codes->slot_count *= 2;
    codes->slots = ARENA_ARRAY(arena, uint32_t, codes->slot_count);
    if (!codes->slots) return no_room(err);
    for (size_t i = 0; i < codes->count; i++) {
        const struct area *area = &codes->areas[i];
        *slot_of(codes, area->level, area->codes[area->level]) =
            (uint32_t)i + 1;
    }
    return true;
}

static int compare_areas(const void *a, const void *b)
{
    const struct area *x = a, *y = b;
    if (x->level != y->level) return x->level < y->level ? -1 : 1;
    return str_compare(x->codes[x->level], y->codes[y->level]);
}

// Removes areas that are there twice; they are in order.
static size_t drop_doubles(struct area *areas, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || compare_areas(&areas[kept - 1], &areas[i]) != 0)
            areas[kept++] = areas[i];
    return kept;
}

// Behind the areas of the finest level, those that they belong to: for rows
// of which only a coarser code is known.
static size_t add_coarser(struct area *areas, size_t count,
                          enum area_level finest)
{
    size_t total = count;
    for (enum area_level level = finest + 1; level < LEVEL_NONE; level++)
        for (size_t i = 0; i < count; i++) {
            if (!areas[i].codes[level].len) continue;
            struct area *area = &areas[total++];
            *area = (struct area){ .level = level };
            for (enum area_level l = level; l < LEVEL_NONE; l++)
                area->codes[l] = areas[i].codes[l];
        }
    return total;
}

// "SELECT buurt, wijk, gemeente …": NULL for a level without a column.
static sqlite3_stmt *select_codes(struct arena *arena, sqlite3 *db,
                                  const struct collection *c, struct error *err)
{
    struct buf sql;
    str text;
    buf_init(&sql, arena, 1 << 16);
    buf_add_str(&sql, STR("SELECT "));
    for (enum area_level level = LEVEL_BUURT; level < LEVEL_NONE; level++) {
        const struct field *field =
            schema_find_role(&c->schema, area_level_role(level));
        if (level > LEVEL_BUURT) buf_add_str(&sql, STR(", "));
        if (field)
            sql_name(&sql, field->column);
        else
            buf_add_str(&sql, STR("NULL"));
    }
    buf_add_str(&sql, STR(" FROM "));
    sql_name(&sql, table_name(arena, c));
    buf_add_char(&sql, '\0');
    if (!buf_finish(&sql, &text, err)) return NULL;
    return sql_prepare(db, err, "%s", text.bytes);
}

static bool read_codes(struct area_codes *codes, struct arena *arena,
                       sqlite3 *db, const struct collection *c,
                       struct error *err)
{
    sqlite3_stmt *rows = select_codes(arena, db, c, err);
    if (!rows) return false;
    bool ok = true;
    int rc = SQLITE_DONE;
    while (ok && codes->count < (size_t)c->feature_count &&
           (rc = sqlite3_step(rows)) == SQLITE_ROW) {
        struct area *area = &codes->areas[codes->count];
        area->level = c->level;
        for (enum area_level level = c->level; level < LEVEL_NONE; level++) {
            area->codes[level] =
                arena_copy(arena, column_str(rows, (int)level));
            if (!area->codes[level].bytes) ok = no_room(err);
        }
        if (area->codes[c->level].len) codes->count++;
    }
    if (ok && rc != SQLITE_DONE && rc != SQLITE_ROW) ok = sql_error(db, err);
    sqlite3_finalize(rows);
    return ok;
}

struct area_codes *area_codes_read(struct arena *arena, sqlite3 *db,
                                   const struct catalog *catalog, str areas,
                                   struct error *err)
{
    enum area_level finest = catalog_finest_level(catalog, areas);
    const struct collection *c = catalog_areas(catalog, areas, finest);
    if (!c) {
        error_set(err, ERROR_REFUSED,
                  "there is no areas dataset \"%.*s\"; import it first",
                  STR_ARG(areas));
        return NULL;
    }
    struct area_codes *codes = ARENA_NEW(arena, struct area_codes);
    size_t most = (size_t)c->feature_count * LEVEL_COUNT;
    if (codes) codes->areas = ARENA_ARRAY(arena, struct area, most);
    if (!codes || !codes->areas) {
        no_room(err);
        return NULL;
    }
    codes->finest = finest;
    if (!read_codes(codes, arena, db, c, err)) return NULL;
    qsort(codes->areas, codes->count, sizeof(struct area), compare_areas);
    codes->finest_count = drop_doubles(codes->areas, codes->count);
    codes->count = add_coarser(codes->areas, codes->finest_count, finest);
    qsort(codes->areas, codes->count, sizeof(struct area), compare_areas);
    codes->count = drop_doubles(codes->areas, codes->count);
    return make_slots(codes, arena, err) ? codes : NULL;
}

void area_codes_use(struct area_codes *codes, const struct schema *schema)
{
    for (enum area_level level = LEVEL_BUURT; level < LEVEL_NONE; level++) {
        const struct field *field =
            schema_find_role(schema, area_level_role(level));
        codes->fields[level] = field ? schema_index(schema, field) : SIZE_MAX;
    }
}

int32_t area_codes_find(struct area_codes *codes, const struct value *values)
{
    for (enum area_level level = codes->finest; level < LEVEL_NONE; level++) {
        size_t field = codes->fields[level];
        if (field == SIZE_MAX || values[field].type != VALUE_TEXT) continue;
        uint32_t slot = *slot_of(codes, level, values[field].text);
        if (!slot) continue;
        codes->areas[slot - 1].is_used = true;
        return (int32_t)slot - 1;
    }
    return CELL_NO_AREA;
}

static bool write_area(sqlite3 *db, sqlite3_stmt *row, size_t ordinal,
                       const struct area *area, struct error *err)
{
    sqlite3_bind_int64(row, 1, (sqlite3_int64)ordinal);
    for (enum area_level level = LEVEL_BUURT; level < LEVEL_NONE; level++) {
        int parameter = 2 + (int)level;
        sqlite3_bind_null(row, parameter);
        if (area->codes[level].len)
            sql_bind_str(row, parameter, area->codes[level]);
    }
    return sql_step(db, row, err);
}

bool area_codes_write(const struct area_codes *codes, sqlite3 *db,
                      const char *table, struct error *err)
{
    sqlite3_stmt *row =
        sql_prepare(db, err, "INSERT INTO \"%w\" VALUES (?,?,?,?)", table);
    if (!row) return false;
    bool ok = true;
    for (size_t i = 0; ok && i < codes->count; i++)
        if (i < codes->finest_count || codes->areas[i].is_used)
            ok = write_area(db, row, i, &codes->areas[i], err);
    sqlite3_finalize(row);
    return ok;
}
