// The cells of precomputed counts: what one row of `<table>_counts` says about
// every area. README.md has the table; this is its BLOB.
//
// Cells follow each other without a header, in rising order of area. A cell:
//
//   area      varint: for the first cell the ordinal + 1, so that 0 stands for
//             no area; for later ones the distance to the ordinal before
//   count     varint: the rows
//   then for each measure (a field with is_measure, in the schema's order):
//   known     varint: the rows where it is not null
//   sum, least, greatest   only when known > 0; for an integer field three
//             zigzag varints, for a real one 8-byte little-endian doubles, with
//             behind the sum what it lost to rounding: cells added up give the
//             same as the rows do
//
// A varint has 7 bits a byte, the lowest first; the top bit says that more
// follow. A collection without areas has a single cell, of no area.

#ifndef STORE_SPATIALITE_COUNTS_H
#define STORE_SPATIALITE_COUNTS_H

#include "base/buf.h"
#include "geo/feature.h"

enum { CELL_NO_AREA = -1, CELL_MEASURES_MAX = 128 };

union number {
    int64_t integer;
    double real;
};

struct cell_measure {
    int64_t known;
    union number sum, least, greatest;  // as the field's type; 0 when !known
    double lost;  // reals: what `sum` has lost to rounding
};

// Adds to a sum of reals and keeps what rounding takes off (Neumaier).
void real_add(double *sum, double *lost, double value);

struct cell {
    int64_t area;  // ordinal in `<table>_areas`, or CELL_NO_AREA
    int64_t count;
    struct cell_measure measures[CELL_MEASURES_MAX];
};

// Which fields are measures, in the order of a cell. At most
// CELL_MEASURES_MAX: the loader refuses a schema with more.
struct cell_layout {
    size_t measure_count;
    size_t fields[CELL_MEASURES_MAX];  // index in the schema
    bool is_real[CELL_MEASURES_MAX];
};

bool cell_layout_init(struct cell_layout *layout, const struct schema *schema,
                      struct error *err) MUST_CHECK;

// Appends a cell to `out`; `previous` is the area of the cell before it, or
// CELL_NO_AREA - 1 for the first.
void cell_write(struct buf *out, const struct cell_layout *layout,
                int64_t previous, const struct cell *cell);

// struct cells cells = cells_over(&layout, blob);
// while (cells_next(&cells, &cell)) ...
// if (cells.is_broken) the bytes were not cells.
struct cells {
    const struct cell_layout *layout;
    const unsigned char *next, *end;
    int64_t area;
    bool is_broken;
};

struct cells cells_over(const struct cell_layout *layout, str blob);
bool cells_next(struct cells *cells, struct cell *cell);

#endif
