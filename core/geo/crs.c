#include "geo/crs.h"

#include <math.h>
#include <proj.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/crs_name.h"
#include "geo/mercator.h"

enum { NAME_MAX_BYTES = 32, IDENTIFY_CONFIDENCE = 70, AREA_STEPS = 20 };

static const double DEGREE = 0.017453292519943295;
static const char GRID[] = "nl_nsgi_rdcorr2018.tif";

// Every transform goes over longitude and latitude in degrees on ETRS89, which
// is also WGS 84 here. A leg is the way between that and one CRS.
enum leg_kind { LEG_NONE, LEG_MERCATOR, LEG_PROJ };

struct leg {
    enum leg_kind kind;
    PJ *pj;  // LEG_PROJ: runs in the direction the leg is used
};

struct crs_transform {
    PJ_CONTEXT *context;
    int from, to;
    struct leg inward;   // from → longitude, latitude
    struct leg outward;  // longitude, latitude → to
};

static atomic_bool approximate_rd_allowed;

void crs_allow_approximate_rd(bool allow)
{
    atomic_store(&approximate_rd_allowed, allow);
}

static PJ_CONTEXT *quiet_context(void)
{
    PJ_CONTEXT *context = proj_context_create();
    if (!context) return NULL;
    proj_log_level(context, PJ_LOG_NONE);
    proj_context_set_enable_network(context, 0);
    return context;
}

// ---- RD: the official procedure, variant 1 (NSGI), as two PROJ pipelines.
// They are not each other's inverse: the height that the datum step assumes is
// 43 m on the way in and 0 m on the way out. %s are the grids and what makes
// plane coordinates of the latitudes of Amersfoort, or the other way round.

#define SIMILARITY \
    " +proj=helmert +x=-565.7346 +y=-50.4058 +z=-465.2895 +rx=-0.395023" \
    " +ry=0.330776 +rz=-1.876073 +s=-4.07242 +convention=coordinate_frame" \
    " +exact"

static const char into_rd[] =
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad"
    " +step +proj=push +v_3 +step +proj=set +v_3=43"
    " +step +proj=cart +ellps=GRS80 +step" SIMILARITY
    " +step +inv +proj=cart +ellps=bessel +step +proj=pop +v_3"
    " +step +inv +proj=hgridshift +grids=%s +step %s";

static const char out_of_rd[] =
    "+proj=pipeline +step +inv %s +step +proj=hgridshift +grids=%s"
    " +step +proj=push +v_3 +step +proj=set +v_3=0"
    " +step +proj=cart +ellps=bessel +step +inv" SIMILARITY
    " +step +inv +proj=cart +ellps=GRS80 +step +proj=pop +v_3"
    " +step +proj=unitconvert +xy_in=rad +xy_out=deg";

struct amersfoort {
    int srid;
    const char *projection;
};

// All CRSs on the datum of Amersfoort, so that none of them can slip through
// PROJ's own, coarser way to WGS 84.
static const struct amersfoort amersfoorts[] = {
    { CRS_RD, "+proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889"
              " +k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel" },
    { 28991, "+proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889"
             " +k=0.9999079 +x_0=0 +y_0=0 +ellps=bessel" },
    { 4289, "+proj=unitconvert +xy_in=rad +xy_out=deg" },
};

static const struct amersfoort *find_amersfoort(int srid)
{
    for (size_t i = 0; i < sizeof amersfoorts / sizeof *amersfoorts; i++)
        if (amersfoorts[i].srid == srid) return &amersfoorts[i];
    return NULL;
}

// With ",null" in the list PROJ is content without the file, so the file is
// asked for alone, and used once.
static bool grid_is_there(PJ_CONTEXT *context)
{
    char text[128];
    snprintf(text, sizeof text, "+proj=hgridshift +grids=%s", GRID);
    PJ *shift = proj_create(context, text);
    if (!shift) return false;
    PJ_COORD amersfoort = proj_coord(5.4 * DEGREE, 52.2 * DEGREE, 0, 0);
    PJ_COORD moved = proj_trans(shift, PJ_FWD, amersfoort);
    proj_destroy(shift);
    return isfinite(moved.xy.x) && isfinite(moved.xy.y);
}

bool crs_has_rd_grid(void)
{
    PJ_CONTEXT *context = quiet_context();
    bool found = context && grid_is_there(context);
    proj_context_destroy(context);
    return found;
}

static PJ *open_rd(PJ_CONTEXT *context, const struct amersfoort *crs,
                   bool inward, struct error *err)
{
    char grids[64] = "null";
    char pipeline[1024];
    if (grid_is_there(context)) {
        snprintf(grids, sizeof grids, "%s,null", GRID);
    } else if (!atomic_load(&approximate_rd_allowed)) {
        error_set(err, ERROR_UNSUPPORTED,
                  "EPSG:%d needs the grid %s of RDNAPTRANS2018, which is not "
                  "installed; get it with `projsync --file %s`, or put it in a "
                  "folder that the environment variable PROJ_DATA names",
                  crs->srid, GRID, GRID);
        return NULL;
    }
    if (inward)
        snprintf(pipeline, sizeof pipeline, out_of_rd, crs->projection, grids);
    else
        snprintf(pipeline, sizeof pipeline, into_rd, grids, crs->projection);
    PJ *pj = proj_create(context, pipeline);
    if (!pj)
        error_set(
            err, ERROR_INTERNAL, "PROJ refuses the way to EPSG:%d: %s",
            crs->srid,
            proj_context_errno_string(context, proj_context_errno(context)));
    return pj;
}

// ---- any other CRS

static PJ *open_other(PJ_CONTEXT *context, int srid, bool inward,
                      struct error *err)
{
    char name[NAME_MAX_BYTES];
    const char *hub = "EPSG:4326";
    snprintf(name, sizeof name, "EPSG:%d", srid);
    PJ *raw = proj_create_crs_to_crs(context, inward ? name : hub,
                                     inward ? hub : name, NULL);
    PJ *pj = raw ? proj_normalize_for_visualization(context, raw) : NULL;
    proj_destroy(raw);
    if (!pj)
        error_set(err, ERROR_INVALID,
                  "%s is not a coordinate reference system that PROJ knows",
                  name);
    return pj;
}

static bool is_hub(int srid)
{
    return srid == CRS_WGS84 || srid == CRS_ETRS89 || srid == CRS_ETRF2000;
}

// What PROJ would choose from EPSG's database, without asking it: that costs
// tens of milliseconds, and with several ways to choose from also some time for
// each position.
static PJ *open_laea(PJ_CONTEXT *context, bool inward, struct error *err)
{
    static const char *const pipelines[] = {
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad"
        " +step +proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000"
        " +ellps=GRS80",
        "+proj=pipeline +step +inv +proj=laea +lat_0=52 +lon_0=10 +x_0=4321000"
        " +y_0=3210000 +ellps=GRS80"
        " +step +proj=unitconvert +xy_in=rad +xy_out=deg",
    };
    PJ *pj = proj_create(context, pipelines[inward]);
    if (!pj) error_set(err, ERROR_INTERNAL, "PROJ refuses the way to 3035");
    return pj;
}

static bool no_room(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "no room for a transformation");
}

static bool open_leg(struct crs_transform *transform, int srid, bool inward,
                     struct leg *leg, struct error *err)
{
    if (is_hub(srid)) return true;
    if (srid == CRS_WEB_MERCATOR) {
        leg->kind = LEG_MERCATOR;
        return true;
    }
    if (!transform->context) transform->context = quiet_context();
    if (!transform->context) return no_room(err);
    PJ_CONTEXT *context = transform->context;
    const struct amersfoort *crs = find_amersfoort(srid);
    leg->kind = LEG_PROJ;
    if (crs)
        leg->pj = open_rd(context, crs, inward, err);
    else if (srid == CRS_LAEA_EUROPE)
        leg->pj = open_laea(context, inward, err);
    else
        leg->pj = open_other(context, srid, inward, err);
    return leg->pj;
}

struct crs_transform *crs_open(int from, int to, struct error *err)
{
    struct crs_transform *transform = calloc(1, sizeof *transform);
    if (!transform) {
        no_room(err);
        return NULL;
    }
    transform->from = from;
    transform->to = to;
    // From RD to itself needs no grid.
    if (from == to && find_amersfoort(from)) return transform;
    if (open_leg(transform, from, true, &transform->inward, err) &&
        open_leg(transform, to, false, &transform->outward, err))
        return transform;
    crs_close(transform);
    return NULL;
}

void crs_close(struct crs_transform *transform)
{
    if (!transform) return;
    proj_destroy(transform->inward.pj);
    proj_destroy(transform->outward.pj);
    proj_context_destroy(transform->context);
    free(transform);
}

void crs_ends(const struct crs_transform *transform, int *from, int *to)
{
    *from = transform->from;
    *to = transform->to;
}

// ---- positions

static bool run_proj(PJ *pj, struct point *p)
{
    // An epoch that is not given, as PROJ wants to be told.
    PJ_COORD out = proj_trans(pj, PJ_FWD, proj_coord(p->x, p->y, 0, HUGE_VAL));
    if (!isfinite(out.xy.x) || !isfinite(out.xy.y)) {
        proj_errno_reset(pj);
        return false;
    }
    *p = (struct point){ out.xy.x, out.xy.y };
    return true;
}

static bool run_leg(const struct leg *leg, bool inward, struct point *p)
{
    switch (leg->kind) {
    case LEG_NONE: return true;
    case LEG_MERCATOR:
        return inward ? mercator_to_degrees(p) : mercator_from_degrees(p);
    case LEG_PROJ: return run_proj(leg->pj, p);
    }
    return false;
}

bool crs_point(struct crs_transform *transform, struct point *p,
               struct error *err)
{
    struct point moved = *p;
    if (!isfinite(p->x) || !isfinite(p->y))
        return error_set(err, ERROR_INVALID, "a position that is not a number");
    if (transform->from == transform->to) return true;
    if (!run_leg(&transform->inward, true, &moved) ||
        !run_leg(&transform->outward, false, &moved))
        return error_set(err, ERROR_INVALID,
                         "the position %.10g, %.10g of EPSG:%d has no place "
                         "in EPSG:%d",
                         p->x, p->y, transform->from, transform->to);
    *p = moved;
    return true;
}

struct move {
    struct crs_transform *transform;
    struct error *err;
};

static bool move_point(struct point *p, void *context)
{
    struct move *move = context;
    return crs_point(move->transform, p, move->err);
}

bool crs_geom(struct crs_transform *transform, struct geom *geom,
              struct error *err)
{
    struct move move = { transform, err };
    return geom_each_point(geom, move_point, &move);
}

bool crs_box(struct crs_transform *transform, struct box box, int steps,
             struct box *out, struct error *err)
{
    struct box grown = box_nothing();
    if (steps < 1) steps = 1;
    for (int i = 0; i <= steps; i++) {
        double part = (double)i / steps;
        double x =
            i == steps ? box.max_x : box.min_x + part * (box.max_x - box.min_x);
        double y =
            i == steps ? box.max_y : box.min_y + part * (box.max_y - box.min_y);
        struct point edges[] = { { x, box.min_y },
                                 { x, box.max_y },
                                 { box.min_x, y },
                                 { box.max_x, y } };
        for (size_t e = 0; e < sizeof edges / sizeof *edges; e++) {
            if (!crs_point(transform, &edges[e], err)) return false;
            grown = box_add_point(grown, edges[e]);
        }
    }
    *out = grown;
    return true;
}

// ---- what PROJ's database knows of a CRS

static PJ *open_crs(PJ_CONTEXT *context, int srid)
{
    char name[NAME_MAX_BYTES];
    snprintf(name, sizeof name, "EPSG:%d", srid);
    return proj_create(context, name);
}

static bool is_geographic_type(PJ_TYPE type)
{
    return type == PJ_TYPE_GEOGRAPHIC_2D_CRS ||
           type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
}

bool crs_is_geographic(int srid)
{
    if (is_hub(srid)) return true;
    if (srid == CRS_RD || srid == CRS_WEB_MERCATOR) return false;
    PJ_CONTEXT *context = quiet_context();
    PJ *crs = context ? open_crs(context, srid) : NULL;
    bool is = crs && is_geographic_type(proj_get_type(crs));
    proj_destroy(crs);
    proj_context_destroy(context);
    return is;
}

// The area of use in longitude and latitude.
static bool degrees_of_use(int srid, struct box *area)
{
    PJ_CONTEXT *context = quiet_context();
    PJ *crs = context ? open_crs(context, srid) : NULL;
    struct box box;
    bool found =
        crs && proj_get_area_of_use(context, crs, &box.min_x, &box.min_y,
                                    &box.max_x, &box.max_y, NULL);
    proj_destroy(crs);
    proj_context_destroy(context);
    // Areas across the date line and unknown ones say nothing.
    if (!found || box.min_x < -180 || box.min_x > box.max_x) return false;
    *area = box;
    return true;
}

bool crs_area(int srid, struct box *area)
{
    static const struct {
        int srid;
        struct box area;
    } known[] = {
        { CRS_RD, { 0, 300000, 300000, 625000 } },
        { CRS_WGS84, { -180, -90, 180, 90 } },
        { CRS_WEB_MERCATOR,
          { -20037508.35, -20048966.11, 20037508.35, 20048966.11 } },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].srid != srid) continue;
        *area = known[i].area;
        return true;
    }
    struct box degrees;
    struct box box;
    if (!degrees_of_use(srid, &degrees)) return false;
    struct crs_transform *transform = crs_open(CRS_WGS84, srid, NULL);
    bool done =
        transform && crs_box(transform, degrees, AREA_STEPS, &box, NULL);
    crs_close(transform);
    if (!done) return false;
    double size = fmax(box.max_x - box.min_x, box.max_y - box.min_y);
    *area = box_grow(box, size / 50);
    return true;
}

// ---- names

// ESRI's .prj files give RD names of their own and often a datum shift, which
// keeps PROJ from recognising it.
static bool is_rd_name(const char *name)
{
    static const char *const names[] = {
        "RD_New",
        "RD New",
        "Amersfoort / RD New",
        "Amersfoort_RD_New",
        "Amersfoort / RD New + NAP height",
    };
    if (!name) return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_equal_nocase(str_from(name), str_from(names[i]))) return true;
    return false;
}

static int code_of(const PJ *crs)
{
    const char *authority = proj_get_id_auth_name(crs, 0);
    const char *code = proj_get_id_code(crs, 0);
    if (!authority || !code) return 0;
    if (str_equal(str_from(authority), STR("OGC")))
        return crs_name_is_crs84(str_from(code)) ? CRS_WGS84 : 0;
    if (!str_equal(str_from(authority), STR("EPSG"))) return 0;
    return crs_code_from(str_from(code));
}

static int best_match(PJ_CONTEXT *context, const PJ *crs)
{
    int *confidence = NULL;
    int code = 0;
    PJ_OBJ_LIST *list = proj_identify(context, crs, "EPSG", NULL, &confidence);
    int count = list ? proj_list_get_count(list) : 0;
    if (count > 0 && confidence[0] >= IDENTIFY_CONFIDENCE) {
        PJ *match = proj_list_get(context, list, 0);
        code = match ? code_of(match) : 0;
        proj_destroy(match);
    }
    proj_int_list_destroy(confidence);
    proj_list_destroy(list);
    return code;
}

static int identify_wkt(str text)
{
    PJ_CONTEXT *context = quiet_context();
    char *wkt = context ? strndup(text.bytes, text.len) : NULL;
    PJ *crs = wkt ? proj_create_from_wkt(context, wkt, NULL, NULL, NULL) : NULL;
    int code = 0;
    if (crs) {
        code = is_rd_name(proj_get_name(crs)) ? CRS_RD : code_of(crs);
        if (!code) code = best_match(context, crs);
    }
    proj_destroy(crs);
    free(wkt);
    proj_context_destroy(context);
    return code;
}

int crs_identify(str text)
{
    str name = str_trim(text);
    if (name.len > 1 && name.bytes[0] == '[' && name.bytes[name.len - 1] == ']')
        name = str_slice(name, 1, name.len - 1);  // OGC's safe CURIE
    int code = crs_identify_name(name);
    if (code || str_find_char(name, '[') == name.len) return code;
    return identify_wkt(name);
}

str crs_wkt(struct arena *arena, int srid)
{
    str wkt = { 0 };
    PJ_CONTEXT *context = quiet_context();
    PJ *crs = context ? open_crs(context, srid) : NULL;
    const char *text =
        crs ? proj_as_wkt(context, crs, PJ_WKT1_GDAL,
                          (const char *const[]){ "MULTILINE=NO", NULL })
            : NULL;
    if (text) wkt = arena_copy(arena, str_from(text));
    proj_destroy(crs);
    proj_context_destroy(context);
    return wkt;
}
