// The columns of a download in a format that has types: what of a feature is
// written, in order. The id has a column of its own only where no field holds
// it.

#ifndef SERVER_COLUMNS_H
#define SERVER_COLUMNS_H

#include "store/query.h"

struct column {
    str name;  // different from every other's, capitals aside
    str title, description;
    enum value_type type;
    bool is_required, is_id;
    int source;  // the index of a field; or one of these
};
enum { COLUMN_ID = -1, COLUMN_DISTANCE = -2 };

struct columns {
    const struct column *items;
    size_t count;
};

bool columns_init(struct columns *columns, struct arena *arena,
                  const struct selection *selection,
                  struct error *err) MUST_CHECK;

struct value column_of(const struct column *column,
                       const struct feature *feature);

#endif
