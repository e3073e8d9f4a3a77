#include <string.h>

#include "geo/valid.h"
#include "importers/features.h"
#include "importers/gdal.h"
#include "importers/source_geojson_geom.h"

static void choose_mode(struct features *f)
{
    const struct manifest_source *spec = &f->job->manifest->source;
    struct geometry_plan *plan = &f->geometry;
    if (spec->x.len || spec->y.len) {
        plan->mode = GEOMETRY_XY;
        plan->x = lacking_column(&f->lacking, "source.x", spec->x);
        plan->y = lacking_column(&f->lacking, "source.y", spec->y);
        return;
    }
    if (spec->geometry_field.len) {
        bool is_wkt = str_equal(spec->geometry_encoding, STR("wkt"));
        plan->mode = is_wkt ? GEOMETRY_WKT : GEOMETRY_GEOJSON;
        plan->x =
            lacking_column(&f->lacking, "geometry.field", spec->geometry_field);
        return;
    }
    plan->mode = f->info->has_geometry ? GEOMETRY_OF_FILE : GEOMETRY_NONE;
    if (plan->mode == GEOMETRY_NONE)
        features_tell(
            f, NULL,
            (struct problem){ .effect = REPORT_NOTE, .rule = "no-geometry" },
            "the source has no geometry; name its coordinate "
            "columns as source.x and source.y, if it has any");
}

// What the manifest says goes before what the file says.
static bool choose_srid(struct features *f, struct error *err)
{
    const struct manifest_source *spec = &f->job->manifest->source;
    struct geometry_plan *plan = &f->geometry;
    int of_file = plan->mode == GEOMETRY_OF_FILE ? f->info->srid : 0;
    if (plan->mode == GEOMETRY_GEOJSON) of_file = CRS_WGS84;
    plan->srid = spec->srid ? spec->srid : of_file;
    if (!plan->srid)
        return features_misfit(f, err,
                               "source.crs is missing, and the source does not "
                               "say in what its coordinates are: EPSG:28992 "
                               "for RD, EPSG:4326 for longitude and latitude");
    bool is_implied =
        f->info->srid_is_implied || plan->mode == GEOMETRY_GEOJSON;
    if (spec->srid && of_file && spec->srid != of_file && !is_implied)
        features_tell(
            f, NULL,
            (struct problem){ .effect = REPORT_NOTE, .rule = "crs-override" },
            "the file says EPSG:%d, the manifest EPSG:%d; the "
            "manifest counts",
            of_file, spec->srid);
    return true;
}

bool geometry_plan_open(struct features *f, struct error *err)
{
    struct geometry_plan *plan = &f->geometry;
    choose_mode(f);
    if (plan->mode == GEOMETRY_NONE) return true;
    if (!choose_srid(f, err)) return false;
    bool is_wgs84 = plan->srid == CRS_WGS84 || plan->srid == CRS_ETRS89;
    plan->is_stored = !is_wgs84;
    plan->check = position_check_for(plan->srid);
    report_fact(f->job->report, "crs",
                arena_printf(f->job->arena, "EPSG:%d", plan->srid));
    if (is_wgs84) return true;
    plan->to_wgs84 = crs_open(plan->srid, CRS_WGS84, err);
    return plan->to_wgs84 ||
           error_context(err, "%s", f->job->manifest->path.bytes);
}

void geometry_plan_close(struct geometry_plan *plan)
{
    crs_close(plan->to_wgs84);
    plan->to_wgs84 = NULL;
}

// What people write where they have no coordinate.
static bool is_placeholder(str text)
{
    static const char *const words[] = { "null", "nan", "n/a",     "na",
                                         "-",    "x",   "onbekend" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal_nocase(text, str_from(words[i]))) return true;
    return false;
}

enum coordinate { COORDINATE_THERE, COORDINATE_ABSENT, COORDINATE_WRONG };

static enum coordinate read_coordinate(struct features *f,
                                       const struct source_row *row, int column,
                                       double *out)
{
    struct value value = row->values[column], number;
    struct value_rule rule = { VALUE_REAL, { 0 }, f->info->decimal };
    struct error why;
    if (value.type == VALUE_NULL) return COORDINATE_ABSENT;
    if (normalise_value(f->row_arena, &rule, value, &number, &why)) {
        *out = number.real;
        return COORDINATE_THERE;
    }
    if (value.type == VALUE_TEXT && is_placeholder(value.text)) {
        features_tell(
            f, row,
            (struct problem){ .effect = REPORT_REPAIRED,
                              .field = f->info->columns[column].name,
                              .value = value.text,
                              .rule = position_rule(POSITION_NOWHERE) },
            "the text stands for no coordinate; the feature is kept "
            "without a place");
        return COORDINATE_ABSENT;
    }
    features_tell(
        f, row,
        (struct problem){ .effect = REPORT_REFUSED,
                          .field = f->info->columns[column].name,
                          .value = normalise_text(f->row_arena, value),
                          .rule = "coordinate" },
        "%s", why.message);
    return COORDINATE_WRONG;
}

static bool read_xy(struct features *f, const struct source_row *row,
                    struct geom *out)
{
    struct point p;
    enum coordinate x = read_coordinate(f, row, f->geometry.x, &p.x);
    enum coordinate y = read_coordinate(f, row, f->geometry.y, &p.y);
    *out = (struct geom){ 0 };
    if (x == COORDINATE_WRONG || y == COORDINATE_WRONG) return false;
    if (x == COORDINATE_THERE && y == COORDINATE_THERE)
        *out = geom_from_point(f->row_arena, p);
    if (x == y) return true;
    int column = x == COORDINATE_ABSENT ? f->geometry.x : f->geometry.y;
    features_tell(f, row,
                  (struct problem){ .effect = REPORT_REFUSED,
                                    .field = f->info->columns[column].name,
                                    .rule = "coordinate" },
                  "one coordinate is there and the other is not");
    return false;
}

static bool read_text_geometry(struct features *f, const struct source_row *row,
                               struct geom *out)
{
    struct value value = row->values[f->geometry.x];
    struct geojson_repairs repairs = { 0 };
    struct error why = { 0 };
    *out = (struct geom){ 0 };
    if (value.type == VALUE_NULL) return true;
    bool ok =
        f->geometry.mode == GEOMETRY_WKT
            ? wkt_read(f->row_arena, value.text, out, &why)
            : geojson_geom_parse(f->row_arena, value.text, &repairs, out, &why);
    str field = f->info->columns[f->geometry.x].name;
    if (!ok)
        features_tell(f, row,
                      (struct problem){ .effect = REPORT_REFUSED,
                                        .field = field,
                                        .value = value.text,
                                        .rule = "geometry" },
                      "%s", why.message);
    if (repairs.closed_rings)
        features_tell(f, row,
                      (struct problem){ .effect = REPORT_REPAIRED,
                                        .field = field,
                                        .rule = "ring-not-closed" },
                      "a ring did not end where it began, and was closed");
    return ok;
}

static bool read_own(struct features *f, struct source_row *row,
                     struct geom *out)
{
    switch (f->geometry.mode) {
    case GEOMETRY_NONE: *out = (struct geom){ 0 }; return true;
    case GEOMETRY_OF_FILE: *out = row->geom; return true;
    case GEOMETRY_XY: return read_xy(f, row, out);
    case GEOMETRY_WKT:
    case GEOMETRY_GEOJSON: return read_text_geometry(f, row, out);
    }
    return false;
}

// False when the row must be left out. A placeholder becomes no place at all.
static bool check_position(struct features *f, const struct source_row *row,
                           struct geom *geom)
{
    const struct position_check *check = &f->geometry.check;
    position_settle(check, geom);
    enum position position = position_find(check, geom);
    if (position == POSITION_FINE) return true;
    bool is_refused = position_is_refused(position);
    str message =
        position_message(f->row_arena, check, position, geom_box(geom));
    enum report_effect effect = is_refused ? REPORT_REFUSED : REPORT_NOTE;
    if (position == POSITION_NOWHERE) effect = REPORT_REPAIRED;
    features_tell(
        f, row,
        (struct problem){ .effect = effect, .rule = position_rule(position) },
        "%.*s", STR_ARG(message));
    if (position == POSITION_NOWHERE) *geom = (struct geom){ 0 };
    f->like_rd += position == POSITION_LIKE_RD;
    return !is_refused;
}

static bool has_surface(const struct geom *geom)
{
    return geom->type == GEOM_POLYGON || geom->type == GEOM_MULTIPOLYGON ||
           geom->type == GEOM_COLLECTION;
}

static bool repair(struct features *f, const struct source_row *row,
                   struct geom *geom)
{
    str reason = { 0 };
    struct error why = { 0 };
    struct geom repaired;
    if (!has_surface(geom) || geom_is_valid(f->row_arena, geom, &reason))
        return true;
    bool ok = geom_repair(f->row_arena, geom, &repaired, &why) &&
              repaired.type != GEOM_EMPTY;
    features_tell(
        f, row,
        (struct problem){ .effect = ok ? REPORT_REPAIRED : REPORT_REFUSED,
                          .rule = "invalid-geometry" },
        "%.*s%s", STR_ARG(reason),
        ok ? "; its rings were rebuilt"
           : "; nothing is left when its rings are rebuilt");
    if (ok) *geom = repaired;
    return ok;
}

static void *copy(struct arena *arena, const void *from, size_t size)
{
    void *to = arena_alloc(arena, size);
    if (to && size) memcpy(to, from, size);
    return to;
}

// Only what a transformation changes: runs and polygons are shared.
static bool copy_positions(struct arena *arena, const struct geom *from,
                           struct geom *to)
{
    *to = *from;
    to->points =
        copy(arena, from->points, from->point_count * sizeof *from->points);
    to->members =
        copy(arena, from->members, from->member_count * sizeof *from->members);
    if (!to->points || !to->members) return false;
    for (size_t i = 0; i < from->member_count; i++)
        if (!copy_positions(arena, &from->members[i], &to->members[i]))
            return false;
    return true;
}

bool features_read_geometry(struct features *f, struct source_row *row,
                            struct row_geometry *out, struct error *err)
{
    struct error why;
    *out = (struct row_geometry){ 0 };
    if (!read_own(f, row, &out->own)) return true;
    f->placed += out->own.type != GEOM_EMPTY;
    if (!check_position(f, row, &out->own) || !repair(f, row, &out->own))
        return true;
    out->wgs84 = out->own;
    out->is_kept = true;
    if (!f->geometry.to_wgs84 || out->own.type == GEOM_EMPTY) return true;
    if (!copy_positions(f->row_arena, &out->own, &out->wgs84))
        return error_set(err, ERROR_NO_MEMORY, "no memory left for a row");
    if (crs_geom(f->geometry.to_wgs84, &out->wgs84, &why)) return true;
    features_tell(
        f, row,
        (struct problem){ .effect = REPORT_REFUSED, .rule = "transformation" },
        "%s", why.message);
    out->is_kept = false;
    return true;
}
