// Three tables in memory. A combination is a month and one value of every
// category; each has a number, in the order they came. Tallies are kept by
// (combination, area), and once more by area alone for the rollup.

#include "store/spatialite/counts_build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/spatialite/sql.h"

enum {
    SLOTS_FIRST = 1 << 10,
    MONTH_LEN = 7,
    CELLS_BLOB_MAX = 1 << 30,
    ARENA_BYTES_MAX = 1 << 30,
};

// Records of one size, found by the key at their start.
struct records {
    char *bytes;
    size_t size, key_size;
    size_t count, capacity;
    uint32_t *slots;  // number of a record + 1, by hash
    size_t slot_count;
};

// Sums of reals keep what rounding lost, so that they do not depend on the
// order of the rows.
struct sum {
    int64_t known;
    union number sum, least, greatest;
    double lost;
};

struct tally {
    int32_t combination, area;  // the key
    int64_t count;
    struct sum sums[];
};

struct counts_build {
    const struct schema *schema;
    struct distinct *distinct;
    struct cell_layout layout;
    const struct field *time;  // NULL: none
    size_t bytes_max;
    struct arena *arena;    // as long as the build
    struct arena *scratch;  // one row of the table
    struct distinct months;
    int32_t *key;  // the combination at hand: month, categories
    struct records combinations, detail, rollup;
    bool has_detail;    // false: there are too many
    bool has_overflow;  // a sum left 64 bits: no counts at all
};

static uint64_t hash_key(const char *key, size_t len)
{
    return value_hash(
        (struct value){ .type = VALUE_TEXT, .text = { key, len } });
}

static uint32_t *slot_of(const struct records *r, const char *key)
{
    size_t i = (size_t)hash_key(key, r->key_size) & (r->slot_count - 1);
    while (r->slots[i] && memcmp(r->bytes + (r->slots[i] - 1) * r->size, key,
                                 r->key_size) != 0)
        i = (i + 1) & (r->slot_count - 1);
    return &r->slots[i];
}

static bool grow(struct records *r)
{
    size_t slot_count = r->slot_count ? r->slot_count * 2 : SLOTS_FIRST;
    size_t capacity = slot_count / 2;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    char *bytes = realloc(r->bytes, capacity * r->size);
    if (bytes) r->bytes = bytes;
    if (!slots || !bytes) {
        free(slots);
        return false;
    }
    free(r->slots);
    r->slots = slots;
    r->slot_count = slot_count;
    r->capacity = capacity;
    for (size_t i = 0; i < r->count; i++)
        *slot_of(r, r->bytes + i * r->size) = (uint32_t)i + 1;
    return true;
}

// What growing once more would take.
static size_t grown_bytes(const struct records *r)
{
    return r->slot_count * (2 * sizeof(uint32_t) + r->size);
}

// The record with this key, made (zeroed) when it is not there. NULL when
// memory is spent.
static void *get_record(struct records *r, const void *key)
{
    if (r->count == r->capacity && !grow(r)) return NULL;
    uint32_t *slot = slot_of(r, key);
    if (!*slot) {
        char *fresh = r->bytes + r->count++ * r->size;
        memset(fresh, 0, r->size);
        memcpy(fresh, key, r->key_size);
        *slot = (uint32_t)r->count;
    }
    return r->bytes + (*slot - 1) * r->size;
}

static void free_records(struct records *r)
{
    free(r->bytes);
    free(r->slots);
    size_t size = r->size, key_size = r->key_size;
    *r = (struct records){ .size = size, .key_size = key_size };
}

void counts_build_destroy(struct counts_build *build)
{
    if (!build) return;
    free_records(&build->combinations);
    free_records(&build->detail);
    free_records(&build->rollup);
    arena_destroy(build->arena);
    arena_destroy(build->scratch);
    free(build);
}

static size_t count_categories(const struct schema *schema)
{
    size_t count = 0;
    for (size_t i = 0; i < schema->count; i++)
        count += schema->fields[i].is_category;
    return count;
}

static bool init(struct counts_build *build, struct error *err)
{
    size_t key_size = (1 + count_categories(build->schema)) * sizeof(int32_t);
    size_t tally_size =
        sizeof(struct tally) + build->layout.measure_count * sizeof(struct sum);
    build->arena = arena_create(ARENA_BYTES_MAX);
    build->scratch = arena_create(ARENA_BYTES_MAX);
    if (build->arena) build->key = arena_alloc(build->arena, key_size);
    if (!build->key || !build->scratch)
        return error_set(err, ERROR_NO_MEMORY, "no room for counts");
    build->combinations =
        (struct records){ .size = key_size, .key_size = key_size };
    build->detail =
        (struct records){ .size = tally_size, .key_size = 2 * sizeof(int32_t) };
    build->rollup = build->detail;
    return distinct_init(&build->months, build->arena, CATEGORY_VALUES_MAX,
                         err);
}

struct counts_build *counts_build_create(const struct schema *schema,
                                         struct distinct *distinct,
                                         size_t bytes_max, struct error *err)
{
    struct counts_build *build = calloc(1, sizeof *build);
    if (!build) {
        error_set(err, ERROR_NO_MEMORY, "no room for counts");
        return NULL;
    }
    build->schema = schema;
    build->distinct = distinct;
    build->time = schema_find_role(schema, FIELD_TIME_START);
    build->bytes_max = bytes_max;
    build->has_detail = true;
    if (cell_layout_init(&build->layout, schema, err) && init(build, err))
        return build;
    counts_build_destroy(build);
    return NULL;
}

// The month of a row, as a number that is its own; DISTINCT_NONE without one.
static bool find_month(struct counts_build *build, const struct value *values,
                       int32_t *month, struct error *err)
{
    *month = DISTINCT_NONE;
    if (!build->time) return true;
    struct value value = values[schema_index(build->schema, build->time)];
    if (value.type == VALUE_NULL) return true;
    value.text = str_slice(value.text, 0, MONTH_LEN);
    if (!distinct_add(&build->months, build->arena, value, err)) return false;
    *month = distinct_find(&build->months, value);
    if (build->months.is_over) build->has_detail = false;
    return true;
}

// Fills build->key; sees whether the combinations stay few.
static bool make_key(struct counts_build *build, const struct value *values,
                     struct error *err)
{
    size_t n = 0;
    if (!find_month(build, values, &build->key[n++], err)) return false;
    for (size_t i = 0; i < build->schema->count; i++) {
        if (!build->schema->fields[i].is_category) continue;
        if (build->distinct[i].is_over) build->has_detail = false;
        build->key[n++] = distinct_find(&build->distinct[i], values[i]);
    }
    return true;
}

static void add_integer(struct counts_build *build, struct sum *sum,
                        int64_t value)
{
    if (__builtin_add_overflow(sum->sum.integer, value, &sum->sum.integer))
        build->has_overflow = true;
    if (!sum->known || value < sum->least.integer) sum->least.integer = value;
    if (!sum->known || value > sum->greatest.integer)
        sum->greatest.integer = value;
}

static void add_real(struct sum *sum, double value)
{
    real_add(&sum->sum.real, &sum->lost, value);
    if (!sum->known || value < sum->least.real) sum->least.real = value;
    if (!sum->known || value > sum->greatest.real) sum->greatest.real = value;
}

static bool tally_row(struct counts_build *build, struct records *tallies,
                      int32_t combination, int32_t area,
                      const struct value *values)
{
    struct tally key = { .combination = combination, .area = area };
    struct tally *tally = get_record(tallies, &key);
    if (!tally) return false;
    tally->count++;
    for (size_t i = 0; i < build->layout.measure_count; i++) {
        struct value value = values[build->layout.fields[i]];
        struct sum *sum = &tally->sums[i];
        if (value.type == VALUE_NULL) continue;
        if (build->layout.is_real[i])
            add_real(sum, value.real);
        else
            add_integer(build, sum, value.integer);
        sum->known++;
    }
    return true;
}

// Stops the detail when it would outgrow its share of memory.
static bool has_room(struct counts_build *build)
{
    const struct records *detail = &build->detail;
    if (detail->count < detail->capacity || !build->has_detail)
        return build->has_detail;
    return grown_bytes(detail) + grown_bytes(&build->combinations) <=
           build->bytes_max;
}

static bool tally_detail(struct counts_build *build, int32_t area,
                         const struct value *values)
{
    const char *combination = get_record(&build->combinations, build->key);
    if (!combination) return false;
    size_t number = (size_t)(combination - build->combinations.bytes) /
                    build->combinations.size;
    return tally_row(build, &build->detail, (int32_t)number, area, values);
}

bool counts_build_add(struct counts_build *build, int32_t area,
                      const struct value *values, struct error *err)
{
    if (build->has_overflow) return true;
    bool ok = tally_row(build, &build->rollup, 0, area, values);
    if (ok && build->has_detail) {
        if (!make_key(build, values, err)) return false;
        build->has_detail = has_room(build);
        if (build->has_detail)
            ok = tally_detail(build, area, values);
        else
            free_records(&build->detail);
    }
    return ok || error_set(err, ERROR_NO_MEMORY, "no room for counts");
}

static int compare_tallies(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;
    if (x->combination != y->combination)
        return x->combination < y->combination ? -1 : 1;
    return (x->area > y->area) - (x->area < y->area);
}

static void make_cell(const struct counts_build *build,
                      const struct tally *tally, struct cell *cell)
{
    cell->area = tally->area;
    cell->count = tally->count;
    for (size_t i = 0; i < build->layout.measure_count; i++) {
        const struct sum *sum = &tally->sums[i];
        cell->measures[i] =
            (struct cell_measure){ sum->known, sum->sum, sum->least,
                                   sum->greatest, sum->lost };
    }
}

// The cells of one combination: tallies from `from` on, in order of area.
// Returns the first that is of another.
static size_t write_cells(const struct counts_build *build,
                          const struct records *r, size_t from,
                          struct buf *blob)
{
    struct cell cell;
    int64_t previous = CELL_NO_AREA - 1;
    const struct tally *first = (const void *)(r->bytes + from * r->size);
    size_t i = from;
    for (; i < r->count; i++) {
        const struct tally *tally = (const void *)(r->bytes + i * r->size);
        if (tally->combination != first->combination) break;
        make_cell(build, tally, &cell);
        cell_write(blob, &build->layout, previous, &cell);
        previous = tally->area;
    }
    return i;
}

static struct value value_at(const struct distinct *distinct, int32_t number)
{
    return number == DISTINCT_NONE ? (struct value){ 0 }
                                   : distinct->values[number];
}

static void bind_combination(const struct counts_build *build,
                             sqlite3_stmt *row, const int32_t *key)
{
    int parameter = 1;
    sql_bind_value(row, parameter++, value_at(&build->months, *key++));
    for (size_t i = 0; i < build->schema->count; i++)
        if (build->schema->fields[i].is_category)
            sql_bind_value(row, parameter++,
                           value_at(&build->distinct[i], *key++));
}

static bool write_records(struct counts_build *build, sqlite3 *db,
                          sqlite3_stmt *row, struct records *r,
                          struct error *err)
{
    int last = sqlite3_bind_parameter_count(row);
    bool is_rollup = r == &build->rollup;
    if (r->count) qsort(r->bytes, r->count, r->size, compare_tallies);
    for (size_t i = 0; i < r->count;) {
        const struct tally *tally = (const void *)(r->bytes + i * r->size);
        struct buf blob;
        str cells;
        arena_clear(build->scratch);
        buf_init(&blob, build->scratch, CELLS_BLOB_MAX);
        i = write_cells(build, r, i, &blob);
        if (!buf_finish(&blob, &cells, err)) return false;
        sqlite3_clear_bindings(row);
        if (!is_rollup)
            bind_combination(
                build, row,
                (const int32_t *)(const void *)(build->combinations.bytes +
                                                (size_t)tally->combination *
                                                    build->combinations.size));
        sqlite3_bind_int(row, last - 1, is_rollup);
        sqlite3_bind_blob64(row, last, cells.bytes, cells.len, SQLITE_STATIC);
        if (!sql_step(db, row, err)) return false;
    }
    return true;
}

// An INSERT with one parameter per column: month, categories, rollup, cells.
static sqlite3_stmt *prepare_insert(const struct counts_build *build,
                                    sqlite3 *db, const char *table,
                                    struct error *err)
{
    char *sql = sqlite3_mprintf("INSERT INTO \"%w\" VALUES (?,?", table);
    for (size_t i = 0; sql && i <= count_categories(build->schema); i++)
        sql = sqlite3_mprintf("%z,?", sql);
    sqlite3_stmt *row = sql_prepare(db, err, "%s)", sql ? sql : "");
    sqlite3_free(sql);
    return row;
}

bool counts_build_write(struct counts_build *build, sqlite3 *db,
                        const char *table, struct error *err)
{
    if (build->has_overflow) return true;
    sqlite3_stmt *row = prepare_insert(build, db, table, err);
    if (!row) return false;
    bool ok = write_records(build, db, row, &build->rollup, err);
    if (ok && build->has_detail)
        ok = write_records(build, db, row, &build->detail, err);
    sqlite3_finalize(row);
    return ok;
}
