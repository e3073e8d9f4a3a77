// Small collections for questions about queries, beside those of read_world.h.

#ifndef TESTS_UNIT_QUERY_WORLD_H
#define TESTS_UNIT_QUERY_WORLD_H

#include "read_world.h"

enum { QUERY_FIELDS_MAX = 8 };

struct thing {
    struct value values[QUERY_FIELDS_MAX];
    struct geom geom;
};

static inline struct geom point_at(struct world *w, double x, double y)
{
    return geom_from_point(w->arena, (struct point){ x, y });
}

// A dataset of one collection, both called `id`; rows are numbered from 1.
static inline void load_things(struct world *w, const char *id,
                               struct field *fields, size_t field_count,
                               const struct thing *things, size_t count)
{
    struct dataset dataset = { .id = str_from(id), .kind = DATASET_FEATURES };
    struct collection c = { .id = str_from(id),
                            .schema = { fields, field_count },
                            .level = LEVEL_NONE,
                            .storage_srid = CRS_WGS84 };
    struct loading rows = loading_begin(w, &dataset, &c);
    for (size_t i = 0; i < count; i++) {
        struct value values[QUERY_FIELDS_MAX];
        memcpy(values, things[i].values, sizeof values);
        struct feature f = { .id = of_int((int64_t)i + 1),
                             .values = values,
                             .geom = things[i].geom };
        loading_add(&rows, &f, i + 1);
    }
    loading_end(&rows);
    view_close(w->view);
    w->view = view_open(w->store, 0, &error);
    must(w->view);
}

// The ids of a selection in its order; at most `most`.
static inline size_t ids_of(struct world *w, const struct selection *s,
                            int64_t *ids, size_t most)
{
    size_t count = 0;
    struct feature f;
    struct cursor *cursor = cursor_open(w->view, s, &error);
    must(cursor);
    while (count < most && cursor_next(cursor, &f)) ids[count++] = f.id.integer;
    must(cursor_close(cursor, &error));
    return count;
}

static inline int64_t count_of(struct world *w, const struct selection *s)
{
    int64_t count = -1;
    must(store_count(w->view, s, &count, &error));
    return count;
}

#endif
