#include "tile/tms.h"

static void add_pair(struct json *json, const struct tms *tms, struct point p)
{
    json_array_begin(json);
    json_fixed(json, tms->is_y_first ? p.y : p.x, 9);
    json_fixed(json, tms->is_y_first ? p.x : p.y, 9);
    json_array_end(json);
}

static void add_axes(struct json *json, const struct tms *tms)
{
    json_key(json, STR("orderedAxes"));
    json_array_begin(json);
    json_str(json, str_from(tms->ordered_axes[0]));
    json_str(json, str_from(tms->ordered_axes[1]));
    json_array_end(json);
}

static void add_bounds(struct json *json, const struct tms *tms)
{
    struct box box = tms_box(tms);
    json_key(json, STR("boundingBox"));
    json_object_begin(json);
    json_key(json, STR("lowerLeft"));
    add_pair(json, tms, (struct point){ box.min_x, box.min_y });
    json_key(json, STR("upperRight"));
    add_pair(json, tms, (struct point){ box.max_x, box.max_y });
    json_member_str(json, "crs", str_from(tms->crs_uri));
    json_object_end(json);
}

static void add_matrix(struct json *json, const struct tms *tms, uint32_t zoom)
{
    json_object_begin(json);
    json_key(json, STR("id"));
    char digits[2] = { (char)('0' + zoom / 10), (char)('0' + zoom % 10) };
    json_str(json, zoom < 10 ? (str){ digits + 1, 1 } : (str){ digits, 2 });
    json_key(json, STR("scaleDenominator"));
    json_real(json, tms->scale_denominators[zoom]);
    json_key(json, STR("cellSize"));
    json_real(json, tms->cell_sizes[zoom]);
    json_key(json, STR("pointOfOrigin"));
    add_pair(json, tms, tms->written_origin);
    json_member_int(json, "tileWidth", TMS_TILE_PIXELS);
    json_member_int(json, "tileHeight", TMS_TILE_PIXELS);
    json_member_int(json, "matrixWidth", tms_width(tms, zoom));
    json_member_int(json, "matrixHeight", tms_height(tms, zoom));
    json_object_end(json);
}

void tms_write_json(const struct tms *tms, struct json *json)
{
    json_object_begin(json);
    json_member_str(json, "id", str_from(tms->id));
    json_member_str(json, "title", str_from(tms->title));
    json_member_str(json, "uri", str_from(tms->uri));
    json_member_str(json, "crs", str_from(tms->crs_uri));
    add_axes(json, tms);
    if (tms->scale_set_uri)
        json_member_str(json, "wellKnownScaleSet",
                        str_from(tms->scale_set_uri));
    if (tms->is_bounded) add_bounds(json, tms);
    json_key(json, STR("tileMatrices"));
    json_array_begin(json);
    for (uint32_t zoom = 0; zoom < (uint32_t)tms->zoom_count; zoom++)
        add_matrix(json, tms, zoom);
    json_array_end(json);
    json_object_end(json);
}
