// What an engine of the store fills in. store.c chooses one when a database is
// opened and passes every call of store.h, query.h, aggregate.h and load.h on
// to it; the members have the parameters of the function whose name they bear.
//
// The handles are the engine's own structs. store.c finds the engine of one by
// its first member, which is what it was opened from:
//
//   struct store    const struct engine *engine
//   struct view     struct store *store
//   struct cursor   struct view *view
//   struct load     struct store *store
//   struct loader   struct load *load

#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include "store/aggregate.h"
#include "store/groups.h"
#include "store/load.h"
#include "store/query.h"
#include "store/relations.h"
#include "store/spots.h"

struct engine {
    const char *name;

    // Whether it keeps the database that `path` names.
    bool (*accepts)(const char *path);

    struct store *(*store_open)(const char *path,
                                const struct store_options *options,
                                struct error *err);
    void (*store_close)(struct store *store);
    const struct catalog *(*store_catalog)(struct store *store);
    bool (*store_refresh)(struct store *store, struct error *err);
    bool (*store_remove)(struct store *store, str dataset, struct error *err);

    struct view *(*view_open)(struct store *store, uint64_t deadline_ms,
                              struct error *err);
    void (*view_close)(struct view *view);
    const struct catalog *(*view_catalog)(const struct view *view);
    void (*view_cancel)(struct view *view);

    struct cursor *(*cursor_open)(struct view *view,
                                  const struct selection *selection,
                                  struct error *err);
    bool (*cursor_next)(struct cursor *cursor, struct feature *feature);
    bool (*cursor_close)(struct cursor *cursor, struct error *err);
    bool (*count)(struct view *view, const struct selection *selection,
                  int64_t *count, struct error *err);
    bool (*spots)(struct view *view, const struct selection *selection,
                  const struct spot_visitor *visitor, bool *is_answered,
                  struct error *err);
    bool (*groups)(struct view *view, struct arena *arena,
                   const struct collection *collection, bool are_large,
                   struct row_groups *out, bool *is_answered,
                   struct error *err);
    bool (*group_rows)(struct view *view, struct arena *arena,
                       const struct collection *collection,
                       const struct row_group *group, struct group_rows *out,
                       struct error *err);
    bool (*search_boxes)(struct view *view, const struct box_filter *filter,
                         struct box_filter *out, struct error *err);
    bool (*get)(struct view *view, struct arena *arena,
                const struct selection *selection, str id,
                struct feature *feature, struct error *err);
    bool (*values)(struct view *view, struct arena *arena,
                   const struct selection *selection, const struct field *field,
                   size_t max, struct value_count **values, size_t *value_count,
                   struct error *err);
    bool (*adjacent)(struct view *view, struct arena *arena,
                     const struct collection *collection, str id,
                     struct neighbour **neighbours, size_t *count,
                     struct error *err);
    bool (*aggregate_run)(struct view *view, struct arena *arena,
                          const struct aggregate_query *query,
                          struct aggregate *out, struct error *err);

    struct load *(*load_open)(struct store *store,
                              const struct dataset *dataset, struct error *err);
    bool (*load_publish)(struct load *load, str report, struct error *err);
    void (*load_close)(struct load *load);
    struct loader *(*loader_open)(struct load *load,
                                  const struct collection *collection,
                                  struct error *err);
    bool (*loader_add)(struct loader *loader, const struct feature *feature,
                       const struct geom *stored, uint64_t row_number,
                       uint64_t *first_row, struct error *err);
    bool (*loader_finish)(struct loader *loader,
                          void (*progress)(void *context, uint64_t done,
                                           uint64_t total),
                          void *context, struct error *err);
};

// The head of every engine's struct store.
struct store {
    const struct engine *engine;
};

extern const struct engine spatialite_engine;

#endif
