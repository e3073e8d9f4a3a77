// A collection read back from a database as text, to be compared.

#ifndef TESTS_UNIT_COLLECTION_TEXT_H
#define TESTS_UNIT_COLLECTION_TEXT_H

#include "features_fixture.h"
#include "geo/crs.h"
#include "importers/normalise.h"
#include "store/query.h"

// One line a feature, in order of fid: id, geometry (type, first position of
// its box, number of positions) and values, with '|' between.
static inline void fixture_feature(struct fixture *f, struct buf *out,
                                   const struct collection *collection,
                                   const struct feature *feature)
{
    struct box box = geom_box(&feature->geom);
    str id = normalise_text(f->arena, feature->id);
    const char *type = geom_type_name(feature->geom.type);
    buf_addf(out, "%.*s|", STR_ARG(id));
    if (type)
        buf_addf(out, "%s %.6f %.6f %zu", type, box.min_x, box.min_y,
                 geom_point_total(&feature->geom));
    for (size_t i = 0; i < collection->schema.count; i++) {
        str text = normalise_text(f->arena, feature->values[i]);
        buf_addf(out, "|%.*s=%.*s", STR_ARG(collection->schema.fields[i].name),
                 STR_ARG(text));
    }
    buf_addf(out, "\n");
}

// The features that meet `box`; all of them when that is NULL.
static inline str fixture_read(struct fixture *f, const char *id,
                               const struct box_filter *box, int srid)
{
    struct error err = { 0 };
    struct feature feature;
    struct buf buf;
    str text = { 0 };
    struct view *view = view_open(f->store, 0, &err);
    const struct collection *collection =
        view ? catalog_collection(view_catalog(view), str_from(id)) : NULL;
    if (!collection) {
        fprintf(stderr, "no collection %s %s\n", id, err.message);
        if (view) view_close(view);
        return text;
    }
    struct selection selection = { .collection = collection, .srid = srid };
    if (box) selection.box = *box;
    buf_init(&buf, f->arena, 64 << 20);
    buf_addf(&buf, "%s", "");
    struct cursor *cursor = cursor_open(view, &selection, &err);
    while (cursor && cursor_next(cursor, &feature))
        fixture_feature(f, &buf, collection, &feature);
    if (!cursor || !cursor_close(cursor, &err))
        fprintf(stderr, "reading %s: %s\n", id, err.message);
    if (!buf_finish(&buf, &text, NULL)) abort();
    view_close(view);
    return text;
}

static inline bool text_holds(str text, const char *part)
{
    return memmem(text.bytes, text.len, part, strlen(part)) != NULL;
}

static inline size_t text_lines(str text)
{
    size_t lines = 0;
    for (size_t i = 0; i < text.len; i++) lines += text.bytes[i] == '\n';
    return lines;
}

#endif
