#include "tile/frame.h"

#include <math.h>

// The last column and row own their far edge: nothing lies beyond it.
static double limit_of(uint32_t last, uint32_t count)
{
    double edge = TILE_EXTENT;
    return last + 1 == count ? nextafter(edge, HUGE_VAL) : edge;
}

void tile_frame_init(struct tile_frame *frame, const struct tms *tms,
                     struct tile_address address, int32_t margin, int32_t grain)
{
    double extent = TILE_EXTENT;
    *frame = (struct tile_frame){
        .origin = tms->origin,
        .scale = extent * ((double)(1U << address.zoom) / tms->side),
        .left = extent * address.col,
        .top = extent * address.row,
        .margin = margin,
        .grain = grain,
    };
    frame->right_limit = limit_of(address.col, tms_width(tms, address.zoom));
    frame->bottom_limit = limit_of(address.row, tms_height(tms, address.zoom));
}

struct box tile_frame_box(const struct tile_frame *frame)
{
    double before = frame->margin + frame->grain;
    double behind = TILE_EXTENT + before;
    return (struct box){
        .min_x = frame->origin.x + (frame->left - before) / frame->scale,
        .min_y = frame->origin.y - (frame->top + behind) / frame->scale,
        .max_x = frame->origin.x + (frame->left + behind) / frame->scale,
        .max_y = frame->origin.y - (frame->top - before) / frame->scale,
    };
}
