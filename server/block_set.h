// What blocks.c keeps of one set: its key, the groups of its rows, and which
// of their blocks are there. The lock of the blocks guards all that changes.

#ifndef SERVER_BLOCK_SET_H
#define SERVER_BLOCK_SET_H

#include "server/block_read.h"

enum slot_state { SLOT_EMPTY, SLOT_MAKING, SLOT_READY, SLOT_UNFIT };
enum set_state { SET_MAKING, SET_READY, SET_UNFIT };

struct block_slot {
    struct block_kept kept;  // stays first
    struct block_slot *newer, *older;
    struct block_set *set;
    struct arena *arena;
    uint32_t number;  // of its place in the set
    size_t bytes;
    unsigned pins;
};

struct block_place {
    struct row_group group;
    enum slot_state state;
    unsigned asked;  // while there was no room for it
    struct block_slot *slot;
};

struct block_set {
    struct block_set *next;
    enum set_state state;
    unsigned holders;
    uint64_t looked_ms;  // when it was seen that nobody has changed the table
    struct arena *arena;
    // The key.
    str collection, updated;
    int64_t version;
    const struct tms *tms;
    bool *wanted;  // per field
    size_t field_count;

    size_t *columns;
    size_t key_count;
    struct dictionary *dictionary;
    struct block_place *places;
    size_t count;
    struct box *regions;      // around each REGION_PLACES of the places
    size_t made, made_bytes;  // of all blocks so far: how large one is
    size_t bytes;             // of the set without its blocks
};

// A set without groups yet. NULL when memory is out.
struct block_set *block_set_create(const struct block_asked *asked);
void block_set_destroy(struct block_set *set);

bool block_set_is_for(const struct block_set *set,
                      const struct block_asked *asked);

// Reads the groups of its rows. False when it cannot be had this time; set's
// state is SET_UNFIT when it never can.
bool block_set_read(struct block_set *set, const struct block_asked *asked,
                    enum set_state *state);

// How many bytes a block takes, as far as is known.
size_t block_set_estimate(const struct block_set *set);

// How many rows at least lie in the boxes, as far as the groups tell.
size_t block_set_least(const struct block_set *set,
                       const struct box_filter *search);

// Which groups meet the boxes: their numbers, in `arena`. False when that is
// spent.
bool block_set_find(const struct block_set *set,
                    const struct box_filter *search, struct arena *arena,
                    uint32_t **out, size_t *count);

#endif
