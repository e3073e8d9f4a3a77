#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/log.h"
#include "server/archive/archive_open.h"

enum {
    NAME_MAX_BYTES = 100,
    PATH_BYTES = 4096,
    STAMP_BYTES = 160,
    KEPT_MAX = 64,      // open files
    LISTED_MAX = 1000,  // names
    NAMES_BYTES_MAX = 1 << 20,
};

static const char *const extensions[] = { ".pmtiles", ".mbtiles" };

struct kept {
    struct archive *archive;
    char name[NAME_MAX_BYTES + 1], stamp[STAMP_BYTES];
    uint64_t used;
};

struct archives {
    char *folder;
    pthread_mutex_t lock;  // guards what follows
    struct kept kept[KEPT_MAX];
    uint64_t turn;
};

static bool check_folder(const char *path, struct error *err)
{
    DIR *folder = *path ? opendir(path) : NULL;
    if (*path && !folder)
        return error_set(err, ERROR_IO, "the folder of tiles, %s: %s", path,
                         strerror(errno));
    if (folder) closedir(folder);
    return true;
}

// Who starts the server hears of a broken file before any client does.
static void open_all(struct archives *archives)
{
    str *names;
    size_t count;
    struct error err;
    char quoted[LOG_VALUE_MAX + 1];
    struct arena *arena = arena_create(NAMES_BYTES_MAX);
    if (!arena || !archives_list(archives, arena, &names, &count, &err))
        count = 0;
    for (size_t i = 0; i < count; i++) {
        struct archive *archive = archives_get(archives, names[i], &err);
        if (!archive)
            log_line(LOG_WARNING,
                     "part=archive message=\"not given out\" "
                     "error=%s",
                     log_quote(str_from(err.message), quoted));
        archive_release(archive);
    }
    arena_destroy(arena);
}

struct archives *archives_create(const char *folder, struct error *err)
{
    if (!check_folder(folder, err)) return NULL;
    struct archives *archives = calloc(1, sizeof *archives);
    char *path = strdup(folder);
    if (!archives || !path) {
        free(archives);
        free(path);
        error_set(err, ERROR_NO_MEMORY, "no memory for the server");
        return NULL;
    }
    pthread_mutex_init(&archives->lock, NULL);
    archives->folder = path;
    open_all(archives);
    return archives;
}

void archives_destroy(struct archives *archives)
{
    if (!archives) return;
    for (size_t i = 0; i < KEPT_MAX; i++)
        archive_release(archives->kept[i].archive);
    pthread_mutex_destroy(&archives->lock);
    free(archives->folder);
    free(archives);
}

// Nothing that could lead out of the folder, or to a hidden file.
static bool is_name(str name)
{
    if (!name.len || name.len > NAME_MAX_BYTES || name.bytes[0] == '.')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.bytes[i];
        bool is_ok = ascii_is_letter(c) || ascii_is_digit(c) || c == '-' ||
                     c == '_' || c == '.';
        if (!is_ok) return false;
    }
    return true;
}

// The file that the name stands for, and what tells it from any other.
static bool find_file(const struct archives *archives, str name,
                      char path[PATH_BYTES], char stamp[STAMP_BYTES],
                      bool *is_pmtiles)
{
    struct stat found;
    if (!*archives->folder || !is_name(name)) return false;
    for (size_t i = 0; i < 2; i++) {
        int len = snprintf(path, PATH_BYTES, "%s/%.*s%s", archives->folder,
                           STR_ARG(name), extensions[i]);
        if (len >= PATH_BYTES || stat(path, &found) != 0 ||
            !S_ISREG(found.st_mode))
            continue;
        snprintf(stamp, STAMP_BYTES, "%zu:%llu:%llu:%lld:%lld.%09ld", i,
                 (unsigned long long)found.st_dev,
                 (unsigned long long)found.st_ino, (long long)found.st_size,
                 (long long)found.st_mtim.tv_sec, found.st_mtim.tv_nsec);
        *is_pmtiles = i == 0;
        return true;
    }
    return false;
}

void archives_stamp(const struct archives *archives, str name, struct buf *out)
{
    bool is_pmtiles;
    char path[PATH_BYTES], stamp[STAMP_BYTES];
    if (find_file(archives, name, path, stamp, &is_pmtiles))
        buf_addf(out, " %s", stamp);
}

// The one of this name, or else the one that was not used for longest.
static struct kept *kept_of(struct archives *archives, str name)
{
    struct kept *oldest = &archives->kept[0];
    for (size_t i = 0; i < KEPT_MAX; i++) {
        struct kept *kept = &archives->kept[i];
        if (str_equal(str_from(kept->name), name)) return kept;
        if (kept->used < oldest->used) oldest = kept;
    }
    return oldest;
}

struct archive *archives_get(struct archives *archives, str name,
                             struct error *err)
{
    bool is_pmtiles;
    char path[PATH_BYTES], stamp[STAMP_BYTES];
    if (!find_file(archives, name, path, stamp, &is_pmtiles)) {
        error_set(err, ERROR_NOT_FOUND,
                  "there is no file of tiles '%.*s'; /v1/tilesets lists them",
                  STR_ARG(str_slice(name, 0, NAME_MAX_BYTES)));
        return NULL;
    }
    pthread_mutex_lock(&archives->lock);
    struct kept *kept = kept_of(archives, name);
    bool is_same = kept->archive && str_equal(str_from(kept->name), name) &&
                   !strcmp(kept->stamp, stamp);
    if (!is_same) {
        archive_release(kept->archive);
        *kept = (struct kept){ .archive = archive_open(path, is_pmtiles, err) };
        snprintf(kept->name, sizeof kept->name, "%.*s", STR_ARG(name));
        memcpy(kept->stamp, stamp, sizeof stamp);
        if (!kept->archive) kept->name[0] = '\0';
    }
    kept->used = ++archives->turn;
    struct archive *archive =
        kept->archive ? archive_hold(kept->archive) : NULL;
    pthread_mutex_unlock(&archives->lock);
    return archive;
}

static str without_extension(str file)
{
    for (size_t i = 0; i < 2; i++) {
        str extension = str_from(extensions[i]);
        if (str_ends(file, extension))
            return str_slice(file, 0, file.len - extension.len);
    }
    return (str){ 0 };
}

static int by_bytes(const void *a, const void *b)
{
    return str_compare(*(const str *)a, *(const str *)b);
}

static size_t drop_doubles(str *names, size_t count)
{
    size_t kept = 0;
    qsort(names, count, sizeof *names, by_bytes);
    for (size_t i = 0; i < count; i++)
        if (!kept || !str_equal(names[kept - 1], names[i]))
            names[kept++] = names[i];
    return kept;
}

bool archives_list(struct archives *archives, struct arena *arena, str **names,
                   size_t *count, struct error *err)
{
    *count = 0;
    *names = ARENA_ARRAY(arena, str, LISTED_MAX);
    if (!*names) return error_set(err, ERROR_NO_MEMORY, "no memory for names");
    if (!*archives->folder) return true;
    DIR *folder = opendir(archives->folder);
    if (!folder)
        return error_set(err, ERROR_IO, "%s: %s", archives->folder,
                         strerror(errno));
    struct dirent *file;
    while (*count < LISTED_MAX && (file = readdir(folder))) {
        str name = without_extension(str_from(file->d_name));
        if (is_name(name)) (*names)[(*count)++] = arena_copy(arena, name);
    }
    bool is_cut = *count == LISTED_MAX;
    closedir(folder);
    *count = drop_doubles(*names, *count);
    return !is_cut || error_set(err, ERROR_TOO_LARGE,
                                "%s holds more than %d files of tiles",
                                archives->folder, LISTED_MAX - 1);
}
