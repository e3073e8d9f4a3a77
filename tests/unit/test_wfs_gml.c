// Features as GML, and where pages begin: server/wfs/gml.h, places.h.

#include "unit/server_request.h"

#include "geo/wkt.h"
#include "server/wfs/gml.h"
#include "server/wfs/places.h"

enum { MEMORY = 16 << 20 };

static str geometry(struct arena *arena, const char *collection,
                    const char *wkt, const char *crs)
{
    struct gml writer;
    struct buf out;
    struct error err;
    str done = { 0 };
    struct wfs_crs wanted;
    struct feature feature = { .id = { .type = VALUE_TEXT, .text = S("a b") } };
    CHECK(wfs_crs_find(arena, str_from(crs), &wanted));
    CHECK(wkt_parse(arena, str_from(wkt), &feature.geom, &err));
    CHECK(gml_init(&writer, arena,
                   catalog_collection(&catalog, str_from(collection)), &wanted,
                   &err));
    buf_init(&out, arena, SIZE_MAX);
    gml_geometry_property(&writer, &out, &feature);
    CHECK(buf_finish(&out, &done, NULL));
    return done;
}

TEST(points_have_their_axes_in_the_order_of_their_name)
{
    struct arena *arena = arena_create(MEMORY);
    CHECK_STR(geometry(arena, "lichtmasten", "POINT(6.5 53.2)",
                       "urn:ogc:def:crs:EPSG::4326"),
              STR("<buurt:geometry><gml:Point "
                  "gml:id=\"lichtmasten.a_x0020_b.g\" "
                  "srsName=\"urn:ogc:def:crs:EPSG::4326\"><gml:pos>53.2 6.5"
                  "</gml:pos></gml:Point></buurt:geometry>"));
    static const char *const x_first[] = {
        "EPSG:4326", "http://www.opengis.net/gml/srs/epsg.xml#4326",
        "urn:ogc:def:crs:OGC:1.3:CRS84", "CRS84"
    };
    for (size_t i = 0; i < 4; i++) {
        str text =
            geometry(arena, "lichtmasten", "POINT(6.5 53.2)", x_first[i]);
        CHECK(strstr(text.bytes, "<gml:pos>6.5 53.2</gml:pos>"));
    }
    arena_destroy(arena);
}

TEST(a_polygon_among_multipolygons_is_one_of_one_shell_first)
{
    struct arena *arena = arena_create(MEMORY);
    CHECK_STR(
        geometry(arena, "buurten",
                 "POLYGON((0 0,0 9,9 9,0 0),(1 2,2 3,1 3,1 2))", "CRS84"),
        STR("<buurt:geometry><gml:MultiSurface gml:id=\"buurten.a_x0020_b.g\" "
            "srsName=\"CRS84\"><gml:surfaceMember><gml:Polygon "
            "gml:id=\"buurten.a_x0020_b.g.1\"><gml:exterior><gml:LinearRing>"
            "<gml:posList>0 0 9 9 0 9 0 0</gml:posList></gml:LinearRing>"
            "</gml:exterior><gml:interior><gml:LinearRing><gml:posList>"
            "1 2 1 3 2 3 1 2</gml:posList></gml:LinearRing></gml:interior>"
            "</gml:Polygon></gml:surfaceMember></gml:MultiSurface>"
            "</buurt:geometry>"));
    arena_destroy(arena);
}

TEST(what_is_null_is_nil_and_what_is_not_wanted_is_not_there)
{
    struct gml writer;
    struct buf out;
    struct error err;
    str done = { 0 };
    struct arena *arena = arena_create(MEMORY);
    struct wfs_crs crs;
    const struct collection *masts =
        catalog_collection(&catalog, STR("lichtmasten"));
    struct value values[7] = { { .type = VALUE_INT, .integer = 3 },
                               { .type = VALUE_TEXT, .text = S("a & b") } };
    const struct feature feature = { .id = values[0], .values = values };
    wfs_crs_default(masts, &crs);
    CHECK(gml_init(&writer, arena, masts, &crs, &err));
    const bool wanted[7] = { true, true, true };
    writer.wanted = wanted;
    buf_init(&out, arena, SIZE_MAX);
    gml_feature(&writer, &out, &feature, STR(""));
    CHECK(buf_finish(&out, &done, NULL));
    CHECK_STR(done, STR("<buurt:lichtmasten gml:id=\"lichtmasten.3\">"
                        "<buurt:nummer>3</buurt:nummer>"
                        "<buurt:CBS_x0020_gemeentecode>a &amp; b"
                        "</buurt:CBS_x0020_gemeentecode>"
                        "<buurt:limit xsi:nil=\"true\"/>"
                        "<buurt:geometry xsi:nil=\"true\"/>"
                        "</buurt:lichtmasten>\n"));
    arena_destroy(arena);
}

TEST(the_nearest_place_below_is_found_and_the_oldest_are_forgotten)
{
    struct wfs_place place;
    struct wfs_places *places = wfs_places_create();
    CHECK(!wfs_places_find(places, STR("a"), 100, &place));
    wfs_places_add(places, STR("a"), &(struct wfs_place){ 10, 11, 99 });
    wfs_places_add(places, STR("a"), &(struct wfs_place){ 20, 21, 99 });
    wfs_places_add(places, STR("b"), &(struct wfs_place){ 15, 16, 50 });
    CHECK(wfs_places_find(places, STR("a"), 19, &place) && place.fid == 11);
    CHECK(wfs_places_find(places, STR("a"), 20, &place) && place.fid == 21);
    CHECK(!wfs_places_find(places, STR("a"), 9, &place));
    for (size_t i = 0; i < 600; i++)
        wfs_places_add(places, STR("c"), &(struct wfs_place){ i, 1, 1 });
    CHECK(!wfs_places_find(places, STR("a"), 100, &place));
    CHECK(wfs_places_find(places, STR("c"), 599, &place) && place.index == 599);
    wfs_places_destroy(places);
}

TEST_MAIN
