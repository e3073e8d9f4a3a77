// The calls of the store's public headers, passed on to the engine of the
// handle that they are made on.

#include "store/store.h"

#include "store/engine.h"

static const struct engine *const engines[] = { &spatialite_engine };

static const struct engine *of_store(const struct store *store)
{
    return store->engine;
}

static const struct engine *of_view(const struct view *view)
{
    return of_store(*(struct store *const *)(const void *)view);
}

static const struct engine *of_cursor(const struct cursor *cursor)
{
    return of_view(*(struct view *const *)(const void *)cursor);
}

static const struct engine *of_load(const struct load *load)
{
    return of_store(*(struct store *const *)(const void *)load);
}

static const struct engine *of_loader(const struct loader *loader)
{
    return of_load(*(struct load *const *)(const void *)loader);
}

struct store *store_open(const char *path, const struct store_options *options,
                         struct error *err)
{
    for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++)
        if (engines[i]->accepts(path))
            return engines[i]->store_open(path, options, err);
    error_set(err, ERROR_INVALID, "no kind of database is known by \"%s\"",
              path);
    return NULL;
}

void store_close(struct store *store)
{
    if (store) of_store(store)->store_close(store);
}

const struct catalog *store_catalog(struct store *store)
{
    return of_store(store)->store_catalog(store);
}

bool store_refresh(struct store *store, struct error *err)
{
    return of_store(store)->store_refresh(store, err);
}

bool store_remove(struct store *store, str dataset, struct error *err)
{
    return of_store(store)->store_remove(store, dataset, err);
}

struct view *view_open(struct store *store, uint64_t deadline_ms,
                       struct error *err)
{
    return of_store(store)->view_open(store, deadline_ms, err);
}

void view_close(struct view *view)
{
    if (view) of_view(view)->view_close(view);
}

const struct catalog *view_catalog(const struct view *view)
{
    return of_view(view)->view_catalog(view);
}

void view_cancel(struct view *view)
{
    of_view(view)->view_cancel(view);
}

struct cursor *cursor_open(struct view *view, const struct selection *selection,
                           struct error *err)
{
    return of_view(view)->cursor_open(view, selection, err);
}

bool cursor_next(struct cursor *cursor, struct feature *feature)
{
    return of_cursor(cursor)->cursor_next(cursor, feature);
}

bool cursor_close(struct cursor *cursor, struct error *err)
{
    return !cursor || of_cursor(cursor)->cursor_close(cursor, err);
}

bool store_spots(struct view *view, const struct selection *selection,
                 const struct spot_visitor *visitor, bool *is_answered,
                 struct error *err)
{
    return of_view(view)->spots(view, selection, visitor, is_answered, err);
}

bool store_groups(struct view *view, struct arena *arena,
                  const struct collection *collection, bool are_large,
                  struct row_groups *out, bool *is_answered, struct error *err)
{
    return of_view(view)->groups(view, arena, collection, are_large, out,
                                 is_answered, err);
}

bool store_group_rows(struct view *view, struct arena *arena,
                      const struct collection *collection,
                      const struct row_group *group, struct group_rows *out,
                      struct error *err)
{
    return of_view(view)->group_rows(view, arena, collection, group, out, err);
}

bool store_search_boxes(struct view *view, const struct box_filter *filter,
                        struct box_filter *out, struct error *err)
{
    return of_view(view)->search_boxes(view, filter, out, err);
}

bool store_count(struct view *view, const struct selection *selection,
                 int64_t *count, struct error *err)
{
    return of_view(view)->count(view, selection, count, err);
}

bool store_get(struct view *view, struct arena *arena,
               const struct selection *selection, str id,
               struct feature *feature, struct error *err)
{
    return of_view(view)->get(view, arena, selection, id, feature, err);
}

bool store_values(struct view *view, struct arena *arena,
                  const struct selection *selection, const struct field *field,
                  size_t max, struct value_count **values, size_t *value_count,
                  struct error *err)
{
    return of_view(view)->values(view, arena, selection, field, max, values,
                                 value_count, err);
}

bool store_adjacent(struct view *view, struct arena *arena,
                    const struct collection *collection, str id,
                    struct neighbour **neighbours, size_t *count,
                    struct error *err)
{
    return of_view(view)->adjacent(view, arena, collection, id, neighbours,
                                   count, err);
}

bool aggregate_run(struct view *view, struct arena *arena,
                   const struct aggregate_query *query, struct aggregate *out,
                   struct error *err)
{
    return of_view(view)->aggregate_run(view, arena, query, out, err);
}

struct load *load_open(struct store *store, const struct dataset *dataset,
                       struct error *err)
{
    return of_store(store)->load_open(store, dataset, err);
}

bool load_publish(struct load *load, str report, struct error *err)
{
    return of_load(load)->load_publish(load, report, err);
}

void load_close(struct load *load)
{
    if (load) of_load(load)->load_close(load);
}

struct loader *loader_open(struct load *load,
                           const struct collection *collection,
                           struct error *err)
{
    return of_load(load)->loader_open(load, collection, err);
}

bool loader_add(struct loader *loader, const struct feature *feature,
                const struct geom *stored, uint64_t row_number,
                uint64_t *first_row, struct error *err)
{
    return of_loader(loader)->loader_add(loader, feature, stored, row_number,
                                         first_row, err);
}

bool loader_finish(struct loader *loader,
                   void (*progress)(void *context, uint64_t done,
                                    uint64_t total),
                   void *context, struct error *err)
{
    return of_loader(loader)->loader_finish(loader, progress, context, err);
}
