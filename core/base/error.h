// The one error type of the program.
//
// A function that can fail takes a `struct error *` as its last parameter and
// returns false (or NULL). Whoever notices the failure chooses the code and
// writes the sentence; everyone above only passes `err` along and returns.

#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

// On every prototype that takes `err`: ignoring the result is a warning.
#define MUST_CHECK __attribute__((warn_unused_result))

// Codes name what went wrong for the caller, not where. The server turns each
// into exactly one HTTP status (server/problem.c), the command line into one
// exit status (error_exit_status); nothing else does.
enum error_code {
    ERROR_NONE = 0,
    ERROR_INVALID,         // the request is wrong and the client can fix it
    ERROR_NOT_FOUND,       // no such collection, feature or page
    ERROR_NOT_ACCEPTABLE,  // we have it, but not in that format
    ERROR_GONE,            // it was here, and will not come back (a cursor)
    ERROR_TOO_LARGE,       // the answer would pass a limit; ask for less
    ERROR_UNSUPPORTED,     // well formed, but not offered here
    ERROR_REFUSED,         // the data breaks a rule; the report says which
    ERROR_BUSY,            // worth trying again: no connection, file locked
    ERROR_TIMEOUT,         // the request's deadline passed
    ERROR_NO_MEMORY,       // the request's arena is spent
    ERROR_SOURCE,          // a source of data could not be read
    ERROR_IO,              // a file, socket or database call failed
    ERROR_CORRUPT,         // stored bytes that do not parse
    ERROR_INTERNAL,        // a bug of ours
};

enum { ERROR_MESSAGE_MAX = 400 };

struct error {
    enum error_code code;
    char message[ERROR_MESSAGE_MAX];  // what is longer ends in " …"
};

// Records a failure. Always returns false, so that failing is one line:
//     return error_set(err, ERROR_INVALID, "limit must be at least 1");
// `err` may be NULL when the caller only needs to know that it failed.
bool error_set(struct error *err, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Puts "<context>: " before the message already recorded. Returns false.
bool error_context(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// The compiler may know it too, and see that nothing is used uninitialised
// behind a failure.
static inline bool error_always(bool failed)
{
    (void)failed;
    return false;
}
#define error_set(...) error_always(error_set(__VA_ARGS__))
#define error_context(...) error_always(error_context(__VA_ARGS__))

// "not-found" for ERROR_NOT_FOUND: the stable name used in logs and problems.
const char *error_name(enum error_code code);

// What a command that failed so exits with: 1 the data was refused, 2 wrong
// usage or manifest, 3 the source, 4 the database (design: commands).
int error_exit_status(enum error_code code);

#endif
