#include "server/wfs/names.h"

#include "server/queryable.h"
#include "server/wfs/markup.h"
#include "server/wfs/wfs.h"

// Behind the last `separator`.
static str last_part(str text, char separator)
{
    size_t at = text.len;
    while (at > 0 && text.bytes[at - 1] != separator) at--;
    return str_slice(text, at, text.len);
}

const struct collection *wfs_type_find(const struct request *request, str name)
{
    str local = last_part(str_trim(name), ':');
    str id = markup_name_read(request->arena, local);
    return visible_collection(request->catalog, id);
}

void wfs_type_write(struct buf *out, const struct collection *collection)
{
    buf_addf(out, WFS_PREFIX ":");
    markup_name(out, collection->id);
}

str wfs_geometry_name(const struct collection *collection)
{
    bool is_taken = schema_find(&collection->schema, STR("geometry"));
    return is_taken ? STR("item_geometry") : STR("geometry");
}

// What every GML feature may have, and ours do not.
static bool is_standard(str name)
{
    static const char *const names[] = { "gml:name", "gml:description",
                                         "gml:identifier", "gml:boundedBy" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_equal(name, str_from(names[i]))) return true;
    return false;
}

static bool find_field(const struct collection *collection, str name,
                       struct property *out)
{
    out->kind = PROPERTY_FIELD;
    out->field = queryable_find(&collection->schema, name);
    return out->field;
}

static bool find_geometry(const struct collection *collection, str name,
                          struct property *out)
{
    bool is_it = str_equal(name, wfs_geometry_name(collection)) ||
                 str_equal(name, STR("geometry")) ||
                 str_equal(name, STR("geom"));
    if (!is_it || collection->geom_type == GEOM_EMPTY) return false;
    *out = (struct property){ PROPERTY_GEOMETRY, NULL };
    return true;
}

bool wfs_property_find(struct arena *arena, const struct collection *collection,
                       str path, struct property *out)
{
    path = str_trim(path);
    if (find_field(collection, path, out)) return true;
    str step = last_part(path, '/');
    if (str_equal(step, STR("@gml:id")) || str_equal(step, STR("@id"))) {
        *out = (struct property){ PROPERTY_ID, NULL };
        return true;
    }
    if (is_standard(step)) {
        *out = (struct property){ PROPERTY_STANDARD, NULL };
        return true;
    }
    str name = last_part(step, ':');
    return find_field(collection, markup_name_read(arena, name), out) ||
           find_geometry(collection, name, out);
}

const struct collection *wfs_id_type(const struct request *request, str gml_id)
{
    str text = markup_name_read(request->arena, gml_id);
    return visible_collection(request->catalog,
                              str_slice(text, 0, str_find_char(text, '.')));
}

bool wfs_id_read(struct arena *arena, const struct collection *collection,
                 str gml_id, str *id)
{
    str text = markup_name_read(arena, str_trim(gml_id));
    size_t at = collection->id.len;
    if (!str_starts(text, collection->id) || text.len <= at + 1 ||
        text.bytes[at] != '.')
        return false;
    *id = str_slice(text, at + 1, text.len);
    return true;
}
