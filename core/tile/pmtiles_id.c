#include "tile/pmtiles.h"

uint64_t pmtiles_first_id(uint32_t zoom)
{
    return (((uint64_t)1 << (2 * zoom)) - 1) / 3;
}

// Turns the square of side `side` so that the curve enters and leaves it where
// its place in the larger one asks for. What is above `side` is not looked at.
static void turn(uint32_t side, uint32_t *x, uint32_t *y, bool is_right,
                 bool is_low)
{
    if (is_low) return;
    if (is_right) {
        *x = side - 1 - *x;
        *y = side - 1 - *y;
    }
    uint32_t kept = *x;
    *x = *y;
    *y = kept;
}

uint64_t pmtiles_id(struct tile_address address)
{
    uint64_t id = pmtiles_first_id(address.zoom);
    uint32_t x = address.col, y = address.row;
    for (uint32_t side = ((uint32_t)1 << address.zoom) / 2; side; side /= 2) {
        bool is_right = x & side, is_low = y & side;
        uint64_t quarter = (is_right ? 3U : 0U) ^ (is_low ? 1U : 0U);
        id += (uint64_t)side * side * quarter;
        turn(side, &x, &y, is_right, is_low);
    }
    return id;
}

bool pmtiles_address(uint64_t id, struct tile_address *out)
{
    uint32_t zoom = 0, x = 0, y = 0;
    if (id >= pmtiles_first_id(PMTILES_ZOOM_MAX + 1)) return false;
    while (pmtiles_first_id(zoom + 1) <= id) zoom++;
    uint64_t rest = id - pmtiles_first_id(zoom);
    for (uint32_t side = 1; side < (uint32_t)1 << zoom; side *= 2) {
        bool is_right = rest & 2;
        bool is_low = (rest & 1) != is_right;
        turn(side, &x, &y, is_right, is_low);
        if (is_right) x += side;
        if (is_low) y += side;
        rest /= 4;
    }
    *out = (struct tile_address){ zoom, y, x };
    return true;
}
