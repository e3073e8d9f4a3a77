#include "unit/test.h"

#include <pthread.h>
#include <stdatomic.h>

#include "server/shelf.h"

enum { LIMIT = 1 << 20, THING_BYTES = 100 * 1000, THREADS = 8, ROUNDS = 200 };

struct order {
    size_t bytes;
    atomic_int made;
    atomic_int failures;  // how many times it still fails
};

static const void *make(void *context, struct arena *arena, struct error *err)
{
    struct order *order = context;
    if (atomic_fetch_sub(&order->failures, 1) > 0) {
        (void)!error_set(err, ERROR_BUSY, "not now");
        return NULL;
    }
    const void *thing = arena_alloc(arena, order->bytes);
    if (!thing) (void)!error_set(err, ERROR_NO_MEMORY, "too large");
    atomic_fetch_add(&order->made, 1);
    return thing;
}

static bool get(struct shelf *shelf, const char *key, struct order *order)
{
    struct error err;
    const struct shelf_item *item =
        shelf_get(shelf, str_from(key), LIMIT, make, order, &err);
    if (!item) return false;
    CHECK(item->thing);
    shelf_release(shelf, item);
    return true;
}

TEST(a_thing_is_made_once_for_its_key)
{
    struct order order = { .bytes = THING_BYTES };
    struct shelf *shelf = shelf_create(LIMIT);
    CHECK(get(shelf, "a", &order) && get(shelf, "a", &order));
    CHECK(order.made == 1);
    CHECK(get(shelf, "b", &order) && get(shelf, "a", &order));
    CHECK(order.made == 2);
    shelf_destroy(shelf);
}

TEST(what_failed_is_made_by_the_next_who_asks)
{
    struct order order = { .bytes = THING_BYTES, .failures = 1 };
    struct order large = { .bytes = 2 * LIMIT };
    struct shelf *shelf = shelf_create(LIMIT);
    CHECK(!get(shelf, "a", &order));
    CHECK(shelf_bytes(shelf) == 0);
    CHECK(get(shelf, "a", &order));
    CHECK(!get(shelf, "large", &large));
    shelf_destroy(shelf);
}

TEST(the_least_recently_used_goes_first_and_memory_is_bounded)
{
    char key[20];
    struct order order = { .bytes = THING_BYTES };
    struct shelf *shelf = shelf_create(LIMIT);
    for (int i = 0; i < 100; i++) {
        snprintf(key, sizeof key, "%d", i);
        CHECK(get(shelf, key, &order) && get(shelf, "0", &order));
        CHECK(shelf_bytes(shelf) <= LIMIT);
    }
    CHECK(order.made == 100);
    CHECK(get(shelf, "99", &order) && order.made == 100);
    CHECK(get(shelf, "1", &order) && order.made == 101);
    shelf_destroy(shelf);
}

TEST(what_is_held_outlives_its_place_and_a_large_thing_stays_alone)
{
    struct error err;
    struct order order = { .bytes = THING_BYTES };
    struct shelf *shelf = shelf_create(THING_BYTES / 2);
    const struct shelf_item *item =
        shelf_get(shelf, STR("a"), LIMIT, make, &order, &err);
    CHECK(item);
    CHECK(get(shelf, "a", &order) && order.made == 1);
    CHECK(get(shelf, "b", &order) && order.made == 2);
    // Under AddressSanitizer this is the test that `a` is still there.
    CHECK(*(const volatile char *)item->thing == 0);
    shelf_release(shelf, item);
    CHECK(get(shelf, "a", &order) && order.made == 3);
    shelf_release(shelf, NULL);
    shelf_destroy(shelf);
}

struct crowd {
    struct shelf *shelf;
    struct order order;
};

static void *ask(void *context)
{
    struct crowd *crowd = context;
    char key[20];
    for (int i = 0; i < ROUNDS; i++) {
        snprintf(key, sizeof key, "%d", i % 20);
        get(crowd->shelf, key, &crowd->order);
    }
    return NULL;
}

TEST(many_threads_may_ask_at_once)
{
    pthread_t threads[THREADS];
    struct crowd crowd = { .shelf = shelf_create(LIMIT),
                           .order = { .bytes = 1000, .failures = 5 } };
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, ask, &crowd) == 0);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    CHECK(crowd.order.made == 20);
    CHECK(shelf_bytes(crowd.shelf) <= LIMIT);
    shelf_destroy(crowd.shelf);
}

TEST_MAIN
