#include "server/wfs/crs_names.h"

#include "geo/crs.h"

#define OLD_URI "http://www.opengis.net/gml/srs/epsg.xml#"

bool wfs_crs_find(struct arena *arena, str name, struct wfs_crs *out)
{
    str asked = name;
    bool is_short = str_equal_nocase(str_slice(name, 0, 5), STR("EPSG:"));
    if (str_starts(name, STR(OLD_URI))) {
        str code = str_slice(name, sizeof OLD_URI - 1, name.len);
        asked = arena_printf(arena, "EPSG:%.*s", STR_ARG(code));
        is_short = true;
    }
    const struct crs_entry *entry = crs_find(asked);
    if (!entry) return false;
    *out = (struct wfs_crs){ *entry, name };
    if (is_short) wfs_crs_put_x_first(&out->entry);
    return true;
}

void wfs_crs_put_x_first(struct crs_entry *entry)
{
    const char *first = entry->axes[0];
    if (!entry->is_y_first) return;
    entry->is_y_first = false;
    entry->axes[0] = entry->axes[1];
    entry->axes[1] = first;
}

void wfs_crs_default(const struct collection *collection, struct wfs_crs *out)
{
    const struct crs_entry *rd = crs_find(STR("EPSG:28992"));
    bool is_rd = rd && collection->storage_srid == CRS_RD;
    *out = (struct wfs_crs){ .entry = *crs_find(STR("EPSG:4326")),
                             .name = STR("urn:ogc:def:crs:EPSG::4326") };
    if (is_rd)
        *out = (struct wfs_crs){ *rd, STR("urn:ogc:def:crs:EPSG::28992") };
}

void wfs_crs_write_urn(struct buf *out, const struct crs_entry *entry)
{
    if (entry->code)
        buf_addf(out, "urn:ogc:def:crs:EPSG::%d", entry->code);
    else
        buf_addf(out, "urn:ogc:def:crs:OGC:1.3:CRS84");
}
