// The keys of a group that are no areas: categories and times.

#include <string.h>

#include "store/spatialite/aggregate_plan.h"
#include "store/spatialite/cursor_row.h"

struct value plan_time_key(enum group_kind kind, str time, char text[16])
{
    struct value key = { .type = VALUE_NULL };
    if (time.len < 7) return key;
    size_t len = kind == GROUP_YEAR ? 4 : 7;
    memcpy(text, time.bytes, 7);
    if (kind == GROUP_QUARTER) {
        int month = (text[5] - '0') * 10 + (text[6] - '0');
        text[5] = 'Q';
        text[6] = (char)('1' + (month - 1) / 3);
    }
    key.type = VALUE_TEXT;
    key.text = (str){ text, len };
    return key;
}

static const struct grouping *grouping_at(const struct plan *plan, size_t key)
{
    return &plan->query->groupings[plan->keys[key]];
}

void plan_add_key_columns(const struct plan *plan, struct buf *sql, str time)
{
    for (size_t i = 0; i < plan->key_count; i++) {
        const struct grouping *grouping = grouping_at(plan, i);
        bool is_category = grouping->kind == GROUP_CATEGORY;
        buf_add_str(sql, STR(", "));
        sql_name(sql, is_category ? grouping->field->column : time);
    }
}

bool plan_read_keys(struct plan *plan, sqlite3_stmt *row, int column,
                    uint32_t *keys, struct error *err)
{
    char text[16];
    for (size_t i = 0; i < plan->key_count; i++) {
        const struct grouping *grouping = grouping_at(plan, i);
        int at = column + (int)i;
        struct value value =
            grouping->kind == GROUP_CATEGORY
                ? column_value(row, at, grouping->field->type)
                : plan_time_key(grouping->kind, column_str(row, at), text);
        int64_t number = intern_value(&plan->values[i], value);
        if (number == INTERN_FAILED)
            return error_set(err, ERROR_NO_MEMORY,
                             "these groups need more memory than a request "
                             "may use");
        keys[i] = (uint32_t)number;
    }
    return true;
}
