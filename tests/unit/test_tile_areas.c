// Tiles of real areas, and of broken ones: every polygon is valid, borders stay
// shared, and neighbouring tiles agree.

#include <dirent.h>

#include "tile/mvt.h"
#include "unit/test.h"
#include "unit/tile_geojson.h"
#include "unit/tile_oracle.h"

enum { AREAS_MAX = 12000 };

struct areas {
    struct arena *arena;
    struct geom *geoms;
    struct box *boxes;
    size_t count;
};

static void load(struct areas *areas, const char *name)
{
    struct geojson_file file;
    *areas = (struct areas){ .arena = arena_create(SIZE_MAX) };
    areas->geoms = ARENA_ARRAY(areas->arena, struct geom, AREAS_MAX);
    areas->boxes = ARENA_ARRAY(areas->arena, struct box, AREAS_MAX);
    geojson_open_data(&file, name);
    while (areas->count < AREAS_MAX &&
           geojson_next(&file, areas->arena, &areas->geoms[areas->count]))
        areas->count++;
    for (size_t i = 0; i < areas->count; i++)
        areas->boxes[i] = geom_box(&areas->geoms[i]);
    geojson_close(&file);
}

static bool to_mercator(struct point *p, void *context)
{
    (void)context;
    double half = 20037508.342789244;
    double pi = 3.14159265358979323846;
    p->x = p->x / 180 * half;
    p->y = log(tan(pi / 4 + p->y * pi / 360)) / pi * half;
    return true;
}

// One tile of all areas that meet it; ids are their numbers.
struct made {
    struct arena *arena;
    struct mvt_read_tile tile;
    struct mvt_counts counts;
    size_t met;
};

static struct made make(const struct areas *areas, const struct tms *tms,
                        struct tile_address address, int32_t grain)
{
    struct made made = { .arena = arena_create(SIZE_MAX) };
    struct arena *row = arena_create(SIZE_MAX);
    struct mvt_tile tile;
    struct mvt_layer layer;
    struct tile_frame frame;
    struct error err = { 0 };
    str bytes = { 0 };
    tile_frame_init(&frame, tms, address, TILE_MARGIN, grain);
    mvt_tile_begin(&tile, made.arena, 1 << 26);
    mvt_layer_begin(&layer, &tile,
                    &(struct mvt_layer_options){
                        .name = STR("areas"), .frame = &frame, .row = row });
    for (size_t i = 0; i < areas->count; i++) {
        if (!box_intersects(areas->boxes[i], tile_frame_box(&frame))) continue;
        made.met++;
        mvt_layer_add(&layer,
                      (struct value){ VALUE_INT, .integer = (int64_t)i },
                      &areas->geoms[i], NULL);
    }
    size_t size = mvt_layer_size(&layer);
    CHECK(mvt_layer_end(&layer, &err) && mvt_tile_end(&tile, &bytes, &err));
    CHECK(bytes.len == size);
    CHECK(mvt_decode(made.arena, bytes, &made.tile, &err));
    CHECK(mvt_check(made.arena, &made.tile, TILE_MARGIN, &err));
    if (err.code)
        fprintf(stderr, "  %u/%u/%u: %s\n", address.zoom, address.row,
                address.col, err.message);
    made.counts = layer.counts;
    arena_destroy(row);
    return made;
}

static void check_all_tiles(const struct areas *areas, const struct tms *tms,
                            uint32_t zoom, int32_t grain)
{
    struct box box = box_nothing();
    struct tile_range range;
    size_t shown = 0;
    for (size_t i = 0; i < areas->count; i++)
        box = box_join(box, areas->boxes[i]);
    if (!tms_range(tms, zoom, box, &range)) return;
    for (uint32_t r = range.min_row; r <= range.max_row; r++)
        for (uint32_t c = range.min_col; c <= range.max_col; c++) {
            struct made made =
                make(areas, tms, (struct tile_address){ zoom, r, c }, grain);
            struct mvt_counts counts = made.counts;
            CHECK(counts.shown + counts.small + counts.outside == made.met);
            shown += counts.shown;
            arena_destroy(made.arena);
        }
    CHECK(shown > 0);
}

TEST(every_buurt_of_the_country_is_valid_in_every_tile)
{
    struct areas areas;
    const struct tms *crs84 = tms_find(STR("WorldCRS84Quad"));
    load(&areas, "areas/nl-2014/Buurt_2014_layer_q1e3.derived.geojson");
    CHECK(areas.count > 11000);
    for (uint32_t zoom = 0; zoom <= 10; zoom++)
        check_all_tiles(&areas, crs84, zoom, 1);
    check_all_tiles(&areas, crs84, 7, 4);
    check_all_tiles(&areas, crs84, 7, 16);
    check_all_tiles(&areas, crs84, 5, 64);
    arena_destroy(areas.arena);
}

TEST(every_gemeente_is_valid_in_every_tile_of_web_mercator)
{
    struct areas areas;
    const struct tms *mercator = tms_find(STR("WebMercatorQuad"));
    load(&areas, "areas/gemeenten/gemeenten_2024.geojson");
    for (size_t i = 0; i < areas.count; i++) {
        geom_each_point(&areas.geoms[i], to_mercator, NULL);
        areas.boxes[i] = geom_box(&areas.geoms[i]);
    }
    for (uint32_t zoom = 3; zoom <= 10; zoom++)
        check_all_tiles(&areas, mercator, zoom, 1);
    check_all_tiles(&areas, mercator, 6, 8);
    arena_destroy(areas.arena);
}

// Areas that cover the ground without overlap go on doing so: what they cover
// together is what they cover one by one. Where rebuilding bent an edge alone,
// less than a unit's width is lost beside a narrow spot.
TEST(gemeenten_share_their_borders_still)
{
    struct areas areas;
    GEOSContextHandle_t geos = GEOS_init_r();
    const struct tms *crs84 = tms_find(STR("WorldCRS84Quad"));
    load(&areas, "areas/nl-2014/Gemeente_2015_layer_q1e3.derived.geojson");
    static const int32_t grains[] = { 1, 2, 4, 8, 16, 32 };
    for (size_t g = 0; g < sizeof grains / sizeof *grains; g++) {
        struct made made =
            make(&areas, crs84, (struct tile_address){ 5, 6, 32 }, grains[g]);
        const struct mvt_read_layer *layer = &made.tile.layers[0];
        struct geom *shapes =
            ARENA_ARRAY(made.arena, struct geom, layer->feature_count);
        struct geom joined;
        double apart = 0;
        for (size_t i = 0; i < layer->feature_count; i++) {
            CHECK(mvt_shape_geom(made.arena, &layer->features[i].shape,
                                 &shapes[i], NULL));
            apart +=
                oracle_area(geos, oracle_take(geos, made.arena, &shapes[i]));
        }
        CHECK(layer->feature_count > 50);
        CHECK(geom_union(made.arena, shapes, layer->feature_count, &joined,
                         NULL));
        double whole =
            oracle_area(geos, oracle_take(geos, made.arena, &joined));
        CHECK(apart - whole < 0.0002 * whole);
        arena_destroy(made.arena);
    }
    GEOS_finish_r(geos);
    arena_destroy(areas.arena);
}

// The part of a feature in the strip that two neighbours both show, moved to
// the left one's coordinates.
static GEOSGeometry *strip_of(GEOSContextHandle_t geos, const struct made *made,
                              const struct mvt_read_feature *feature, double dx)
{
    struct geom geom;
    if (!mvt_shape_geom(made->arena, &feature->shape, &geom, NULL)) abort();
    for (size_t i = 0; i < geom.point_count; i++) geom.points[i].x += dx;
    GEOSGeometry *whole = oracle_take(geos, made->arena, &geom);
    GEOSGeometry *strip =
        GEOSGeom_createRectangle_r(geos, TILE_EXTENT - TILE_MARGIN, 0,
                                   TILE_EXTENT + TILE_MARGIN, TILE_EXTENT);
    GEOSGeometry *part = GEOSIntersection_r(geos, whole, strip);
    GEOSGeom_destroy_r(geos, whole);
    GEOSGeom_destroy_r(geos, strip);
    return part;
}

static const struct mvt_read_feature *find_id(const struct made *made,
                                              uint64_t id)
{
    const struct mvt_read_layer *layer = &made->tile.layers[0];
    for (size_t i = 0; i < layer->feature_count; i++)
        if (layer->features[i].id == id) return &layer->features[i];
    return NULL;
}

// An edge that is cut at the margin ends in a rounded place: beside that the
// same corners draw the same edges.
TEST(neighbouring_tiles_agree_where_both_show_an_area)
{
    struct areas areas;
    GEOSContextHandle_t geos = GEOS_init_r();
    const struct tms *crs84 = tms_find(STR("WorldCRS84Quad"));
    load(&areas, "areas/gemeenten/gemeenten_2024.geojson");
    struct made left =
        make(&areas, crs84, (struct tile_address){ 7, 26, 131 }, 1);
    struct made right =
        make(&areas, crs84, (struct tile_address){ 7, 26, 132 }, 1);
    size_t compared = 0;
    CHECK(left.tile.layer_count == 1 && right.tile.layer_count == 1);
    for (size_t i = 0; i < left.tile.layers[0].feature_count; i++) {
        const struct mvt_read_feature *own = &left.tile.layers[0].features[i];
        const struct mvt_read_feature *other = find_id(&right, own->id);
        if (!other) continue;
        GEOSGeometry *a = strip_of(geos, &left, own, 0);
        GEOSGeometry *b = strip_of(geos, &right, other, TILE_EXTENT);
        double length = oracle_length(geos, a);
        double differs = oracle_area(geos, GEOSSymDifference_r(geos, a, b));
        CHECK(differs <= length * 0.71 + 1);
        compared += length > 0;
        GEOSGeom_destroy_r(geos, a);
        GEOSGeom_destroy_r(geos, b);
    }
    CHECK(compared > 3);
    arena_destroy(left.arena);
    arena_destroy(right.arena);
    GEOS_finish_r(geos);
    arena_destroy(areas.arena);
}

TEST(broken_polygons_come_out_valid_or_not_at_all)
{
    char folder[4096];
    const char *data = getenv("TEST_DATA");
    snprintf(folder, sizeof folder, "%s/broken/geojson", data ? data : "");
    DIR *dir = opendir(folder);
    struct dirent *entry;
    size_t polygons = 0;
    if (!dir) exit(77);
    while ((entry = readdir(dir))) {
        char name[4096];
        struct areas areas;
        if (entry->d_name[0] == '.') continue;
        snprintf(name, sizeof name, "broken/geojson/%s", entry->d_name);
        load(&areas, name);
        polygons += areas.count;
        for (uint32_t zoom = 0; zoom <= 14; zoom += 2) {
            struct tile_address address;
            for (size_t i = 0; i < areas.count; i++) {
                struct point p = areas.geoms[i].points[0];
                if (!tms_tile_at(tms_find(STR("WorldCRS84Quad")), zoom, p,
                                 &address))
                    continue;
                struct made made =
                    make(&areas, tms_find(STR("WorldCRS84Quad")), address, 1);
                arena_destroy(made.arena);
            }
        }
        arena_destroy(areas.arena);
    }
    closedir(dir);
    CHECK(polygons > 5);
}

TEST_MAIN
