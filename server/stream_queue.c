#include "server/stream_queue.h"

#include <stdlib.h>
#include <string.h>

struct chunk {
    struct chunk *next;
    size_t len, taken;
    char bytes[];
};

struct chunk *chunk_create(str bytes)
{
    struct chunk *chunk = malloc(sizeof *chunk + bytes.len);
    if (!chunk) return NULL;
    *chunk = (struct chunk){ .len = bytes.len };
    if (bytes.len) memcpy(chunk->bytes, bytes.bytes, bytes.len);
    return chunk;
}

void stream_queue_add(struct stream_queue *queue, struct chunk *chunk)
{
    if (queue->last)
        queue->last->next = chunk;
    else
        queue->first = chunk;
    queue->last = chunk;
    queue->len += chunk->len;
}

static void drop_first(struct stream_queue *queue)
{
    struct chunk *chunk = queue->first;
    queue->first = chunk->next;
    if (!queue->first) queue->last = NULL;
    free(chunk);
}

size_t stream_queue_take(struct stream_queue *queue, char *room, size_t size)
{
    size_t done = 0;
    while (queue->first && done < size) {
        struct chunk *chunk = queue->first;
        size_t len = chunk->len - chunk->taken;
        if (len > size - done) len = size - done;
        memcpy(room + done, chunk->bytes + chunk->taken, len);
        chunk->taken += len;
        done += len;
        if (chunk->taken == chunk->len) drop_first(queue);
    }
    queue->len -= done;
    queue->sent += done;
    return done;
}

void stream_queue_clear(struct stream_queue *queue)
{
    while (queue->first) drop_first(queue);
    queue->len = 0;
}
