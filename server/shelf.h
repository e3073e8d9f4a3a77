// Things that are costly to make and the same for many requests, made once for
// each key and kept in bounded memory: the least recently used go first.
//
//   const struct shelf_item *item =
//       shelf_get(shelf, key, limit, make_labels, &context, err);
//   if (!item) return false;
//   const struct area_labels *labels = item->thing;
//   ...
//   shelf_release(shelf, item);
//
// A key says all that the thing depends on, the version of the data included:
// nothing is ever invalidated, old versions are merely not asked for any more.

#ifndef SERVER_SHELF_H
#define SERVER_SHELF_H

#include "base/arena.h"
#include "base/error.h"

struct shelf;

struct shelf_item {
    const void *thing;
};

// Makes the thing, all of it in `arena`; NULL when that fails.
typedef const void *shelf_maker(void *context, struct arena *arena,
                                struct error *err);

struct shelf *shelf_create(size_t max_bytes);  // NULL when memory is out
void shelf_destroy(struct shelf *shelf);       // NULL is fine

// Who asks for what another thread is making waits for it; when that fails it
// makes the thing itself. One thing may take `limit` bytes. It stays the last
// one however large it is: it would be made again and again.
const struct shelf_item *shelf_get(struct shelf *shelf, str key, size_t limit,
                                   shelf_maker *make, void *context,
                                   struct error *err) MUST_CHECK;
void shelf_release(struct shelf *shelf,
                   const struct shelf_item *item);  // NULL is fine

size_t shelf_bytes(struct shelf *shelf);

#endif
