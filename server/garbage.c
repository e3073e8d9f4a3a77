#include "server/garbage.h"

#include "server/headers.h"
#include "server/problem.h"

enum { ROOM_BYTES = 8 * 1024 };

static str detail_of(unsigned status)
{
    switch (status) {
    case 413: return STR("the request is larger than is accepted");
    case 414:
    case 431:
        return STR("the first line and the headers are longer than is "
                   "accepted (max-url-bytes, max-header-bytes)");
    case 505: return STR("HTTP/1.1 and HTTP/1.0 are spoken here");
    default: return STR("this is not a request as HTTP/1.1 has it");
    }
}

static void release_arena(void *arena)
{
    arena_destroy(arena);
}

struct answer *answer_to_garbage(unsigned status)
{
    str body;
    struct buf out;
    struct header_list list;
    struct arena *arena = arena_create(ROOM_BYTES);
    if (!arena) return NULL;
    buf_init(&out, arena, ROOM_BYTES);
    problem_write(&out, &(struct problem_text){ .status = status,
                                                .detail = detail_of(status) });
    headers_init(&list, false);
    headers_set(&list, "Cache-Control", STR("no-store"));
    headers_set(&list, "Content-Type", STR("application/problem+json"));
    struct answer *answer = NULL;
    if (buf_finish(&out, &body, NULL))
        answer =
            answer_create(&(struct answer_parts){ .status = status,
                                                  .body = body,
                                                  .headers = list.items,
                                                  .header_count = list.count,
                                                  .release = release_arena,
                                                  .owner = arena });
    if (!answer) arena_destroy(arena);
    return answer;
}
