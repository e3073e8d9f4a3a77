// The database, whichever engine keeps it: opening it, and looking at one
// consistent state of it.
//
// Nothing above core/store knows which engine answers. Today that is
// SpatiaLite (core/store/spatialite); engine.h is what a second one fills in.
//
//   struct store *store = store_open("buurt.sqlite", &options, err);
//   struct view *view = view_open(store, deadline_ms, err);
//   ... view_catalog, cursor_open, aggregate_run: all see the same state ...
//   view_close(view);

#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "store/catalog.h"

struct store;
struct view;

struct store_options {
    unsigned connections;      // readers in the pool; at least 1
    unsigned busy_timeout_ms;  // how long to wait for the writer
    unsigned wait_ms;          // how long view_open waits for a connection
    bool can_write;            // create the file when absent; import, remove
};

// A missing file is ERROR_IO without can_write. What a killed import left
// behind is removed here, unless an import is running.
struct store *store_open(const char *path, const struct store_options *options,
                         struct error *err) MUST_CHECK;
void store_close(struct store *store);  // every view must be closed

// The newest catalog the store has seen: no query, a reference only.
const struct catalog *store_catalog(struct store *store);
void catalog_release(const struct catalog *catalog);

// Looks whether another process has published, and if so loads the new
// catalog. Cheap when nothing changed; called a few times a second.
bool store_refresh(struct store *store, struct error *err) MUST_CHECK;

// A read transaction on one connection, with the catalog that belongs to it.
// Belongs to one thread at a time. ERROR_BUSY when all connections stay in use
// for wait_ms. After `deadline_ms` (clock_ms; 0 for none) whatever runs on
// the view stops with ERROR_TIMEOUT.
struct view *view_open(struct store *store, uint64_t deadline_ms,
                       struct error *err) MUST_CHECK;
void view_close(struct view *view);
const struct catalog *view_catalog(const struct view *view);

// Whatever runs on the view, or is begun on it, stops with ERROR_TIMEOUT. The
// one call that another thread may make; the view must still be open.
void view_cancel(struct view *view);

// Deletes a dataset and its collections in one transaction. ERROR_NOT_FOUND;
// ERROR_REFUSED when other datasets take their area codes from it.
bool store_remove(struct store *store, str dataset,
                  struct error *err) MUST_CHECK;

#endif
