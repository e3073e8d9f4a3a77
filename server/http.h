// The meeting point with libmicrohttpd. http.c is the only file that includes
// microhttpd.h; everything above it sees exchanges and answers.
//
// An exchange is one request on one connection. It begins on an event thread,
// where it is answered at once or made to wait; whoever answers a waiting
// exchange may be any thread. It ends when the last byte has been sent, or the
// client has gone.

#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include "server/answer.h"

struct route;

struct exchange {
    // The request, valid until the end. Headers that are not there are empty.
    str method, path, query;
    str accept, accept_encoding, if_none_match, if_modified_since;
    str range, if_range;
    str host, forwarded_proto, forwarded_host;
    str content_type, content_length, transfer_encoding;
    str body;  // where http_options.accepts let one in
    size_t header_bytes;
    bool is_old;       // HTTP/1.0
    const char *flaw;  // why it could be read in more than one way; NULL: not
    uint64_t id, started_us;

    // The dispatcher's, with what the log wants to know.
    void *context;
    struct arena *arena;  // destroyed at the end
    const struct route *route;
    struct exchange *next_waiting;

    // Known at the end.
    unsigned status;
    uint64_t rows, bytes;
    bool is_complete;  // the client got all of it
};

enum begun { BEGUN_ANSWERED, BEGUN_WAITING };

struct http_options {
    const char *listen;  // "127.0.0.1:8080", "[::1]:0"
    unsigned threads, max_connections, idle_timeout_s;
    size_t request_bytes;  // room for a request's first line and headers
    // All are called on event threads and must not wait. `accepts` sees the
    // headers of a request that announces a body, and says how many bytes of
    // it are read before `begin`; 0: none.
    size_t (*accepts)(void *context, const struct exchange *exchange);
    enum begun (*begin)(void *context, struct exchange *exchange);
    void (*end)(void *context, struct exchange *exchange);
    void *context;
};

struct http;

struct http *http_start(const struct http_options *options,
                        struct error *err) MUST_CHECK;

// Stops taking connections, waits until every exchange has ended, at most
// `wait_ms`, and closes what is left. False when an exchange still waits for
// its answer then: the threads go on, and nothing may be freed.
bool http_stop(struct http *http, unsigned wait_ms);

// "127.0.0.1:8080", with the port that was picked. Lives as long as `http`.
const char *http_address(const struct http *http);
unsigned http_connection_count(const struct http *http);
unsigned http_exchange_count(struct http *http);  // in flight

// In `begin`: the exchange will be answered later. After this, `begin` must
// see to it that exchange_resume is called, by whatever thread, and return
// BEGUN_WAITING. In the `read` of a body_source: there will be more later, and
// whoever has it calls exchange_resume.
void exchange_wait(struct exchange *exchange);

// The answer, whose reference is taken over; NULL: the connection is closed.
void exchange_answer(struct exchange *exchange, struct answer *answer);

// Sends the answer of a waiting exchange, which is not the caller's any more.
void exchange_resume(struct exchange *exchange);

// Whether the request announces a body. One that was not let in is not read,
// and the connection is closed behind the answer.
bool exchange_has_body(const struct exchange *exchange);

// How many connections the server has now.
unsigned exchange_connections(const struct exchange *exchange);

// Whether a waiting exchange's client has closed its connection.
bool exchange_is_abandoned(const struct exchange *exchange);

#endif
