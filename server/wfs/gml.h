// Writes features as GML 3.2.1.
//
// What is the same for each feature (tags, the type, the system) is made ready
// once. What is null has an empty element with xsi:nil.
//
//   struct gml writer;
//   if (!gml_init(&writer, arena, collection, &crs, err)) return false;
//   while (cursor_next(cursor, &feature)) gml_feature(&writer, &out, &feature);

#ifndef SERVER_WFS_GML_H
#define SERVER_WFS_GML_H

#include "server/wfs/crs_names.h"

struct gml {
    const struct collection *collection;
    struct wfs_crs crs;
    const bool *wanted;  // per field; NULL: all
    bool skips_geometry;
    str type;          // buurt:monumenten
    str id_start;      // monumenten.
    const str *names;  // buurt:naam, one per field
    str geometry_name;
};

bool gml_init(struct gml *writer, struct arena *arena,
              const struct collection *collection, const struct wfs_crs *crs,
              struct error *err) MUST_CHECK;

// <buurt:monumenten gml:id="…">…</buurt:monumenten>; `spaces` stands in its
// tag: the namespaces when it is the root of the answer.
void gml_feature(const struct gml *writer, struct buf *out,
                 const struct feature *feature, str spaces);

// One property: <buurt:naam>…</buurt:naam>
void gml_property(const struct gml *writer, struct buf *out, size_t field,
                  struct value value);
void gml_geometry_property(const struct gml *writer, struct buf *out,
                           const struct feature *feature);
void gml_id(const struct gml *writer, struct buf *out,
            const struct feature *feature);

#endif
