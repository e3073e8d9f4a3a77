#include "store/spatialite/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static int open_lock_file(const char *database, struct error *err)
{
    char *path = NULL;
    if (asprintf(&path, "%s.lock", database) < 0) {
        error_set(err, ERROR_NO_MEMORY, "no room for the name of a file");
        return -1;
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        error_set(err, ERROR_IO, "cannot open %s: %s", path, strerror(errno));
    free(path);
    return fd;
}

// The file stays when the lock is released: who removed it would let two
// processes lock two files of the same name.
int lock_take(const char *database, struct error *err)
{
    int fd = open_lock_file(database, err);
    if (fd < 0) return -1;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
    if (errno == EWOULDBLOCK)
        error_set(err, ERROR_BUSY, "another import into %s is running",
                  database);
    else
        error_set(err, ERROR_IO, "cannot lock %s: %s", database,
                  strerror(errno));
    close(fd);
    return -1;
}

void lock_release(int lock)
{
    if (lock >= 0) close(lock);
}
