#include "store/spatialite/order_key.h"

#include <string.h>

#include "store/spatialite/cursor_row.h"
#include "store/spatialite/order.h"

enum { KEYS_SQL_MAX = 64 * 1024 };

// A key holds texts whole; SQLite keeps texts below 1 GB.
static const size_t key_bytes_max = (size_t)2 << 30;

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for sorting");
}

static const struct field *field_of(const struct selection *selection, size_t i)
{
    const struct field *field = selection->sorts[i].field;
    return field ? field : collection_id_field(selection->collection);
}

static bool add_columns(struct order_keys *keys, struct error *err)
{
    struct buf sql;
    const struct selection *selection = keys->selection;
    buf_init(&sql, keys->arena, KEYS_SQL_MAX);
    for (size_t i = 0; i < selection->sort_count; i++) {
        const struct field *field = field_of(selection, i);
        buf_add_str(&sql, STR(", "));
        sql_name(&sql, field ? field->column : STR("row_id"));
    }
    return buf_finish(&sql, &keys->columns, err);
}

static bool set_after(struct order_keys *keys, str key, struct error *err)
{
    arena_clear(keys->after_arena);
    keys->after = arena_copy(keys->after_arena, key);
    return keys->after.bytes || no_memory(err);
}

bool order_keys_init(struct order_keys *keys, const struct selection *selection,
                     struct error *err)
{
    *keys = (struct order_keys){ .selection = selection,
                                 .arena = arena_create(2 * key_bytes_max),
                                 .after_arena = arena_create(key_bytes_max) };
    if (!keys->arena || !keys->after_arena) return no_memory(err);
    if (!top_init(&keys->top, 0, ORDER_BYTES_MAX, err) ||
        !add_columns(keys, err))
        return false;
    buf_init(&keys->key, keys->arena, key_bytes_max);
    if (!selection->after_keys) return true;
    str after;
    for (size_t i = 0; i < selection->sort_count; i++)
        sort_key_add(&keys->key, &selection->sorts[i],
                     selection->after_keys[i]);
    sort_key_add_fid(&keys->key, selection->after_fid);
    return buf_finish(&keys->key, &after, err) && set_after(keys, after, err);
}

void order_keys_free(struct order_keys *keys)
{
    top_free(&keys->top);
    arena_destroy(keys->after_arena);
    arena_destroy(keys->arena);
}

void order_keys_clear(struct order_keys *keys, size_t count_max)
{
    top_clear(&keys->top);
    keys->top.count_max = count_max;
}

bool order_keys_go_on(struct order_keys *keys, struct error *err)
{
    return set_after(keys, keys->top.keys[keys->top.count - 1], err);
}

// Whether the first sort of the row, `len` bytes of its key, comes after that
// of all that is kept.
static bool is_past_first(const struct order_keys *keys, str key, size_t len)
{
    str greatest = top_greatest(&keys->top);
    return memcmp(key.bytes, greatest.bytes,
                  len < greatest.len ? len : greatest.len) > 0;
}

bool order_keys_take(struct order_keys *keys, sqlite3_stmt *row,
                     enum order_stop stop, bool *is_past, struct error *err)
{
    const struct selection *selection = keys->selection;
    size_t first_len = 0;
    str key;
    keys->key.len = 0;
    for (size_t i = 0; i < selection->sort_count; i++) {
        const struct field *field = field_of(selection, i);
        enum value_type type = field ? field->type : VALUE_INT;
        sort_key_add(&keys->key, &selection->sorts[i],
                     column_value(row, 1 + (int)i, type));
        if (i == 0) first_len = keys->key.len;
    }
    sort_key_add_fid(&keys->key, sqlite3_column_int64(row, 0));
    if (!buf_finish(&keys->key, &key, err)) return false;
    if (keys->after.len && sort_key_compare(key, keys->after) <= 0) return true;
    *is_past = stop == STOP_WHEN_FULL && top_is_full(&keys->top);
    if (stop == STOP_WHEN_PAST && !top_takes(&keys->top, key))
        *is_past = is_past_first(keys, key, first_len);
    return top_add(&keys->top, key, err);
}
