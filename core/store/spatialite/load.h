// An import that is running: the writer, and a loader per collection. What
// load.h above this folder promises is spread over these files:
//
//   load.c            opening and closing
//   loader.c          taking rows in: loader_open, loader_add
//   loader_finish.c   writing the staged tables from what was taken in, through
//                     row_feed.c
//   publish.c         putting them in their place

#ifndef STORE_SPATIALITE_LOAD_H
#define STORE_SPATIALITE_LOAD_H

#include "base/id_set.h"
#include "base/timestamp.h"
#include "store/load.h"
#include "store/spatialite/area_codes.h"
#include "store/spatialite/checkpoint.h"
#include "store/spatialite/database.h"
#include "store/spatialite/distinct.h"
#include "store/spatialite/place_sort.h"
#include "store/spatialite/spool.h"
#include "store/spatialite/writer.h"

struct load {
    struct store *store;  // stays first
    struct arena *arena;
    struct writer writer;
    struct checkpoints *checkpoints;
    const struct catalog *before;  // what was published when it began
    struct dataset dataset;
    struct loader *loaders;
    bool is_published;
};

// The extent in time so far. An end is open when a row has none.
struct loader_times {
    const struct field *start, *end;  // NULL where the schema has none
    bool is_some, is_from_open, is_to_open;
    struct timestamp from, to;
};

struct loader {
    struct load *load;  // stays first
    struct loader *next;
    struct arena *arena;
    struct arena *scratch;         // one row
    struct collection collection;  // a copy, filled in as rows come
    struct field *fields;          // those of collection.schema
    size_t id_field;               // schema.count: rows have a row_id
    struct area_codes *areas;      // NULL: the dataset has none
    struct spool *spool;
    struct row_place *places;
    size_t place_count, place_capacity;
    size_t placed_count;  // those with a place
    bool keeps_ids;       // some id was not higher than the one before it
    int64_t last_id;      // while none is kept
    struct id_set ids;
    struct distinct *distinct;  // one per field; max 0 where not wanted
    uint64_t *text_bytes;       // one per field
    unsigned geom_types;        // bit i: some geometry is of type i
    struct loader_times times;
    struct value *values;  // room for those of a row read back
    bool is_finished;
};

struct load *spatialite_load_open(struct store *store,
                                  const struct dataset *dataset,
                                  struct error *err) MUST_CHECK;
bool spatialite_load_publish(struct load *load, str report,
                             struct error *err) MUST_CHECK;
void spatialite_load_close(struct load *load);

struct loader *spatialite_loader_open(struct load *load,
                                      const struct collection *collection,
                                      struct error *err) MUST_CHECK;
bool spatialite_loader_add(struct loader *loader, const struct feature *feature,
                           const struct geom *stored, uint64_t row_number,
                           uint64_t *first_row, struct error *err) MUST_CHECK;
bool spatialite_loader_finish(struct loader *loader,
                              void (*progress)(void *context, uint64_t done,
                                               uint64_t total),
                              void *context, struct error *err) MUST_CHECK;
void spatialite_loader_close(struct loader *loader);

#endif
