// What WFS calls the things of the catalog, and back.
//
// A collection is the feature type buurt:{id}, a property the element
// buurt:{name}, both in the spelling of markup_name; the geometry is
// buurt:geometry. A feature's gml:id is {type}.{id}.

#ifndef SERVER_WFS_NAMES_H
#define SERVER_WFS_NAMES_H

#include "server/request.h"

// The visible collection that a type name means, with any prefix or none; NULL
// when it means none.
const struct collection *wfs_type_find(const struct request *request, str name);

// buurt:monumenten
void wfs_type_write(struct buf *out, const struct collection *collection);

enum property_kind {
    PROPERTY_FIELD,
    PROPERTY_GEOMETRY,
    PROPERTY_ID,        // @gml:id
    PROPERTY_STANDARD,  // gml:name and others that no feature here has
};

struct property {
    enum property_kind kind;
    const struct field *field;  // PROPERTY_FIELD
};

// The property that a path means: buurt:naam, naam, buurt:type/buurt:naam,
// @gml:id; a name as the collection has it, as XML spells it, or its alias
// (server/queryable.h). False when it means none.
bool wfs_property_find(struct arena *arena, const struct collection *collection,
                       str path, struct property *out);

// What the element of the geometry is called: "geometry", or "item_geometry"
// where a property has that name.
str wfs_geometry_name(const struct collection *collection);

// Takes the type off a gml:id. False when it is not one of `collection`.
bool wfs_id_read(struct arena *arena, const struct collection *collection,
                 str gml_id, str *id);

// The type in a gml:id; NULL when there is none such.
const struct collection *wfs_id_type(const struct request *request, str gml_id);

#endif
