// buurt-import: the program behind `buurt import`. It alone loads GDAL.

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/progress.h"
#include "importers/import.h"

enum {
    MANIFESTS_MAX = 256,
    MANIFEST_MEMORY_MAX = 64 << 20,
    OUTPUT_MAX = 64 << 20,
    EXIT_USAGE = 2,
};

struct arguments {
    const char *manifests[MANIFESTS_MAX];
    size_t manifest_count;
    const char *db, *from, *progress;
    bool is_dry_run, wants_json, wants_help;
};

static const char usage[] =
    "usage: buurt import MANIFEST... [--db FILE] [--from PATH] [--dry-run]\n"
    "                    [--progress auto|json|none] [--json]\n"
    "\n"
    "Reads the source that each manifest describes, in the order given, and\n"
    "publishes it as a new version. A manifest succeeds as a whole or changes\n"
    "nothing; the first failure ends the run.\n"
    "\n"
    "  --db FILE        the database (default: $BUURT_DB, else buurt.sqlite)\n"
    "  --from PATH      read the source from another file\n"
    "  --dry-run        check and report, write nothing\n"
    "  --progress HOW   auto (a bar on a terminal), json (a line each half\n"
    "                   second) or none\n"
    "  --json           print each report as one line of JSON\n"
    "  --help           print this\n"
    "\n"
    "Exit status: 0 done; 1 the data was refused, nothing changed; 2 wrong\n"
    "usage or manifest; 3 the source could not be read; 4 the database could\n"
    "not be read or written.\n";

static bool wrong_usage(const char *format, const char *what)
{
    fputs("buurt import: ", stderr);
    fprintf(stderr, format, what);
    fputs("\n\n", stderr);
    fputs(usage, stderr);
    return false;
}

struct option {
    const char *name;
    size_t offset;
    bool is_flag;
};

static const struct option options[] = {
    { "--db", offsetof(struct arguments, db) },
    { "--from", offsetof(struct arguments, from) },
    { "--progress", offsetof(struct arguments, progress) },
    { "--dry-run", offsetof(struct arguments, is_dry_run), true },
    { "--json", offsetof(struct arguments, wants_json), true },
    { "--help", offsetof(struct arguments, wants_help), true },
    { "-h", offsetof(struct arguments, wants_help), true },
};

// Takes argv[*i], and the value behind it where the option has one.
static bool parse_option(char **argv, int *i, struct arguments *out)
{
    const char *text = argv[*i];
    size_t len = strcspn(text, "=");
    for (size_t o = 0; o < sizeof options / sizeof *options; o++) {
        const struct option *option = &options[o];
        if (strlen(option->name) != len ||
            strncmp(option->name, text, len) != 0)
            continue;
        char *target = (char *)out + option->offset;
        if (option->is_flag) {
            if (text[len])
                return wrong_usage("%s takes no value", option->name);
            *(bool *)target = true;
            return true;
        }
        const char *value = text[len] ? text + len + 1 : argv[++*i];
        if (!value || !*value)
            return wrong_usage("%s needs a value", option->name);
        memcpy(target, &value, sizeof value);
        return true;
    }
    return wrong_usage("unknown option %s", text);
}

static bool is_progress_word(const char *word)
{
    return !strcmp(word, "auto") || !strcmp(word, "json") ||
           !strcmp(word, "none");
}

static bool parse_arguments(int argc, char **argv, struct arguments *out)
{
    out->progress = "auto";
    bool is_rest = false;
    for (int i = 1; i < argc; i++) {
        bool is_option = !is_rest && argv[i][0] == '-' && argv[i][1];
        if (is_option && !strcmp(argv[i], "--")) {
            is_rest = true;
            continue;
        }
        if (is_option) {
            if (!parse_option(argv, &i, out)) return false;
            continue;
        }
        if (out->manifest_count == MANIFESTS_MAX)
            return wrong_usage("more than %s manifests", "256");
        out->manifests[out->manifest_count++] = argv[i];
    }
    if (out->wants_help) return true;
    if (!out->manifest_count) return wrong_usage("%s", "no manifest given");
    if (out->from && out->manifest_count > 1)
        return wrong_usage("%s goes with one manifest", "--from");
    if (!is_progress_word(out->progress))
        return wrong_usage("--progress is auto, json or none, not %s",
                           out->progress);
    return true;
}

static int fail(const struct error *err)
{
    fprintf(stderr, "buurt import: %s\n", err->message);
    return error_exit_status(err->code);
}

// All manifests are read before anything is imported, so that a mistake in
// the last one does not turn up after minutes of work.
static int read_manifests(struct arena *arena, const struct arguments *args,
                          struct manifest *manifests)
{
    int status = 0;
    for (size_t i = 0; i < args->manifest_count; i++) {
        struct error err = { 0 };
        str problems = { 0 };
        if (manifest_read_all(arena, args->manifests[i], str_from(args->from),
                              &manifests[i], &problems, &err))
            continue;
        if (problems.len)
            fprintf(stderr, "%.*s", STR_ARG(problems));
        else
            fail(&err);
        status = error_exit_status(err.code);
    }
    return status;
}

static const char *database_path(const struct arguments *args)
{
    const char *db = args->db ? args->db : getenv("BUURT_DB");
    return db && *db ? db : "buurt.sqlite";
}

// A dry run does not make the file: without one there are just no areas.
static bool open_store(const struct arguments *args, struct store **out,
                       struct error *err)
{
    const char *path = database_path(args);
    *out = NULL;
    if (args->is_dry_run && access(path, F_OK) != 0 && errno == ENOENT)
        return true;
    *out = store_open(path,
                      &(struct store_options){ .connections = 2,
                                               .busy_timeout_ms = 10000,
                                               .wait_ms = 10000,
                                               .can_write = !args->is_dry_run },
                      err);
    if (!*out && !strstr(err->message, path)) error_context(err, "%s", path);
    return *out;
}

static const char *outcome(bool ok, bool is_dry_run)
{
    if (ok) return is_dry_run ? "would be published" : "published";
    return is_dry_run ? "would not be published" : "nothing changed";
}

static void write_json(struct buf *out, const struct manifest *manifest,
                       const struct report *report, const struct error *err,
                       bool is_dry_run)
{
    bool ok = err->code == ERROR_NONE;
    struct json json = { .out = out };
    json_object_begin(&json);
    json_member_str(&json, "dataset", manifest->dataset.id);
    json_member_bool(&json, "published", ok && !is_dry_run);
    json_member_bool(&json, "dryRun", is_dry_run);
    if (!ok) {
        json_key(&json, STR("error"));
        json_object_begin(&json);
        json_member_str(&json, "code", str_from(error_name(err->code)));
        json_member_str(&json, "message", str_from(err->message));
        json_object_end(&json);
    }
    report_write_members(report, &json);
    json_object_end(&json);
    buf_add_char(out, '\n');
}

static void print_report(const struct arguments *args,
                         const struct manifest *manifest,
                         const struct report *report, const struct error *err)
{
    struct arena *arena = arena_create(OUTPUT_MAX * 2);
    if (!arena) return;
    struct buf buf;
    str text;
    bool ok = err->code == ERROR_NONE;
    buf_init(&buf, arena, OUTPUT_MAX);
    if (args->wants_json) {
        write_json(&buf, manifest, report, err, args->is_dry_run);
    } else {
        buf_addf(&buf, "%.*s: %s\n", STR_ARG(manifest->dataset.id),
                 outcome(ok, args->is_dry_run));
        report_print(report, &buf);
    }
    if (buf_finish(&buf, &text, NULL)) fwrite(text.bytes, 1, text.len, stdout);
    fflush(stdout);
    arena_destroy(arena);
}

static int import_one(const struct arguments *args,
                      const struct manifest *manifest, struct store *store,
                      struct progress *progress)
{
    struct report *report = report_create();
    if (!report) return fail(&(struct error){ ERROR_NO_MEMORY, "no memory" });
    struct error err = { 0 };
    progress->dataset = manifest->dataset.id;
    progress->step = NULL;
    bool ok =
        import_run(&(struct import_options){ .manifest = manifest,
                                             .is_dry_run = args->is_dry_run,
                                             .progress = progress },
                   store, report, &err);
    progress_clear(progress);
    bool has_news = ok || args->wants_json || !report_is_empty(report);
    if (has_news && !progress->stop_signal)
        print_report(args, manifest, report, &err);
    report_destroy(report);
    return ok ? 0 : fail(&err);
}

static struct progress choose_progress(const char *word)
{
    struct progress progress = { .out = stdout, .unit = "rows" };
    if (!strcmp(word, "json"))
        progress.mode = PROGRESS_JSON;
    else if (!strcmp(word, "auto") && isatty(STDOUT_FILENO))
        progress.mode = PROGRESS_BAR;
    return progress;
}

static int import_all(const struct arguments *args,
                      const struct manifest *manifests)
{
    struct error err = { 0 };
    struct store *store;
    if (!open_store(args, &store, &err)) return fail(&err);
    struct progress progress = choose_progress(args->progress);
    progress_catch_signals();
    int status = 0;
    for (size_t i = 0; i < args->manifest_count && !status; i++)
        status = import_one(args, &manifests[i], store, &progress);
    store_close(store);
    if (progress.stop_signal) {
        // As if it had not been caught: whoever waits sees the signal.
        fputs("buurt import: nothing changed\n", stderr);
        signal(progress.stop_signal, SIG_DFL);
        raise(progress.stop_signal);
    }
    return status;
}

int main(int argc, char **argv)
{
    struct arguments args = { 0 };
    if (!parse_arguments(argc, argv, &args)) return EXIT_USAGE;
    if (args.wants_help) {
        fputs(usage, stdout);
        return 0;
    }
    struct arena *arena = arena_create(MANIFEST_MEMORY_MAX);
    struct manifest *manifests =
        arena ? ARENA_ARRAY(arena, struct manifest, args.manifest_count) : NULL;
    if (!manifests)
        return fail(&(struct error){ ERROR_NO_MEMORY, "no memory" });
    int status = read_manifests(arena, &args, manifests);
    if (!status) status = import_all(&args, manifests);
    arena_destroy(arena);
    return status;
}
