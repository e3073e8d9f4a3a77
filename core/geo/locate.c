// How a point finds its area
//
// A grid of equal cells lies over all areas. Each cell knows the areas that
// may hold a point of it, in the order in which they were added: either the
// whole cell lies inside the area, or an edge of the area may touch the cell
// and the area itself is asked (slabs.h). The first that holds the point is
// the answer; most cells of a map lie inside one area and answer at once.
//
// Rounding cannot make it wrong. The number of a cell never falls when the
// coordinate grows, so that an area whose box holds a point has the point's
// cell in its range of cells; and an edge marks every cell that it may touch
// with a margin of one, where the error is far below a cell.

#include "geo/locate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "geo/scale.h"
#include "geo/slabs.h"

enum {
    AREAS_FIRST = 64,
    CELLS_PER_AREA = 64,
    SIDE_MIN = 8,
    SIDE_MAX = 2048,
    WHOLE = 1,  // the low bit of an entry; the rest is the area's number
};

// Below this part of the coordinates themselves a cell would be too small for
// the margin.
static const double CELL_MIN_PART = 1e-9;

struct grid {
    struct box extent;
    uint32_t side;  // columns and rows
    double x_scale, y_scale;
    uint32_t *ends;  // cell c has the entries [ends[c-1], ends[c])
    uint32_t *entries;
};

struct locator {
    struct arena *arena;
    struct arena *spare;
    struct slabs *areas;
    size_t area_count, area_capacity;
    struct grid grid;
};

struct locator *locator_create(void)
{
    struct locator *locator = calloc(1, sizeof *locator);
    if (!locator) return NULL;
    locator->arena = arena_create(SIZE_MAX);
    locator->spare = arena_create(SIZE_MAX);
    if (locator->arena && locator->spare) return locator;
    locator_destroy(locator);
    return NULL;
}

void locator_destroy(struct locator *locator)
{
    if (!locator) return;
    arena_destroy(locator->arena);
    arena_destroy(locator->spare);
    free(locator);
}

static bool no_room(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for the areas");
}

static bool make_room(struct locator *locator, struct error *err)
{
    if (locator->area_count < locator->area_capacity) return true;
    size_t old = locator->area_capacity;
    size_t new = old ? old * 2 : AREAS_FIRST;
    if (new > UINT32_MAX / 2)
        return error_set(err, ERROR_TOO_LARGE, "too many areas");
    struct slabs *areas = arena_grow(locator->arena, locator->areas,
                                     old * sizeof *areas, new * sizeof *areas);
    if (!areas) return no_room(err);
    locator->areas = areas;
    locator->area_capacity = new;
    return true;
}

bool locator_add(struct locator *locator, const struct geom *geom,
                 struct error *err)
{
    if (!make_room(locator, err)) return false;
    arena_clear(locator->spare);
    if (!slabs_build(locator->arena, locator->spare, geom,
                     &locator->areas[locator->area_count], err))
        return false;
    locator->area_count++;
    return true;
}

// ---- the grid

static uint32_t column_of(const struct grid *grid, double x)
{
    return scale_step(x, grid->extent.min_x, grid->x_scale, grid->side);
}

static uint32_t row_of(const struct grid *grid, double y)
{
    return scale_step(y, grid->extent.min_y, grid->y_scale, grid->side);
}

// A block of cells, its ends included: those that one area may touch.
struct block {
    uint32_t left, bottom, right, top;
    size_t width;
};

static struct block block_of(const struct grid *grid, struct box box)
{
    struct block block = { column_of(grid, box.min_x), row_of(grid, box.min_y),
                           column_of(grid, box.max_x), row_of(grid, box.max_y),
                           0 };
    block.width = block.right - block.left + 1;
    return block;
}

enum mark { MARK_NONE, MARK_EDGE, MARK_WHOLE };

struct marker {
    const struct grid *grid;
    struct block block;  // of the area at hand
    unsigned char *marks;
};

static unsigned char *mark_at(const struct marker *marker, uint32_t column,
                              uint32_t row)
{
    const struct block *b = &marker->block;
    return &marker->marks[(row - b->bottom) * b->width + (column - b->left)];
}

static void mark_rows(const struct marker *marker, uint32_t column,
                      uint32_t bottom, uint32_t top)
{
    for (uint32_t row = bottom; row <= top; row++)
        *mark_at(marker, column, row) = MARK_EDGE;
}

static void mark_columns(const struct marker *marker, uint32_t row,
                         uint32_t left, uint32_t right)
{
    memset(mark_at(marker, left, row), MARK_EDGE, right - left + 1);
}

struct reach {
    uint32_t from, to;
};

// The steps along one axis that an edge may touch while it is between `u0` and
// `u1` on the other, widened by one and kept within `all`.
static struct reach reach_between(double from, double to, struct reach all)
{
    double low = floor(fmin(from, to)) - 1;
    double high = floor(fmax(from, to)) + 1;
    struct reach reach = all;
    if (low > reach.from) reach.from = low < all.to ? (uint32_t)low : all.to;
    if (high < reach.to) reach.to = high > all.from ? (uint32_t)high : all.from;
    return reach;
}

// Follows the edge along the axis on which it crosses more cells, so that an
// error there is at most as large on the other axis.
static void mark_edge(struct point a, struct point b, void *context)
{
    const struct marker *marker = context;
    const struct grid *grid = marker->grid;
    struct block cells =
        block_of(grid, box_add_point(box_add_point(box_nothing(), a), b));
    struct reach columns = { cells.left, cells.right };
    struct reach rows = { cells.bottom, cells.top };
    double ax = (a.x - grid->extent.min_x) * grid->x_scale;
    double ay = (a.y - grid->extent.min_y) * grid->y_scale;
    double dx = (b.x - a.x) * grid->x_scale;
    double dy = (b.y - a.y) * grid->y_scale;
    if (fabs(dx) >= fabs(dy)) {
        double slope = dx != 0 ? dy / dx : 0;
        for (uint32_t c = columns.from; c <= columns.to; c++) {
            struct reach r = reach_between(ay + (c - ax) * slope,
                                           ay + (c + 1 - ax) * slope, rows);
            mark_rows(marker, c, r.from, r.to);
        }
        return;
    }
    double slope = dx / dy;
    for (uint32_t r = rows.from; r <= rows.to; r++) {
        struct reach c = reach_between(ax + (r - ay) * slope,
                                       ax + (r + 1 - ay) * slope, columns);
        mark_columns(marker, r, c.from, c.to);
    }
}

static enum mark mark_of_free_cell(const struct marker *marker,
                                   const struct slabs *area, uint32_t column,
                                   uint32_t row)
{
    const struct grid *grid = marker->grid;
    struct point middle = {
        grid->extent.min_x + (column + 0.5) / grid->x_scale,
        grid->extent.min_y + (row + 0.5) / grid->y_scale,
    };
    if (column_of(grid, middle.x) != column || row_of(grid, middle.y) != row)
        return MARK_EDGE;
    return slabs_place(area, middle) == PLACE_OUTSIDE ? MARK_NONE : MARK_WHOLE;
}

// Cells that no edge touches are inside or outside as a whole, and neighbours
// in a row are so together.
static void mark_insides(const struct marker *marker, const struct slabs *area)
{
    const struct block *b = &marker->block;
    for (uint32_t row = b->bottom; row <= b->top; row++) {
        unsigned char before = MARK_EDGE;
        for (uint32_t column = b->left; column <= b->right; column++) {
            unsigned char *mark = mark_at(marker, column, row);
            if (*mark == MARK_NONE)
                *mark = before != MARK_EDGE ? before
                                            : (unsigned char)mark_of_free_cell(
                                                  marker, area, column, row);
            before = *mark;
        }
    }
}

// What one area has to say to the grid: a cell and an entry for it.
struct claim {
    uint32_t cell, entry;
};

struct claims {
    struct claim *list;
    size_t count;
};

// Behind an area that fills a cell nobody else can get a point of it:
// `filled` keeps such cells out of later claims.
static bool collect(const struct marker *marker, uint32_t area,
                    unsigned char *filled, struct arena *spare,
                    struct claims *out)
{
    const struct block *b = &marker->block;
    size_t cells = b->width * (b->top - b->bottom + 1);
    size_t marked = 0;
    for (size_t i = 0; i < cells; i++) marked += marker->marks[i] != MARK_NONE;
    out->list = ARENA_ARRAY(spare, struct claim, marked);
    if (!out->list) return false;
    for (uint32_t row = b->bottom; row <= b->top; row++) {
        for (uint32_t column = b->left; column <= b->right; column++) {
            enum mark mark = *mark_at(marker, column, row);
            uint32_t cell = row * marker->grid->side + column;
            if (mark == MARK_NONE || filled[cell]) continue;
            uint32_t whole = mark == MARK_WHOLE ? WHOLE : 0;
            out->list[out->count++] = (struct claim){ cell, area << 1 | whole };
            filled[cell] = mark == MARK_WHOLE;
        }
    }
    return true;
}

static size_t cell_count(const struct grid *grid)
{
    return (size_t)grid->side * grid->side;
}

static bool claim_cells(struct locator *locator, struct claims *claims)
{
    struct arena *spare = locator->spare;
    size_t cells = cell_count(&locator->grid);
    struct marker marker = { .grid = &locator->grid };
    unsigned char *filled = ARENA_ARRAY(spare, unsigned char, cells);
    marker.marks = ARENA_ARRAY(spare, unsigned char, cells);
    if (!filled || !marker.marks) return false;
    for (size_t i = 0; i < locator->area_count; i++) {
        const struct slabs *area = &locator->areas[i];
        if (box_is_nothing(area->box)) continue;
        marker.block = block_of(marker.grid, area->box);
        memset(marker.marks, MARK_NONE,
               marker.block.width *
                   (marker.block.top - marker.block.bottom + 1));
        slabs_each_edge(area, mark_edge, &marker);
        mark_insides(&marker, area);
        if (!collect(&marker, (uint32_t)i, filled, spare, &claims[i]))
            return false;
    }
    return true;
}

// A counting sort by cell, which keeps the order of the areas.
static bool sort_claims(struct locator *locator, const struct claims *claims,
                        struct error *err)
{
    struct grid *grid = &locator->grid;
    size_t total = 0;
    for (size_t i = 0; i < locator->area_count; i++) {
        total += claims[i].count;
        for (size_t k = 0; k < claims[i].count; k++)
            grid->ends[claims[i].list[k].cell]++;
    }
    if (total > UINT32_MAX)
        return error_set(err, ERROR_TOO_LARGE, "too many areas");
    grid->entries = ARENA_ARRAY(locator->arena, uint32_t, total);
    if (!grid->entries) return no_room(err);
    uint32_t sum = 0;
    for (size_t c = 0; c < cell_count(grid); c++) {
        uint32_t size = grid->ends[c];
        grid->ends[c] = sum;
        sum += size;
    }
    for (size_t i = 0; i < locator->area_count; i++)
        for (size_t k = 0; k < claims[i].count; k++)
            grid->entries[grid->ends[claims[i].list[k].cell]++] =
                claims[i].list[k].entry;
    return true;
}

static double largest_coordinate(struct box box)
{
    return fmax(fmax(fabs(box.min_x), fabs(box.max_x)),
                fmax(fabs(box.min_y), fabs(box.max_y)));
}

static void lay_grid(struct locator *locator)
{
    struct grid *grid = &locator->grid;
    struct box extent = box_nothing();
    for (size_t i = 0; i < locator->area_count; i++)
        extent = box_join(extent, locator->areas[i].box);
    grid->extent = extent;
    grid->side = 1;
    if (box_is_nothing(extent)) return;
    double side = sqrt((double)locator->area_count * CELLS_PER_AREA);
    side = ceil(fmin(fmax(side, SIDE_MIN), SIDE_MAX));
    double width = extent.max_x - extent.min_x;
    double height = extent.max_y - extent.min_y;
    double least = largest_coordinate(extent) * CELL_MIN_PART * side;
    // One cell that holds everything is right for any numbers at all.
    if (!(fmin(width, height) > least) ||
        !isfinite(side / fmin(width, height)) || !isfinite(width) ||
        !isfinite(height))
        return;
    grid->side = (uint32_t)side;
    grid->x_scale = side / width;
    grid->y_scale = side / height;
}

bool locator_build(struct locator *locator, struct error *err)
{
    struct grid *grid = &locator->grid;
    arena_clear(locator->spare);
    lay_grid(locator);
    grid->ends = ARENA_ARRAY(locator->arena, uint32_t, cell_count(grid));
    struct claims *claims =
        ARENA_ARRAY(locator->spare, struct claims, locator->area_count);
    if (!grid->ends || !claims || !claim_cells(locator, claims))
        return no_room(err);
    if (!sort_claims(locator, claims, err)) return false;
    arena_destroy(locator->spare);
    locator->spare = NULL;
    return true;
}

int64_t locator_find(const struct locator *locator, struct point p)
{
    const struct grid *grid = &locator->grid;
    if (!box_has_point(grid->extent, p)) return LOCATE_NONE;
    size_t cell = (size_t)row_of(grid, p.y) * grid->side + column_of(grid, p.x);
    for (uint32_t i = cell ? grid->ends[cell - 1] : 0; i < grid->ends[cell];
         i++) {
        uint32_t entry = grid->entries[i];
        uint32_t area = entry >> 1;
        if (entry & WHOLE ||
            slabs_place(&locator->areas[area], p) != PLACE_OUTSIDE)
            return area;
    }
    return LOCATE_NONE;
}
