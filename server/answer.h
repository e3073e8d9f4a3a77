// What is sent to a client, once it is finished: or the source of it.

#ifndef SERVER_ANSWER_H
#define SERVER_ANSWER_H

#include "server/response.h"

// A finished answer: bytes and headers that never change, and that can be sent
// any number of times, by any thread, at the same time.
struct answer;

struct exchange;

// A body that is made while it is sent. Both are called on an event thread,
// and must not wait.
struct body_source {
    // Puts at most `size` bytes into `room`, and says how many; or one of
    // these.
    int64_t (*read)(void *owner, char *room, size_t size);
    // The exchange ends, whoever wanted that: the last call. Fills in `rows`
    // and `bytes`.
    void (*end)(void *owner, struct exchange *exchange);
};
enum {
    SOURCE_LATER = 0,    // exchange_wait has been called: there is nothing yet
    SOURCE_END = -1,     // that was all
    SOURCE_BROKEN = -2,  // the connection is cut, so that the client knows
};
#define SIZE_NOT_KNOWN UINT64_MAX

struct answer_parts {
    unsigned status;
    str body;
    const struct body_source *source;  // instead of `body`, of `owner`
    uint64_t size;                     // of what `source` gives
    const struct header *headers;
    size_t header_count;
    uint64_t rows;  // for the log
    // Called with `owner` once the body is no longer needed. NULL: the body
    // outlives the answer. With a source it is not: its `end` is.
    void (*release)(void *owner);
    void *owner;
};

// Takes over `owner`. NULL when memory is out; `owner` is then still yours.
struct answer *answer_create(const struct answer_parts *parts);
struct answer *answer_acquire(struct answer *answer);
void answer_release(struct answer *answer);  // NULL is fine
size_t answer_size(const struct answer *answer);

#endif
