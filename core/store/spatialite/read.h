// What the SpatiaLite engine answers, as engine.h wants it: the functions of
// store/query.h, store/relations.h and store/aggregate.h, with the same
// parameters and promises.

#ifndef STORE_SPATIALITE_READ_H
#define STORE_SPATIALITE_READ_H

#include "store/aggregate.h"
#include "store/groups.h"
#include "store/relations.h"
#include "store/spots.h"

// The first member of struct cursor is its view, so that whoever has a cursor
// finds the engine it belongs to.
struct cursor *spatialite_cursor_open(struct view *view,
                                      const struct selection *selection,
                                      struct error *err) MUST_CHECK;
bool spatialite_cursor_next(struct cursor *cursor, struct feature *feature);
bool spatialite_cursor_close(struct cursor *cursor,
                             struct error *err) MUST_CHECK;

bool spatialite_spots(struct view *view, const struct selection *selection,
                      const struct spot_visitor *visitor, bool *is_answered,
                      struct error *err);
bool spatialite_groups(struct view *view, struct arena *arena,
                       const struct collection *collection, bool are_large,
                       struct row_groups *out, bool *is_answered,
                       struct error *err) MUST_CHECK;
bool spatialite_group_rows(struct view *view, struct arena *arena,
                           const struct collection *collection,
                           const struct row_group *group,
                           struct group_rows *out,
                           struct error *err) MUST_CHECK;
bool spatialite_search_boxes(struct view *view, const struct box_filter *filter,
                             struct box_filter *out,
                             struct error *err) MUST_CHECK;
bool spatialite_count(struct view *view, const struct selection *selection,
                      int64_t *count, struct error *err) MUST_CHECK;

bool spatialite_get(struct view *view, struct arena *arena,
                    const struct selection *selection, str id,
                    struct feature *feature, struct error *err) MUST_CHECK;

bool spatialite_values(struct view *view, struct arena *arena,
                       const struct selection *selection,
                       const struct field *field, size_t max,
                       struct value_count **values, size_t *value_count,
                       struct error *err) MUST_CHECK;

bool spatialite_adjacent(struct view *view, struct arena *arena,
                         const struct collection *collection, str id,
                         struct neighbour **neighbours, size_t *count,
                         struct error *err) MUST_CHECK;

bool spatialite_aggregate_run(struct view *view, struct arena *arena,
                              const struct aggregate_query *query,
                              struct aggregate *out,
                              struct error *err) MUST_CHECK;

#endif
