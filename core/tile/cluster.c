#include "tile/cluster.h"

enum { SUBUNITS = 1 << 16 };

// Sums of whole numbers, so that the order of adding does not matter: positions
// are kept in 65,536ths of a unit from the tile's corner.
__extension__ typedef __int128 wide;

struct cluster_cell {
    wide x, y;  // each point's position times its weight
    int64_t count, points, first;
};

void cluster_begin(struct cluster_grid *grid, struct arena *arena,
                   const struct tile_frame *frame, uint32_t cell)
{
    uint32_t side = TILE_EXTENT / cell;
    *grid =
        (struct cluster_grid){ .frame = *frame, .side = side, .cell = cell };
    grid->frame.margin = 0;
    grid->cells = ARENA_ARRAY(arena, struct cluster_cell, (size_t)side * side);
    grid->failed = !grid->cells;
}

static uint32_t cell_at(const struct cluster_grid *grid, double unit)
{
    uint32_t at = (uint32_t)unit / grid->cell;
    return at < grid->side ? at : grid->side - 1;
}

bool cluster_add(struct cluster_grid *grid, struct point p, int64_t id,
                 int64_t weight)
{
    if (grid->failed || !tile_frame_has(&grid->frame, p)) return false;
    struct point unit = tile_frame_unit(&grid->frame, p);
    size_t row = cell_at(grid, unit.y);
    struct cluster_cell *cell =
        &grid->cells[row * grid->side + cell_at(grid, unit.x)];
    cell->x += (wide)(int64_t)(unit.x * SUBUNITS) * weight;
    cell->y += (wide)(int64_t)(unit.y * SUBUNITS) * weight;
    cell->count += weight;
    if (cell->points++ == 0 || id < cell->first) cell->first = id;
    return true;
}

// A cell whose weights are all 0 stands in its middle.
static double middle(wide sum, int64_t count, uint32_t at, uint32_t cell)
{
    if (count == 0) return ((double)at + 0.5) * (double)cell;
    return (double)sum / (double)count / SUBUNITS;
}

static struct cluster finish(const struct cluster_grid *grid, uint32_t row,
                             uint32_t col)
{
    const struct tile_frame *frame = &grid->frame;
    const struct cluster_cell *cell =
        &grid->cells[(size_t)row * grid->side + col];
    double x = middle(cell->x, cell->count, col, grid->cell);
    double y = middle(cell->y, cell->count, row, grid->cell);
    return (struct cluster){
        .middle = { frame->origin.x + (frame->left + x) / frame->scale,
                    frame->origin.y - (frame->top + y) / frame->scale },
        .count = cell->count,
        .points = cell->points,
        .first = cell->first,
        .row = row,
        .col = col,
    };
}

bool cluster_end(struct cluster_grid *grid, struct arena *arena,
                 struct cluster **out, size_t *count, struct error *err)
{
    size_t found = 0;
    size_t cells = (size_t)grid->side * grid->side;
    for (size_t i = 0; !grid->failed && i < cells; i++)
        found += grid->cells[i].points > 0;
    struct cluster *clusters =
        grid->failed ? NULL : ARENA_ARRAY(arena, struct cluster, found);
    if (!clusters)
        return error_set(err, ERROR_NO_MEMORY, "no room for clusters");
    size_t n = 0;
    for (uint32_t row = 0; row < grid->side; row++)
        for (uint32_t col = 0; col < grid->side; col++)
            if (grid->cells[(size_t)row * grid->side + col].points > 0)
                clusters[n++] = finish(grid, row, col);
    *out = clusters;
    *count = found;
    return true;
}
