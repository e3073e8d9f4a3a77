#include "server/export/walk.h"

enum { CHILDREN = 4 };

static struct part_zoom parents_of(const struct walk *walk)
{
    return walk->zoom ? part_zoom(walk->part, walk->zoom - 1)
                      : (struct part_zoom){ 0 };
}

uint64_t walk_total(const struct walk *walk)
{
    return walk->zoom ? CHILDREN * parents_of(walk).with_rows : 1;
}

static void enter(struct walk *walk, uint32_t zoom)
{
    walk->zoom = zoom;
    walk->count = walk->at = 0;
    walk->child = 0;
    walk->parent = parents_of(walk).first;
}

void walk_descend(struct walk *walk)
{
    enter(walk, walk->zoom + 1);
}

static bool read_parents(struct walk *walk, struct error *err)
{
    struct part_zoom parents = parents_of(walk);
    uint64_t left = parents.first + parents.count - walk->parent;
    size_t max = left < WALK_AT_ONCE ? (size_t)left : WALK_AT_ONCE;
    walk->at = walk->count = 0;
    if (!max) return true;
    if (!part_read(walk->part, walk->parent, walk->records, max, &walk->count,
                   err))
        return false;
    walk->parent += walk->count;
    return walk->count == max ||
           error_set(err, ERROR_CORRUPT, "%s.log: records are missing",
                     part_data_path(walk->part));
}

// Of the tile above; *is_there is false behind the last.
static bool find_parent(struct walk *walk, bool *is_there, struct error *err)
{
    *is_there = true;
    for (;;) {
        for (; walk->at < walk->count; walk->at++, walk->child = 0)
            if (walk->child < CHILDREN &&
                walk->records[walk->at].flags & PART_HAS_ROWS)
                return true;
        if (!read_parents(walk, err)) return false;
        if (!walk->count) break;
    }
    *is_there = false;
    return true;
}

bool walk_next(struct walk *walk, uint64_t *id, bool *is_there,
               struct error *err)
{
    if (!walk->zoom) {
        *is_there = walk->child++ == 0;
        *id = 0;
        return true;
    }
    if (!find_parent(walk, is_there, err)) return false;
    if (!*is_there) return true;
    uint64_t above =
        walk->records[walk->at].id - pmtiles_first_id(walk->zoom - 1);
    *id = pmtiles_first_id(walk->zoom) + CHILDREN * above + walk->child++;
    return true;
}

bool walk_begin(struct walk *walk, struct part *part, struct error *err)
{
    uint64_t id;
    bool is_there = true;
    struct tile_address address = { 0 };
    const struct part_record *last = part_last(part);
    walk->part = part;
    if (last && !pmtiles_address(last->id, &address))
        return error_set(err, ERROR_INTERNAL, "a record without a tile");
    enter(walk, address.zoom);
    while (last && is_there) {
        if (!walk_next(walk, &id, &is_there, err)) return false;
        if (is_there && id == last->id) break;
    }
    return true;
}
