// What an aggregate query comes down to, checked: which areas, which keys,
// which fields. Both sources of numbers (aggregate_source.h) follow it.

#ifndef STORE_SPATIALITE_AGGREGATE_PLAN_H
#define STORE_SPATIALITE_AGGREGATE_PLAN_H

#include "store/aggregate.h"
#include "store/spatialite/aggregate_table.h"
#include "store/spatialite/areas.h"
#include "store/spatialite/values_intern.h"

// The areas of one level, and which of them the selection holds.
struct area_choice {
    enum area_level level;  // LEVEL_NONE: not asked for
    const struct area_list *list;
    bool *is_inside;  // by place in the list
    size_t inside_count;
};

struct plan {
    struct view *view;
    struct arena *arena;
    const struct aggregate_query *query;
    struct selection selection;  // the query's, without paging
    const struct collection *collection;
    const struct field *time;
    const struct areas *areas;  // NULL: the table knows none

    struct area_choice groups;  // the finest level grouped by
    struct area_choice data;    // statistics: the level that rows stand at
    struct area_choice rates;   // the finest level there is, for rate()

    // Groupings that are no areas, as numbers in query->groupings; each has
    // its own values.
    size_t key_count;
    size_t keys[GROUPINGS_MAX];
    struct intern values[GROUPINGS_MAX];

    // The fields that measures need, each once.
    size_t field_count;
    const struct field *fields[MEASURES_MAX];
    int measure_fields[MEASURES_MAX];                 // by measure; -1: none
    const struct area_number *numbers[MEASURES_MAX];  // rate: per

    // A row of no area has the last slot. Without an area among the groupings
    // there is one slot, and no row is unassigned.
    size_t slot_count;
    int32_t *slot_places;    // by slot; AREA_NONE without areas
    int32_t *place_slots;    // by place; AREA_NONE: no slot
    int32_t *ordinal_slots;  // by ordinal
};

bool plan_init(struct plan *plan, struct view *view, struct arena *arena,
               const struct aggregate_query *query,
               struct error *err) MUST_CHECK;

// The numbers of a row's keys: the values stand in `row` from `column` on, as
// plan_add_key_columns asked for them.
bool plan_read_keys(struct plan *plan, sqlite3_stmt *row, int column,
                    uint32_t *keys, struct error *err) MUST_CHECK;

// ", column" for each key; `time` is the column that months are read from.
void plan_add_key_columns(const struct plan *plan, struct buf *sql, str time);

// The area of the data that an ordinal is, for slab_see; AREA_NONE when nobody
// asks or it is none.
int32_t plan_data_area(const struct plan *plan, int64_t ordinal);

bool plan_groups_areas(const struct plan *plan);
size_t plan_slot(const struct plan *plan, int64_t ordinal);  // below 0: none

// "2023-Q1" for "2023-02…"; VALUE_NULL for anything shorter than a month.
// Lives in `text`.
struct value plan_time_key(enum group_kind kind, str time, char text[16]);

#endif
