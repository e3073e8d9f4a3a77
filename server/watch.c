#include "server/watch.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "server/stream.h"

enum { INTERVAL_MS = 250 };

struct watch {
    struct app *app;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t stop;
    bool is_stopping;
};

static int64_t generation(struct store *store)
{
    const struct catalog *catalog = store_catalog(store);
    int64_t number = catalog->generation;
    catalog_release(catalog);
    return number;
}

// A database that cannot be read is logged once, not four times a second.
static void look(struct app *app, int64_t *seen)
{
    struct error err;
    char quoted[LOG_VALUE_MAX + 1];
    bool ok = store_refresh(app->store, &err);
    bool was_ok = atomic_exchange(&app->is_ready, ok);
    if (!ok && was_ok)
        log_line(LOG_ERROR, "part=watch code=%s error=%s", error_name(err.code),
                 log_quote(str_from(err.message), quoted));
    if (!ok) return;
    int64_t now = generation(app->store);
    if (now == *seen) return;
    metrics_add(app->metrics, COUNTER_REFRESHES);
    log_line(LOG_INFO, "part=watch message=\"new version\" generation=%lld",
             (long long)now);
    *seen = now;
}

// False once it is time to stop.
static bool wait_interval(struct watch *watch)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += INTERVAL_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&watch->lock);
    int rc = 0;
    while (!watch->is_stopping && rc != ETIMEDOUT)
        rc = pthread_cond_timedwait(&watch->stop, &watch->lock, &until);
    bool goes_on = !watch->is_stopping;
    pthread_mutex_unlock(&watch->lock);
    return goes_on;
}

static void *watch_run(void *context)
{
    struct watch *watch = context;
    int64_t seen = generation(watch->app->store);
    while (wait_interval(watch)) {
        look(watch->app, &seen);
        streams_watch(watch->app->streams);
    }
    return NULL;
}

struct watch *watch_start(struct app *app, struct error *err)
{
    pthread_condattr_t monotonic;
    struct watch *watch = calloc(1, sizeof *watch);
    if (!watch) {
        error_set(err, ERROR_NO_MEMORY, "no memory for the server");
        return NULL;
    }
    watch->app = app;
    pthread_mutex_init(&watch->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&watch->stop, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&watch->thread, NULL, watch_run, watch) == 0)
        return watch;
    free(watch);
    error_set(err, ERROR_INTERNAL, "cannot start the thread that watches");
    return NULL;
}

void watch_stop(struct watch *watch)
{
    if (!watch) return;
    pthread_mutex_lock(&watch->lock);
    watch->is_stopping = true;
    pthread_cond_signal(&watch->stop);
    pthread_mutex_unlock(&watch->lock);
    pthread_join(watch->thread, NULL);
    pthread_cond_destroy(&watch->stop);
    pthread_mutex_destroy(&watch->lock);
    free(watch);
}
