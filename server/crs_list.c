#include "server/crs_list.h"

#include <stdatomic.h>

#include "geo/crs.h"

#define EPSG_URI "http://www.opengis.net/def/crs/EPSG/0/"

static const struct crs_entry entries[] = {
    { "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
      0,
      CRS_WGS84,
      false,
      true,
      8,
      { "lon", "lat" } },
    { EPSG_URI "28992", CRS_RD, CRS_RD, false, true, 3, { "x", "y" } },
    { EPSG_URI "4258", CRS_ETRS89, CRS_WGS84, true, true, 8, { "lat", "lon" } },
    { EPSG_URI "4326", CRS_WGS84, CRS_WGS84, true, true, 8, { "lat", "lon" } },
    { EPSG_URI "3857",
      CRS_WEB_MERCATOR,
      CRS_WEB_MERCATOR,
      false,
      true,
      3,
      { "x", "y" } },
    { EPSG_URI "9067",
      CRS_ETRF2000,
      CRS_WGS84,
      true,
      false,
      8,
      { "lat", "lon" } },
};
enum { ENTRY_COUNT = sizeof entries / sizeof *entries };

enum { GRID_NOT_ASKED, GRID_IS_THERE, GRID_IS_MISSING };

// Asking PROJ for the grid takes milliseconds, and every answer with a list of
// systems needs to know. It is there, or not, for as long as the server runs.
static atomic_int grid_state;

bool crs_rd_is_offered(void)
{
    int state = atomic_load(&grid_state);
    if (state == GRID_NOT_ASKED) {
        state = crs_has_rd_grid() ? GRID_IS_THERE : GRID_IS_MISSING;
        atomic_store(&grid_state, state);
    }
    return state == GRID_IS_THERE;
}

static bool is_offered(const struct crs_entry *entry)
{
    return entry->srid != CRS_RD || crs_rd_is_offered();
}

const struct crs_entry *crs_default(void)
{
    return &entries[0];
}

static const struct crs_entry *find_code(int64_t code)
{
    for (size_t i = 1; i < ENTRY_COUNT; i++)
        if (entries[i].code == code && is_offered(&entries[i]))
            return &entries[i];
    return NULL;
}

// Takes `prefix` off the front of `rest`, in any case of its letters.
static bool take(str *rest, str prefix)
{
    if (!str_equal_nocase(str_slice(*rest, 0, prefix.len), prefix))
        return false;
    *rest = str_slice(*rest, prefix.len, rest->len);
    return true;
}

// The version between two separators: "0", "9.9.1", "1.3" or nothing.
static bool take_version(str *rest, char separator)
{
    size_t end = str_find_char(*rest, separator);
    if (end == rest->len) return false;
    for (size_t i = 0; i < end; i++) {
        char c = rest->bytes[i];
        if ((c < '0' || c > '9') && c != '.') return false;
    }
    *rest = str_slice(*rest, end + 1, rest->len);
    return true;
}

static bool take_authority(str *rest, str authority)
{
    str saved = *rest;
    if ((take(rest, STR("http://www.opengis.net/def/crs/")) ||
         take(rest, STR("https://www.opengis.net/def/crs/"))) &&
        take(rest, authority) && take(rest, STR("/")) &&
        take_version(rest, '/'))
        return true;
    *rest = saved;
    if (take(rest, STR("urn:ogc:def:crs:")) && take(rest, authority) &&
        take(rest, STR(":")) && take_version(rest, ':'))
        return true;
    *rest = saved;
    return take(rest, authority) && take(rest, STR(":"));
}

const struct crs_entry *crs_find(str name)
{
    int64_t code;
    str rest = name;
    if (take_authority(&rest, STR("EPSG")))
        return str_to_int(rest, &code) && code > 0 ? find_code(code) : NULL;
    rest = name;
    if (!take_authority(&rest, STR("OGC"))) rest = name;
    return str_equal(rest, STR("CRS84")) ? crs_default() : NULL;
}

const struct crs_entry *crs_of_storage(int srid)
{
    // What came as WGS 84 is kept as longitude, latitude: CRS84.
    const struct crs_entry *entry = srid == CRS_WGS84 ? NULL : find_code(srid);
    return entry && entry->is_advertised ? entry : crs_default();
}

const struct crs_entry *crs_at(size_t i)
{
    for (size_t k = 0; k < ENTRY_COUNT; k++) {
        if (!entries[k].is_advertised || !is_offered(&entries[k])) continue;
        if (i-- == 0) return &entries[k];
    }
    return NULL;
}

void crs_list_names(struct buf *out)
{
    const struct crs_entry *entry;
    for (size_t i = 0; (entry = crs_at(i)); i++)
        buf_addf(out, "%s%s", i ? ", " : "", entry->uri);
}

void position_write(struct buf *out, const struct crs_entry *crs,
                    struct point p, char separator)
{
    p = position_swap(crs, p);
    buf_add_fixed(out, p.x, crs->decimals);
    buf_add_char(out, separator);
    buf_add_fixed(out, p.y, crs->decimals);
}

struct point position_swap(const struct crs_entry *crs, struct point p)
{
    return crs->is_y_first ? (struct point){ p.y, p.x } : p;
}
