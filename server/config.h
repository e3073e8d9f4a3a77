// How the server is set up: defaults < file < environment < command line, all
// from one table of options. The table also prints --help and
// docs/configuration.md.
//
//   struct config config;
//   struct buf wrong;                     // what is wrong, one thing a line
//   if (!config_read(&config, arena, argc, argv, &wrong)) ...

#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include "base/buf.h"

struct config {
    const char *db;
    const char *tiles;     // a folder; empty: none
    const char *listen;    // "127.0.0.1:8080"
    const char *base_url;  // empty: from the Host header
    bool trust_proxy;      // X-Forwarded-Proto and -Host
    const char *contact;   // "name <e-mail> url", for the OpenAPI document
    const char *map_background;  // "https://host/{z}/{x}/{y}.png Kadaster"
    int64_t event_threads;
    int64_t worker_threads;  // 0: by the number of processors
    int64_t queue_length;    // requests that may wait for a worker
    int64_t max_connections;
    int64_t idle_timeout_s;
    int64_t request_timeout_ms;  // the deadline of a request
    int64_t request_memory_mb;   // what one request may allocate
    int64_t max_response_mb;     // the size of one body
    int64_t max_url_bytes;
    int64_t max_header_bytes;
    int64_t cache_mb, blocks_mb;
    int64_t max_downloads;
    int64_t download_timeout_s;  // the deadline of a download
    int64_t max_package_mb;      // the temporary file of one GeoPackage
    int64_t max_limit;           // features on one page
    int64_t max_groups;          // groups in one aggregate
    int64_t max_values;          // distinct values of one property
    const char *log_level;       // "debug", "info", "warning" or "error"
};

enum option_type { OPTION_TEXT, OPTION_NUMBER, OPTION_SWITCH, OPTION_CHOICE };

struct option {
    const char *name;  // "max-limit": --max-limit, BUURT_MAX_LIMIT and the
                       // key in the file
    enum option_type type;
    size_t offset;         // in struct config
    const char *standard;  // the default, as someone would write it
    int64_t min, max;      // OPTION_NUMBER
    const char *choices;   // OPTION_CHOICE, with blanks between
    const char *value;     // what --help calls the value: "FILE"
    const char *summary;   // a sentence
};

extern const struct option config_options[];
extern const size_t config_option_count;

// argv as main got it, from the word after `serve` on. The file is the one of
// --config. Texts live in `arena`. When anything is wrong, all of it is in
// `wrong`, and the result is false.
bool config_read(struct config *config, struct arena *arena, int argc,
                 char **argv, struct buf *wrong);

// "max-limit" as "BUURT_MAX_LIMIT".
void option_variable(const struct option *option, struct buf *out);

// The text of `buurt serve --help`, and docs/configuration.md.
void config_write_help(struct buf *out);
void config_write_document(struct buf *out);

#endif
