// Errors as clients see them: problem details (RFC 9457). The only place that
// knows which HTTP status an error has.

#ifndef SERVER_PROBLEM_H
#define SERVER_PROBLEM_H

#include "base/buf.h"

// One thing that is wrong with a request.
struct problem {
    const char *in;    // "query", "path", "header"
    str name;          // of the parameter
    const char *code;  // "unknown", "invalid", "duplicate" …; "not-found"
                       // in a path makes the answer 404
    str detail;
    struct problem *next;
};

enum { PROBLEMS_MAX = 20 };  // what comes after is counted only

struct problems {
    struct arena *arena;
    struct problem *first, *last;
    size_t count;
    bool is_absent;  // something "not-found" is among them
    bool is_body;    // parameters stand in the body: "query" becomes "body"
};

void problem_add(struct problems *problems, const char *in, str name,
                 const char *code, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

// 400 for ERROR_INVALID …
unsigned problem_status(enum error_code code);

// Whether the message is for the log only.
bool problem_is_secret(enum error_code code);

struct problem_text {
    unsigned status;
    str detail;
    uint64_t request_id;  // 0: none; for problems whose message is secret
    const struct problems *problems;  // may be NULL
};

// The JSON body.
void problem_write(struct buf *out, const struct problem_text *text);

// "Not Found" for 404.
const char *status_title(unsigned status);

#endif
