#include "geo/crs.h"
#include "server/wfs/box.h"
#include "server/wfs/fes_value.h"
#include "server/wfs/gml_read.h"

static struct crs_transform *transform_from(struct fes *fes, int srid)
{
    size_t i = 0;
    while (i < FES_TRANSFORMS_MAX && fes->srids[i] && fes->srids[i] != srid)
        i++;
    if (i == FES_TRANSFORMS_MAX) i = 0;
    if (fes->srids[i] == srid) return fes->transforms[i];
    if (fes->transforms[i]) crs_close(fes->transforms[i]);
    fes->transforms[i] = crs_open(srid, CRS_WGS84, fes->tree.err);
    fes->srids[i] = fes->transforms[i] ? srid : 0;
    return fes->transforms[i];
}

static struct cql *place_node(struct fes *fes, const struct xml *element)
{
    struct gml_read read;
    struct cql *node;
    if (!gml_read(fes->scope->arena, element, &fes->scope->crs, &read,
                  fes->tree.err))
        return NULL;
    double numbers[] = { read.box.min_x, read.box.min_y, read.box.max_x,
                         read.box.max_y };
    node = read.is_box
               ? tree_bbox(&fes->tree, element->position, numbers, 4)
               : tree_geometry(&fes->tree, element->position, &read.geom);
    if (!node || read.crs.entry.srid == CRS_WGS84) return node;
    struct cql_crs from = { transform_from(fes, read.crs.entry.srid), false };
    if (!from.transform ||
        !cql_transform(fes->scope->arena, node, &from, fes->tree.err))
        return NULL;
    return node;
}

// The other operand of a spatial operator, behind a reference to the geometry
// or alone.
static const struct xml *place_operand(struct fes *fes,
                                       const struct xml *element)
{
    struct property property;
    const struct xml *place = element->first;
    if (fes->scope->collection->geom_type == GEOM_EMPTY)
        return fes_wrong(fes, element,
                         "has nothing to look at: these features "
                         "have no geometry");
    if (place && fes_is_reference(place)) {
        if (!fes_property(fes, place, &property)) return NULL;
        if (property.kind != PROPERTY_GEOMETRY)
            return fes_wrong(fes, place, "does not name the geometry");
        place = place->next;
    }
    if (!place || place->next || fes_is_reference(place))
        return fes_wrong(fes, element,
                         "takes the geometry of the features and "
                         "one geometry of GML");
    return place;
}

struct cql *fes_build_place(struct fes *fes, const struct xml *element,
                            const struct fes_row *row)
{
    const struct xml *place = place_operand(fes, element);
    struct cql *node = place ? place_node(fes, place) : NULL;
    if (!node) return NULL;
    struct cql *geometry =
        tree_property(&fes->tree, element->position, STR("geometry"));
    return geometry ? tree_join(&fes->tree, row->op, element->position,
                                geometry, node)
                    : NULL;
}

bool fes_read_box(struct fes *fes, const struct xml *element,
                  struct box_filter *out, bool *is_outside)
{
    struct gml_read read;
    const struct xml *place = place_operand(fes, element);
    if (!place) return false;
    if (!xml_is(place, "Envelope"))
        return cql_error(fes->tree.err, place->position,
                         "BBOX takes a gml:Envelope");
    if (!gml_read(fes->scope->arena, place, &fes->scope->crs, &read,
                  fes->tree.err))
        return false;
    return wfs_box(fes->scope->arena, read.box, &read.crs, out, is_outside,
                   fes->tree.err) ||
           error_context(fes->tree.err, "at character %zu: the Envelope",
                         place->position);
}

static struct cql *box_node(struct fes *fes, const struct xml *element,
                            struct box box, int srid)
{
    double numbers[] = { box.min_x, box.min_y, box.max_x, box.max_y };
    struct cql *node = tree_bbox(&fes->tree, element->position, numbers, 4);
    if (!node || srid == CRS_WGS84) return node;
    struct cql_crs from = { transform_from(fes, srid), false };
    bool ok = from.transform &&
              cql_transform(fes->scope->arena, node, &from, fes->tree.err);
    return ok ? node : NULL;
}

// A BBOX within other conditions. One that must hold becomes a box of the
// selection instead.
struct cql *fes_build_box(struct fes *fes, const struct xml *element,
                          const struct fes_row *row)
{
    bool is_outside;
    struct cql *joined = NULL;
    struct box_filter filter = { 0 };
    if (!fes_read_box(fes, element, &filter, &is_outside)) return NULL;
    if (is_outside) return tree_bool(&fes->tree, element->position, false);
    for (size_t i = 0; i < filter.count; i++) {
        struct cql *box = box_node(fes, element, filter.boxes[i], filter.srid);
        struct cql *geometry =
            box ? tree_property(&fes->tree, element->position, STR("geometry"))
                : NULL;
        if (!geometry) return NULL;
        struct cql *meets =
            tree_join(&fes->tree, row->op, element->position, geometry, box);
        joined = joined && meets ? tree_join(&fes->tree, CQL_OR,
                                             element->position, joined, meets)
                                 : meets;
        if (!joined) return NULL;
    }
    return joined;
}
