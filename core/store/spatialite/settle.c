#include "store/spatialite/settle.h"

#include <math.h>

#include "geo/crs.h"

static const struct box everywhere = { -INFINITY, -INFINITY, INFINITY,
                                       INFINITY };

bool selection_settle(const struct selection *selection, struct selection *out,
                      struct error *err)
{
    const char *missing = NULL;
    if (selection->filter) missing = "filters";
    if (selection->words.len) missing = "searching for words";
    if (missing)
        return error_set(err, ERROR_UNSUPPORTED, "%s is not offered here yet",
                         missing);
    if (selection->near.is_asked && selection->sort_count > 0)
        return error_set(err, ERROR_INVALID,
                         "what is asked nearby comes nearest first; it cannot "
                         "be sorted as well");
    *out = *selection;
    return true;
}

bool selection_settle_whole(const struct selection *selection,
                            struct selection *out, struct error *err)
{
    struct selection whole;
    if (!selection_settle(selection, &whole, err)) return false;
    whole.after_fid = 0;
    whole.after_keys = NULL;
    whole.limit = 0;
    whole.sort_count = 0;
    // Whatever has a place is somewhere near.
    if (whole.near.is_asked && whole.near.within_m <= 0) {
        whole.near.is_asked = false;
        if (whole.box.count == 0)
            whole.box = (struct box_filter){ .srid = CRS_WGS84,
                                             .boxes = { everywhere },
                                             .count = 1 };
    }
    *out = whole;
    return true;
}
