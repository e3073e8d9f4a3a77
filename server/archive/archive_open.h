// Opening and holding an archive, for whoever keeps them.

#ifndef SERVER_ARCHIVE_ARCHIVE_OPEN_H
#define SERVER_ARCHIVE_ARCHIVE_OPEN_H

#include <stdatomic.h>

#include "server/archive/archive.h"

// Held once.
struct archive *archive_open(const char *path, bool is_pmtiles,
                             struct error *err) MUST_CHECK;
struct archive *archive_hold(struct archive *archive);  // once more

#endif
