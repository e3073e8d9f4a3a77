#include "server/export/command.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/commands.h"
#include "server/export/export.h"
#include "server/tileset.h"

enum {
    EXIT_USAGE = 2,
    ZOOM_LAST = 14,
    PARAMS_MAX = 64,
    THREADS_MAX = 64,
    ZOOM_MAX = 22,  // what readers of PMTiles and MBTiles can count on
};

static const char usage[] =
    "usage: buurt tiles COLLECTION[,COLLECTION...] [--db FILE]\n"
    "                   [--tms WebMercatorQuad] [--zoom MIN-MAX] [--PARAMETER "
    "VALUE]...\n"
    "                   [--threads N] [--progress auto|json|none]\n"
    "                   FILE.pmtiles|FILE.mbtiles\n"
    "\n"
    "Writes the vector tiles of collections, a layer for each, into one file:\n"
    "the same tiles that `buurt serve` gives. Zooms are 0-14 unless told\n"
    "otherwise. A PARAMETER is one of a tile's address: filter, datetime,\n"
    "properties, or a property that can be filtered on. The file appears when\n"
    "it is whole; until then FILE.part and FILE.part.log hold what there is,\n"
    "and the same command goes on from there.\n";

struct tiles_args {
    const char *db, *tms, *zoom, *progress, *threads;
    const char *positional[2];
    size_t positional_count;
    struct pair params[PARAMS_MAX];
    size_t param_count;
    bool wants_help;
};

static bool wrong(const char *format, const char *what)
{
    fputs("buurt tiles: ", stderr);
    fprintf(stderr, format, what);
    fprintf(stderr, "\n\n%s", usage);
    return false;
}

static const char **own_option(struct tiles_args *args, str name)
{
    const struct {
        const char *name;
        const char **value;
    } options[] = { { "db", &args->db },
                    { "tms", &args->tms },
                    { "zoom", &args->zoom },
                    { "progress", &args->progress },
                    { "threads", &args->threads } };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (str_equal(name, str_from(options[i].name))) return options[i].value;
    return NULL;
}

// --name value and --name=value. What is no option of ours is a parameter.
static bool parse_option(struct arena *arena, char **argv, int *i,
                         struct tiles_args *out)
{
    str text = str_from(argv[*i] + 2), name;
    str rest = text;
    str_next(&rest, '=', &name);
    const char *value = rest.bytes ? rest.bytes : argv[++*i];
    const char **own = own_option(out, name);
    if (!value || (own && !*value))
        return wrong("--%s needs a value", text.bytes);
    if (own) {
        *own = value;
        return true;
    }
    if (out->param_count == PARAMS_MAX)
        return wrong("too many %s", "parameters");
    struct pair *param = &out->params[out->param_count++];
    param->name = arena_copy(arena, name);
    param->value = str_from(value);
    return param->name.bytes || wrong("%s", "an option without a name");
}

static bool parse_arguments(struct arena *arena, int argc, char **argv,
                            struct tiles_args *out)
{
    *out = (struct tiles_args){ .tms = "WebMercatorQuad", .progress = "auto" };
    for (int i = 2; i < argc; i++) {
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
            out->wants_help = true;
            return true;
        }
        if (!strncmp(argv[i], "--", 2)) {
            if (!parse_option(arena, argv, &i, out)) return false;
        } else if (argv[i][0] == '-' && argv[i][1]) {
            return wrong("unknown option %s", argv[i]);
        } else if (out->positional_count == 2) {
            return wrong("unexpected argument %s", argv[i]);
        } else {
            out->positional[out->positional_count++] = argv[i];
        }
    }
    if (out->positional_count == 2) return true;
    return wrong("%s", out->positional_count ? "no file given"
                                             : "no collection given");
}

// Both formats count tiles as web maps do, and know no other way.
static bool choose_tms(const struct tiles_args *args,
                       struct export_options *out)
{
    out->ask.tms = tileset_tms_find(str_from(args->tms));
    if (!out->ask.tms)
        return wrong("there is no tile matrix set %s; a file of tiles has "
                     "WebMercatorQuad",
                     args->tms);
    if (!strcmp(out->ask.tms->id, "WebMercatorQuad")) return true;
    return wrong("PMTiles and MBTiles know WebMercatorQuad only; no program "
                 "would find the tiles of %s in them",
                 args->tms);
}

static bool choose_zooms(const struct tiles_args *args,
                         struct export_options *out)
{
    int64_t min = 0, max = ZOOM_LAST;
    str rest = str_from(args->zoom), first;
    if (rest.len) {
        str_next(&rest, '-', &first);
        str last = rest.bytes ? rest : first;
        if (!str_to_int(first, &min) || !str_to_int(last, &max) || min < 0 ||
            max < min || max > ZOOM_MAX)
            return wrong("--zoom is a zoom or a range of them within 0-22, "
                         "such as 0-14, not %s",
                         args->zoom);
    }
    out->ask.min_zoom = (uint32_t)min;
    out->ask.max_zoom = (uint32_t)max;
    return true;
}

static bool choose_format(const struct tiles_args *args,
                          struct export_options *out)
{
    out->path = args->positional[1];
    str path = str_from(out->path);
    bool is_pmtiles = str_ends(path, STR(".pmtiles"));
    if (!is_pmtiles && !str_ends(path, STR(".mbtiles")))
        return wrong("the file must end in .pmtiles or .mbtiles, not %s",
                     out->path);
    out->format = is_pmtiles ? EXPORT_PMTILES : EXPORT_MBTILES;
    return true;
}

static bool choose_threads(const struct tiles_args *args,
                           struct export_options *out)
{
    int64_t threads = sysconf(_SC_NPROCESSORS_ONLN);
    if (args->threads && (!str_to_int(str_from(args->threads), &threads) ||
                          threads < 1 || threads > THREADS_MAX))
        return wrong("--threads is a number from 1 to 64, not %s",
                     args->threads);
    out->threads = threads < 1             ? 1
                   : threads > THREADS_MAX ? THREADS_MAX
                                           : (unsigned)threads;
    return true;
}

static bool choose_progress(const struct tiles_args *args, struct progress *out)
{
    *out = (struct progress){ .out = stdout,
                              .unit = "tiles",
                              .dataset = str_from(args->positional[0]) };
    if (!strcmp(args->progress, "json"))
        out->mode = PROGRESS_JSON;
    else if (!strcmp(args->progress, "auto"))
        out->mode = isatty(STDOUT_FILENO) ? PROGRESS_BAR : PROGRESS_NONE;
    else if (strcmp(args->progress, "none") != 0)
        return wrong("--progress is auto, json or none, not %s",
                     args->progress);
    return true;
}

static void print_sums(const struct export_options *options,
                       const struct export_sums *sums)
{
    printf("%s: %" PRIu64 " tiles, %" PRIu64 " of them different, %" PRIu64
           " bytes\n",
           options->path, sums->tiles, sums->contents, sums->bytes);
    if (sums->reduced)
        printf("%" PRIu64 " tiles go without attributes, or with clusters or a "
               "coarser grid, to stay below %d bytes\n",
               sums->reduced, TILE_BYTES_MAX);
}

static int export_tiles(const char *db, const struct export_options *options,
                        struct progress *progress)
{
    struct error err = { 0 };
    struct export_sums sums;
    progress_catch_signals();
    struct store *store = commands_open_store(db, options->threads, &err);
    bool ok = store && export_run(store, options, progress, &sums, &err);
    progress_clear(progress);
    if (store) store_close(store);
    if (progress->stop_signal) {
        // As if it had not been caught: whoever waits sees the signal.
        fputs("buurt tiles: the same command goes on from here\n", stderr);
        signal(progress->stop_signal, SIG_DFL);
        raise(progress->stop_signal);
    }
    if (ok)
        print_sums(options, &sums);
    else
        fprintf(stderr, "buurt tiles: %s\n", err.message);
    return ok ? 0 : error_exit_status(err.code);
}

static int parse_and_export(struct arena *arena, int argc, char **argv)
{
    struct tiles_args args;
    struct progress progress;
    struct export_options options = { 0 };
    if (!parse_arguments(arena, argc, argv, &args)) return EXIT_USAGE;
    if (args.wants_help) {
        fputs(usage, stdout);
        return 0;
    }
    if (!choose_tms(&args, &options) || !choose_zooms(&args, &options) ||
        !choose_format(&args, &options) || !choose_threads(&args, &options) ||
        !choose_progress(&args, &progress))
        return EXIT_USAGE;
    options.ask.collections = args.positional[0];
    options.ask.params = args.params;
    options.ask.param_count = args.param_count;
    return export_tiles(args.db, &options, &progress);
}

int tiles_run(int argc, char **argv)
{
    struct arena *arena = arena_create(1 << 20);
    if (!arena) return EXIT_USAGE;
    int status = parse_and_export(arena, argc, argv);
    arena_destroy(arena);
    return status;
}
