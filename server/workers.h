// Threads that do what may take long, so that the event threads never wait.
//
// Jobs start in the order they came. Workers run at a lower priority than the
// event threads: however busy they are, a ready answer leaves at once.

#ifndef SERVER_WORKERS_H
#define SERVER_WORKERS_H

#include "base/error.h"
#include "server/compress.h"

struct workers;

// Part of whatever the job is about; the queue links jobs through it.
struct job {
    void (*run)(struct job *job, struct compressor *compressor);
    struct job *next;
};

struct workers *workers_start(unsigned threads, size_t queue_length,
                              struct error *err) MUST_CHECK;
void workers_stop(struct workers *workers);  // what is queued runs first

// False when the queue is full.
bool workers_add(struct workers *workers, struct job *job);

size_t workers_queued(struct workers *workers);
size_t workers_running(struct workers *workers);

#endif
