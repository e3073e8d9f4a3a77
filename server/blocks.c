#include "server/blocks.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "geo/crs.h"
#include "server/block_set.h"

enum {
    SETS_MAX = 64,
    ASKED_LEAST = 3,  // times that a block is asked for, to push out another
    BLOCK_SHARE = 4,  // of the memory for one block
    TILE_SHARE = 2,   // and for those of one tile
    LOOK_MS = 1000,
    SPARE_MAX = 8,
    SPARE_BYTES = 2 << 20,
    SCRATCH_BYTES_MAX = 64 << 20,
};

struct blocks {
    pthread_mutex_t lock;
    pthread_cond_t made;     // a set or a block, or given up
    struct block_set *sets;  // the last used one first
    size_t set_count;
    struct block_slot *newest, *oldest;
    // What making blocks took stays for the next: memory that comes and goes
    // between blocks that stay would leave holes.
    struct arena *spare[SPARE_MAX];
    size_t spare_count;
    size_t bytes, max_bytes;
};

struct blocks *blocks_create(size_t max_bytes)
{
    struct blocks *blocks = calloc(1, sizeof *blocks);
    if (!blocks) return NULL;
    pthread_mutex_init(&blocks->lock, NULL);
    pthread_cond_init(&blocks->made, NULL);
    blocks->max_bytes = max_bytes;
    return blocks;
}

// ---- slots, by when they were last used

static void unlink_slot(struct blocks *blocks, struct block_slot *slot)
{
    *(slot->newer ? &slot->newer->older : &blocks->newest) = slot->older;
    *(slot->older ? &slot->older->newer : &blocks->oldest) = slot->newer;
    slot->newer = slot->older = NULL;
}

static void link_slot(struct blocks *blocks, struct block_slot *slot)
{
    slot->older = blocks->newest;
    *(blocks->newest ? &blocks->newest->newer : &blocks->oldest) = slot;
    blocks->newest = slot;
}

static void drop_slot(struct blocks *blocks, struct block_place *place)
{
    struct block_slot *slot = place->slot;
    unlink_slot(blocks, slot);
    blocks->bytes -= slot->bytes;
    arena_destroy(slot->arena);
    free(slot);
    place->slot = NULL;
    place->state = SLOT_EMPTY;
    place->asked = 0;
}

static struct block_place *place_of(const struct block_slot *slot)
{
    return &slot->set->places[slot->number];
}

// What is in use stays.
static void make_room(struct blocks *blocks)
{
    struct block_slot *slot = blocks->oldest;
    while (slot && blocks->bytes > blocks->max_bytes) {
        struct block_slot *newer = slot->newer;
        if (!slot->pins) drop_slot(blocks, place_of(slot));
        slot = newer;
    }
}

// ---- sets

static void drop_blocks(struct blocks *blocks, struct block_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->places[i].slot) drop_slot(blocks, &set->places[i]);
}

static void take_out(struct blocks *blocks, struct block_set **link)
{
    struct block_set *set = *link;
    if (!set) return;
    *link = set->next;
    blocks->set_count--;
    blocks->bytes -= set->bytes;
    drop_blocks(blocks, set);
    block_set_destroy(set);
}

void blocks_destroy(struct blocks *blocks)
{
    if (!blocks) return;
    while (blocks->sets) take_out(blocks, &blocks->sets);
    while (blocks->spare_count)
        arena_destroy(blocks->spare[--blocks->spare_count]);
    pthread_cond_destroy(&blocks->made);
    pthread_mutex_destroy(&blocks->lock);
    free(blocks);
}

// The least recently used set goes with its blocks.
static void forget_sets(struct blocks *blocks)
{
    while (blocks->set_count > SETS_MAX) {
        struct block_set **found = NULL;
        for (struct block_set **link = &blocks->sets; *link;
             link = &(*link)->next)
            if (!(*link)->holders) found = link;
        if (!found) return;
        take_out(blocks, found);
    }
}

static struct block_set **find(struct blocks *blocks,
                               const struct block_asked *asked)
{
    struct block_set **link = &blocks->sets;
    while (*link && !block_set_is_for(*link, asked)) link = &(*link)->next;
    return link;
}

static void put_first(struct blocks *blocks, struct block_set *set)
{
    set->next = blocks->sets;
    blocks->sets = set;
}

// What tiles of an older version of the data were made of.
static void forget_older(struct blocks *blocks, const struct block_set *set)
{
    struct block_set **link = &blocks->sets;
    while (*link) {
        struct block_set *other = *link;
        if (!other->holders && other->version < set->version &&
            str_equal(other->collection, set->collection))
            take_out(blocks, link);
        else
            link = &other->next;
    }
}

// ---- one set, held

static void count_set(struct blocks *blocks, struct block_set *set)
{
    size_t bytes = sizeof *set + arena_held(set->arena) +
                   dictionary_bytes(set->dictionary);
    blocks->bytes += bytes - set->bytes;
    set->bytes = bytes;
}

static void release(struct blocks *blocks, struct block_set *set)
{
    set->holders--;
    forget_sets(blocks);
}

// Adds the set and reads its groups, with the lock open meanwhile. NULL when
// that failed.
static struct block_set *make_set(struct blocks *blocks,
                                  const struct block_asked *asked)
{
    enum set_state state = SET_UNFIT;
    struct block_set *set = block_set_create(asked);
    if (!set) return NULL;
    forget_older(blocks, set);
    put_first(blocks, set);
    blocks->set_count++;
    set->holders = 1;
    set->looked_ms = clock_ms();
    pthread_mutex_unlock(&blocks->lock);
    bool ok = block_set_read(set, asked, &state);
    pthread_mutex_lock(&blocks->lock);
    set->state = state;
    pthread_cond_broadcast(&blocks->made);
    count_set(blocks, set);
    if (ok) return set;
    set->holders = 0;
    take_out(blocks, find(blocks, asked));
    return NULL;
}

// Finds the set, or makes it. NULL when it is not there and cannot be made.
static struct block_set *hold_set(struct blocks *blocks,
                                  const struct block_asked *asked)
{
    struct block_set **link;
    while (*(link = find(blocks, asked)) && (*link)->state == SET_MAKING) {
        if (!asked->view) return NULL;
        pthread_cond_wait(&blocks->made, &blocks->lock);
    }
    struct block_set *set = *link;
    if (!set) return asked->view ? make_set(blocks, asked) : NULL;
    *link = set->next;
    put_first(blocks, set);
    set->holders++;
    return set;
}

// Whether the set may be used: nobody has changed the table, as far as was
// seen in the last second.
static bool is_current(struct blocks *blocks, struct block_set *set,
                       const struct block_asked *asked)
{
    bool is_same = false;
    uint64_t now = clock_ms();
    if (set->state != SET_READY) return false;
    if (now - set->looked_ms < LOOK_MS) return true;
    if (!asked->view) return false;
    set->looked_ms = now;
    pthread_mutex_unlock(&blocks->lock);
    bool ok =
        store_groups(asked->view, asked->arena, asked->selection->collection,
                     false, NULL, &is_same, NULL);
    pthread_mutex_lock(&blocks->lock);
    if (ok && !is_same) set->state = SET_UNFIT;
    return ok && is_same;
}

// ---- one block

static void keep(struct blocks *blocks, struct block_set *set, uint32_t number,
                 struct block_slot *slot)
{
    struct block_place *place = &set->places[number];
    slot->set = set;
    slot->number = number;
    slot->bytes = sizeof *slot + arena_held(slot->arena);
    slot->pins = 1;
    place->slot = slot;
    place->state = SLOT_READY;
    place->asked = 0;
    link_slot(blocks, slot);
    blocks->bytes += slot->bytes;
    set->made++;
    set->made_bytes += slot->bytes;
    count_set(blocks, set);
    make_room(blocks);
}

static struct block_slot *create_slot(const struct blocks *blocks)
{
    struct block_slot *slot = calloc(1, sizeof *slot);
    if (!slot) return NULL;
    slot->arena = arena_create(blocks->max_bytes / BLOCK_SHARE);
    if (slot->arena) return slot;
    free(slot);
    return NULL;
}

static struct arena *take_scratch(struct blocks *blocks)
{
    return blocks->spare_count ? blocks->spare[--blocks->spare_count]
                               : arena_create(SCRATCH_BYTES_MAX);
}

static void give_scratch(struct blocks *blocks, struct arena *scratch)
{
    if (scratch) arena_clear(scratch);
    if (!scratch || blocks->spare_count == SPARE_MAX ||
        arena_held(scratch) > SPARE_BYTES)
        arena_destroy(scratch);
    else
        blocks->spare[blocks->spare_count++] = scratch;
}

// With the lock open meanwhile.
static enum block_outcome read_block(struct blocks *blocks,
                                     const struct block_asked *asked,
                                     const struct block_set *set,
                                     uint32_t number, struct block_slot *slot)
{
    const struct block_source source = {
        .view = asked->view,
        .collection = asked->selection->collection,
        .tms = asked->tms,
        .wanted = set->wanted,
        .columns = set->columns,
        .key_count = set->key_count,
        .dictionary = set->dictionary,
    };
    const struct row_group *group = &set->places[number].group;
    struct arena *scratch = take_scratch(blocks);
    pthread_mutex_unlock(&blocks->lock);
    enum block_outcome outcome =
        scratch ? block_read(&source, group, scratch, slot->arena, &slot->kept)
                : BLOCK_FAILED;
    pthread_mutex_lock(&blocks->lock);
    give_scratch(blocks, scratch);
    return outcome;
}

static bool make_block(struct blocks *blocks, const struct block_asked *asked,
                       struct block_set *set, uint32_t number)
{
    struct block_place *place = &set->places[number];
    struct block_slot *slot = create_slot(blocks);
    if (!slot) return false;
    place->state = SLOT_MAKING;
    enum block_outcome outcome = read_block(blocks, asked, set, number, slot);
    pthread_cond_broadcast(&blocks->made);
    if (outcome == BLOCK_MADE) {
        keep(blocks, set, number, slot);
        return true;
    }
    place->state = outcome == BLOCK_UNFIT ? SLOT_UNFIT : SLOT_EMPTY;
    arena_destroy(slot->arena);
    free(slot);
    return false;
}

// Nobody waits for a block while making one, so that none waits for another.
static bool pin_one(struct blocks *blocks, const struct block_asked *asked,
                    struct block_set *set, uint32_t number)
{
    struct block_place *place = &set->places[number];
    while (place->state == SLOT_MAKING && asked->view)
        pthread_cond_wait(&blocks->made, &blocks->lock);
    if (place->state == SLOT_EMPTY && asked->view)
        return make_block(blocks, asked, set, number);
    if (place->state != SLOT_READY) return false;
    place->slot->pins++;
    unlink_slot(blocks, place->slot);
    link_slot(blocks, place->slot);
    return true;
}

// Blocks for which there is no room push others out only when they are asked
// for again: else a map of more than fits would make them for nothing.
static bool may_make(struct blocks *blocks, struct block_set *set,
                     const uint32_t *slots, size_t count)
{
    bool all_asked = true;
    size_t missing = 0;
    size_t each = block_set_estimate(set);
    for (size_t i = 0; i < count; i++) {
        struct block_place *place = &set->places[slots[i]];
        if (place->state == SLOT_UNFIT) return false;
        missing += place->state == SLOT_EMPTY;
    }
    if (!missing) return true;
    if (count * each > blocks->max_bytes / TILE_SHARE) return false;
    if (blocks->bytes + missing * each <= blocks->max_bytes) return true;
    for (size_t i = 0; i < count; i++) {
        struct block_place *place = &set->places[slots[i]];
        if (place->state == SLOT_EMPTY && ++place->asked < ASKED_LEAST)
            all_asked = false;
    }
    return all_asked;
}

// ---- all that a tile needs

static bool is_plain(const struct selection *selection)
{
    return selection->collection->geom_type != GEOM_EMPTY &&
           selection->box.count > 0 && selection->box.is_rough &&
           !selection->condition_count && !selection->filter &&
           !selection->words.len && !selection->time.from.len &&
           !selection->time.to.len && !selection->has_place &&
           !selection->near.is_asked && !selection->sort_count &&
           !selection->limit && !selection->after_fid &&
           !selection->skip_geometry;
}

static bool find_search(const struct block_asked *asked, struct box_filter *out)
{
    *out = asked->selection->box;
    if (out->srid == CRS_WGS84) return true;
    return asked->view &&
           store_search_boxes(asked->view, &asked->selection->box, out, NULL);
}

// A corner is clipped, snapped and held against its neighbours; a point is
// snapped.
static size_t work_of(const struct mvt_block *block)
{
    return block->geoms ? block->positions * 2 : block->positions;
}

static bool pin_all(struct blocks *blocks, const struct block_asked *asked,
                    struct block_pins *out, size_t count)
{
    struct block_set *set = out->set;
    out->kept = ARENA_ARRAY(asked->arena, const struct block_kept *, count);
    if (!out->kept) return false;
    if (asked->view && !may_make(blocks, set, out->slots, count)) return false;
    bool is_too_much = false;
    for (; out->count < count && !is_too_much; out->count++) {
        uint32_t number = out->slots[out->count];
        if (!pin_one(blocks, asked, set, number)) return false;
        out->kept[out->count] = &set->places[number].slot->kept;
        out->rows += out->kept[out->count]->block.count;
        out->work += work_of(&out->kept[out->count]->block);
        is_too_much = asked->most && out->work > asked->most;
    }
    return !is_too_much;
}

static void unpin(struct blocks *blocks, struct block_pins *pins)
{
    for (size_t i = 0; i < pins->count; i++)
        pins->set->places[pins->slots[i]].slot->pins--;
    pins->count = 0;
    make_room(blocks);
    release(blocks, pins->set);
    pins->set = NULL;
}

bool blocks_pin(struct blocks *blocks, const struct block_asked *asked,
                struct block_pins *out)
{
    size_t count = 0;
    *out = (struct block_pins){ .blocks = blocks };
    if (!blocks || !blocks->max_bytes) return false;
    if (!is_plain(asked->selection)) return false;
    if (!find_search(asked, &out->search)) return false;
    pthread_mutex_lock(&blocks->lock);
    out->set = hold_set(blocks, asked);
    bool ok = out->set && is_current(blocks, out->set, asked) &&
              block_set_find(out->set, &out->search, asked->arena, &out->slots,
                             &count) &&
              pin_all(blocks, asked, out, count);
    if (out->set && !ok) unpin(blocks, out);
    pthread_mutex_unlock(&blocks->lock);
    if (!ok || !out->set) return false;
    out->dictionary = out->set->dictionary;
    out->codes = dictionary_count(out->set->dictionary);
    return true;
}

size_t blocks_least(struct blocks *blocks, const struct block_asked *asked)
{
    size_t rows = 0;
    struct box_filter search;
    if (!blocks || !blocks->max_bytes || !is_plain(asked->selection) ||
        !find_search(asked, &search))
        return 0;
    pthread_mutex_lock(&blocks->lock);
    struct block_set *set = hold_set(blocks, asked);
    if (set && is_current(blocks, set, asked))
        rows = block_set_least(set, &search);
    if (set) release(blocks, set);
    pthread_mutex_unlock(&blocks->lock);
    return rows;
}

void blocks_unpin(struct block_pins *pins)
{
    if (!pins->set) return;
    pthread_mutex_lock(&pins->blocks->lock);
    unpin(pins->blocks, pins);
    pthread_mutex_unlock(&pins->blocks->lock);
}

size_t blocks_bytes(struct blocks *blocks)
{
    pthread_mutex_lock(&blocks->lock);
    size_t bytes = blocks->bytes;
    pthread_mutex_unlock(&blocks->lock);
    return bytes;
}
