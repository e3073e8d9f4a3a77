#include "server/export/part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"

enum {
    RECORD_BYTES = 32,
    HEAD_BYTES = 32,
    PENDING_MAX = 16 * 1024,  // records that a kill may cost
    COMMIT_MS = 1000,
    SEEN_SLOTS = 1 << 16,
    CHECK_SHIFT = 8,  // above the flags: a check of the record
    READ_AT_ONCE = 1024,
    COMPARE_BYTES = 1 << 20,
};

static const char magic[17] = "BUURT TILES 1\r\n\n";

struct part {
    char *path, *data_path, *log_path;
    int data, log;
    bool is_resumed;
    uint64_t end;           // of the tiles
    uint64_t kept_records;  // in the log
    uint64_t committed_ms;
    struct part_record *pending;
    size_t pending_count;
    struct part_record last;
    bool has_last;
    struct part_zoom zooms[PMTILES_ZOOM_MAX + 1];
    struct part_record *seen;  // by hash; length 0: none
    char *compared;            // COMPARE_BYTES
};

static bool failed(struct error *err, const char *path)
{
    return error_set(err, ERROR_IO, "%s: %s", path, strerror(errno));
}

static bool write_at(int file, const char *path, uint64_t offset, str bytes,
                     struct error *err)
{
    while (bytes.len) {
        ssize_t done = pwrite(file, bytes.bytes, bytes.len, (off_t)offset);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return failed(err, path);
        offset += (uint64_t)done;
        bytes = str_slice(bytes, (size_t)done, bytes.len);
    }
    return true;
}

// Fewer than `size` at the end of the file.
static bool read_at(int file, const char *path, uint64_t offset, char *room,
                    size_t size, size_t *got, struct error *err)
{
    *got = 0;
    while (*got < size) {
        ssize_t done =
            pread(file, room + *got, size - *got, (off_t)(offset + *got));
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return failed(err, path);
        if (!done) break;
        *got += (size_t)done;
    }
    return true;
}

static void pack(const struct part_record *record, char *out)
{
    struct part_record copy = *record;
    copy.flags &= (1U << CHECK_SHIFT) - 1;
    memset(out, 0, RECORD_BYTES);
    memcpy(out, &copy, sizeof copy);
    uint64_t hash = str_hash((str){ out, RECORD_BYTES });
    copy.flags |= (uint32_t)hash << CHECK_SHIFT;
    memcpy(out, &copy, sizeof copy);
}

// False for what is no whole record.
static bool unpack(const char *from, struct part_record *out)
{
    char again[RECORD_BYTES];
    memcpy(out, from, sizeof *out);
    out->flags &= (1U << CHECK_SHIFT) - 1;
    pack(out, again);
    return !memcmp(again, from, RECORD_BYTES);
}

static struct part_record *slot_of(struct part *part, uint64_t hash)
{
    return &part->seen[hash % SEEN_SLOTS];
}

// The sums over what has been added, kept or not.
static void note(struct part *part, const struct part_record *record)
{
    struct tile_address address;
    if (!pmtiles_address(record->id, &address)) return;
    struct part_zoom *zoom = &part->zooms[address.zoom];
    if (!zoom->count) zoom->first = part_count(part);
    zoom->count++;
    zoom->with_rows += record->flags & PART_HAS_ROWS;
    part->last = *record;
    part->has_last = true;
    if (!record->length) return;
    *slot_of(part, record->hash) = *record;
    if (record->offset + record->length > part->end)
        part->end = record->offset + record->length;
}

static bool is_next(const struct part *part, const struct part_record *record,
                    uint64_t data_size)
{
    uint64_t end = record->offset + record->length;
    if (part->has_last && record->id <= part->last.id) return false;
    if (record->id >= pmtiles_first_id(PMTILES_ZOOM_MAX + 1)) return false;
    return !record->length || (record->offset >= PMTILES_ROOT_END &&
                               record->offset <= part->end && end <= data_size);
}

static bool read_log(struct part *part, uint64_t data_size, struct error *err)
{
    char room[RECORD_BYTES * READ_AT_ONCE];
    struct part_record record;
    size_t got = sizeof room;
    while (got == sizeof room) {
        uint64_t at = HEAD_BYTES + part->kept_records * RECORD_BYTES;
        if (!read_at(part->log, part->log_path, at, room, sizeof room, &got,
                     err))
            return false;
        for (size_t i = 0; i + RECORD_BYTES <= got; i += RECORD_BYTES) {
            if (!unpack(room + i, &record) ||
                !is_next(part, &record, data_size))
                return true;
            note(part, &record);
            part->kept_records++;
        }
    }
    return true;
}

static void write_head(char head[HEAD_BYTES], uint64_t what)
{
    memset(head, 0, HEAD_BYTES);
    memcpy(head, magic, sizeof magic);
    memcpy(head + HEAD_BYTES - sizeof what, &what, sizeof what);
}

// Goes on where the last run of the same stopped, or begins.
static bool settle(struct part *part, uint64_t what, struct error *err)
{
    char head[HEAD_BYTES], found[HEAD_BYTES];
    struct stat data;
    size_t got;
    write_head(head, what);
    if (fstat(part->data, &data) != 0) return failed(err, part->data_path);
    if (!read_at(part->log, part->log_path, 0, found, sizeof found, &got, err))
        return false;
    part->end = PMTILES_ROOT_END;
    bool is_same = got == sizeof head && !memcmp(head, found, sizeof head);
    if (is_same && !read_log(part, (uint64_t)data.st_size, err)) return false;
    part->is_resumed = part->kept_records > 0;
    uint64_t log_end = HEAD_BYTES + part->kept_records * RECORD_BYTES;
    if (ftruncate(part->log, (off_t)log_end) != 0)
        return failed(err, part->log_path);
    if (ftruncate(part->data, (off_t)part->end) != 0)
        return failed(err, part->data_path);
    return write_at(part->log, part->log_path, 0, (str){ head, sizeof head },
                    err);
}

// Another run may have finished the file between opening and locking it: what
// is then locked has its final name.
static bool lock(struct part *part, struct error *err)
{
    struct stat mine, there;
    for (;;) {
        part->data = open(part->data_path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (part->data < 0) return failed(err, part->data_path);
        if (flock(part->data, LOCK_EX | LOCK_NB) != 0)
            return error_set(err, ERROR_BUSY,
                             "%s: another export is writing this file",
                             part->data_path);
        if (fstat(part->data, &mine) != 0) return failed(err, part->data_path);
        if (stat(part->data_path, &there) == 0 && there.st_ino == mine.st_ino)
            return true;
        close(part->data);
    }
}

static bool open_files(struct part *part, uint64_t what, struct error *err)
{
    if (!lock(part, err)) return false;
    part->log = open(part->log_path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (part->log < 0) return failed(err, part->log_path);
    part->committed_ms = clock_ms();
    return settle(part, what, err);
}

static char *join(const char *path, const char *tail)
{
    size_t len = strlen(path), tail_len = strlen(tail) + 1;
    char *out = malloc(len + tail_len);
    if (!out) return NULL;
    memcpy(out, path, len);
    memcpy(out + len, tail, tail_len);
    return out;
}

struct part *part_open(const char *path, uint64_t what, struct error *err)
{
    struct part *part = calloc(1, sizeof *part);
    if (part) {
        part->data = part->log = -1;
        part->path = join(path, "");
        part->data_path = join(path, ".part");
        part->log_path = join(path, ".part.log");
        part->pending = calloc(PENDING_MAX, sizeof *part->pending);
        part->seen = calloc(SEEN_SLOTS, sizeof *part->seen);
        part->compared = malloc(COMPARE_BYTES);
    }
    if (!part || !part->path || !part->data_path || !part->log_path ||
        !part->pending || !part->seen || !part->compared)
        error_set(err, ERROR_NO_MEMORY, "no memory for an export");
    else if (open_files(part, what, err))
        return part;
    part_close(part);
    return NULL;
}

void part_close(struct part *part)
{
    if (!part) return;
    if (part->data >= 0) close(part->data);
    if (part->log >= 0) close(part->log);
    free(part->path);
    free(part->data_path);
    free(part->log_path);
    free(part->pending);
    free(part->seen);
    free(part->compared);
    free(part);
}

static bool is_there(struct part *part, const struct part_record *old,
                     uint64_t hash, str bytes, struct error *err, bool *out)
{
    size_t got;
    *out = false;
    if (old->hash != hash || old->length != bytes.len ||
        bytes.len > COMPARE_BYTES)
        return true;
    if (!read_at(part->data, part->data_path, old->offset, part->compared,
                 bytes.len, &got, err))
        return false;
    *out = got == bytes.len && !memcmp(part->compared, bytes.bytes, bytes.len);
    return true;
}

static bool store(struct part *part, struct part_record *record, str bytes,
                  struct error *err)
{
    bool is_old;
    const struct part_record *old = slot_of(part, record->hash);
    record->length = (uint32_t)bytes.len;
    if (!bytes.len) return true;
    if (!is_there(part, old, record->hash, bytes, err, &is_old)) return false;
    record->offset = is_old ? old->offset : part->end;
    return is_old ||
           write_at(part->data, part->data_path, record->offset, bytes, err);
}

bool part_add(struct part *part, const struct part_record *given, str bytes,
              struct error *err)
{
    struct part_record record = *given;
    if (!store(part, &record, bytes, err)) return false;
    note(part, &record);
    part->pending[part->pending_count++] = record;
    bool is_due = part->pending_count == PENDING_MAX ||
                  clock_ms() - part->committed_ms >= COMMIT_MS;
    return !is_due || part_commit(part, err);
}

// First the tiles, then what says that they are there.
bool part_commit(struct part *part, struct error *err)
{
    char room[RECORD_BYTES * READ_AT_ONCE];
    part->committed_ms = clock_ms();
    if (!part->pending_count) return true;
    if (fdatasync(part->data) != 0) return failed(err, part->data_path);
    for (size_t i = 0; i < part->pending_count;) {
        size_t count = 0;
        for (; i < part->pending_count && count < READ_AT_ONCE; i++)
            pack(&part->pending[i], room + RECORD_BYTES * count++);
        if (!write_at(part->log, part->log_path,
                      HEAD_BYTES + part->kept_records * RECORD_BYTES,
                      (str){ room, RECORD_BYTES * count }, err))
            return false;
        part->kept_records += count;
    }
    part->pending_count = 0;
    return true;
}

bool part_read(struct part *part, uint64_t from, struct part_record *out,
               size_t max, size_t *count, struct error *err)
{
    char room[RECORD_BYTES * READ_AT_ONCE];
    size_t got;
    if (max > READ_AT_ONCE) max = READ_AT_ONCE;
    if (!read_at(part->log, part->log_path, HEAD_BYTES + from * RECORD_BYTES,
                 room, max * RECORD_BYTES, &got, err))
        return false;
    *count = got / RECORD_BYTES;
    for (size_t i = 0; i < *count; i++)
        if (!unpack(room + i * RECORD_BYTES, &out[i]))
            return error_set(err, ERROR_CORRUPT, "%s: record %llu is spoilt",
                             part->log_path, (unsigned long long)(from + i));
    return true;
}

struct part_zoom part_zoom(const struct part *part, uint32_t zoom)
{
    return part->zooms[zoom];
}

uint64_t part_count(const struct part *part)
{
    return part->kept_records + part->pending_count;
}

const struct part_record *part_last(const struct part *part)
{
    return part->has_last ? &part->last : NULL;
}

bool part_is_resumed(const struct part *part)
{
    return part->is_resumed;
}

uint64_t part_end(const struct part *part)
{
    return part->end;
}

const char *part_data_path(const struct part *part)
{
    return part->data_path;
}

const char *part_path(const struct part *part)
{
    return part->path;
}

bool part_write(struct part *part, uint64_t offset, str bytes,
                struct error *err)
{
    return write_at(part->data, part->data_path, offset, bytes, err);
}

bool part_fetch(struct part *part, const struct part_record *record, char *room,
                struct error *err)
{
    size_t got;
    if (!read_at(part->data, part->data_path, record->offset, room,
                 record->length, &got, err))
        return false;
    return got == record->length ||
           error_set(err, ERROR_CORRUPT, "%s: it ends at byte %llu",
                     part->data_path,
                     (unsigned long long)(record->offset + got));
}

// The name is only as durable as the folder that holds it.
static void sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    char *folder = slash ? strndup(path, len ? len : 1) : strdup(".");
    int file = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (file >= 0) {
        fsync(file);
        close(file);
    }
    free(folder);
}

static bool take_name(struct part *part, const char *from, struct error *err)
{
    if (rename(from, part->path) != 0) return failed(err, part->path);
    sync_folder(part->path);
    unlink(part->log_path);
    return true;
}

bool part_publish(struct part *part, uint64_t size, struct error *err)
{
    if (ftruncate(part->data, (off_t)size) != 0 || fsync(part->data) != 0)
        return failed(err, part->data_path);
    return take_name(part, part->data_path, err);
}

bool part_publish_other(struct part *part, const char *from, struct error *err)
{
    if (!take_name(part, from, err)) return false;
    unlink(part->data_path);
    return true;
}

void part_discard(struct part *part)
{
    unlink(part->log_path);
    unlink(part->data_path);
}
