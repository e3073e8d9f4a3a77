#include "server/serve.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "geo/crs.h"
#include "server/archive/archive.h"
#include "server/blocks.h"
#include "server/cache.h"
#include "server/crs_list.h"
#include "server/dispatch.h"
#include "server/recall.h"
#include "server/shelf.h"
#include "server/simple_maps.h"
#include "server/stream.h"
#include "server/style/style.h"
#include "server/watch.h"
#include "server/wfs/places.h"
#include "server/workers.h"

enum {
    WRONG_BYTES_MAX = 64 * 1024,
    CONFIG_BYTES_MAX = 1 << 20,
    BUSY_TIMEOUT_MS = 2000,
    VIEW_WAIT_MS = 2000,
    DRAIN_GRACE_MS = 3000,
    MHD_ROOM_BYTES = 16 * 1024,  // for its own notes beside the headers
    SIMPLE_MAPS_BYTES = 32 << 20,
    SHELF_BYTES = 48 << 20,
    FILES_PER_CONNECTION = 8,  // to the database
    FILES_OTHER = 64,
    KEPT_BLOCK_BYTES = 4 << 20,
    KEPT_BYTES = 32 << 20,
    HEAPS_PER_PROCESSOR = 2,
};

static unsigned processor_count(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors > 0 ? (unsigned)processors : 1;
}

static unsigned worker_count(const struct config *config)
{
    if (config->worker_threads) return (unsigned)config->worker_threads;
    return processor_count() * 2 + 2;
}

// Requests take and return blocks of up to a megabyte all day: kept by the
// program they cost nothing, given back to the system each time they cost a
// page fault per 4 kB. But not by each thread for itself: what one gave back
// the next may take.
static void keep_memory(void)
{
    mallopt(M_ARENA_MAX, (int)processor_count() * HEAPS_PER_PROCESSOR);
    mallopt(M_MMAP_THRESHOLD, KEPT_BLOCK_BYTES);
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    mallopt(M_TOP_PAD, KEPT_BLOCK_BYTES);
}

// A download keeps its connection while its client reads.
static unsigned connection_count(const struct config *config)
{
    return worker_count(config) + (unsigned)config->max_downloads;
}

static bool open_store(struct app *app, struct error *err)
{
    const struct store_options options = {
        .connections = connection_count(app->config),
        .busy_timeout_ms = BUSY_TIMEOUT_MS,
        .wait_ms = VIEW_WAIT_MS,
    };
    keep_memory();
    app->store = store_open(app->config->db, &options, err);
    atomic_store(&app->is_ready, app->store != NULL);
    return app->store != NULL;
}

static bool start_http(struct app *app, struct error *err)
{
    const struct config *config = app->config;
    const struct http_options options = {
        .listen = config->listen,
        .threads = (unsigned)config->event_threads,
        .max_connections = (unsigned)config->max_connections,
        .idle_timeout_s = (unsigned)config->idle_timeout_s,
        .request_bytes = (size_t)config->max_url_bytes +
                         (size_t)config->max_header_bytes + MHD_ROOM_BYTES,
        .accepts = dispatch_accepts,
        .begin = dispatch_begin,
        .end = dispatch_end,
        .context = app,
    };
    app->http = http_start(&options, err);
    return app->http != NULL;
}

static bool start_parts(struct app *app, struct error *err)
{
    const struct config *config = app->config;
    if (!open_store(app, err)) return false;
    app->style_templates = style_templates_create(err);
    if (!app->style_templates) return false;
    app->archives = archives_create(config->tiles, err);
    if (!app->archives) return false;
    app->metrics = metrics_create();
    app->cache = cache_create((size_t)config->cache_mb << 20);
    app->recall = recall_create();
    app->simple_maps = simple_maps_create(SIMPLE_MAPS_BYTES);
    app->shelf = shelf_create(SHELF_BYTES);
    app->blocks = blocks_create((size_t)config->blocks_mb << 20);
    app->wfs_places = wfs_places_create();
    app->streams = streams_create();
    if (!app->metrics || !app->cache || !app->recall || !app->simple_maps ||
        !app->shelf || !app->blocks || !app->wfs_places || !app->streams)
        return error_set(err, ERROR_NO_MEMORY, "no memory for the server");
    app->workers =
        workers_start(worker_count(config), (size_t)config->queue_length, err);
    if (!app->workers) return false;
    app->makers =
        workers_start(processor_count(), (size_t)config->max_downloads, err);
    return app->makers && start_http(app, err);
}

// Running requests finish: workers go on until the last exchange has ended.
static void stop_parts(struct app *app)
{
    atomic_store(&app->is_stopping, true);
    atomic_store(&app->stop_ms,
                 clock_ms() + (uint64_t)app->config->request_timeout_ms);
    unsigned wait_ms =
        (unsigned)app->config->request_timeout_ms + DRAIN_GRACE_MS;
    if (app->http && !http_stop(app->http, wait_ms)) {
        log_line(LOG_ERROR, "part=serve message=\"a request does not end; "
                            "leaving it behind\"");
        return;
    }
    workers_stop(app->makers);
    workers_stop(app->workers);
    recall_destroy(app->recall);
    cache_destroy(app->cache);
    archives_destroy(app->archives);
    simple_maps_destroy(app->simple_maps);
    shelf_destroy(app->shelf);
    blocks_destroy(app->blocks);
    style_templates_destroy(app->style_templates);
    wfs_places_destroy(app->wfs_places);
    streams_destroy(app->streams);
    metrics_destroy(app->metrics);
    if (app->store) store_close(app->store);
}

// Each connection is a file; the usual 1024 are too few.
static void raise_file_limit(const struct config *config)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)config->max_connections +
                    connection_count(config) * FILES_PER_CONNECTION +
                    FILES_OTHER;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    if (limit.rlim_cur >= wanted) return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted)
        log_line(LOG_WARNING,
                 "part=serve message=\"max-connections needs %llu open files, "
                 "and the system allows %llu\"",
                 (unsigned long long)wanted,
                 (unsigned long long)limit.rlim_cur);
}

// Clients are told so when they ask; who runs the service should know before.
static void look_for_rd(void)
{
    struct error err;
    if (crs_rd_is_offered()) return;
    struct crs_transform *rd = crs_open(CRS_WGS84, CRS_RD, &err);
    if (!rd)
        log_line(LOG_INFO, "part=serve message=\"RD is not offered: %s\"",
                 err.message);
    crs_close(rd);
}

// Signals are blocked in every thread and taken here, where anything may be
// called.
static void block_signals(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static int fail(const struct error *err)
{
    fprintf(stderr, "buurt serve: %s\n", err->message);
    return error_exit_status(err->code);
}

static int serve(const struct config *config)
{
    int taken;
    sigset_t signals;
    struct error err;
    struct app app = { .config = config };
    struct watch *watch = NULL;
    block_signals(&signals);
    raise_file_limit(config);
    look_for_rd();
    bool ok = log_gather_start(&err) && start_parts(&app, &err);
    if (ok) watch = watch_start(&app, &err);
    if (watch) {
        printf("listening on http://%s/\n", http_address(app.http));
        fflush(stdout);
        sigwait(&signals, &taken);
        log_line(LOG_INFO, "part=serve message=\"stopping\" signal=%d", taken);
    }
    watch_stop(watch);
    stop_parts(&app);
    log_gather_stop();
    return watch ? 0 : fail(&err);
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 2; i < argc; i++)
        if (!strcmp(argv[i], "--help")) return true;
    return false;
}

static int print_help(struct arena *arena)
{
    str text;
    struct buf help;
    buf_init(&help, arena, WRONG_BYTES_MAX);
    config_write_help(&help);
    if (!buf_finish(&help, &text, NULL)) return 4;
    fwrite(text.bytes, 1, text.len, stdout);
    return 0;
}

static void set_log_level(const char *name)
{
    static const char *const names[] = {
        [LOG_DEBUG] = "debug",
        [LOG_INFO] = "info",
        [LOG_WARNING] = "warning",
        [LOG_ERROR] = "error",
    };
    for (int level = LOG_DEBUG; level <= LOG_ERROR; level++)
        if (!strcmp(names[level], name)) log_set_level((enum log_level)level);
}

static int configure_and_serve(struct arena *arena, int argc, char **argv)
{
    str text;
    struct buf wrong;
    struct config config;
    if (asks_for_help(argc, argv)) return print_help(arena);
    buf_init(&wrong, arena, WRONG_BYTES_MAX);
    if (!config_read(&config, arena, argc - 2, argv + 2, &wrong)) {
        if (buf_finish(&wrong, &text, NULL))
            fprintf(stderr, "%.*sbuurt serve --help shows all options\n",
                    STR_ARG(text));
        return 2;
    }
    set_log_level(config.log_level);
    return serve(&config);
}

int serve_run(int argc, char **argv)
{
    struct arena *arena = arena_create(CONFIG_BYTES_MAX);
    if (!arena) return 4;
    int status = configure_and_serve(arena, argc, argv);
    arena_destroy(arena);
    return status;
}
