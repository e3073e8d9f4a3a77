#include "geo/hilbert.h"

enum { ORDER = 32 };

// The cell, of 2^32, in which `value` lies between `min` and `max`.
static uint32_t cell(double value, double min, double max)
{
    double place = (value - min) / (max - min) * 4294967296.0;
    if (!(place > 0)) return 0;
    return place >= 4294967295.0 ? UINT32_MAX : (uint32_t)place;
}

// Each step picks the quadrant of one bit pair and turns the plane so that the
// curve inside that quadrant looks like the whole again. Without branches: no
// processor guesses where the next point lies.
uint64_t hilbert_rank(struct point p, struct box extent)
{
    uint32_t x = cell(p.x, extent.min_x, extent.max_x);
    uint32_t y = cell(p.y, extent.min_y, extent.max_y);
    uint64_t rank = 0;
    for (int bit = ORDER - 1; bit >= 0; bit--) {
        uint32_t right = x >> bit & 1;
        uint32_t up = y >> bit & 1;
        rank = rank << 2 | ((3 * right) ^ up);
        uint32_t is_low = up - 1;  // all ones, or none
        uint32_t flip = is_low & -right;
        uint32_t swap = (x ^ y) & is_low;
        x ^= flip ^ swap;
        y ^= flip ^ swap;
    }
    return rank;
}
