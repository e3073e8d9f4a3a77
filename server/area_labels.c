#include "server/area_labels.h"

#include <inttypes.h>
#include <stdlib.h>

#include "geo/crs.h"
#include "geo/valid.h"
#include "store/query.h"

struct making {
    const struct request *request;
    const struct collection *areas;
    int srid;
    struct crs_transform *way;
};

static int compare_codes(const void *a, const void *b)
{
    const struct area_label *left = a, *right = b;
    return str_compare(left->code, right->code);
}

static bool add(const struct making *making, struct arena *arena,
                struct area_labels *labels, const struct feature *feature,
                struct error *err)
{
    struct area_label *label = &labels->labels[labels->count];
    if (feature->geom.type == GEOM_EMPTY || feature->id.type != VALUE_TEXT)
        return true;
    if (!geom_point_on_surface(&feature->geom, &label->at, err)) return false;
    // What has no position in the CRS has no label there.
    if (!crs_point(making->way, &label->at, NULL)) return true;
    label->code = arena_copy(arena, feature->id.text);
    labels->count++;
    return label->code.bytes ||
           error_set(err, ERROR_NO_MEMORY, "no room for labels");
}

static bool read(const struct making *making, struct arena *arena,
                 struct area_labels *labels, struct error *err)
{
    struct feature feature;
    size_t room = (size_t)making->areas->feature_count;
    const struct selection all = {
        .collection = making->areas,
        .srid = CRS_WGS84,
        .wanted = ARENA_ARRAY(making->request->arena, bool,
                              making->areas->schema.count + 1),
    };
    labels->labels = ARENA_ARRAY(arena, struct area_label, room + 1);
    if (!labels->labels || !all.wanted)
        return error_set(err, ERROR_NO_MEMORY, "no room for labels");
    struct cursor *cursor = cursor_open(making->request->view, &all, err);
    if (!cursor) return false;
    bool ok = true;
    while (ok && labels->count < room && cursor_next(cursor, &feature))
        ok = add(making, arena, labels, &feature, err);
    struct error *first = ok ? err : NULL;
    return cursor_close(cursor, first) && ok;
}

static const void *make(void *context, struct arena *arena, struct error *err)
{
    struct making *making = context;
    struct area_labels *labels = ARENA_NEW(arena, struct area_labels);
    if (!labels) {
        (void)!error_set(err, ERROR_NO_MEMORY, "no room for labels");
        return NULL;
    }
    making->way = crs_borrow(CRS_WGS84, making->srid, err);
    if (!making->way) return NULL;
    bool ok = read(making, arena, labels, err);
    crs_return(making->way);
    if (!ok) return NULL;
    qsort(labels->labels, labels->count, sizeof *labels->labels, compare_codes);
    return labels;
}

const struct shelf_item *area_labels_get(struct app *app,
                                         const struct request *request,
                                         const struct collection *areas,
                                         int srid, struct error *err)
{
    struct making making = { request, areas, srid, NULL };
    const struct dataset *dataset = areas->dataset;
    str key = arena_printf(request->arena, "labels %d %" PRId64 " %.*s %.*s",
                           srid, dataset->version, STR_ARG(dataset->updated),
                           STR_ARG(areas->id));
    if (!key.bytes) {
        (void)!error_set(err, ERROR_NO_MEMORY, "no room for labels");
        return NULL;
    }
    return shelf_get(app->shelf, key,
                     (size_t)app->config->request_memory_mb << 20, make,
                     &making, err);
}

const struct area_label *area_labels_find(const struct area_labels *labels,
                                          str code)
{
    struct area_label wanted = { .code = code };
    if (!labels->count) return NULL;
    return bsearch(&wanted, labels->labels, labels->count,
                   sizeof *labels->labels, compare_codes);
}
