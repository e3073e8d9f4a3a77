// A request on its way through the server: what the dispatcher knows of it.

#ifndef SERVER_TASK_H
#define SERVER_TASK_H

#include "server/prepare.h"
#include "server/workers.h"

// Lives in the exchange's arena.
struct task {
    struct job job;
    struct app *app;
    struct exchange *exchange;
    const struct catalog *catalog;  // a reference of its own; may be NULL
    struct request request;
    enum coding coding;
    struct response *made;  // by the event thread already; may be NULL
    // Made from the catalog alone, before any query (validator.c).
    str key;            // all that the answer depends on
    str etag;           // with its quotes
    str last_modified;  // an HTTP date, or empty
};

// Opens request.view. The catalog may have moved on since the request was
// checked; what is answered must be of one version, so everything that came
// from the catalog is then made anew, but for the key.
bool task_open_view(struct task *task, uint64_t deadline_ms,
                    struct error *err) MUST_CHECK;

// Makes key, etag and last_modified. False when memory is out.
bool task_validators(struct task *task);

// Whether the client says that it has this answer already.
bool task_is_unchanged(const struct task *task);

// The same of an answer with these validators.
bool headers_say_unchanged(const struct exchange *exchange, str etag,
                           str last_modified);

// The answer that a handler's response becomes. With `for_sharing` it does not
// depend on the exchange's arena. NULL when memory is out.
struct answer *task_answer(struct task *task, struct response *response,
                           struct compressor *compressor, bool for_sharing);

// The same with a body that `source` gives, compressed already; NULL when
// memory is out, and `owner` is then still yours.
struct answer *task_answer_made(struct task *task, struct response *response,
                                const struct body_source *source, void *owner,
                                uint64_t size);

// The problem that says what went wrong. Logs what the client is not told.
struct answer *task_problem(struct task *task, const struct refusal *refusal,
                            const struct error *err, bool for_sharing);

struct answer *task_not_modified(struct task *task);  // 304
struct answer *task_options(struct task *task);       // OPTIONS: 204

#endif
