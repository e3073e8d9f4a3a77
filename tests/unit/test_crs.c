#include "geo/crs.h"

#include <math.h>
#include <stdlib.h>

#include "unit/test.h"

static struct crs_transform *open_way(int from, int to)
{
    struct error err = { 0 };
    struct crs_transform *way = crs_open(from, to, &err);
    CHECK(way);
    if (!way) fprintf(stderr, "  %s\n", err.message);
    return way;
}

static struct point move(int from, int to, double x, double y)
{
    struct point p = { x, y };
    struct error err = { 0 };
    struct crs_transform *way = open_way(from, to);
    if (!way) return p;
    CHECK(crs_point(way, &p, &err));
    if (err.code) fprintf(stderr, "  %s\n", err.message);
    crs_close(way);
    return p;
}

static bool near(struct point p, double x, double y, double slack)
{
    bool is_near = fabs(p.x - x) <= slack && fabs(p.y - y) <= slack;
    if (!is_near) fprintf(stderr, "  got %.10f %.10f\n", p.x, p.y);
    return is_near;
}

static void need_grid(void)
{
    if (crs_has_rd_grid()) return;
    fprintf(stderr, "the grid of RD is not installed: left out\n");
    exit(77);
}

TEST(wgs84_and_etrs89_are_one)
{
    CHECK(near(move(CRS_WGS84, CRS_ETRS89, 6.5, 53.2), 6.5, 53.2, 0));
    CHECK(near(move(CRS_ETRF2000, CRS_WGS84, 6.5, 53.2), 6.5, 53.2, 0));
}

TEST(web_mercator_goes_both_ways)
{
    struct point p =
        move(CRS_WGS84, CRS_WEB_MERCATOR, 6.568196524, 53.219380578);
    CHECK(near(p, 731168.2924818294, 7023680.9349768395, 1e-6));
    CHECK(near(move(CRS_WEB_MERCATOR, CRS_WGS84, p.x, p.y), 6.568196524,
               53.219380578, 1e-12));
    CHECK(near(move(CRS_WGS84, CRS_WEB_MERCATOR, 180, 0), 20037508.342789244, 0,
               1e-6));
}

TEST(a_pole_has_no_place_in_web_mercator)
{
    struct crs_transform *way = open_way(CRS_WGS84, CRS_WEB_MERCATOR);
    struct point pole = { 5, 90 };
    struct error err = { 0 };
    CHECK(!crs_point(way, &pole, &err) && err.code == ERROR_INVALID);
    CHECK(strstr(err.message, "5, 90 of EPSG:4326 has no place in EPSG:3857"));
    CHECK(pole.y == 90);
    pole.y = NAN;
    CHECK(!crs_point(way, &pole, &err));
    crs_close(way);
}

TEST(rd_fits_the_vectors_of_the_field)
{
    need_grid();
    CHECK(near(move(CRS_WGS84, CRS_RD, 7.684748554, 52.115330444), 312352.6004,
               461058.5812, 0.001));
    CHECK(near(move(CRS_RD, CRS_WGS84, 155000, 463000), 5.387203650,
               52.155172887, 2e-9));
    CHECK(near(move(CRS_RD, CRS_WGS84, 233883, 582065), 6.568196524,
               53.219380578, 2e-9));
    CHECK(near(move(CRS_WGS84, CRS_RD, 6.568196524, 53.219380578), 233883,
               582065, 0.001));
}

TEST(rd_and_web_mercator_meet_by_way_of_degrees)
{
    need_grid();
    struct point degrees = move(CRS_RD, CRS_WGS84, 233883, 582065);
    struct point metres =
        move(CRS_WGS84, CRS_WEB_MERCATOR, degrees.x, degrees.y);
    CHECK(near(move(CRS_RD, CRS_WEB_MERCATOR, 233883, 582065), metres.x,
               metres.y, 0));
    CHECK(near(move(CRS_WEB_MERCATOR, CRS_RD, metres.x, metres.y), 233883,
               582065, 0.001));
}

TEST(the_older_names_of_the_datum_use_the_grid_too)
{
    need_grid();
    struct point degrees = move(CRS_RD, CRS_WGS84, 120000, 487000);
    CHECK(near(move(28991, CRS_WGS84, 120000 - 155000, 487000 - 463000),
               degrees.x, degrees.y, 1e-11));
    struct point bessel = move(CRS_RD, 4289, 120000, 487000);
    CHECK(near(move(4289, CRS_WGS84, bessel.x, bessel.y), degrees.x, degrees.y,
               1e-10));
}

TEST(other_systems_are_asked_of_proj)
{
    CHECK(near(move(CRS_WGS84, 25831, 3, 52), 500000, 5761038.2128, 0.001));
    CHECK(near(move(25831, CRS_WGS84, 500000, 5761038.2128), 3, 52, 1e-8));
    struct error err = { 0 };
    CHECK(!crs_open(CRS_WGS84, 999999, &err) && err.code == ERROR_INVALID);
    CHECK(strstr(err.message, "EPSG:999999"));
    CHECK(!crs_open(999999, 999999, NULL));
    crs_close(NULL);
}

static FILE *open_validation(void)
{
    char path[1000];
    const char *folder = getenv("TEST_DATA");
    snprintf(path, sizeof path, "%s/rd/Z001_ETRS89andRDNAP.txt",
             folder ? folder : "");
    FILE *file = fopen(path, "r");
    if (file) return file;
    fprintf(stderr, "no validation points in TEST_DATA: left out\n");
    exit(77);
}

struct pair {
    struct point degrees, metres;
    bool has_height;
};

static bool next_pair(FILE *file, struct pair *pair)
{
    char line[200];
    char height[32];
    if (!fgets(line, sizeof line, file)) return false;
    int got =
        sscanf(line, "%*s %lf %lf %*f %lf %lf %31s", &pair->degrees.y,
               &pair->degrees.x, &pair->metres.x, &pair->metres.y, height);
    pair->has_height = strcmp(height, "*") != 0;
    CHECK(got == 5);
    return got == 5;
}

static double apart(struct point a, struct point b)
{
    return hypot(a.x - b.x, a.y - b.y);
}

TEST(all_10000_validation_points_lie_within_a_millimetre)
{
    need_grid();
    FILE *file = open_validation();
    struct crs_transform *into = open_way(CRS_ETRS89, CRS_RD);
    struct crs_transform *out = open_way(CRS_RD, CRS_ETRS89);
    struct pair pair;
    int count = 0, with_height = 0;
    double worst_in = 0, worst_out = 0, worst_beyond = 0;
    while (next_pair(file, &pair)) {
        struct point metres = pair.degrees;
        struct point degrees = pair.metres;
        CHECK(crs_point(into, &metres, NULL));
        CHECK(crs_point(out, &degrees, NULL));
        worst_in = fmax(worst_in, apart(metres, pair.metres));
        double north = (degrees.y - pair.degrees.y) * 111195;
        double east = (degrees.x - pair.degrees.x) * 111195 *
                      cos(pair.degrees.y * 0.017453292519943295);
        double error = hypot(north, east);
        if (pair.has_height)
            worst_out = fmax(worst_out, error);
        else
            worst_beyond = fmax(worst_beyond, error);
        with_height += pair.has_height;
        count++;
    }
    crs_close(into);
    crs_close(out);
    fclose(file);
    printf("%d points: into RD %.2f mm, out of RD %.2f mm (%.2f mm beyond)\n",
           count, worst_in * 1000, worst_out * 1000, worst_beyond * 1000);
    CHECK(count == 10000 && with_height == 7959);
    CHECK(worst_in <= 0.001 && worst_out <= 0.001 && worst_beyond <= 0.01);
}

TEST(a_position_survives_the_way_there_and_back)
{
    need_grid();
    struct crs_transform *into = open_way(CRS_WGS84, CRS_RD);
    struct crs_transform *out = open_way(CRS_RD, CRS_WGS84);
    for (double x = 14000; x < 280000; x += 9177.3) {
        for (double y = 305000; y < 620000; y += 9913.7) {
            struct point p = { x, y };
            CHECK(crs_point(out, &p, NULL) && crs_point(into, &p, NULL));
            CHECK(near(p, x, y, 0.0005));
        }
    }
    crs_close(into);
    crs_close(out);
}

TEST(geometries_move_with_all_their_points)
{
    struct point points[] = { { 5, 52 }, { 6, 53 } };
    size_t runs[] = { 2 };
    struct geom line = { .type = GEOM_LINE,
                         .point_count = 2,
                         .run_count = 1,
                         .points = points,
                         .runs = runs };
    struct geom all = { .type = GEOM_COLLECTION,
                        .member_count = 1,
                        .members = &line };
    struct crs_transform *way = open_way(CRS_WGS84, CRS_WEB_MERCATOR);
    CHECK(crs_geom(way, &all, NULL));
    CHECK(near(points[0], 556597.4539663679, 6800125.454397307, 1e-6));
    points[1] = (struct point){ 0, 90 };
    struct error err = { 0 };
    CHECK(!crs_geom(way, &all, &err) && err.code == ERROR_INVALID);
    crs_close(way);
}

TEST(a_box_follows_its_bent_edges)
{
    need_grid();
    struct crs_transform *way = open_way(CRS_WGS84, CRS_RD);
    struct box box = { 4, 51, 7, 53 };
    struct box coarse, fine;
    CHECK(crs_box(way, box, 1, &coarse, NULL));
    CHECK(crs_box(way, box, 30, &fine, NULL));
    CHECK(box_contains(fine, coarse));
    // The southern edge bends below its corners.
    CHECK(fine.min_y < coarse.min_y - 500);
    crs_close(way);
}

TEST(systems_know_where_their_coordinates_lie)
{
    struct box area;
    CHECK(crs_area(CRS_RD, &area) && area.max_x == 300000 &&
          area.min_y == 300000 && area.max_y == 625000);
    CHECK(crs_area(CRS_WGS84, &area) && area.min_x == -180 && area.max_y == 90);
    CHECK(crs_area(CRS_ETRS89, &area) && area.min_x < -16 && area.max_x < 60);
    CHECK(crs_area(25831, &area) &&
          box_has_point(area, (struct point){ 650000, 5900000 }) &&
          !box_has_point(area, (struct point){ 6.5, 53.2 }));
    CHECK(!crs_area(999999, &area));
    CHECK(crs_is_geographic(CRS_WGS84) && crs_is_geographic(4289));
    CHECK(!crs_is_geographic(CRS_RD) && !crs_is_geographic(25831));
    CHECK(!crs_is_geographic(CRS_WEB_MERCATOR) && !crs_is_geographic(999999));
}

#define ESRI_RD(name) \
    "PROJCS[\"" name "\",GEOGCS[\"GCS_Amersfoort\",DATUM[\"D_Amersfoort\"," \
    "SPHEROID[\"Bessel_1841\",6377397.155,299.1528128]],PRIMEM[\"Greenwich\"," \
    "0.0],UNIT[\"Degree\",0.0174532925199433]]," \
    "PROJECTION[\"Double_Stereographic\"]," \
    "PARAMETER[\"False_Easting\",155000.0]," \
    "PARAMETER[\"False_Northing\",463000.0]," \
    "PARAMETER[\"Central_Meridian\",5.38763888888889]," \
    "PARAMETER[\"Scale_Factor\",0.9999079]," \
    "PARAMETER[\"Latitude_Of_Origin\",52.15616055555555],UNIT[\"Meter\",1.0]]"

TEST(names_in_every_spelling_give_one_code)
{
    static const struct {
        const char *text;
        int code;
    } cases[] = {
        { "EPSG:28992", 28992 },
        { " epsg:28992\n", 28992 },
        { "[EPSG:28992]", 28992 },
        { "EPSG:7415", 28992 },
        { "urn:ogc:def:crs:EPSG::28992", 28992 },
        { "urn:ogc:def:crs:EPSG:9.8:4258", 4258 },
        { "http://www.opengis.net/def/crs/EPSG/0/28992", 28992 },
        { "https://www.opengis.net/def/crs/EPSG/9.9.1/3857", 3857 },
        { "http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326 },
        { "urn:ogc:def:crs:OGC:1.3:CRS84", 4326 },
        { "urn:ogc:def:crs:OGC::CRS84", 4326 },
        { "OGC:CRS84", 4326 },
        { "CRS84", 4326 },
        { ESRI_RD("RD_New"), 28992 },
        { ESRI_RD("Amersfoort_RD_New"), 28992 },
        { "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\","
          "6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],"
          "UNIT[\"Degree\",0.0174532925199433]]",
          4326 },
        { "PROJCS[\"ETRS89 / UTM zone 31N\",GEOGCS[\"ETRS89\","
          "DATUM[\"European_Terrestrial_Reference_System_1989\","
          "SPHEROID[\"GRS 1980\",6378137,298.257222101]],"
          "PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],"
          "PROJECTION[\"Transverse_Mercator\"],"
          "PARAMETER[\"latitude_of_origin\",0],"
          "PARAMETER[\"central_meridian\",3],PARAMETER[\"scale_factor\",0.9996]"
          ","
          "PARAMETER[\"false_easting\",500000],PARAMETER[\"false_northing\",0],"
          "UNIT[\"metre\",1],AUTHORITY[\"EPSG\",\"25831\"]]",
          25831 },
        { "", 0 },
        { "EPSG:", 0 },
        { "EPSG:RD", 0 },
        { "EPSG:-1", 0 },
        { "EPSG:99999999", 0 },
        { "28992", 0 },
        { "RD", 0 },
        { "OGC:CRS83", 0 },
        { "http://www.opengis.net/def/crs/OGC/0/AnsiDate", 0 },
        { "PROJCS[\"nonsense", 0 },
        { "LOCAL_CS[\"somewhere\",UNIT[\"metre\",1]]", 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int code = crs_identify(str_from(cases[i].text));
        CHECK(code == cases[i].code);
        if (code != cases[i].code)
            fprintf(stderr, "  %s gave %d\n", cases[i].text, code);
    }
}

// Last, because it changes where PROJ looks.
TEST(without_the_grid_rd_is_refused_and_not_approximated)
{
    const char *paths = getenv("PROJ_DATA");
    const char *own = paths ? strrchr(paths, ':') : NULL;
    if (!own) {
        fprintf(stderr, "PROJ_DATA does not name two folders: left out\n");
        exit(77);
    }
    setenv("PROJ_USER_WRITABLE_DIRECTORY", "/nonexistent", 1);
    setenv("PROJ_DATA", own + 1, 1);
    struct error err = { 0 };
    CHECK(!crs_has_rd_grid());
    CHECK(!crs_open(CRS_WGS84, CRS_RD, &err) && err.code == ERROR_UNSUPPORTED);
    CHECK(strstr(err.message, "projsync --file nl_nsgi_rdcorr2018.tif"));
    CHECK(strstr(err.message, "PROJ_DATA"));
    CHECK(!crs_open(CRS_RD, CRS_WEB_MERCATOR, NULL));
    CHECK(!crs_open(28991, CRS_WGS84, NULL) &&
          !crs_open(CRS_WGS84, 4289, NULL));
    // Nothing has to move from RD to RD.
    CHECK(near(move(CRS_RD, CRS_RD, 155000, 463000), 155000, 463000, 0));
    crs_allow_approximate_rd(true);
    CHECK(near(move(CRS_RD, CRS_WGS84, 233883, 582065), 6.568196524,
               53.219380578, 5e-6));
    crs_allow_approximate_rd(false);
    CHECK(!crs_open(CRS_RD, CRS_WGS84, NULL));
}

TEST_MAIN
