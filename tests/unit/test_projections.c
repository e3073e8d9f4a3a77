// What is computed without PROJ, or without asking its database, beside PROJ;
// and the boxes that are made to hold what lies in a box of another system.

#include <math.h>
#include <proj.h>

#include "store/spatialite/view_crs.h"
#include "tile/tms.h"
#include "unit/test.h"

enum { TRIES = 20000, BOXES = 600, PLACES = 200 };

static uint64_t state = 12345;

static double dice(double low, double high)
{
    state = state * 6364136223846793005U + 1442695040888963407U;
    return low + (high - low) * (double)(state >> 11) / 9007199254740992.0;
}

static PJ *open_proj(const char *to)
{
    PJ *raw = proj_create_crs_to_crs(PJ_DEFAULT_CTX, "OGC:CRS84", to, NULL);
    PJ *pj = proj_normalize_for_visualization(PJ_DEFAULT_CTX, raw);
    proj_destroy(raw);
    CHECK(pj);
    return pj;
}

static void compare(int srid, const char *name, struct box area, double slack)
{
    struct error err = { 0 };
    PJ *pj = open_proj(name);
    struct crs_transform *there = crs_borrow(CRS_WGS84, srid, &err);
    struct crs_transform *back = crs_borrow(srid, CRS_WGS84, &err);
    CHECK(there && back);
    double worst = 0, worst_back = 0;
    for (int i = 0; i < TRIES; i++) {
        struct point p = { dice(area.min_x, area.max_x),
                           dice(area.min_y, area.max_y) };
        struct point moved = p;
        PJ_COORD wanted = proj_trans(pj, PJ_FWD, proj_coord(p.x, p.y, 0, 0));
        CHECK(crs_point(there, &moved, &err));
        worst =
            fmax(worst, hypot(moved.x - wanted.xy.x, moved.y - wanted.xy.y));
        CHECK(crs_point(back, &moved, &err));
        worst_back = fmax(worst_back, hypot(moved.x - p.x, moved.y - p.y));
    }
    CHECK(worst <= slack);
    // PROJ's way out of LAEA is a series that ends a few millimetres short.
    CHECK(worst_back <= (srid == CRS_LAEA_EUROPE ? 5e-8 : 1e-9));
    crs_return(there);
    crs_return(back);
    proj_destroy(pj);
}

TEST(web_mercator_is_what_proj_makes_of_it)
{
    compare(CRS_WEB_MERCATOR, "EPSG:3857",
            (struct box){ -180, -85.1, 180, 85.1 }, 1e-6);
    compare(CRS_WEB_MERCATOR, "EPSG:3857", (struct box){ -180, 85, 180, 89.9 },
            1e-6);
}

TEST(laea_europe_is_what_proj_makes_of_it)
{
    compare(CRS_LAEA_EUROPE, "EPSG:3035", (struct box){ -20, 30, 40, 72 },
            1e-6);
}

// IOGP 373-7-2, 3.4.2.1: the example of the method.
TEST(laea_europe_has_the_numbers_of_the_guidance_note)
{
    struct error err = { 0 };
    struct point p = { 5, 50 };
    struct crs_transform *way = crs_open(CRS_WGS84, CRS_LAEA_EUROPE, &err);
    CHECK(way && crs_point(way, &p, &err));
    CHECK(fabs(p.x - 3962799.45) < 0.01 && fabs(p.y - 2999718.85) < 0.01);
    crs_close(way);
}

TEST(what_was_handed_back_is_what_the_next_one_gets)
{
    struct error err = { 0 };
    struct crs_transform *first = crs_borrow(CRS_LAEA_EUROPE, CRS_WGS84, &err);
    crs_return(first);
    struct crs_transform *again = crs_borrow(CRS_LAEA_EUROPE, CRS_WGS84, &err);
    struct crs_transform *other = crs_borrow(CRS_LAEA_EUROPE, CRS_WGS84, &err);
    CHECK(first == again && other && other != again);
    crs_return(again);
    crs_return(other);
}

static void enclose(struct view *view, const struct tms *tms)
{
    struct error err = { 0 };
    struct box area, out;
    struct crs_transform *way = crs_open(tms->srid, CRS_WGS84, &err);
    CHECK(way && crs_area(tms->srid, &area));
    int met = 0;
    for (int i = 0; i < BOXES; i++) {
        uint32_t zoom = (uint32_t)dice(0, 12);
        struct tile_address address;
        struct point at = { dice(area.min_x, area.max_x),
                            dice(area.min_y, area.max_y) };
        if (!tms_tile_at(tms, zoom, at, &address)) continue;
        struct box box = tms_tile_box(tms, address);
        bool is_somewhere = false;
        CHECK(
            view_crs_enclose(view, tms->srid, box, &out, &is_somewhere, &err));
        CHECK(is_somewhere);
        for (int k = 0; k < PLACES; k++) {
            // Most of them on an edge, where it can go wrong.
            struct point p = { dice(box.min_x, box.max_x),
                               k % 4 ? box.max_y : dice(box.min_y, box.max_y) };
            if (!box_has_point(area, p)) continue;
            CHECK(crs_point(way, &p, &err));
            CHECK(box_has_point(out, p));
            met++;
        }
    }
    CHECK(met > BOXES);
    crs_close(way);
}

TEST(an_enclosing_box_encloses)
{
    struct view view = { .systems = view_crs_create() };
    CHECK(view.systems);
    if (crs_has_rd_grid())
        enclose(&view, tms_find(STR("NetherlandsRDNewQuad")));
    enclose(&view, tms_find(STR("EuropeanETRS89_LAEAQuad")));
    enclose(&view, tms_find(STR("WebMercatorQuad")));
    view_crs_destroy(view.systems);
}

TEST_MAIN
