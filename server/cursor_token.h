// The opaque cursor of a page: where the next one starts.
//
// It holds the version of the dataset, the last feature sent, and a hash of
// the query that was asked. The sort values of that feature are not in it:
// within one version they can be read again. A check makes sure that a cursor
// was made here, for this collection.

#ifndef SERVER_CURSOR_TOKEN_H
#define SERVER_CURSOR_TOKEN_H

#include "store/catalog.h"

enum { CURSOR_TOKEN_MAX = 48 };  // characters, without a NUL

struct cursor_place {
    int64_t fid;        // of the last feature sent
    double distance_m;  // its distance, where that is the order; else 0
    uint32_t shape;     // a hash of all that decides what comes in what order
};

struct cursor_token {
    char text[CURSOR_TOKEN_MAX];
    size_t len;
};

struct cursor_token cursor_token_print(const struct collection *collection,
                                       const struct cursor_place *place);

// ERROR_INVALID for what no server like this made for this collection;
// ERROR_GONE when the dataset has a newer version by now.
bool cursor_token_parse(const struct collection *collection, str text,
                        struct cursor_place *place,
                        struct error *err) MUST_CHECK;

#endif
