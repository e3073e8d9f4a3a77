#include "server/block_set.h"

#include <stdlib.h>
#include <string.h>

enum {
    REGION_PLACES = 16,
    SET_BYTES_MAX = 64 << 20,
    DICTIONARY_BYTES_MAX = 2 << 20,
    // What is thought of blocks before the first is there.
    POINT_BLOCK_BYTES = 128 << 10,
    SHAPE_BLOCK_BYTES = 64 << 10,
};

static bool are_points(const struct block_asked *asked)
{
    return asked->selection->collection->geom_type == GEOM_POINT;
}

static bool copy_key(struct block_set *set, const struct block_asked *asked)
{
    const struct selection *selection = asked->selection;
    const struct collection *collection = selection->collection;
    size_t fields = collection->schema.count;
    set->collection = arena_copy(set->arena, collection->id);
    set->updated = arena_copy(set->arena, collection->dataset->updated);
    set->version = collection->dataset->version;
    set->tms = asked->tms;
    set->field_count = fields;
    set->wanted = ARENA_ARRAY(set->arena, bool, fields + 1);
    set->columns = ARENA_ARRAY(set->arena, size_t, fields + 1);
    if (!set->collection.bytes || !set->wanted || !set->columns) return false;
    for (size_t i = 0; i < fields; i++) {
        set->wanted[i] = !selection->wanted || selection->wanted[i];
        if (set->wanted[i]) set->columns[set->key_count++] = i;
    }
    return true;
}

struct block_set *block_set_create(const struct block_asked *asked)
{
    struct block_set *set = calloc(1, sizeof *set);
    if (!set) return NULL;
    set->arena = arena_create(SET_BYTES_MAX);
    if (set->arena && copy_key(set, asked))
        set->dictionary =
            dictionary_create(DICTIONARY_BYTES_MAX, set->key_count);
    if (set->dictionary) return set;
    block_set_destroy(set);
    return NULL;
}

void block_set_destroy(struct block_set *set)
{
    if (!set) return;
    dictionary_destroy(set->dictionary);
    arena_destroy(set->arena);
    free(set);
}

bool block_set_is_for(const struct block_set *set,
                      const struct block_asked *asked)
{
    const bool *wanted = asked->selection->wanted;
    const struct collection *collection = asked->selection->collection;
    if (set->tms != asked->tms ||
        set->version != collection->dataset->version ||
        set->field_count != collection->schema.count ||
        !str_equal(set->collection, collection->id) ||
        !str_equal(set->updated, collection->dataset->updated))
        return false;
    for (size_t i = 0; i < set->field_count; i++)
        if (set->wanted[i] != (!wanted || wanted[i])) return false;
    return true;
}

// Groups come in the order of their rows, and those in that of the spatial
// index: what follows each other lies together.
static bool make_regions(struct block_set *set)
{
    size_t count = (set->count + REGION_PLACES - 1) / REGION_PLACES;
    set->regions = ARENA_ARRAY(set->arena, struct box, count);
    if (!set->regions) return false;
    for (size_t i = 0; i < count; i++) set->regions[i] = box_nothing();
    for (size_t i = 0; i < set->count; i++) {
        struct box *region = &set->regions[i / REGION_PLACES];
        *region = box_join(*region, set->places[i].group.box);
    }
    return true;
}

static bool take_groups(struct block_set *set, const struct row_groups *groups)
{
    set->places = ARENA_ARRAY(set->arena, struct block_place, groups->count);
    if (!set->places || groups->count > UINT32_MAX) return false;
    for (size_t i = 0; i < groups->count; i++)
        set->places[i].group = groups->groups[i];
    set->count = groups->count;
    return make_regions(set);
}

bool block_set_read(struct block_set *set, const struct block_asked *asked,
                    enum set_state *state)
{
    bool is_answered;
    struct row_groups groups;
    struct arena *arena = arena_create(SET_BYTES_MAX);
    bool ok =
        arena && store_groups(asked->view, arena, asked->selection->collection,
                              are_points(asked), &groups, &is_answered, NULL);
    if (ok && is_answered) ok = take_groups(set, &groups);
    *state = ok && is_answered ? SET_READY : SET_UNFIT;
    arena_destroy(arena);
    return ok;
}

size_t block_set_estimate(const struct block_set *set)
{
    if (set->made) return set->made_bytes / set->made;
    bool is_large = set->count && set->places[0].group.levels > 1;
    return is_large ? POINT_BLOCK_BYTES : SHAPE_BLOCK_BYTES;
}

static bool meets(struct box box, const struct box_filter *search)
{
    for (size_t i = 0; i < search->count; i++)
        if (box_intersects(box, search->boxes[i])) return true;
    return false;
}

// The first place from `at` that meets the boxes; count when there is none.
static size_t find_place(const struct block_set *set,
                         const struct box_filter *search, size_t at)
{
    while (at < set->count) {
        if (at % REGION_PLACES == 0 &&
            !meets(set->regions[at / REGION_PLACES], search))
            at += REGION_PLACES;
        else if (meets(set->places[at].group.box, search))
            return at;
        else
            at++;
    }
    return set->count;
}

size_t block_set_least(const struct block_set *set,
                       const struct box_filter *search)
{
    size_t rows = 0;
    for (size_t i = find_place(set, search, 0); i < set->count;
         i = find_place(set, search, i + 1)) {
        const struct row_group *group = &set->places[i].group;
        bool is_inside = false;
        for (size_t k = 0; k < search->count; k++)
            is_inside |= box_contains(search->boxes[k], group->box);
        if (is_inside) rows += group->least;
    }
    return rows;
}

bool block_set_find(const struct block_set *set,
                    const struct box_filter *search, struct arena *arena,
                    uint32_t **out, size_t *count)
{
    *count = 0;
    *out = ARENA_ROOM(arena, uint32_t, set->count);
    if (!*out) return false;
    for (size_t i = find_place(set, search, 0); i < set->count;
         i = find_place(set, search, i + 1))
        (*out)[(*count)++] = (uint32_t)i;
    return true;
}
