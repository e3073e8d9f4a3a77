// One tile as a frame of reference: from coordinates of the CRS to the grid of
// 4096 × 4096 units whose x runs to the right and whose y runs downwards.
//
// Positions are snapped to the grid of the whole zoom level, not of the tile:
// the same position lands on the same place in every tile that shows it, and
// in every feature that has it. That is why neighbouring tiles agree in their
// buffers, and why areas that share corners go on sharing them.

#ifndef TILE_FRAME_H
#define TILE_FRAME_H

#include "tile/tms.h"

enum {
    TILE_EXTENT = 4096,
    TILE_MARGIN = 64,        // what other programs draw with
    TILE_MARGIN_MAX = 4096,  // so that a coordinate fits in 15 bits
    TILE_GRAIN_MAX = 64,
};

struct tile_frame {
    struct point origin;  // of the tile matrix set
    double scale;         // units per unit of the CRS
    double left, top;     // the tile's corner, in units from the origin
    double right_limit, bottom_limit;  // where its points end
    int32_t margin;  // units around the tile that are shown too
    int32_t grain;   // corners snap to multiples of this many units
};

// `grain` is a power of two up to TILE_GRAIN_MAX, `margin` a multiple of it up
// to TILE_MARGIN_MAX.
void tile_frame_init(struct tile_frame *frame, const struct tms *tms,
                     struct tile_address address, int32_t margin,
                     int32_t grain);

// The box of the CRS from which features may show in the tile: its margin and
// one unit more, for what snaps into it.
struct box tile_frame_box(const struct tile_frame *frame);

// In units from the tile's corner, not snapped.
static inline struct point tile_frame_unit(const struct tile_frame *frame,
                                           struct point p)
{
    return (struct point){
        (p.x - frame->origin.x) * frame->scale - frame->left,
        (frame->origin.y - p.y) * frame->scale - frame->top,
    };
}

// Whether `p` belongs to the tile, or to its margin. With margin 0 each
// position belongs to exactly one tile: that of tms_tile_at.
static inline bool tile_frame_has(const struct tile_frame *frame,
                                  struct point p)
{
    struct point unit = tile_frame_unit(frame, p);
    // All four, without a branch: which it is, nothing foretells.
    return (unit.x >= -frame->margin) & (unit.y >= -frame->margin) &
           (unit.x < frame->right_limit + frame->margin) &
           (unit.y < frame->bottom_limit + frame->margin);
}

// The whole number nearest to `v`, halves to even; |v| below 2^51.
static inline double nearest(double v)
{
    const double shift = 6755399441055744.0;  // 1.5 × 2^52
    return (v + shift) - shift;
}

static inline double tile_frame_grid(double unit, double grain)
{
    const double limit = 1099511627776.0;
    unit = unit < limit ? unit : limit;
    unit = unit > -limit ? unit : -limit;
    return nearest(unit / grain) * grain;
}

// Snapped, as whole numbers in units from the tile's corner. What is no number
// or beyond 2^40 units, far outside any tile matrix set, comes out as 2^40.
static inline struct point tile_frame_snap(const struct tile_frame *frame,
                                           struct point p)
{
    struct point unit = tile_frame_unit(frame, p);
    double grain = frame->grain;
    return (struct point){ tile_frame_grid(unit.x, grain),
                           tile_frame_grid(unit.y, grain) };
}

#endif
