#include "store/spatialite/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    WRITE_BYTES = 1 << 20,  // gathered before they are written
    PIECE_BYTES_MIN = 64,
    LINE_BYTES = 64,     // of the processor's cache
    EXPECTED_LINES = 3,  // what most rows fit
    HEAD_BYTES = 4,      // the length of a row stands in front of it
};

struct spool {
    int fd;
    size_t value_count;
    uint64_t written;  // bytes in the file; what follows is in `pending`
    char *pending;
    size_t pending_len, pending_capacity, pending_max;
    size_t kept_max;
    char *piece;
    size_t piece_capacity;
    size_t piece_len;  // what is read at first: most rows are shorter
    uint64_t row_count;
};

static int open_unnamed(const char *database)
{
    char *copy = strdup(database);
    if (!copy) return -1;
    const char *folder = dirname(copy);
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
        // Not every file system has files without a name.
        char *name = NULL;
        if (asprintf(&name, "%s/.buurt-XXXXXX", folder) >= 0) {
            fd = mkostemp(name, O_CLOEXEC);
            if (fd >= 0) unlink(name);
            free(name);
        }
    }
    free(copy);
    return fd;
}

struct spool *spool_open(const char *database, size_t value_count,
                         size_t kept_max, struct error *err)
{
    struct spool *spool = calloc(1, sizeof *spool);
    if (!spool) goto no_memory;
    spool->value_count = value_count;
    spool->fd = open_unnamed(database);
    if (spool->fd < 0) {
        error_set(err, ERROR_IO, "cannot make a temporary file: %s",
                  strerror(errno));
        spool_close(spool);
        return NULL;
    }
    spool->kept_max = spool->pending_max = kept_max;
    spool->pending_capacity = 2 * WRITE_BYTES;
    spool->pending = malloc(spool->pending_capacity);
    spool->piece_len = PIECE_BYTES_MIN;
    spool->piece_capacity = PIECE_BYTES_MIN;
    spool->piece = malloc(spool->piece_capacity);
    if (spool->pending && spool->piece) return spool;
no_memory:
    error_set(err, ERROR_NO_MEMORY, "no room for an import");
    spool_close(spool);
    return NULL;
}

void spool_close(struct spool *spool)
{
    if (!spool) return;
    if (spool->fd >= 0) close(spool->fd);
    free(spool->pending);
    free(spool->piece);
    free(spool);
}

static bool flush(struct spool *spool, struct error *err)
{
    size_t done = 0;
    while (done < spool->pending_len) {
        ssize_t n =
            pwrite(spool->fd, spool->pending + done, spool->pending_len - done,
                   (off_t)(spool->written + done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0)
            return error_set(err, ERROR_IO, "cannot write a temporary file: %s",
                             strerror(n ? errno : ENOSPC));
        done += (size_t)n;
    }
    spool->written += done;
    spool->pending_len = 0;
    spool->pending_max = WRITE_BYTES;
    return true;
}

// Less room than there was is always to be had.
static void give_back(struct spool *spool)
{
    size_t capacity = 2 * WRITE_BYTES;
    char *less = realloc(spool->pending, capacity);
    if (!less) return;
    spool->pending = less;
    spool->pending_capacity = capacity;
}

static bool make_room(struct spool *spool, size_t len, struct error *err)
{
    if (spool->pending_len >= spool->pending_max) {
        if (!flush(spool, err)) return false;
        if (spool->pending_capacity > spool->kept_max) give_back(spool);
    }
    size_t wanted = spool->pending_len + len;
    if (wanted <= spool->pending_capacity) return true;
    if (wanted < 2 * spool->pending_capacity)
        wanted = 2 * spool->pending_capacity;
    char *grown = realloc(spool->pending, wanted);
    if (!grown) return error_set(err, ERROR_NO_MEMORY, "no room for a row");
    spool->pending = grown;
    spool->pending_capacity = wanted;
    return true;
}

static size_t value_bytes(struct value value)
{
    switch (value.type) {
    case VALUE_NULL: return 1;
    case VALUE_BOOL: return 2;
    case VALUE_INT:
    case VALUE_REAL: return 9;
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: return 5 + value.text.len;
    }
    return 0;
}

static size_t row_bytes(const struct spool *spool, const struct spool_row *row,
                        const struct value *values)
{
    size_t len =
        HEAD_BYTES + 8 + 8 + 4 + 4 + row->geom.len + 4 + row->stored.len;
    for (size_t i = 0; i < spool->value_count; i++)
        len += value_bytes(values[i]);
    return len;
}

static char *put(char *to, const void *bytes, size_t len)
{
    if (len) memcpy(to, bytes, len);
    return to + len;
}

static char *put_str(char *to, str s)
{
    uint32_t len = (uint32_t)s.len;
    return put(put(to, &len, sizeof len), s.bytes, s.len);
}

static char *put_value(char *to, struct value value)
{
    *to++ = (char)value.type;
    switch (value.type) {
    case VALUE_NULL: return to;
    case VALUE_BOOL: *to++ = value.boolean; return to;
    case VALUE_INT: return put(to, &value.integer, sizeof value.integer);
    case VALUE_REAL: return put(to, &value.real, sizeof value.real);
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: return put_str(to, value.text);
    }
    return to;
}

bool spool_add(struct spool *spool, const struct spool_row *row,
               const struct value *values, uint64_t *offset, struct error *err)
{
    size_t len = row_bytes(spool, row, values);
    if (len > INT32_MAX)
        return error_set(err, ERROR_TOO_LARGE,
                         "a row of %zu bytes is more than 2 GiB", len);
    if (!make_room(spool, len, err)) return false;
    *offset = spool->written + spool->pending_len;
    uint32_t rest = (uint32_t)(len - HEAD_BYTES);
    char *to = spool->pending + spool->pending_len;
    to = put(to, &rest, sizeof rest);
    to = put(to, &row->row_number, sizeof row->row_number);
    to = put(to, &row->row_id, sizeof row->row_id);
    to = put(to, &row->area, sizeof row->area);
    for (size_t i = 0; i < spool->value_count; i++)
        to = put_value(to, values[i]);
    put_str(put_str(to, row->geom), row->stored);
    spool->pending_len += len;
    spool->row_count++;
    return true;
}

static bool read_piece(struct spool *spool, uint64_t offset, size_t len,
                       size_t *got, struct error *err)
{
    ssize_t n;
    do n = pread(spool->fd, spool->piece, len, (off_t)offset);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return error_set(err, ERROR_IO, "cannot read a temporary file: %s",
                         strerror(errno));
    *got = (size_t)n;
    return true;
}

static bool grow_piece(struct spool *spool, size_t len, struct error *err)
{
    if (len <= spool->piece_capacity) return true;
    char *grown = realloc(spool->piece, len);
    if (!grown) return error_set(err, ERROR_NO_MEMORY, "no room for a row");
    spool->piece = grown;
    spool->piece_capacity = len;
    return true;
}

bool spool_seal(struct spool *spool, struct error *err)
{
    if (spool->written == 0) return true;
    if (!flush(spool, err)) return false;
    free(spool->pending);
    spool->pending = NULL;
    spool->piece_len = (size_t)(spool->written / spool->row_count * 2);
    return grow_piece(spool, spool->piece_len, err);
}

// The bytes of a row that has left memory: most fit the first piece.
static bool fetch(struct spool *spool, uint64_t offset, const char **row,
                  struct error *err)
{
    size_t got = 0;
    uint32_t rest = 0;
    if (!read_piece(spool, offset, spool->piece_len, &got, err)) return false;
    if (got >= HEAD_BYTES) memcpy(&rest, spool->piece, sizeof rest);
    size_t len = HEAD_BYTES + rest;
    if (len > spool->piece_len) {
        if (!grow_piece(spool, len, err) ||
            !read_piece(spool, offset, len, &got, err))
            return false;
    }
    if (!rest || got < len)
        return error_set(err, ERROR_IO, "a temporary file was cut short");
    *row = spool->piece;
    return true;
}

static const char *get(const char *from, void *out, size_t len)
{
    memcpy(out, from, len);
    return from + len;
}

static const char *get_str(const char *from, str *out)
{
    uint32_t len;
    from = get(from, &len, sizeof len);
    *out = (str){ from, len };
    return from + len;
}

static const char *get_value(const char *from, struct value *out)
{
    out->type = (enum value_type) * from++;
    switch (out->type) {
    case VALUE_NULL: return from;
    case VALUE_BOOL: out->boolean = *from++ != 0; return from;
    case VALUE_INT: return get(from, &out->integer, sizeof out->integer);
    case VALUE_REAL: return get(from, &out->real, sizeof out->real);
    case VALUE_TEXT:
    case VALUE_DATE:
    case VALUE_TIME: return get_str(from, &out->text);
    }
    return from;
}

bool spool_read(struct spool *spool, uint64_t offset, struct spool_row *row,
                struct value *values, struct error *err)
{
    const char *from = NULL;
    if (offset >= spool->written)
        from = spool->pending + (offset - spool->written);
    else if (!fetch(spool, offset, &from, err))
        return false;
    from = get(from + HEAD_BYTES, &row->row_number, sizeof row->row_number);
    from = get(from, &row->row_id, sizeof row->row_id);
    from = get(from, &row->area, sizeof row->area);
    for (size_t i = 0; i < spool->value_count; i++)
        from = get_value(from, &values[i]);
    get_str(get_str(from, &row->geom), &row->stored);
    return true;
}

void spool_expect(const struct spool *spool, uint64_t offset)
{
    if (offset < spool->written) return;
    const char *row = spool->pending + (offset - spool->written);
    for (size_t i = 0; i < EXPECTED_LINES; i++)
        __builtin_prefetch(row + i * LINE_BYTES);
}
