// From the metadata of a file of tiles, which is JSON that anyone may have
// written, to what is said of it.

#ifndef SERVER_ARCHIVE_ARCHIVE_WORDS_H
#define SERVER_ARCHIVE_ARCHIVE_WORDS_H

#include "server/archive/archive.h"

// name, description, attribution and vector_layers of a JSON object, as far as
// they are there and of the right type. ERROR_CORRUPT for what is no JSON.
bool archive_words_read(struct arena *arena, str metadata,
                        struct archive_words *out,
                        struct error *err) MUST_CHECK;

// "west,south,east,north". False when it is not that.
bool archive_bounds_read(str text, struct box *out);

#endif
