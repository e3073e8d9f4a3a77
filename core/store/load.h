// Replacing a dataset, all or nothing.
//
// Rows go to staging tables beside the published ones. Publishing is one short
// transaction that puts them in their place, so readers see the old version
// or the new one and never something in between. A process that dies before
// that leaves staging tables, which the next store_open removes.
//
//   struct load *load = load_open(store, &dataset, err);
//   struct loader *loader = loader_open(load, &collection, err);
//   while (...) if (!loader_add(loader, &feature, err)) goto give_up;
//   if (!loader_finish(loader, progress, context, err)) goto give_up;
//   ok = load_publish(load, report, err);
// give_up:
//   load_close(load);

#ifndef STORE_LOAD_H
#define STORE_LOAD_H

#include "store/store.h"

struct load;
struct loader;

// One import at a time: ERROR_BUSY when another process is importing.
// `dataset` is copied; its version, updated and report are the store's to set.
struct load *load_open(struct store *store, const struct dataset *dataset,
                       struct error *err) MUST_CHECK;

// A collection of the dataset. id, title, description, schema, level,
// storage_srid and period are read (and copied); the rest is found out:
// geom_type, counts, extents, the choices of fields that are categories or
// want an enum. ERROR_REFUSED when another dataset owns a collection of that
// id. The collection is closed by load_close.
//
// Without an id field (collection_id_field: in a collection of areas that is
// the code of its level) the feature's id is what the importer puts in
// feature.id (the row or feature number of the source).
//
// A field that comes with choices and choice_labels brings a dictionary: each
// choice found in the data gets the label given here, or an empty one.
struct loader *loader_open(struct load *load,
                           const struct collection *collection,
                           struct error *err) MUST_CHECK;

// One feature: values as the schema has them, geometry in CRS84. `stored` is
// the same geometry in storage_srid, given and kept to the last bit when that
// is not 4326; else NULL. fid is ignored.
//
// ERROR_REFUSED when its id is already there; the message names the id, and
// *first_row is the row_number given with the earlier one. The loader can go
// on after that.
bool loader_add(struct loader *loader, const struct feature *feature,
                const struct geom *stored, uint64_t row_number,
                uint64_t *first_row, struct error *err) MUST_CHECK;

// Sorts, writes, indexes, counts. `progress` may be NULL; it is told how much
// of how much is done.
bool loader_finish(struct loader *loader,
                   void (*progress)(void *context, uint64_t done,
                                    uint64_t total),
                   void *context, struct error *err) MUST_CHECK;

// Every loader must be finished. `report` is kept as JSON.
bool load_publish(struct load *load, str report, struct error *err) MUST_CHECK;

// Without a load_publish before it, throws away what was staged.
void load_close(struct load *load);

#endif
