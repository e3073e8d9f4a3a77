// From a selection to the terms of a WHERE clause with bound parameters.
//
// The text depends on the shape of the selection alone, so that view_prepare
// finds it again; what was asked for is bound.

#ifndef STORE_SPATIALITE_SELECT_H
#define STORE_SPATIALITE_SELECT_H

#include "store/query.h"
#include "store/spatialite/areas.h"

enum { AREA_RANGES_MAX = 8 };

// datetime against one collection's time fields. An instant or a period
// matches when from <= start <= to: `from` is moved back to the start of the
// period that holds it, and a day is compared as a day. An interval matches
// when start <= to and end >= from, where one of the two may be open; a row
// without either matches nothing.
struct time_bounds {
    const struct field *start, *end;  // end: intervals only
    str from, to;                     // empty: open
    char from_text[TIMESTAMP_LEN + 1], to_text[TIMESTAMP_LEN + 1];
    bool is_asked;
};

void time_bounds_init(struct time_bounds *bounds,
                      const struct selection *selection);

// Which column an index may be used for.
enum access {
    ACCESS_ANY,        // the order of rows does not matter: SQLite's choice
    ACCESS_FID,        // rows in order of fid: equalities only, because their
                       // indexes end in the fid
    ACCESS_BY_AREA,    // a few areas out of many
    ACCESS_BY_TIME,    // a short time out of a long one
    ACCESS_BY_FILTER,  // what one part of the filter says of a column
    ACCESS_BY_VALUE,   // one of the conditions
    ACCESS_BY_LIST,    // each value of an IN by itself, in order of fid
};

struct ordinal_range {
    int64_t first, last;
};

// The conditions of a selection, box and paging aside, made ready.
struct filter {
    const struct selection *selection;
    struct time_bounds time;
    bool is_never;  // nothing can match
    // Conditions on area codes, when the table has ordinals: rows in these
    // ranges. Without any, rows that no ordinal decides about (unassigned, or
    // from `undecided` on) are asked for their own codes.
    bool by_area;
    struct ordinal_range ranges[AREA_RANGES_MAX];
    size_t range_count;
    int64_t undecided;
    bool has_many_ranges;  // more than fit: asked of the areas table
    // The part that ACCESS_BY_FILTER or ACCESS_BY_LIST looks up.
    const struct cql *picked;
    // The condition that ACCESS_BY_VALUE looks up; the others then go without
    // their indexes, whatever the access. NULL: SQLite chooses.
    const struct condition *equal;
};

bool filter_init(struct filter *filter, struct view *view,
                 const struct selection *selection,
                 struct error *err) MUST_CHECK;
bool filter_is_open(const struct filter *filter);  // takes every row
bool filter_is_one_area(const struct filter *filter);

// Whether the field's condition is answered by ordinals.
bool filter_is_area(const struct collection *collection,
                    const struct field *field);

// Whether an ordinal has the codes that the selection asks for. Where it lacks
// one of them, rows may have a code of their own that no area bears.
enum match { MATCH_NO, MATCH_YES, MATCH_UNDECIDED };
enum match ordinal_match(const struct area_ordinals *ordinals, size_t ordinal,
                         const struct selection *selection);

struct where {
    struct buf *sql;
    struct value *bindings;  // in the arena of `sql`
    size_t binding_count, binding_room;
    bool has_terms;
};

// " WHERE " or " AND ", whichever is due; the caller adds the term.
void where_term(struct where *where);
void where_bind_int(struct where *where, int64_t value);
void where_bind_value(struct where *where, struct value value);
void where_add(struct where *where, struct arena *arena,
               const struct filter *filter, enum access access);

// Only the terms that ACCESS_BY_AREA … ACCESS_BY_VALUE find rows by.
void where_add_picked(struct where *where, struct arena *arena,
                      const struct filter *filter, enum access access);
bool where_bind(const struct where *where, struct view *view,
                sqlite3_stmt *statement, struct error *err) MUST_CHECK;

bool value_bind(sqlite3_stmt *statement, int position, struct value value);

#endif
