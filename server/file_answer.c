#include "server/file_answer.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "server/byte_range.h"

struct sending {
    struct response_file file;
    uint64_t at, end, sent;
};

// Blocks come from the system's cache, or from a disk at the speed of one:
// a thread that waits for that is not worth handing each block over.
static int64_t source_read(void *owner, char *room, size_t size)
{
    ssize_t len;
    struct sending *sending = owner;
    uint64_t left = sending->end - sending->at;
    if (!left) return SOURCE_END;
    if (size > left) size = (size_t)left;
    do len = pread(sending->file.file, room, size, (off_t)sending->at);
    while (len < 0 && errno == EINTR);
    if (len <= 0) return SOURCE_BROKEN;
    sending->at += (uint64_t)len;
    sending->sent += (uint64_t)len;
    return len;
}

static void source_end(void *owner, struct exchange *exchange)
{
    struct sending *sending = owner;
    exchange->bytes = sending->sent;
    sending->file.release(sending->file.owner);
    free(sending);
}

static const struct body_source source = { source_read, source_end };

// The range is only meant for the file that the client knows. By its tag: of
// a time it could not be told whether the file changed twice in a second.
static bool is_meant(const struct task *task)
{
    const struct exchange *x = task->exchange;
    bool is_same = !x->if_range.bytes || str_equal(x->if_range, task->etag);
    return is_same && str_equal(x->method, STR("GET"));
}

static struct answer *send_outside(struct task *task, str size)
{
    struct error err;
    struct refusal refusal = { .status = 416, .content_range = size };
    error_set(&err, ERROR_INVALID,
              "no byte of the range lies in the file (Content-Range says how "
              "many it has)");
    return task_problem(task, &refusal, &err, true);
}

static struct answer *send_bytes(struct task *task, struct response *response,
                                 uint64_t offset, uint64_t length)
{
    struct sending *sending = calloc(1, sizeof *sending);
    if (!sending) return NULL;
    *sending = (struct sending){ .file = response->file,
                                 .at = offset,
                                 .end = offset + length };
    struct answer *answer =
        task_answer_made(task, response, &source, sending, length);
    if (!answer) free(sending);
    return answer;
}

struct answer *file_answer(struct task *task, struct response *response)
{
    struct answer *answer;
    struct arena *arena = task->request.arena;
    uint64_t size = response->file.size, offset = 0, length = size;
    unsigned long long all = size;
    enum byte_range range = BYTES_ALL;
    if (is_meant(task))
        range = byte_range_read(task->exchange->range, size, &offset, &length);
    if (range == BYTES_ALL) {
        offset = 0;
        length = size;
    }
    response_header(response, "Accept-Ranges", STR("bytes"));
    if (range == BYTES_SOME) {
        response->status = 206;
        response_header(response, "Content-Range",
                        arena_printf(arena, "bytes %llu-%llu/%llu",
                                     (unsigned long long)offset,
                                     (unsigned long long)(offset + length - 1),
                                     all));
    }
    answer = range == BYTES_OUTSIDE
                 ? send_outside(task, arena_printf(arena, "bytes */%llu", all))
                 : send_bytes(task, response, offset, length);
    // An answer with a source gives the file back at its end.
    if (!answer || range == BYTES_OUTSIDE)
        response->file.release(response->file.owner);
    return answer;
}
