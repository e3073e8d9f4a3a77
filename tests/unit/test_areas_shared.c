// The facts of areas are shared by all connections and change under them.

#include <pthread.h>

#include "read_world.h"
#include "store/aggregate.h"

enum { THREADS = 2, ROUNDS = 15 };

static struct world *world;

// Adds up to what was loaded, whichever version of the areas it sees.
static void *ask_often(void *context)
{
    bool *ok = context;
    for (int round = 0; round < ROUNDS; round++) {
        struct error err;
        struct aggregate got;
        struct arena *arena = arena_create((size_t)1 << 24);
        struct view *view = view_open(world->store, 0, &err);
        struct selection s = { 0 };
        struct aggregate_query query = { .selection = &s,
                                         .groupings = { { GROUP_BUURT, NULL } },
                                         .grouping_count = 1,
                                         .max_groups = 1000 };
        *ok = *ok && view;
        if (view) {
            int64_t sum = 0;
            s.collection =
                catalog_collection(view_catalog(view), STR("rood-witte-palen"));
            *ok = *ok && aggregate_run(view, arena, &query, &got, &err);
            for (size_t i = 0; *ok && i < got.group_count; i++)
                sum += got.groups[i].count;
            *ok = *ok && sum + got.unassigned.count == POLES &&
                  got.total.count == POLES &&
                  (got.group_count == BUURTEN || got.group_count == 48);
            view_close(view);
        }
        arena_destroy(arena);
    }
    return NULL;
}

TEST(connections_agree_while_the_areas_are_replaced)
{
    pthread_t threads[THREADS];
    bool oks[THREADS];
    world = world_open();
    view_close(world->view);
    for (int i = 0; i < THREADS; i++) {
        oks[i] = true;
        CHECK(!pthread_create(&threads[i], NULL, ask_often, &oks[i]));
    }
    for (int round = 0; round < 3; round++) {
        world->last_gemeente = round % 2 ? 2 : 1;
        load_areas(world);
        must(store_refresh(world->store, &error));
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        CHECK(oks[i]);
    }
    world->view = view_open(world->store, 0, &error);
    must(world->view);
    world_close(world);
}

TEST_MAIN
