// How two geometries lie to each other (OGC 06-103r4 §6.1.15), by GEOS, which
// decides exactly on the coordinates given.
//
//   struct relator *relator = relator_open(err);
//   struct relate_shape *area = relate_prepare(relator, &literal, err);
//   for (each feature)
//       relate(relator, RELATE_WITHIN, &feature.geom, area, &holds, err);
//   relator_close(relator);
//
// A relator belongs to one thread at a time.

#ifndef GEO_RELATE_H
#define GEO_RELATE_H

#include "geo/geom.h"

enum relation {
    RELATE_INTERSECTS,
    RELATE_EQUALS,  // the same places, however they are written
    RELATE_DISJOINT,
    RELATE_TOUCHES,
    RELATE_WITHIN,
    RELATE_OVERLAPS,
    RELATE_CROSSES,
    RELATE_CONTAINS,
};

struct relator;
struct relate_shape;

struct relator *relator_open(struct error *err) MUST_CHECK;
void relator_close(struct relator *relator);  // and its shapes; NULL is fine

// A geometry made ready for many questions.
struct relate_shape *relate_prepare(struct relator *relator,
                                    const struct geom *geom,
                                    struct error *err) MUST_CHECK;

// Whether `a` stands in `relation` to `b`. Neither may be empty.
bool relate(struct relator *relator, enum relation relation,
            const struct geom *a, const struct relate_shape *b, bool *holds,
            struct error *err) MUST_CHECK;

// The relation that `b` then has to `a`.
enum relation relate_inverse(enum relation relation);

#endif
