// What a request for counts in tiles asks for: which areas at which zoom, or
// which other form.

#ifndef SERVER_AGGREGATE_TILES_H
#define SERVER_AGGREGATE_TILES_H

#include "server/aggregate_plan.h"
#include "tile/tms.h"

enum count_form { COUNT_AREAS, COUNT_GRID, COUNT_CLUSTERS };

struct aggregate_tiles {
    struct selection selection;
    struct aggregate_plan plan;  // the measures; no groupings
    enum count_form form;
    const struct grouping_offer *levels[LEVEL_COUNT];  // NULL: not offered
    enum area_level level;  // LEVEL_NONE: by the size of a cell
};

// `out` must stay where it is: its plan points into it. ERROR_NOT_FOUND for a
// collection that cannot be counted in tiles at all.
bool aggregate_tiles_read(struct request *request, size_t max_groups,
                          struct aggregate_tiles *out,
                          struct error *err) MUST_CHECK;

// A checker's part of it: records what is wrong with the parameters.
void aggregate_tiles_check(struct request *request);

// Whether there is anything to count in tiles: by area, or as points.
bool aggregate_tiles_any(const struct request *request,
                         const struct collection *collection);

// The same of the request's own; ERROR_NOT_FOUND when there is nothing.
bool aggregate_tiles_can_be(const struct request *request,
                            struct error *err) MUST_CHECK;

// The tilesets with the counts of this request, which may be one for
// `aggregate`; `level` empty: by zoom.
str aggregate_tiles_url(const struct request *request, str level);

// Cells of a zoom level at least as large as this, in metres, show areas of
// this level when nobody says which.
double auto_level_cell_m(enum area_level level);

// The registered size of a cell (a pixel of 256 to a tile) in metres: the scale
// denominator times 0.28 mm (OGC 17-083r4, 6.1.1).
double tms_cell_m(const struct tms *tms, uint32_t zoom);

// The areas of a zoom level: those asked for, or those that fit its cells, or
// else the next coarser or finer that there are.
const struct grouping_offer *
aggregate_tiles_level(const struct aggregate_tiles *tiles,
                      const struct tms *tms, uint32_t zoom);

#endif
