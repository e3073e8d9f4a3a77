#include "server/metrics.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "server/route.h"

static const unsigned statuses[] = {
    200, 204, 304, 400, 404, 405, 406, 410, 413, 414, 431, 500, 501, 503, 505, 0
};  // 0: any other
enum { STATUS_COUNT = sizeof statuses / sizeof *statuses };

static const double bounds_s[] = { 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                   0.025,  0.05,  0.1,    0.25,  0.5,
                                   1,      2.5,   5,      10,    30 };
enum { BOUND_COUNT = sizeof bounds_s / sizeof *bounds_s };

struct route_counters {
    atomic_uint_fast64_t by_status[STATUS_COUNT];
    atomic_uint_fast64_t by_time[BOUND_COUNT + 1];  // the last: longer
    atomic_uint_fast64_t us, bytes;
};

struct metrics {
    atomic_uint_fast64_t counters[COUNTER_COUNT];
    struct route_counters by_route[];  // the last: no route
};

struct metrics *metrics_create(void)
{
    struct metrics *metrics;
    return calloc(1, sizeof *metrics +
                         (route_count() + 1) * sizeof *metrics->by_route);
}

void metrics_destroy(struct metrics *metrics)
{
    free(metrics);
}

static size_t status_index(unsigned status)
{
    size_t i = 0;
    while (statuses[i] && statuses[i] != status) i++;
    return i;
}

static size_t time_index(uint64_t us)
{
    size_t i = 0;
    while (i < BOUND_COUNT && (double)us > bounds_s[i] * 1e6) i++;
    return i;
}

static void add(atomic_uint_fast64_t *counter, uint64_t amount)
{
    atomic_fetch_add_explicit(counter, amount, memory_order_relaxed);
}

static uint64_t get(const atomic_uint_fast64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_count(struct metrics *metrics, const struct route *route,
                   unsigned status, uint64_t us, uint64_t bytes)
{
    struct route_counters *counters = &metrics->by_route[route_number(route)];
    add(&counters->by_status[status_index(status)], 1);
    add(&counters->by_time[time_index(us)], 1);
    add(&counters->us, us);
    add(&counters->bytes, bytes);
}

void metrics_add(struct metrics *metrics, enum counter counter)
{
    add(&metrics->counters[counter], 1);
}

struct counter_fact {
    const char *name, *help;
};

static const struct counter_fact counter_facts[] = {
    [COUNTER_CACHE_HITS] = { "buurt_cache_hits_total",
                             "Answers taken from memory." },
    [COUNTER_CACHE_MISSES] = { "buurt_cache_misses_total",
                               "Answers that had to be made." },
    [COUNTER_QUICK] = { "buurt_quick_total",
                        "Answers made at once, without a worker." },
    [COUNTER_CACHE_JOINED] = { "buurt_cache_joined_total",
                               "Requests that waited for the same answer, "
                               "already being made." },
    [COUNTER_NOT_MODIFIED] = { "buurt_not_modified_total",
                               "Answers 304, without a query." },
    [COUNTER_QUEUE_REFUSED] = { "buurt_queue_refused_total",
                                "Requests refused because the queue was "
                                "full." },
    [COUNTER_ABANDONED] = { "buurt_abandoned_total",
                            "Requests whose client had gone before they were "
                            "worked on." },
    [COUNTER_DOWNLOADS_REFUSED] = { "buurt_downloads_refused_total",
                                    "Downloads refused because too many were "
                                    "running." },
    [COUNTER_DOWNLOADS_CUT] = { "buurt_downloads_cut_total",
                                "Downloads broken off in the middle because "
                                "something failed." },
    [COUNTER_REFRESHES] = { "buurt_catalog_refreshes_total",
                            "New versions of the database picked up." },
};

static void head_write(struct buf *out, const char *name, const char *help,
                       const char *type)
{
    buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static const char *route_name(size_t i)
{
    const struct route *route = route_at(i);
    return route ? route->id : "none";
}

static void requests_write(const struct metrics *metrics, struct buf *out)
{
    head_write(out, "buurt_http_requests_total",
               "Requests answered, by route and status.", "counter");
    for (size_t i = 0; i <= route_count(); i++) {
        for (size_t s = 0; s < STATUS_COUNT; s++) {
            uint64_t count = get(&metrics->by_route[i].by_status[s]);
            if (!count) continue;
            buf_addf(out, "buurt_http_requests_total{route=\"%s\",status=\"",
                     route_name(i));
            if (statuses[s])
                buf_addf(out, "%u", statuses[s]);
            else
                buf_addf(out, "other");
            buf_addf(out, "\"} %llu\n", (unsigned long long)count);
        }
    }
}

// The buckets of one route, each of which counts what the smaller ones do.
static void histogram_write(const struct route_counters *counters,
                            const char *route, struct buf *out)
{
    const char *name = "buurt_http_request_duration_seconds";
    uint64_t count = 0;
    for (size_t b = 0; b <= BOUND_COUNT; b++)
        count += get(&counters->by_time[b]);
    if (!count) return;
    uint64_t sum = 0;
    for (size_t b = 0; b < BOUND_COUNT; b++) {
        sum += get(&counters->by_time[b]);
        buf_addf(out, "%s_bucket{route=\"%s\",le=\"", name, route);
        buf_add_real(out, bounds_s[b]);
        buf_addf(out, "\"} %llu\n", (unsigned long long)sum);
    }
    buf_addf(out, "%s_bucket{route=\"%s\",le=\"+Inf\"} %llu\n", name, route,
             (unsigned long long)count);
    buf_addf(out, "%s_sum{route=\"%s\"} ", name, route);
    buf_add_real(out, (double)get(&counters->us) / 1e6);
    buf_addf(out, "\n%s_count{route=\"%s\"} %llu\n", name, route,
             (unsigned long long)count);
}

static void bytes_write(const struct metrics *metrics, struct buf *out)
{
    head_write(out, "buurt_http_response_bytes_total",
               "Bytes of bodies sent, by route.", "counter");
    for (size_t i = 0; i <= route_count(); i++) {
        uint64_t bytes = get(&metrics->by_route[i].bytes);
        if (bytes)
            buf_addf(out,
                     "buurt_http_response_bytes_total{route=\"%s\"} %llu\n",
                     route_name(i), (unsigned long long)bytes);
    }
}

void metrics_write(const struct metrics *metrics, struct buf *out)
{
    requests_write(metrics, out);
    head_write(out, "buurt_http_request_duration_seconds",
               "Time from the request's last byte to the answer's, by route.",
               "histogram");
    for (size_t i = 0; i <= route_count(); i++)
        histogram_write(&metrics->by_route[i], route_name(i), out);
    bytes_write(metrics, out);
    for (size_t i = 0; i < COUNTER_COUNT; i++) {
        head_write(out, counter_facts[i].name, counter_facts[i].help,
                   "counter");
        buf_addf(out, "%s %llu\n", counter_facts[i].name,
                 (unsigned long long)get(&metrics->counters[i]));
    }
}

void gauge_write(struct buf *out, const char *name, const char *help,
                 double value)
{
    head_write(out, name, help, "gauge");
    buf_addf(out, "%s ", name);
    buf_add_real(out, value);
    buf_add_char(out, '\n');
}
