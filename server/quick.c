#include "server/quick.h"

#include <pthread.h>

#include "base/clock.h"

static _Thread_local uint64_t window_began_us, window_spent_us;

static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t compressor_key;
static bool has_key;

static void destroy_compressor(void *compressor)
{
    compressor_destroy(compressor);
}

static void make_key(void)
{
    has_key = pthread_key_create(&compressor_key, destroy_compressor) == 0;
}

struct compressor *quick_compressor(void)
{
    pthread_once(&key_once, make_key);
    if (!has_key) return NULL;
    struct compressor *compressor = pthread_getspecific(compressor_key);
    if (compressor) return compressor;
    compressor = compressor_create();
    if (!compressor || pthread_setspecific(compressor_key, compressor) == 0)
        return compressor;
    compressor_destroy(compressor);
    return NULL;
}

bool quick_may_begin(const struct exchange *exchange)
{
    if (exchange_connections(exchange) <= QUICK_CONNECTIONS) return true;
    uint64_t now_us = clock_us();
    if (now_us - window_began_us >= QUICK_WINDOW_US) {
        window_began_us = now_us;
        window_spent_us = 0;
    }
    return window_spent_us < QUICK_WINDOW_PART_US;
}

void quick_took(uint64_t us)
{
    window_spent_us += us;
}
