// How the server is set up: defaults < file < environment < command line, all
// from the one table of options in config.c.

#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include "base/buf.h"

struct config {
    const char *db;
    const char *listen;    // "127.0.0.1:8080"
    const char *base_url;  // empty: from the Host header
    bool trust_proxy;      // X-Forwarded-Proto and -Host
    const char *contact;   // "name <e-mail> url", for the OpenAPI document
    int64_t event_threads;
    int64_t worker_threads;
    int64_t queue_length;  // requests that may wait for a worker
    int64_t max_connections;
    int64_t idle_timeout_s;
    int64_t request_timeout_ms;  // the deadline of a request
    int64_t request_memory_mb;   // what one request may allocate
    int64_t max_response_mb;     // the size of one body
    int64_t max_url_bytes;
    int64_t max_header_bytes;
    int64_t cache_mb;
    int64_t max_limit;   // features on one page
    int64_t max_groups;  // groups in one aggregate
    int64_t max_values;  // distinct values of one property
    const char *log_level;
};

#endif
