// Answers of any size in bounded memory: downloads.
//
// A thread of its own pool makes the body piece by piece (the `maker` of the
// response), an event thread sends it. Between the two lie a few hundred
// kilobytes: when that is full the maker stops and its thread does other work,
// so that slow clients hold no thread; when it is empty the connection is
// suspended. Makers take turns, however many downloads there are.
//
// Nothing of an answer is sent before its first bytes are there, so that what
// goes wrong until then is answered with a problem. What goes wrong later cuts
// the connection: a part can never pass for the whole.

#ifndef SERVER_STREAM_H
#define SERVER_STREAM_H

#include "server/task.h"

// All downloads that are being made.
struct streams;

struct streams *streams_create(void);  // NULL when memory is out
void streams_destroy(struct streams *streams);
size_t streams_count(struct streams *streams);

// Looks for clients that have gone while their connection was suspended, and
// for downloads that take too long. Called a few times a second.
void streams_watch(struct streams *streams);

// Begins what ROUTE_STREAM answers. On success the exchange waits, and task
// and exchange are no longer the caller's. ERROR_BUSY beyond max-downloads.
bool stream_begin(struct task *task, struct error *err) MUST_CHECK;

// The answer to HEAD: the headers, and nothing made. NULL when memory is out.
struct answer *stream_head(struct task *task);

#endif
