#include "store/spatialite/supported.h"

bool selection_check(const struct selection *selection, struct error *err)
{
    const char *missing = NULL;
    if (selection->filter) missing = "filters";
    if (selection->words.len) missing = "searching for words";
    if (selection->has_place) missing = "searching by a place";
    if (selection->near.is_asked) missing = "searching nearby";
    if (selection->sort_count) missing = "sorting";
    return !missing || error_set(err, ERROR_UNSUPPORTED,
                                 "%s is not offered here yet", missing);
}
