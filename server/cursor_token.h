// The opaque cursor of a page: where the next one starts.
//
// It holds the version of the dataset and the fid of the last feature sent,
// and nothing else: limit and filters may differ between pages. A check makes
// sure that a cursor was made here, for this collection.

#ifndef SERVER_CURSOR_TOKEN_H
#define SERVER_CURSOR_TOKEN_H

#include "store/catalog.h"

enum { CURSOR_TOKEN_MAX = 40 };  // characters, without a NUL

struct cursor_token {
    char text[CURSOR_TOKEN_MAX];
    size_t len;
};

struct cursor_token cursor_token_print(const struct collection *collection,
                                       int64_t fid);

// ERROR_INVALID for what no server like this made for this collection;
// ERROR_GONE when the dataset has a newer version by now.
bool cursor_token_parse(const struct collection *collection, str text,
                        int64_t *fid, struct error *err) MUST_CHECK;

#endif
