// What FES compares: properties, literals, moments.

#ifndef SERVER_WFS_FES_VALUE_H
#define SERVER_WFS_FES_VALUE_H

#include "cql/check.h"
#include "cql/tree.h"
#include "server/wfs/fes.h"
#include "server/wfs/names.h"

enum { FES_TRANSFORMS_MAX = 3 };

// A filter on its way from XML.
struct fes {
    const struct fes_scope *scope;
    struct tree tree;
    // Ready for the systems met so far: opening one takes milliseconds.
    struct crs_transform *transforms[FES_TRANSFORMS_MAX];
    int srids[FES_TRANSFORMS_MAX];
};

// How an operator becomes a node. NULL on failure.
struct fes_row;
typedef struct cql *fes_build(struct fes *fes, const struct xml *element,
                              const struct fes_row *row);
struct fes_row {
    const char *name;
    fes_build *build;
    enum cql_op op;
    enum fes_kind kind;
    bool is_unlisted;  // in the capabilities, where it has no place
};

// "at character 17: BBOX takes …". Always NULL.
void *fes_wrong(struct fes *fes, const struct xml *element, const char *why);

// fes:ValueReference, or PropertyName as FES 1.1 calls it.
bool fes_is_reference(const struct xml *element);

// The property that a reference means. False with a message when it means
// none, or one that no feature has (gml:name).
bool fes_property(struct fes *fes, const struct xml *element,
                  struct property *out);

// A reference or a literal; a literal is read as a value of `field` (NULL:
// text).
struct cql *fes_expression(struct fes *fes, const struct xml *element,
                           const struct field *field);
struct cql *fes_literal(struct fes *fes, const struct xml *element, str text,
                        const struct field *field);

// The text of a literal, also where it stands in a gml:TimeInstant.
bool fes_literal_text(struct fes *fes, const struct xml *element, str *out);

// The moment or the period in a temporal operand: its begin and end, the same
// text for a moment.
bool fes_period(struct fes *fes, const struct xml *element, str *begin,
                str *end);

// ---- places (fes_place.c)

fes_build fes_build_place;  // Intersects, Within …
fes_build fes_build_box;    // BBOX within other conditions

// BBOX as a box of the selection, for one that must hold.
bool fes_read_box(struct fes *fes, const struct xml *element,
                  struct box_filter *out, bool *is_outside);

#endif
