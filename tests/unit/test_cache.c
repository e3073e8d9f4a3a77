#include "unit/test.h"

#include <stdlib.h>

#include "server/cache.h"

static struct answer *answer_of(size_t len)
{
    char *body = calloc(1, len);
    return answer_create(&(struct answer_parts){
        .status = 200, .body = { body, len }, .release = free, .owner = body });
}

static enum cache_found begin(struct cache *cache, const char *key)
{
    struct exchange exchange = { 0 };
    struct answer *answer = NULL;
    enum cache_found found =
        cache_begin(cache, str_from(key), &exchange, &answer);
    answer_release(answer);
    return found;
}

static void make(struct cache *cache, const char *key, size_t len)
{
    CHECK(begin(cache, key) == CACHE_MISS);
    struct answer *answer = answer_of(len);
    CHECK(!cache_finish(cache, str_from(key), answer, true));
    answer_release(answer);
}

TEST(an_answer_is_found_under_its_key_only)
{
    struct cache *cache = cache_create(1 << 20);
    make(cache, "a", 100);
    CHECK(begin(cache, "a") == CACHE_HIT);
    CHECK(begin(cache, "b") == CACHE_MISS);
    CHECK(!cache_finish(cache, STR("b"), NULL, false));
    CHECK(begin(cache, "b") == CACHE_MISS);
    CHECK(cache_give_up(cache, STR("b")));
    CHECK(begin(cache, "b") == CACHE_MISS);
    CHECK(cache_give_up(cache, STR("b")));
    cache_destroy(cache);
}

TEST(memory_stays_below_its_bound_and_the_oldest_goes_first)
{
    enum { COUNT = 100 };
    char key[20];
    struct cache *cache = cache_create(1 << 20);
    for (int i = 0; i < COUNT; i++) {
        snprintf(key, sizeof key, "key %d", i);
        make(cache, key, 50 * 1000);
        CHECK(cache_bytes(cache) <= 1 << 20);
        CHECK(i == 0 || begin(cache, "key 0") == CACHE_HIT);
    }
    CHECK(begin(cache, "key 99") == CACHE_HIT);
    CHECK(begin(cache, "key 1") == CACHE_MISS);
    CHECK(cache_give_up(cache, STR("key 1")));
    cache_destroy(cache);
}

TEST(one_answer_may_not_push_out_all_others)
{
    struct cache *cache = cache_create(1 << 20);
    make(cache, "small", 1000);
    make(cache, "large", 500 * 1000);
    CHECK(begin(cache, "small") == CACHE_HIT);
    CHECK(begin(cache, "large") == CACHE_MISS);
    CHECK(cache_give_up(cache, STR("large")));
    cache_destroy(cache);
}

TEST(a_cache_without_memory_keeps_nothing)
{
    struct cache *cache = cache_create(0);
    make(cache, "a", 100);
    CHECK(begin(cache, "a") == CACHE_MISS);
    CHECK(cache_give_up(cache, STR("a")));
    CHECK(cache_bytes(cache) == 0);
    cache_destroy(cache);
}

TEST(looking_for_an_answer_neither_waits_nor_makes)
{
    struct cache *cache = cache_create(100 * 1024);
    CHECK(!cache_find(cache, STR("a")));
    CHECK(begin(cache, "a") == CACHE_MISS);
    CHECK(!cache_find(cache, STR("a")));
    CHECK(!cache_finish(cache, STR("a"), NULL, false));
    make(cache, "a", 1000);
    // What is looked for counts as used: it outlives what came after it.
    for (int i = 0; i < 100; i++) {
        char key[8];
        snprintf(key, sizeof key, "%d", i);
        make(cache, key, 1000);
        struct answer *answer = cache_find(cache, STR("a"));
        CHECK(answer);
        answer_release(answer);
    }
    CHECK(!cache_find(cache, STR("0")));
    cache_destroy(cache);
}

TEST_MAIN
