// The API, as one table. Its rows (routes/, a file a subject) alone know which
// resources exist and which parameters each accepts: the dispatcher, the check
// that rejects unknown ones, the OpenAPI document and the tests all read them.
// Every route answers GET and HEAD unless it says otherwise; OPTIONS and 405
// come from the dispatcher.

#ifndef SERVER_ROUTE_H
#define SERVER_ROUTE_H

#include "base/error.h"
#include "base/str.h"
#include "server/format.h"
#include "server/param.h"

struct app;
struct buf;
struct request;
struct response;

// Fills `response` (server/response.h). False: the answer is the problem that
// `err` and request->problems describe.
typedef bool handler(struct app *app, struct request *request,
                     struct response *response, struct error *err);

// The same on an event thread: without a view, without waiting, from what is in
// memory, in a moment (server/quick.h). When that cannot be, *is_made is false,
// and the handler has to do it.
typedef bool quick_handler(struct app *app, struct request *request,
                           struct response *response, bool *is_made,
                           struct error *err);

// Records in request->problems what is wrong with parameters that the table
// alone cannot judge. The request has its catalog, collection and checked
// parameters, and no view.
typedef void checker(struct request *request);

// The same of the path, asked once something is wrong, as handlers stop at the
// first such thing. The collection is NULL where there is none of its name.
typedef void path_checker(const struct app *app, struct request *request);

// Writes what an answer depends on instead of the catalog, for its key and its
// ETag. On an event thread.
typedef void stamper(const struct app *app, const struct request *request,
                     struct buf *key);

// Writes what went wrong in the words of another standard; its media type.
typedef str problem_writer(struct buf *out, str detail);

// How a route is answered.
enum route_kind {
    ROUTE_INLINE,   // at once, on the event thread: no database, no waiting,
                    // microseconds; never cached
    ROUTE_CATALOG,  // by a worker, from request->catalog alone
    ROUTE_DATA,     // by a worker, with request->view open
    ROUTE_STREAM,   // as a download (stream.h); without a view for HEAD
    ROUTE_FILE,     // with a file, or a range of it (file_answer.h): the
                    // handler only opens it
};

struct route {
    const char *path;  // "/v1/collections/{collectionId}/items"
    const char *id;    // "getItems": the operationId, and the name in logs
    const char *tag;   // OpenAPI groups by it
    const char *summary;
    const char *description;   // may be NULL
    checker *check;            // may be NULL
    path_checker *check_path;  // may be NULL
    handler *handle;
    quick_handler *handle_quick;  // tried first; may be NULL
    const struct param *params;   // ends with a NULL name; NULL when none
    const struct offer *offers;   // NULL, or the formats that `f` takes, up to
                                  // a NULL name; the default first
    const char *schema;           // of the answer: its name in OpenAPI
    enum route_kind kind;
    const char *body_types;  // also answers POST, with a body of one of these
                             // types (blanks between); ROUTE_DATA only
    bool is_post_only;       // its parameters are the members of a JSON body
    bool accepts_fields;     // also ?<queryable>=<value>
    bool ignores_unknown;    // parameters that are not in the table
    problem_writer *write_problem;  // NULL: problem details
    bool is_of_all;       // depends on every dataset, not on one collection's
    stamper *stamp;       // NULL: the catalog
    bool is_gzip_stored;  // bodies may be gzip: no other coding
    bool is_hidden;       // not in the OpenAPI document
    bool is_not_stored;   // Cache-Control: no-store, and not cached
};

bool route_reads_data(const struct route *route);  // the features themselves

// The rows in their order, which is also that of the OpenAPI document.
size_t route_count(void);
const struct route *route_at(size_t i);          // NULL behind the last
size_t route_number(const struct route *route);  // its i; of NULL the count

// Whether people and programs are told of it; the first with its tag that is.
bool route_is_described(const struct route *route);
bool route_opens_tag(const struct route *route);

enum { PATH_VARIABLES_MAX = 6 };

struct route_match {
    const struct route *route;
    str variables[PATH_VARIABLES_MAX];  // in the order of the path; still
                                        // percent-encoded
    size_t variable_count;
};

// `path` is as it came, percent-encoded. "/v1/" counts as "/v1"; any other
// slash at the end matches nothing. False when no route has this path.
bool route_find(str path, struct route_match *match);

// Whether the route reads a body of this Content-Type; "GET, HEAD, OPTIONS".
bool route_takes_body(const struct route *route, str content_type);
const char *route_methods(const struct route *route);

// The name of the i-th variable in the route's path ("collectionId"); the
// empty str when there are fewer.
str route_variable_name(const struct route *route, size_t i);

#endif
