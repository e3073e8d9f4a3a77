// An answer under construction.
//
// A handler sets body and, where they differ from the defaults, the rest. The
// dispatcher adds what every answer has: Content-Type of the request's format,
// API-Version, ETag, Cache-Control, CORS and security headers, compression.
//
// The same request on the same version of the data must give the same bytes
// (no clock, no random): answers are cached and have a strong ETag. A
// timeStamp is the dataset's `updated`.

#ifndef SERVER_RESPONSE_H
#define SERVER_RESPONSE_H

#include "server/maker.h"

enum { RESPONSE_HEADERS_MAX = 12 };

struct header {
    const char *name;  // static
    str value;
};

// A file that is the body, or a part of it; open for pread. Whoever answers
// calls `release` once.
struct response_file {
    int file;
    uint64_t size;
    void (*release)(void *owner);
    void *owner;
};

struct response {
    unsigned status;   // 200 unless set
    str content_type;  // empty: that of request->format
    str body;          // in the request's arena, or static
    struct header headers[RESPONSE_HEADERS_MAX];
    size_t header_count;
    bool is_gzip;         // the body is gzip already, and the client takes it
    struct maker *maker;  // ROUTE_STREAM: makes the body instead
    struct response_file file;  // ROUTE_FILE: is the body
    uint64_t rows;              // for the access log
    bool is_not_cached;         // do not keep this answer for others
};

// Content-Crs, Link, Content-Disposition … A name that is already there is
// replaced, also one the dispatcher would add. `value` lives as long as the
// body does. Control characters in it become blanks.
void response_header(struct response *response, const char *name, str value);

#endif
