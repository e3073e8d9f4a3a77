// One block of a set, from the store.

#ifndef SERVER_BLOCK_READ_H
#define SERVER_BLOCK_READ_H

#include "server/blocks.h"
#include "store/groups.h"
#include "tile/tms.h"

struct block_source {
    struct view *view;
    const struct collection *collection;
    const struct tms *tms;
    const bool *wanted;  // per field; NULL: all
    const size_t *columns;
    size_t key_count;
    struct dictionary *dictionary;
};

enum block_outcome {
    BLOCK_MADE,
    BLOCK_UNFIT,   // it can never be made: a cursor has to go by its rows
    BLOCK_FAILED,  // this time
};

// Lives in `arena`; what it takes to make it is in `scratch`.
enum block_outcome block_read(const struct block_source *source,
                              const struct row_group *group,
                              struct arena *scratch, struct arena *arena,
                              struct block_kept *out);

#endif
