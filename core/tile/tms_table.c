#include "tile/tms.h"

// Numbers as the registered definitions have them, where they are rounded to
// 15 digits; tiles are computed from `side` halved, which is exact.
static const double world_scales[] = {
    559082264.028717, 279541132.014358, 139770566.007179, 69885283.0035897,
    34942641.5017948, 17471320.7508974, 8735660.37544871, 4367830.18772435,
    2183915.09386217, 1091957.54693108, 545978.773465544, 272989.386732772,
    136494.693366386, 68247.346683193,  34123.6733415964, 17061.8366707982,
    8530.91833539913, 4265.45916769956, 2132.72958384978, 1066.36479192489,
    533.182395962445, 266.591197981222, 133.295598990611, 66.6477994953056,
    33.3238997476528,
};

static const double mercator_cells[] = {
    156543.033928041,   78271.5169640204,   39135.7584820102,
    19567.8792410051,   9783.93962050256,   4891.96981025128,
    2445.98490512564,   1222.99245256282,   611.49622628141,
    305.748113140704,   152.874056570352,   76.4370282851762,
    38.2185141425881,   19.109257071294,    9.55462853564703,
    4.77731426782351,   2.38865713391175,   1.19432856695587,
    0.597164283477939,  0.29858214173897,   0.149291070869485,
    0.0746455354347424, 0.0373227677173712, 0.0186613838586856,
    0.0093306919293428,
};

static const double crs84_cells[] = {
    0.703125,
    0.3515625,
    0.17578125,
    0.087890625,
    0.0439453125,
    0.02197265625,
    0.010986328125,
    0.0054931640625,
    0.00274658203125,
    0.001373291015625,
    0.0006866455078125,
    0.00034332275390625,
    0.000171661376953125,
    8.58306884765625e-05,
    4.29153442382812e-05,
    2.14576721191406e-05,
    1.07288360595703e-05,
    5.36441802978515e-06,
    2.68220901489258e-06,
    1.34110450744629e-06,
    6.7055225372314e-07,
    3.3527612686157e-07,
    1.6763806343079e-07,
    8.381903171539e-08,
};

static const double laea_scales[] = {
    62779017.8571428, 31389508.9285714, 15694754.4642857, 7847377.23214285,
    3923688.61607142, 1961844.30803571, 980922.154017857, 490461.077008928,
    245230.538504464, 122615.269252232, 61307.634626116,  30653.817313058,
    15326.908656529,  7663.45432826451, 3831.72716413225, 1915.86358206612,
};

static const double laea_cells[] = {
    17578.125,     8789.0625,     4394.53125,    2197.265625,
    1098.6328125,  549.31640625,  274.658203125, 137.3291015625,
    68.6645507812, 34.3322753906, 17.1661376953, 8.5830688477,
    4.2915344238,  2.1457672119,  1.072883606,   0.536441803,
};

static const double rd_scales[] = {
    12288000.0, 6144000.0, 3072000.0, 1536000.0, 768000.0, 384000.0,
    192000.0,   96000.0,   48000.0,   24000.0,   12000.0,  6000.0,
    3000.0,     1500.0,    750.0,     375.0,     187.5,
};

static const double rd_cells[] = {
    3440.64, 1720.32, 860.16, 430.08, 215.04, 107.52, 53.76, 26.88,  13.44,
    6.72,    3.36,    1.68,   0.84,   0.42,   0.21,   0.105, 0.0525,
};

#define OGC_TMS "http://www.opengis.net/def/tilematrixset/OGC/1.0/"
#define OGC_SCALES "http://www.opengis.net/def/wkss/OGC/1.0/"

enum { COUNT_OF_SETS = 4 };

static const struct tms sets[COUNT_OF_SETS] = {
    {
        .id = "WebMercatorQuad",
        .title = "Google Maps Compatible for the World",
        .uri = OGC_TMS "WebMercatorQuad",
        .crs_uri = "http://www.opengis.net/def/crs/EPSG/0/3857",
        .scale_set_uri = OGC_SCALES "GoogleMapsCompatible",
        .srid = 3857,
        .ordered_axes = { "X", "Y" },
        .written_origin = { -20037508.3427892, 20037508.3427892 },
        .origin = { -20037508.342789244, 20037508.342789244 },
        .side = 40075016.685578488,
        .zoom_count = 25,
        .width = 1,
        .height = 1,
        .scale_denominators = world_scales,
        .cell_sizes = mercator_cells,
    },
    {
        .id = "NetherlandsRDNewQuad",
        .title = "Quadtree of the Netherlands in RD New",
        .uri = OGC_TMS "NetherlandsRDNewQuad",
        .crs_uri = "http://www.opengis.net/def/crs/EPSG/0/28992",
        .srid = 28992,
        .ordered_axes = { "X", "Y" },
        .is_bounded = true,
        .written_origin = { -285401.92, 903401.92 },
        .origin = { -285401.92, 903401.92 },
        .side = 880803.84,
        .zoom_count = 17,
        .width = 1,
        .height = 1,
        .scale_denominators = rd_scales,
        .cell_sizes = rd_cells,
    },
    {
        .id = "EuropeanETRS89_LAEAQuad",
        .title = "Lambert Azimuthal Equal Area ETRS89 for Europe",
        .uri = OGC_TMS "EuropeanETRS89_LAEAQuad",
        .crs_uri = "http://www.opengis.net/def/crs/EPSG/0/3035",
        .srid = 3035,
        .ordered_axes = { "Y", "X" },
        .is_y_first = true,
        .written_origin = { 2000000, 5500000 },
        .origin = { 2000000, 5500000 },
        .side = 4500000,
        .zoom_count = 16,
        .width = 1,
        .height = 1,
        .scale_denominators = laea_scales,
        .cell_sizes = laea_cells,
    },
    {
        .id = "WorldCRS84Quad",
        .title = "CRS84 for the World",
        .uri = OGC_TMS "WorldCRS84Quad",
        .crs_uri = "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        .scale_set_uri = OGC_SCALES "GoogleCRS84Quad",
        .srid = 4326,
        .ordered_axes = { "Lon", "Lat" },
        .written_origin = { -180, 90 },
        .origin = { -180, 90 },
        .side = 180,
        .zoom_count = 24,
        .width = 2,
        .height = 1,
        .scale_denominators = world_scales + 1,
        .cell_sizes = crs84_cells,
    },
};

size_t tms_count(void)
{
    return COUNT_OF_SETS;
}

const struct tms *tms_at(size_t i)
{
    return &sets[i];
}

const struct tms *tms_find(str id)
{
    for (size_t i = 0; i < COUNT_OF_SETS; i++)
        if (str_equal(id, str_from(sets[i].id))) return &sets[i];
    return NULL;
}
