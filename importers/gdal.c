#include "importers/gdal.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <cpl_vsi_error.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <string.h>

#include "geo/crs.h"
#include "geo/wkb.h"

// What GDAL says while a call runs. The first failure counts: what follows is
// mostly its echo.
struct complaint {
    bool is_failure;
    char text[240];
};

static void CPL_STDCALL keep_complaint(CPLErr level, CPLErrorNum number,
                                       const char *text)
{
    (void)number;
    struct complaint *into = CPLGetErrorHandlerUserData();
    if (level < CE_Failure || into->is_failure) return;
    into->is_failure = true;
    CPLStrlcpy(into->text, text, sizeof into->text);
}

static void listen(struct complaint *complaint)
{
    CPLErrorReset();
    CPLPushErrorHandlerEx(keep_complaint, complaint);
}

static void hush(void)
{
    CPLPopErrorHandler();
}

struct bytes {
    VSILFILE *file;
    struct complaint complaint;
    uint64_t count;
};

struct bytes *bytes_open(str path, struct error *err)
{
    struct bytes *bytes = calloc(1, sizeof *bytes);
    char *name = strndup(path.bytes ? path.bytes : "", path.len);
    if (!bytes || !name) {
        error_set(err, ERROR_NO_MEMORY, "no room to open a file");
    } else {
        listen(&bytes->complaint);
        bytes->file = VSIFOpenExL(name, "rb", TRUE);
        if (!bytes->file)
            error_set(err, ERROR_SOURCE, "cannot be opened: %s",
                      VSIGetLastErrorMsg());
        hush();
    }
    free(name);
    if (bytes && bytes->file) return bytes;
    free(bytes);
    return NULL;
}

size_t bytes_read(void *context, char *out, size_t len)
{
    struct bytes *bytes = context;
    listen(&bytes->complaint);
    size_t got = VSIFReadL(out, 1, len, bytes->file);
    hush();
    bytes->count += got;
    return got;
}

bool bytes_rewind(struct bytes *bytes, struct error *err)
{
    listen(&bytes->complaint);
    bool ok = VSIFSeekL(bytes->file, 0, SEEK_SET) == 0;
    hush();
    bytes->count = 0;
    return ok || error_set(err, ERROR_SOURCE, "cannot be read again");
}

bool bytes_close(struct bytes *bytes, struct error *err)
{
    if (!bytes) return true;
    listen(&bytes->complaint);
    VSIFCloseL(bytes->file);
    hush();
    bool ok = !bytes->complaint.is_failure;
    if (!ok)
        error_set(err, ERROR_SOURCE, "reading stops at byte %llu: %s",
                  (unsigned long long)bytes->count, bytes->complaint.text);
    free(bytes);
    return ok;
}

static bool copy_names(struct arena *arena, char **list, str **names,
                       size_t *count, struct error *err)
{
    size_t total = (size_t)CSLCount(list);
    str *out = ARENA_ARRAY(arena, str, total + 1);
    if (!out) return error_set(err, ERROR_NO_MEMORY, "too many files in a zip");
    *count = 0;
    for (size_t i = 0; i < total; i++) {
        str name = str_from(list[i]);
        if (str_ends(name, STR("/"))) continue;
        out[*count] = arena_copy(arena, name);
        if (out[(*count)++].bytes) continue;
        return error_set(err, ERROR_NO_MEMORY, "too many files in a zip");
    }
    *names = out;
    return true;
}

bool zip_list(struct arena *arena, str path, str **names, size_t *count,
              struct error *err)
{
    struct complaint complaint = { 0 };
    str folder = arena_printf(arena, "/vsizip/{%.*s}", STR_ARG(path));
    listen(&complaint);
    char **list = folder.bytes ? VSIReadDirRecursive(folder.bytes) : NULL;
    hush();
    bool ok = list ? copy_names(arena, list, names, count, err)
                   : error_set(err, ERROR_SOURCE, "is not a zip we can read");
    CSLDestroy(list);
    return ok;
}

// GDAL's geometry as ours, by way of WKB; points without.
static bool convert_geom(struct arena *arena, OGRGeometryH geom,
                         struct geom *out, struct error *err)
{
    *out = (struct geom){ .type = GEOM_EMPTY };
    if (!geom || OGR_G_IsEmpty(geom)) return true;
    if (wkbFlatten(OGR_G_GetGeometryType(geom)) == wkbPoint) {
        struct point p = { OGR_G_GetX(geom, 0), OGR_G_GetY(geom, 0) };
        if (!isfinite(p.x) || !isfinite(p.y))
            return error_set(err, ERROR_SOURCE, "a coordinate is not finite");
        *out = geom_from_point(arena, p);
        return out->type == GEOM_POINT ||
               error_set(err, ERROR_NO_MEMORY, "no room for a point");
    }
    OGRGeometryH linear = OGR_G_HasCurveGeometry(geom, FALSE)
                              ? OGR_G_GetLinearGeometry(geom, 0, NULL)
                              : NULL;
    OGRGeometryH plain = linear ? linear : geom;
    int size = OGR_G_WkbSize(plain);
    unsigned char *wkb = size > 0 ? arena_alloc(arena, (size_t)size) : NULL;
    bool ok = wkb && OGR_G_ExportToIsoWkb(plain, wkbNDR, wkb) == OGRERR_NONE;
    OGR_G_DestroyGeometry(linear);
    if (!ok) return error_set(err, ERROR_SOURCE, "the geometry is too large");
    return wkb_read(arena, (str){ (char *)wkb, (size_t)size }, out, err);
}

bool wkt_read(struct arena *arena, str text, struct geom *out,
              struct error *err)
{
    struct complaint complaint = { 0 };
    str copy = arena_copy(arena, str_trim(text));
    if (!copy.bytes)
        return error_set(err, ERROR_SOURCE, "the text holds no geometry");
    union {
        const char *read;
        char *parsed;
    } rest = { .read = copy.bytes };
    OGRGeometryH geom = NULL;
    listen(&complaint);
    bool ok = OGR_G_CreateFromWkt(&rest.parsed, NULL, &geom) == OGRERR_NONE;
    ok = ok && str_trim(str_from(rest.read)).len == 0;
    if (ok)
        ok = convert_geom(arena, geom, out, err);
    else
        error_set(err, ERROR_SOURCE,
                  "is not well-known text such as POINT (6.57 53.22)");
    OGR_G_DestroyGeometry(geom);
    hush();
    return ok;
}

struct gdal_source {
    struct source base;
    GDALDatasetH dataset;
    OGRLayerH layer;
    OGRFeatureH feature;
    int *fields;  // of GDAL, one per column; -1 is the feature number
    struct complaint complaint;
};

// What is not here is text.
static const enum value_type types[OFTMaxType + 1] = {
    [OFTInteger] = VALUE_INT,   [OFTInteger64] = VALUE_INT,
    [OFTReal] = VALUE_REAL,     [OFTDate] = VALUE_DATE,
    [OFTDateTime] = VALUE_TIME,
};

// GDAL's flags: 1 local, 100 UTC, others quarters of an hour from it. A time
// of which nothing is known is local Dutch time.
static bool read_time(struct arena *arena, OGRFeatureH feature, int field,
                      enum value_type type, struct value *out)
{
    struct source_time t = { 0 };
    float second;
    int flag;
    if (!OGR_F_GetFieldAsDateTimeEx(feature, field, &t.year, &t.month, &t.day,
                                    &t.hour, &t.minute, &second, &flag))
        return false;
    t.ms = (int)lroundf(second * 1000);
    t.has_offset = flag > 1;
    t.offset_minutes = flag > 1 ? (flag - 100) * 15 : 0;
    return source_time_value(arena, type, &t, out);
}

// NULL when the value could be read, else what is wrong with it.
static const char *read_value(struct gdal_source *source, size_t column)
{
    struct value *out = &source->base.values[column];
    OGRFeatureH feature = source->feature;
    int field = source->fields[column];
    enum value_type type = source->base.info.columns[column].type;
    *out = (struct value){ .type = VALUE_NULL };
    if (field < 0) {
        *out = (struct value){ .type = VALUE_INT,
                               .integer = OGR_F_GetFID(feature) };
        return NULL;
    }
    if (!OGR_F_IsFieldSetAndNotNull(feature, field)) return NULL;
    out->type = type;
    switch (type) {
    case VALUE_NULL: break;
    case VALUE_BOOL:
        out->boolean = OGR_F_GetFieldAsInteger(feature, field);
        break;
    case VALUE_INT:
        out->integer = OGR_F_GetFieldAsInteger64(feature, field);
        break;
    case VALUE_REAL:
        out->real = OGR_F_GetFieldAsDouble(feature, field);
        if (!isfinite(out->real)) return "is not a finite number";
        break;
    case VALUE_TEXT:
        out->text = str_from(OGR_F_GetFieldAsString(feature, field));
        if (str_valid_utf8(out->text) < out->text.len)
            return "holds bytes that are not UTF-8; name the encoding of the "
                   "file as source.encoding";
        break;
    case VALUE_DATE:
    case VALUE_TIME:
        if (!read_time(source->base.row_arena, feature, field, type, out))
            return "is not a date that exists";
        break;
    }
    return NULL;
}

static void refuse(struct gdal_source *source, str field, const char *rule,
                   str message)
{
    struct problem problem = { .effect = REPORT_REFUSED,
                               .field = field,
                               .rule = rule,
                               .message = message };
    problem.row = source->base.rows;
    source_tell(&source->base, &problem);
}

// False when the row cannot be used; the report then says why.
static bool read_row(struct gdal_source *source, struct source_row *row)
{
    const struct source_info *info = &source->base.info;
    struct error err = { 0 };
    *row = (struct source_row){ .row = source->base.rows };
    for (size_t i = 0; i < info->column_count; i++) {
        const char *wrong = read_value(source, i);
        if (!wrong) continue;
        refuse(source, info->columns[i].name,
               info->columns[i].type == VALUE_TEXT ? "encoding" : "type",
               arena_printf(source->base.row_arena, "the value %s", wrong));
        return false;
    }
    row->values = source->base.values;
    OGRGeometryH geom = OGR_F_GetGeometryRef(source->feature);
    if (convert_geom(source->base.row_arena, geom, &row->geom, &err))
        return true;
    refuse(source, (str){ 0 }, "geometry", str_from(err.message));
    return false;
}

static bool next_row(struct source *base, struct source_row *row)
{
    struct gdal_source *source = (struct gdal_source *)base;
    bool is_good = false;
    listen(&source->complaint);
    while (!is_good && !source->complaint.is_failure) {
        OGR_F_Destroy(source->feature);
        source->feature = OGR_L_GetNextFeature(source->layer);
        if (!source->feature) break;
        base->rows++;
        arena_clear(base->row_arena);
        is_good = read_row(source, row);
    }
    hush();
    return is_good;
}

static bool rewind_rows(struct source *base, struct error *err)
{
    (void)err;
    struct gdal_source *source = (struct gdal_source *)base;
    listen(&source->complaint);
    OGR_L_ResetReading(source->layer);
    hush();
    return true;
}

static bool close_source(struct source *base, struct error *err)
{
    struct gdal_source *source = (struct gdal_source *)base;
    bool ok = !source->complaint.is_failure;
    if (!ok)
        error_set(err, ERROR_SOURCE, "reading stops at feature %llu: %s",
                  (unsigned long long)base->rows + 1, source->complaint.text);
    struct complaint ignored = { 0 };
    listen(&ignored);
    OGR_F_Destroy(source->feature);
    if (source->dataset) GDALClose(source->dataset);
    hush();
    source_destroy(base);
    return ok;
}

static const struct source_driver gdal_driver = { next_row, rewind_rows,
                                                  close_source };

// Spreadsheets keep empty sheets; those are no layers to choose from.
static OGRLayerH only_layer(GDALDatasetH dataset)
{
    OGRLayerH only = NULL;
    for (int i = 0; i < GDALDatasetGetLayerCount(dataset); i++) {
        OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
        bool is_empty = OGR_L_GetFeatureCount(layer, FALSE) == 0;
        if (is_empty && GDALDatasetGetLayerCount(dataset) > 1) continue;
        if (only) return NULL;
        only = layer;
    }
    return only;
}

static bool choose_layer(struct gdal_source *source, str wanted,
                         struct error *err)
{
    GDALDatasetH dataset = source->dataset;
    struct arena *arena = source->base.arena;
    str names = { 0 };
    str name = arena_copy(arena, wanted);
    source->layer = wanted.len ? GDALDatasetGetLayerByName(dataset, name.bytes)
                               : only_layer(dataset);
    if (source->layer) return true;
    for (int i = 0; i < GDALDatasetGetLayerCount(dataset); i++)
        names = arena_printf(arena, "%.*s%s%s", STR_ARG(names), i ? ", " : "",
                             OGR_L_GetName(GDALDatasetGetLayer(dataset, i)));
    if (wanted.len)
        return error_set(err, ERROR_INVALID,
                         "source.layer: there is no layer \"%.*s\"; there %s",
                         STR_ARG(wanted), names.len ? names.bytes : "is none");
    if (!names.len) return error_set(err, ERROR_SOURCE, "holds no layer");
    return error_set(err, ERROR_INVALID,
                     "source.layer must say which of these layers is meant: %s",
                     names.bytes);
}

static int srid_of_layer(OGRLayerH layer)
{
    OGRSpatialReferenceH crs = OGR_L_GetSpatialRef(layer);
    if (!crs) return 0;
    const char *authority = OSRGetAuthorityName(crs, NULL);
    int64_t code;
    if (authority && !strcmp(authority, "EPSG") &&
        str_to_int(str_from(OSRGetAuthorityCode(crs, NULL)), &code) &&
        code > 0 && code < 1000000)
        return (int)code;
    char *wkt = NULL;
    int srid = 0;
    if (OSRExportToWkt(crs, &wkt) == OGRERR_NONE)
        srid = crs_identify(str_from(wkt));
    CPLFree(wkt);
    return srid;
}

static void add_column(struct gdal_source *source,
                       struct source_column *columns, const char *name,
                       int field)
{
    size_t i = source->base.info.column_count++;
    enum value_type type = VALUE_INT;
    if (field >= 0) {
        OGRFeatureDefnH schema = OGR_L_GetLayerDefn(source->layer);
        OGRFieldDefnH defn = OGR_FD_GetFieldDefn(schema, field);
        type = types[OGR_Fld_GetType(defn)];
        if (type == VALUE_NULL) type = VALUE_TEXT;
        if (OGR_Fld_GetSubType(defn) == OFSTBoolean) type = VALUE_BOOL;
    }
    columns[i].name =
        source_unique_name(&source->base, columns, i, str_from(name));
    columns[i].type = type;
    columns[i].is_key = field < 0;
    source->fields[i] = field;
}

static bool list_columns(struct gdal_source *source, struct error *err)
{
    OGRFeatureDefnH schema = OGR_L_GetLayerDefn(source->layer);
    size_t count = (size_t)OGR_FD_GetFieldCount(schema);
    struct arena *arena = source->base.arena;
    struct source_column *columns =
        ARENA_ARRAY(arena, struct source_column, count + 1);
    source->fields = ARENA_ARRAY(arena, int, count + 1);
    source->base.values = ARENA_ARRAY(arena, struct value, count + 1);
    if (!columns || !source->fields || !source->base.values)
        return error_set(err, ERROR_NO_MEMORY, "too many columns");
    for (int i = 0; i < (int)count; i++) {
        OGRFieldDefnH defn = OGR_FD_GetFieldDefn(schema, i);
        const char *name = OGR_Fld_GetNameRef(defn);
        if (OGR_Fld_GetType(defn) != OFTBinary) {
            add_column(source, columns, name, i);
            continue;
        }
        struct problem problem = { .effect = REPORT_NOTE,
                                   .field = str_from(name),
                                   .rule = "binary-column" };
        problem.message = STR("the column holds bytes, and is left out");
        source_tell(&source->base, &problem);
    }
    const char *key = OGR_L_GetFIDColumn(source->layer);
    if (*key) add_column(source, columns, key, -1);
    source->base.info.columns = columns;
    return true;
}

static bool describe_layer(struct gdal_source *source, struct error *err)
{
    struct source_info *info = &source->base.info;
    info->format =
        GDALGetDriverShortName(GDALGetDatasetDriver(source->dataset));
    info->has_geometry = OGR_L_GetGeomType(source->layer) != wkbNone;
    info->srid = srid_of_layer(source->layer);
    GIntBig count = OGR_L_GetFeatureCount(source->layer, FALSE);
    info->row_count = count > 0 ? (uint64_t)count : 0;
    return list_columns(source, err);
}

static bool open_dataset(struct gdal_source *source,
                         const struct source_request *request,
                         struct error *err)
{
    struct arena *arena = source->base.arena;
    str path = arena_copy(arena, request->path);
    char **options = NULL;
    if (request->spec->encoding.len) {
        str name = arena_copy(arena, request->spec->encoding);
        options = CSLSetNameValue(options, "ENCODING", name.bytes);
    }
    // A spreadsheet with nothing but texts has a header all the same.
    CPLSetThreadLocalConfigOption("OGR_XLSX_HEADERS", "FORCE");
    CPLSetThreadLocalConfigOption("OGR_ODS_HEADERS", "FORCE");
    GDALAllRegister();
    source->dataset = GDALOpenEx(
        path.bytes, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
        NULL, (const char *const *)options, NULL);
    CSLDestroy(options);
    return source->dataset ||
           error_set(err, ERROR_SOURCE, "cannot be read as geodata: %s",
                     source->complaint.text);
}

struct source *source_gdal_open(const struct source_request *request,
                                struct error *err)
{
    struct source *base =
        source_create(sizeof(struct gdal_source), &gdal_driver, request, err);
    if (!base) return NULL;
    struct gdal_source *source = (struct gdal_source *)base;
    listen(&source->complaint);
    bool ok = open_dataset(source, request, err) &&
              choose_layer(source, request->spec->layer, err) &&
              describe_layer(source, err);
    hush();
    // What was said on opening a file that opens is no reason to refuse it.
    source->complaint = (struct complaint){ 0 };
    base->info.decimal = request->spec->decimal ? request->spec->decimal : '.';
    bool is_closed = !ok && close_source(base, NULL);
    return is_closed || !ok ? NULL : base;
}
