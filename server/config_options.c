#include <stddef.h>

#include "server/config.h"

#define AT(member) offsetof(struct config, member)

const struct option config_options[] = {
    { "db", OPTION_TEXT, AT(db), "buurt.sqlite", .value = "FILE",
      .summary = "The database to serve." },
    { "tiles", OPTION_TEXT, AT(tiles), "", .value = "FOLDER",
      .summary = "A folder of PMTiles and MBTiles files to give out under "
                 "/v1/tilesets, each under its name; files may come and go." },
    { "listen", OPTION_TEXT, AT(listen), "127.0.0.1:8080",
      .value = "ADDRESS:PORT",
      .summary = "Where to listen; port 0 picks a free one, and an IPv6 "
                 "address stands in brackets." },
    { "base-url", OPTION_TEXT, AT(base_url), "", .value = "URL",
      .summary = "How clients reach the server, for links: scheme and host, "
                 "without a slash at the end. When empty, links follow the "
                 "Host header." },
    { "trust-proxy", OPTION_SWITCH, AT(trust_proxy), "no",
      .summary = "Believe X-Forwarded-Proto and X-Forwarded-Host, which a "
                 "proxy in front sets." },
    { "contact", OPTION_TEXT, AT(contact),
      "Buurt <buurt@example.org> https://example.org", .value = "TEXT",
      .summary = "Whom the API's description names: name, e-mail address, "
                 "URL." },
    { "map-background", OPTION_TEXT, AT(map_background), "",
      .value = "URL NAME",
      .summary = "Raster tiles below the maps on pages: a URL with {z}, {x} "
                 "and {y}, in Web Mercator, then whom to name for them. When "
                 "empty, pages ask no other host for anything." },
    { "event-threads", OPTION_NUMBER, AT(event_threads), "2", 1, 64,
      .summary = "Threads that talk to clients and never wait for data." },
    { "worker-threads", OPTION_NUMBER, AT(worker_threads), "0", 0, 256,
      .summary = "Threads that answer from the database, each with its own "
                 "connection; 0 is twice the number of processors plus 2." },
    { "queue-length", OPTION_NUMBER, AT(queue_length), "512", 1, 100000,
      .summary = "Requests that may wait for a worker; one more is answered "
                 "with 503." },
    { "max-connections", OPTION_NUMBER, AT(max_connections), "4096", 8, 100000,
      .summary = "Open connections; one more is refused." },
    { "idle-timeout-s", OPTION_NUMBER, AT(idle_timeout_s), "30", 1, 3600,
      .summary = "Seconds after which a connection on which nothing moves is "
                 "closed." },
    { "request-timeout-ms", OPTION_NUMBER, AT(request_timeout_ms), "20000", 10,
      600000,
      .summary = "Milliseconds after which a request is given up with 503; "
                 "the database stops working on it." },
    { "request-memory-mb", OPTION_NUMBER, AT(request_memory_mb), "256", 1,
      65536,
      .summary = "Megabytes that one request may use while it is answered." },
    { "max-response-mb", OPTION_NUMBER, AT(max_response_mb), "64", 1, 4096,
      .summary = "Megabytes that one answer may have before compression." },
    { "max-url-bytes", OPTION_NUMBER, AT(max_url_bytes), "8192", 256, 16384,
      .summary = "Bytes of a URL; a longer one is answered with 414." },
    { "max-header-bytes", OPTION_NUMBER, AT(max_header_bytes), "12288", 1024,
      16384,
      .summary = "Bytes of all headers of a request together; more is "
                 "answered with 431." },
    { "cache-mb", OPTION_NUMBER, AT(cache_mb), "96", 0, 65536,
      .summary = "Megabytes of finished answers to keep in memory." },
    { "blocks-mb", OPTION_NUMBER, AT(blocks_mb), "64", 0, 65536,
      .summary = "Megabytes of decoded features to keep in memory for tiles; "
                 "0: each tile reads its own." },
    { "max-downloads", OPTION_NUMBER, AT(max_downloads), "16", 1, 10000,
      .summary = "Downloads at the same time; one more is answered with "
                 "503." },
    { "download-timeout-s", OPTION_NUMBER, AT(download_timeout_s), "3600", 1,
      86400,
      .summary = "Seconds after which a download is cut, however fast its "
                 "client." },
    { "max-package-mb", OPTION_NUMBER, AT(max_package_mb), "4096", 1, 1048576,
      .summary = "Megabytes of one GeoPackage, which is made in a temporary "
                 "file (in TMPDIR, else /var/tmp)." },
    { "max-limit", OPTION_NUMBER, AT(max_limit), "20000", 1, 1000000,
      .summary = "Features on one page; a greater `limit` counts as this." },
    { "max-groups", OPTION_NUMBER, AT(max_groups), "200000", 1, 10000000,
      .summary = "Groups in one answer of `aggregate`." },
    { "max-values", OPTION_NUMBER, AT(max_values), "1000", 1, 1000000,
      .summary = "Distinct values in one answer of `values`." },
    { "log-level", OPTION_CHOICE, AT(log_level), "info",
      .choices = "debug info warning error", .value = "LEVEL",
      .summary = "The least important messages to write: debug, info, warning "
                 "or error. The line per request is info." },
};
const size_t config_option_count =
    sizeof config_options / sizeof *config_options;

static const char *value_name(const struct option *option)
{
    if (option->type == OPTION_NUMBER) return "NUMBER";
    if (option->type == OPTION_SWITCH) return "yes|no";
    return option->value;
}

void option_variable(const struct option *option, struct buf *out)
{
    buf_addf(out, "BUURT_");
    for (const char *c = option->name; *c; c++)
        buf_add_char(out, *c == '-' ? '_' : (char)(*c >= 'a' ? *c - 32 : *c));
}

// `text` in lines of at most 76 columns, each behind eight blanks.
static void add_wrapped(struct buf *out, str text)
{
    str word;
    size_t column = 0;
    while (str_next(&text, ' ', &word)) {
        if (column && column + 1 + word.len > 70) {
            buf_add_char(out, '\n');
            column = 0;
        }
        buf_addf(out, "%s%.*s", column ? " " : "        ", STR_ARG(word));
        column += word.len + 1;
    }
    buf_add_char(out, '\n');
}

void config_write_help(struct buf *out)
{
    buf_addf(out, "usage: buurt serve [--config FILE] [--OPTION VALUE]...\n\n"
                  "Serves the database until it is told to stop. Options come "
                  "from the command line,\nelse from the environment "
                  "(BUURT_ and the name in capitals), else from the file\n"
                  "(a line `name = value` each), else they have their "
                  "default.\n\n");
    for (size_t i = 0; i < config_option_count; i++) {
        const struct option *o = &config_options[i];
        buf_addf(out, "  --%s %s  [%s]\n", o->name, value_name(o), o->standard);
        add_wrapped(out, str_from(o->summary));
    }
}

static void document_row(const struct option *o, struct buf *out)
{
    buf_addf(out, "| `%s` | `", o->name);
    option_variable(o, out);
    buf_addf(out, "` | ");
    if (o->type == OPTION_NUMBER)
        buf_addf(out, "%lld to %lld", (long long)o->min, (long long)o->max);
    else if (o->type == OPTION_CHOICE)
        buf_addf(out, "`%s`", o->choices);
    else if (o->type == OPTION_SWITCH)
        buf_addf(out, "`yes` or `no`");
    else
        buf_addf(out, "%s", o->value);
    if (*o->standard)
        buf_addf(out, " | `%s` | ", o->standard);
    else
        buf_addf(out, " | (empty) | ");
    buf_addf(out, "%s |\n", o->summary);
}

void config_write_document(struct buf *out)
{
    buf_addf(out,
             "# Configuration\n\n"
             "`buurt serve` takes each option from the first of these that "
             "has it: the command\nline (`--max-limit 5000`), the environment "
             "(`BUURT_MAX_LIMIT=5000`), the file named\nwith `--config` (a "
             "line `max-limit = 5000`; `#` starts a comment), the default.\n"
             "When something is wrong the server does not start, and says "
             "everything that is\nwrong at once.\n\n"
             "This page is printed from the table of options in "
             "`server/config_options.c`; a\ntest keeps the two in step "
             "(`tests/unit/test_config`; set `BLESS=1` to rewrite it).\n\n"
             "| option | environment | values | default | meaning |\n"
             "|---|---|---|---|---|\n");
    for (size_t i = 0; i < config_option_count; i++)
        document_row(&config_options[i], out);
}
