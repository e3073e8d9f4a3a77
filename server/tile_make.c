#include "server/tile_make.h"

#include "server/tile_cluster.h"

enum {
    ROW_BYTES_MAX = 256 << 20,  // one feature, while it is drawn
    REDUCED_MAX = 64,
};

// What is tried in turn, until the tile is small enough: each level takes every
// layer one step further, those that can do without attributes first.
static const struct tile_level levels[] = {
    { .grain = 1 },
    { .is_bare = true, .grain = 1 },
    { .is_bare = true, .has_clusters = true, .grain = 8 },
    { .is_bare = true, .has_clusters = true, .grain = 64 },
};
enum { LEVEL_NUMBER = sizeof levels / sizeof *levels, CLUSTER_LEVEL = 2 };

static const struct tile_step steps[] = {
    { "attributes", "De kenmerken vervallen; een id van tekst blijft.",
      STEP_ALL },
    { "clusters",
      "Punten in een vak van 64 bij 64 eenheden worden een punt, met hun "
      "aantal als point_count. Over alle tegels van een zoomniveau is de som "
      "het aantal features.",
      STEP_POINTS },
    { "grid=8", "Hoeken van lijnen en vlakken staan op elke 8e eenheid.",
      STEP_SHAPES },
    { "grid=64", "Hoeken van lijnen en vlakken staan op elke 64e eenheid.",
      STEP_SHAPES },
};

const struct tile_step *tile_steps(size_t *count)
{
    *count = sizeof steps / sizeof *steps;
    return steps;
}

struct making {
    const struct tile_ask *ask;
    struct selection *selections;
    size_t count;
    struct block_pins *pins;  // of each; those without a set hold nothing
    struct arena *row;
    bool has_points, has_shapes;
    struct tile_made *made;
};

// Points know no coarser grid than that of their clusters, and what is no point
// forms no clusters.
static bool is_possible(const struct making *making, size_t level)
{
    if (level < CLUSTER_LEVEL || making->has_shapes) return true;
    return level == CLUSTER_LEVEL;
}

static str reduced(const struct making *making, const struct tile_level *level)
{
    struct buf text;
    str out;
    buf_init(&text, making->ask->arena, REDUCED_MAX);
    if (level->is_bare) buf_add_str(&text, STR("attributes"));
    if (level->has_clusters && making->has_points)
        buf_add_str(&text, STR(", clusters"));
    if (level->grain > 1 && making->has_shapes)
        buf_addf(&text, ", grid=%d", (int)level->grain);
    return buf_finish(&text, &out, NULL) ? out : (str){ 0 };
}

static bool write_tile(struct making *making, const struct tile_level *level,
                       struct error *err)
{
    struct mvt_tile tile;
    struct tile_made *made = making->made;
    *made = (struct tile_made){ .reduced = reduced(making, level) };
    mvt_tile_begin(&tile, making->ask->arena, TILE_BYTES_MAX);
    for (size_t i = 0; i < making->count; i++) {
        struct tile_layer layer = { .ask = making->ask,
                                    .selection = making->selections[i],
                                    .level = level,
                                    .row = making->row };
        if (making->pins[i].set) layer.pins = &making->pins[i];
        if (!tile_layer_write(&layer, &tile, err)) return false;
        made->rows += layer.rows;
        made->too_small += layer.too_small;
        made->beyond += layer.beyond;
    }
    return mvt_tile_end(&tile, &made->bytes, err);
}

static bool are_points(const struct making *making, size_t i)
{
    return making->selections[i].collection->geom_type == GEOM_POINT;
}

// Those that are not pinned yet; without a view only what is in memory.
static void pin(struct making *making, struct view *view, bool with_points,
                size_t most)
{
    for (size_t i = 0; i < making->count; i++) {
        const struct block_asked asked = { .view = view,
                                           .arena = making->ask->arena,
                                           .tms = making->ask->tms,
                                           .selection = &making->selections[i],
                                           .most = most };
        if (making->pins[i].set || (!with_points && are_points(making, i)))
            continue;
        // Without blocks a cursor reads the same.
        (void)!blocks_pin(making->ask->blocks, &asked, &making->pins[i]);
    }
}

static void unpin(struct making *making)
{
    for (size_t i = 0; i < making->count; i++) blocks_unpin(&making->pins[i]);
}

// What cannot help is not tried.
static bool first_level(struct making *making, size_t *out, struct error *err)
{
    bool is_crowded = false;
    for (size_t i = 0; i < making->count && !is_crowded; i++)
        if (!tile_is_crowded(making->ask, &making->selections[i],
                             &making->pins[i], &is_crowded, err))
            return false;
    *out = is_crowded ? CLUSTER_LEVEL : 0;
    return true;
}

// Clusters of points come from the spatial index, never from blocks: the same
// tile has the same bytes whatever is in memory.
static bool needs_view(const struct making *making, size_t level)
{
    return levels[level].has_clusters && making->has_points;
}

// *is_made is false when the tile would be too large.
static bool try_level(struct making *making, size_t level, bool *is_made,
                      struct error *err)
{
    struct error failed;
    *is_made = write_tile(making, &levels[level], &failed);
    if (*is_made || failed.code == ERROR_TOO_LARGE) return true;
    return error_set(err, failed.code, "%s", failed.message);
}

static bool try_levels(struct making *making, struct error *err)
{
    bool is_made;
    size_t first = 0;
    struct view *view = making->ask->view;
    pin(making, NULL, true, 0);
    if (!first_level(making, &first, err)) return false;
    pin(making, view, first == 0, 0);
    for (size_t i = first; i < LEVEL_NUMBER; i++) {
        if (!is_possible(making, i)) continue;
        if (!try_level(making, i, &is_made, err)) return false;
        if (is_made) return true;
    }
    return error_set(err, ERROR_TOO_LARGE,
                     "the tile would have more than %d bytes, even without "
                     "attributes and on the coarsest grid; ask for a tile of "
                     "a deeper tileMatrix, or use a filter",
                     TILE_BYTES_MAX);
}

// Everything is pinned: nothing is asked of a view.
static bool try_now(struct making *making, size_t most, bool *is_made,
                    struct error *err)
{
    size_t rows = 0, work = 0;
    pin(making, NULL, true, most);
    for (size_t i = 0; i < making->count; i++) {
        if (!making->pins[i].set) return true;
        rows += making->pins[i].rows;
        work += making->pins[i].work;
    }
    if (work > most || rows >= TILE_CROWD) return true;
    for (size_t i = 0; i < LEVEL_NUMBER; i++) {
        if (!is_possible(making, i)) continue;
        if (needs_view(making, i)) return true;
        if (!try_level(making, i, is_made, err)) return false;
        if (*is_made) return true;
    }
    return true;
}

static bool begin(struct making *making, struct error *err)
{
    struct selection *selections = making->selections;
    for (size_t i = 0; i < making->count; i++) {
        if (are_points(making, i))
            making->has_points = true;
        else
            making->has_shapes = true;
        if (!tile_layer_place(making->ask, &selections[i], err)) return false;
    }
    making->pins =
        ARENA_ARRAY(making->ask->arena, struct block_pins, making->count);
    making->row = arena_create(ROW_BYTES_MAX);
    if (making->pins && making->row) return true;
    return error_set(err, ERROR_NO_MEMORY, "no room for a tile");
}

static void end(struct making *making)
{
    if (making->pins) unpin(making);
    arena_destroy(making->row);
}

bool tile_make(const struct tile_ask *ask, struct selection *selections,
               size_t count, struct tile_made *out, struct error *err)
{
    struct making making = {
        .ask = ask, .selections = selections, .count = count, .made = out
    };
    bool ok = begin(&making, err) && try_levels(&making, err);
    end(&making);
    return ok;
}

bool tile_make_now(const struct tile_ask *ask, struct selection *selections,
                   size_t count, size_t most, struct tile_made *out,
                   bool *is_made, struct error *err)
{
    struct making making = {
        .ask = ask, .selections = selections, .count = count, .made = out
    };
    *is_made = false;
    bool ok = begin(&making, err) && try_now(&making, most, is_made, err);
    end(&making);
    return ok;
}
