#include "unit/test.h"

#include "server/stream_queue.h"

static void add(struct stream_queue *queue, const char *text)
{
    stream_queue_add(queue, chunk_create(str_from(text)));
}

static bool takes(struct stream_queue *queue, size_t size, const char *wanted)
{
    char room[64];
    size_t len = stream_queue_take(queue, room, size);
    return str_equal((str){ room, len }, str_from(wanted));
}

TEST(bytes_come_out_in_order_whatever_the_portions)
{
    struct stream_queue queue = { 0 };
    add(&queue, "abcde");
    add(&queue, "fg");
    add(&queue, "hijk");
    CHECK(queue.len == 11);
    CHECK(takes(&queue, 3, "abc"));
    CHECK(takes(&queue, 5, "defgh"));
    add(&queue, "l");
    CHECK(queue.len == 4 && queue.sent == 8);
    CHECK(takes(&queue, 64, "ijkl"));
    CHECK(takes(&queue, 64, ""));
    CHECK(queue.len == 0 && queue.sent == 12 && !queue.first && !queue.last);
}

TEST(what_is_cleared_is_not_sent)
{
    struct stream_queue queue = { 0 };
    add(&queue, "abc");
    CHECK(takes(&queue, 1, "a"));
    add(&queue, "def");
    stream_queue_clear(&queue);
    CHECK(!queue.first && queue.len == 0 && queue.sent == 1);
    add(&queue, "x");
    CHECK(takes(&queue, 64, "x"));
}

TEST_MAIN
