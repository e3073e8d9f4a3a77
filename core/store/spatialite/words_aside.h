// The tables for searching words, made on a thread of its own while the thread
// that writes the database makes the other indexes.
//
//   struct words_aside *aside = words_aside_start(db, &collection, err);
//   if (!aside) return false;
//   ... indexes ...
//   ok = words_aside_take(aside, db, err);
//   words_aside_end(aside);
//
// A database has one writer, so they are made in a private temporary one, which
// goes away by itself, and then copied: they are a few per cent of the rows.

#ifndef STORE_SPATIALITE_WORDS_ASIDE_H
#define STORE_SPATIALITE_WORDS_ASIDE_H

#include <sqlite3.h>

#include "store/catalog.h"

struct words_aside;

// The staged table must be committed, and stay until words_aside_end, as must
// the collection.
struct words_aside *words_aside_start(sqlite3 *db,
                                      const struct collection *collection,
                                      struct error *err) MUST_CHECK;

// Waits until they are made, and puts them in `db`, inside of the caller's
// transaction.
bool words_aside_take(struct words_aside *aside, sqlite3 *db,
                      struct error *err) MUST_CHECK;

// Stops the making, if it still goes on. NULL is fine.
void words_aside_end(struct words_aside *aside);

#endif
