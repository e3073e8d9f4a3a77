#include "store/spatialite/statements.h"

#include <stdlib.h>

#include "base/str.h"

struct entry {
    sqlite3_stmt *statement;
    uint64_t hash;
    uint64_t used_at;
    bool is_taken;
};

struct statement_cache {
    sqlite3 *db;
    uint64_t clock;
    size_t count;
    struct entry entries[STATEMENTS_MAX];
};

struct statement_cache *statements_create(sqlite3 *db)
{
    struct statement_cache *cache = calloc(1, sizeof *cache);
    if (cache) cache->db = db;
    return cache;
}

void statements_destroy(struct statement_cache *cache)
{
    if (!cache) return;
    for (size_t i = 0; i < cache->count; i++)
        sqlite3_finalize(cache->entries[i].statement);
    free(cache);
}

static struct entry *find(struct statement_cache *cache, const char *sql,
                          uint64_t hash)
{
    for (size_t i = 0; i < cache->count; i++) {
        struct entry *e = &cache->entries[i];
        if (e->hash == hash && !e->is_taken &&
            str_equal(str_from(sqlite3_sql(e->statement)), str_from(sql)))
            return e;
    }
    return NULL;
}

// A place for one more: a new one, or that of the statement that has waited
// longest. NULL when all are in use.
static struct entry *make_place(struct statement_cache *cache)
{
    if (cache->count < STATEMENTS_MAX) return &cache->entries[cache->count++];
    struct entry *oldest = NULL;
    for (size_t i = 0; i < cache->count; i++) {
        struct entry *e = &cache->entries[i];
        if (!e->is_taken && (!oldest || e->used_at < oldest->used_at))
            oldest = e;
    }
    if (oldest) sqlite3_finalize(oldest->statement);
    return oldest;
}

static sqlite3_stmt *prepare(struct statement_cache *cache, const char *sql,
                             uint64_t hash)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(cache->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                           &statement, NULL) != SQLITE_OK)
        return NULL;
    struct entry *place = make_place(cache);
    // Without a place it is not kept: statements_give finalizes it.
    if (place) *place = (struct entry){ statement, hash, 0, true };
    return statement;
}

sqlite3_stmt *statements_take(struct statement_cache *cache, const char *sql)
{
    uint64_t hash = str_hash(str_from(sql));
    struct entry *e = find(cache, sql, hash);
    if (!e) return prepare(cache, sql, hash);
    e->is_taken = true;
    return e->statement;
}

static void give(struct statement_cache *cache, struct entry *e)
{
    sqlite3_reset(e->statement);
    sqlite3_clear_bindings(e->statement);
    e->used_at = ++cache->clock;
    e->is_taken = false;
}

void statements_give(struct statement_cache *cache, sqlite3_stmt *statement)
{
    if (!statement) return;
    for (size_t i = 0; i < cache->count; i++)
        if (cache->entries[i].statement == statement) {
            give(cache, &cache->entries[i]);
            return;
        }
    sqlite3_finalize(statement);
}

void statements_give_all(struct statement_cache *cache)
{
    for (size_t i = 0; i < cache->count; i++)
        if (cache->entries[i].is_taken) give(cache, &cache->entries[i]);
}
