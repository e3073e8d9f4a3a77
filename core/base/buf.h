// Bytes under construction: a response body, a tile, an SQL statement.
//
// Appending never needs a check. When a buf outgrows its limit or its arena it
// remembers which, ignores every later append, and says so in buf_finish.

#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"
#include "base/error.h"

struct buf {
    struct arena *arena;
    char *bytes;
    size_t len;
    size_t capacity;
    size_t limit;
    enum error_code failure;
};

void buf_init(struct buf *buf, struct arena *arena, size_t limit);

void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_add_char(struct buf *buf, char c);
void buf_add_str(struct buf *buf, str s);
void buf_addf(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// The shortest decimal text that reads back as the same number.
void buf_add_int(struct buf *buf, int64_t value);
void buf_add_real(struct buf *buf, double value);  // finite

// `value` with at most `decimals` (0 to 9) digits behind the point, rounded
// half away from zero, without trailing zeros and never "-0". Made for
// coordinates: |value| below 1e9 goes through integers, anything else through
// buf_add_real.
void buf_add_fixed(struct buf *buf, double value, int decimals);

// Room for `len` more bytes, to be filled by the caller, who then adds what
// was used to buf->len. NULL once the buf has failed.
char *buf_reserve(struct buf *buf, size_t len);

// Tells that about `len` more bytes will come, so that the buf grows once.
void buf_expect(struct buf *buf, size_t len);

// The finished bytes, which live as long as the arena.
bool buf_finish(struct buf *buf, str *out, struct error *err) MUST_CHECK;

#endif
