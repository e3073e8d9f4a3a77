#include "server/quick.h"

#include <pthread.h>

#include "base/clock.h"

static _Thread_local int64_t allowed_us;   // below zero: more than was allowed
static _Thread_local uint64_t counted_us;  // until when

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
    uint64_t now_us = clock_us();
    int64_t earned_us = (int64_t)((now_us - counted_us) / QUICK_ONE_IN);
    counted_us += (uint64_t)earned_us * QUICK_ONE_IN;
    allowed_us += earned_us;
    if (allowed_us > QUICK_AT_ONCE_US) allowed_us = QUICK_AT_ONCE_US;
    return allowed_us > 0 ||
           exchange_connections(exchange) <= QUICK_CONNECTIONS;
}

void quick_took(uint64_t us)
{
    allowed_us -= (int64_t)us;
    if (allowed_us < -QUICK_DEBT_US) allowed_us = -QUICK_DEBT_US;
}
