// Emptying the log on a thread of its own, while an import goes on writing.
//
// A commit puts pages in the log (SQLite's WAL); a checkpoint copies them into
// the database and waits for the disk twice. Done by the thread that commits,
// that was a third of the time an import took.

#ifndef STORE_SPATIALITE_CHECKPOINT_H
#define STORE_SPATIALITE_CHECKPOINT_H

#include <sqlite3.h>

#include "base/error.h"

struct checkpoints;

// Takes over from the automatic checkpoints of `writer`, which must be in WAL
// mode and outlive it.
struct checkpoints *checkpoints_start(sqlite3 *writer,
                                      struct error *err) MUST_CHECK;

// Returns once everything committed is in the database, as far as readers let
// it: what is left stays in the log and is lost on nobody. NULL is fine.
void checkpoints_stop(struct checkpoints *checkpoints);

#endif
