// What lies between who makes a body and who sends it: bytes in order, and
// what became of the two. Its owner guards it with a lock.

#ifndef SERVER_STREAM_QUEUE_H
#define SERVER_STREAM_QUEUE_H

#include "base/error.h"
#include "base/str.h"

struct chunk;

struct stream_queue {
    struct chunk *first, *last;
    size_t len;     // bytes that wait to be sent
    uint64_t sent;  // bytes that were taken
};

// A block of `bytes`, to be added; NULL when memory is out.
struct chunk *chunk_create(str bytes);
void stream_queue_add(struct stream_queue *queue, struct chunk *chunk);

// Moves at most `size` bytes to `room`, and says how many.
size_t stream_queue_take(struct stream_queue *queue, char *room, size_t size);

void stream_queue_clear(struct stream_queue *queue);

#endif
