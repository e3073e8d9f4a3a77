#include "store/spatialite/promote.h"

#include <string.h>

// SpatiaLite's blob: geo/wkb.h. A member of a multi geometry has a mark and
// its class in front.
enum { CLASS_AT = 39, BODY_AT = 43, ADDED_BYTES = 9, MEMBER_MARK = 0x69 };

static unsigned bit(enum geom_type type)
{
    return 1U << type;
}

// Points stay as they are: who asks for a point expects one position.
enum geom_type promote_type(unsigned types)
{
    if (types == (bit(GEOM_LINE) | bit(GEOM_MULTILINE))) return GEOM_MULTILINE;
    if (types == (bit(GEOM_POLYGON) | bit(GEOM_MULTIPOLYGON)))
        return GEOM_MULTIPOLYGON;
    for (enum geom_type type = GEOM_POINT; type <= GEOM_COLLECTION; type++)
        if (types == bit(type)) return type;
    return types ? GEOM_COLLECTION : GEOM_EMPTY;
}

bool promote_is_wanted(enum geom_type type, unsigned types)
{
    return type != GEOM_COLLECTION && type != GEOM_EMPTY && types != bit(type);
}

bool promote_blob(struct arena *arena, str *blob, struct error *err)
{
    uint32_t type;
    const uint32_t one = 1;
    memcpy(&type, blob->bytes + CLASS_AT, sizeof type);
    if (type >= GEOM_MULTIPOINT) return true;
    char *bytes = arena_alloc(arena, blob->len + ADDED_BYTES);
    if (!bytes)
        return error_set(err, ERROR_NO_MEMORY, "no room for a geometry");
    const uint32_t multi = type + (GEOM_MULTIPOINT - GEOM_POINT);
    char *to = bytes;
    memcpy(to, blob->bytes, CLASS_AT);
    to += CLASS_AT;
    memcpy(to, &multi, sizeof multi);
    to += sizeof multi;
    memcpy(to, &one, sizeof one);
    to += sizeof one;
    *to++ = MEMBER_MARK;
    memcpy(to, &type, sizeof type);
    to += sizeof type;
    memcpy(to, blob->bytes + BODY_AT, blob->len - BODY_AT);
    *blob = (str){ bytes, blob->len + ADDED_BYTES };
    return true;
}
