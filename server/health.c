#include "server/health.h"

#include <stdio.h>
#include <unistd.h>

#include "base/json.h"
#include "server/app.h"
#include "server/blocks.h"
#include "server/cache.h"
#include "server/http.h"
#include "server/request.h"
#include "server/stream.h"
#include "server/workers.h"

const struct offer health_offers[] = { { "json", FORMAT_JSON }, { 0 } };
const struct offer metrics_offers[] = { { "text", FORMAT_TEXT }, { 0 } };

enum { METRICS_BYTES_MAX = 4 << 20 };

bool get_health_live(struct app *app, struct request *request,
                     struct response *response, struct error *err)
{
    (void)app;
    (void)request;
    (void)err;
    response->body = STR("{\"status\":\"pass\"}\n");
    return true;
}

bool get_health_ready(struct app *app, struct request *request,
                      struct response *response, struct error *err)
{
    (void)request;
    if (atomic_load(&app->is_stopping))
        return error_set(err, ERROR_BUSY, "the server is stopping");
    if (!atomic_load(&app->is_ready))
        return error_set(err, ERROR_BUSY, "the database cannot be read");
    response->body = STR("{\"status\":\"pass\"}\n");
    return true;
}

// The second number of /proc/self/statm: resident pages.
static double resident_bytes(void)
{
    char line[128];
    int64_t pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file) return 0;
    str text = str_from(fgets(line, sizeof line, file));
    fclose(file);
    str rest = str_slice(text, str_find_char(text, ' ') + 1, text.len);
    if (!str_to_int(str_slice(rest, 0, str_find_char(rest, ' ')), &pages))
        return 0;
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static void label_write(struct buf *out, str value)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = value.bytes[i];
        if (c == '"' || c == '\\') buf_add_char(out, '\\');
        if (c == '\n')
            buf_addf(out, "\\n");
        else
            buf_add_char(out, c);
    }
}

// Internal datasets are left out: not even their names are public.
static void datasets_write(const struct catalog *catalog, struct buf *out)
{
    buf_addf(out, "# HELP buurt_dataset_version The version that is served.\n"
                  "# TYPE buurt_dataset_version gauge\n");
    for (size_t i = 0; i < catalog->dataset_count; i++) {
        const struct dataset *dataset = &catalog->datasets[i];
        if (dataset->is_internal) continue;
        buf_addf(out, "buurt_dataset_version{dataset=\"");
        label_write(out, dataset->id);
        buf_addf(out, "\"} %lld\n", (long long)dataset->version);
    }
}

static void gauges_write(struct app *app, struct buf *out)
{
    gauge_write(out, "buurt_connections", "Open connections.",
                http_connection_count(app->http));
    gauge_write(out, "buurt_requests_in_flight",
                "Requests that have begun and not ended.",
                http_exchange_count(app->http));
    gauge_write(out, "buurt_queue_length", "Requests waiting for a worker.",
                (double)workers_queued(app->workers));
    gauge_write(out, "buurt_workers_busy", "Workers that answer a request.",
                (double)workers_running(app->workers));
    gauge_write(out, "buurt_downloads", "Downloads that are being made.",
                (double)streams_count(app->streams));
    gauge_write(out, "buurt_cache_bytes", "Memory of finished answers.",
                (double)cache_bytes(app->cache));
    gauge_write(out, "buurt_blocks_bytes",
                "Memory of features decoded for tiles.",
                (double)blocks_bytes(app->blocks));
    gauge_write(out, "process_resident_memory_bytes",
                "Resident memory of the server.", resident_bytes());
}

bool get_metrics(struct app *app, struct request *request,
                 struct response *response, struct error *err)
{
    struct buf out;
    buf_init(&out, request->arena, METRICS_BYTES_MAX);
    metrics_write(app->metrics, &out);
    gauges_write(app, &out);
    gauge_write(&out, "buurt_catalog_generation",
                "Grows with every publication.",
                (double)request->catalog->generation);
    datasets_write(request->catalog, &out);
    return buf_finish(&out, &response->body, err);
}
