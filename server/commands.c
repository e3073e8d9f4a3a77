#include "server/commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/commands_show.h"
#include "server/export/command.h"

enum { EXIT_USAGE = 2, OUTPUT_MAX = 64 << 20, PATH_SIZE = 4096 };

struct arguments {
    const char *db, *dataset;
    bool wants_json, wants_help;
};

struct command {
    const char *name, *usage;
    bool needs_dataset, takes_json;
    bool (*run)(const struct arguments *args, struct error *err);
};

const char *commands_usage(void)
{
    return "usage: buurt import MANIFEST... [--db FILE] [--from PATH] "
           "[--dry-run]\n"
           "                                [--progress auto|json|none] "
           "[--json]\n"
           "       buurt serve  [--db FILE] [--listen ADDRESS:PORT] "
           "[--config FILE]\n"
           "       buurt tiles COLLECTION[,...] [--db FILE] [--zoom 0-14]\n"
           "                                [--PARAMETER VALUE]... "
           "FILE.pmtiles|FILE.mbtiles\n"
           "       buurt list   [--db FILE] [--json]\n"
           "       buurt show DATASET   [--db FILE] [--json]\n"
           "       buurt remove DATASET [--db FILE]\n"
           "       buurt --version\n"
           "\n"
           "The database is $BUURT_DB, else buurt.sqlite. `buurt COMMAND "
           "--help` says more.\n";
}

static const char *database_path(const char *db)
{
    if (!db) db = getenv("BUURT_DB");
    return db && *db ? db : "buurt.sqlite";
}

// Nothing here makes a database that is not there.
static struct store *open_store(const char *db, unsigned connections,
                                bool can_write, struct error *err)
{
    const char *path = database_path(db);
    if (access(path, F_OK) != 0) {
        error_set(err, ERROR_IO, "%s: %s", path, strerror(errno));
        return NULL;
    }
    struct store *store =
        store_open(path,
                   &(struct store_options){ .connections = connections,
                                            .busy_timeout_ms = 10000,
                                            .wait_ms = 10000,
                                            .can_write = can_write },
                   err);
    if (!store && !strstr(err->message, path)) error_context(err, "%s", path);
    return store;
}

struct store *commands_open_store(const char *db, unsigned connections,
                                  struct error *err)
{
    return open_store(db, connections, false, err);
}

static bool print(struct buf *buf, struct error *err)
{
    str text;
    if (!buf_finish(buf, &text, err)) return false;
    bool ok = fwrite(text.bytes, 1, text.len, stdout) == text.len;
    if (fflush(stdout) == 0 && ok) return true;
    return error_set(err, ERROR_IO, "cannot write the answer: %s",
                     strerror(errno));
}

// Opens the database for reading and has `write` say something about it.
static bool answer(const struct arguments *args,
                   bool (*write)(const struct catalog *,
                                 const struct arguments *, struct buf *,
                                 struct error *),
                   struct error *err)
{
    struct arena *arena = arena_create(OUTPUT_MAX * 2);
    if (!arena) return error_set(err, ERROR_NO_MEMORY, "no memory left");
    struct store *store = open_store(args->db, 1, false, err);
    bool ok = store;
    if (ok) {
        struct buf buf;
        buf_init(&buf, arena, OUTPUT_MAX);
        const struct catalog *catalog = store_catalog(store);
        ok = write(catalog, args, &buf, err) && print(&buf, err);
        catalog_release(catalog);
        store_close(store);
    }
    arena_destroy(arena);
    return ok;
}

static bool write_list(const struct catalog *catalog,
                       const struct arguments *args, struct buf *out,
                       struct error *err)
{
    (void)err;
    if (args->wants_json)
        list_write(catalog, out);
    else
        list_print(catalog, out);
    return true;
}

static bool run_list(const struct arguments *args, struct error *err)
{
    return answer(args, write_list, err);
}

static bool write_dataset(const struct catalog *catalog,
                          const struct arguments *args, struct buf *out,
                          struct error *err)
{
    const struct dataset *dataset =
        catalog_dataset(catalog, str_from(args->dataset));
    if (!dataset)
        return error_set(err, ERROR_NOT_FOUND,
                         "there is no dataset '%s'; `buurt list` names them",
                         args->dataset);
    if (args->wants_json)
        dataset_write(catalog, dataset, out);
    else
        dataset_print(catalog, dataset, out);
    return true;
}

static bool run_show(const struct arguments *args, struct error *err)
{
    return answer(args, write_dataset, err);
}

static bool run_remove(const struct arguments *args, struct error *err)
{
    struct store *store = open_store(args->db, 1, true, err);
    if (!store) return false;
    bool ok = store_remove(store, str_from(args->dataset), err);
    store_close(store);
    if (ok) printf("%s: removed\n", args->dataset);
    return ok;
}

static const struct command commands[] = {
    { "list",
      "usage: buurt list [--db FILE] [--json]\n\n"
      "Lists the datasets of the database, internal ones included.\n",
      false, true, run_list },
    { "show",
      "usage: buurt show DATASET [--db FILE] [--json]\n\n"
      "Shows a dataset: its version and source, its collections with fields\n"
      "and counts, and the report of its last import.\n",
      true, true, run_show },
    { "remove",
      "usage: buurt remove DATASET [--db FILE]\n\n"
      "Deletes a dataset and its collections. Refused while other datasets\n"
      "take their area codes from it.\n",
      true, false, run_remove },
};

static int wrong_usage(const char *usage, const char *format, const char *what)
{
    fputs("buurt: ", stderr);
    fprintf(stderr, format, what);
    fprintf(stderr, "\n\n%s", usage);
    return EXIT_USAGE;
}

// The value of --db FILE or --db=FILE; NULL when argv[*i] is not --db. An
// empty text when the value is missing.
static const char *db_option(int argc, char **argv, int *i)
{
    if (!strncmp(argv[*i], "--db=", 5)) return argv[*i] + 5;
    if (strcmp(argv[*i], "--db") != 0) return NULL;
    return *i + 1 < argc ? argv[++*i] : "";
}

static int parse_arguments(int argc, char **argv, const struct command *command,
                           struct arguments *out)
{
    for (int i = 2; i < argc; i++) {
        const char *text = argv[i];
        const char *db = db_option(argc, argv, &i);
        if (db)
            out->db = db;
        else if (!strcmp(text, "--help") || !strcmp(text, "-h"))
            out->wants_help = true;
        else if (!strcmp(text, "--json") && command->takes_json)
            out->wants_json = true;
        else if (text[0] == '-')
            return wrong_usage(command->usage, "unknown option %s", text);
        else if (!command->needs_dataset || out->dataset)
            return wrong_usage(command->usage, "unexpected argument %s", text);
        else
            out->dataset = text;
        if (db && !*db)
            return wrong_usage(command->usage, "%s needs a value", "--db");
    }
    if (command->needs_dataset && !out->dataset && !out->wants_help)
        return wrong_usage(command->usage, "%s: which dataset?", command->name);
    return 0;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    struct arguments args = { 0 };
    int status = parse_arguments(argc, argv, command, &args);
    if (status) return status;
    if (args.wants_help) {
        fputs(command->usage, stdout);
        return 0;
    }
    struct error err = { 0 };
    if (command->run(&args, &err)) return 0;
    fprintf(stderr, "buurt %s: %s\n", command->name, err.message);
    return error_exit_status(err.code);
}

// The importer is a program of its own, because it loads GDAL and this one
// does not. It stands beside this one or in libexec.
static int exec_import(char **argv)
{
    static const char *const places[] = { "buurt-import",
                                          "../libexec/buurt/buurt-import" };
    char self[PATH_SIZE];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (len <= 0) len = 0;
    while (len > 0 && self[len - 1] != '/') len--;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char path[PATH_SIZE + 40];
        snprintf(path, sizeof path, "%.*s%s", (int)len, self, places[i]);
        execv(path, argv + 1);
        if (errno != ENOENT && errno != ENOTDIR) {
            fprintf(stderr, "buurt import: cannot run %s: %s\n", path,
                    strerror(errno));
            return EXIT_USAGE;
        }
    }
    fprintf(stderr,
            "buurt import: the program buurt-import is neither beside this one "
            "nor in ../libexec/buurt\n");
    return EXIT_USAGE;
}

int commands_run(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (!strcmp(name, "import")) return exec_import(argv);
    if (!strcmp(name, "tiles")) return tiles_run(argc, argv);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(name, commands[i].name))
            return run_command(&commands[i], argc, argv);
    if (!strcmp(name, "--help") || !strcmp(name, "-h") ||
        !strcmp(name, "help")) {
        fputs(commands_usage(), stdout);
        return 0;
    }
    if (!strcmp(name, "--version")) {
        puts("buurt " BUURT_VERSION);
        return 0;
    }
    return *name ? wrong_usage(commands_usage(), "unknown command %s", name)
                 : wrong_usage(commands_usage(), "%s", "no command given");
}
