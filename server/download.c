#include "server/download.h"

#include "server/answer.h"
#include "server/selection.h"

enum { ROWS_PER_PIECE = 1000 };

enum stage { STAGE_SURVEY, STAGE_BEGIN, STAGE_ADD, STAGE_END, STAGE_DONE };

struct download {
    struct maker maker;
    struct selection selection;
    struct writing writing;
    const struct writer *writer;
    struct cursor *cursor;
    enum stage stage;
};

static const struct writer *const writers[] = {
    &geojson_writer, &geojsonseq_writer, &jsonfg_writer,
    &csv_writer,     &flatgeobuf_writer, &geopackage_writer,
};

const struct writer *writer_find(enum format format)
{
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++)
        if (writers[i]->format == format) return writers[i];
    return NULL;
}

static bool open_cursor(struct download *d, struct error *err)
{
    if (d->cursor) return true;
    d->cursor = cursor_open(d->writing.request->view, &d->selection, err);
    return d->cursor != NULL;
}

static bool close_cursor(struct download *d, struct error *err)
{
    struct cursor *cursor = d->cursor;
    d->cursor = NULL;
    d->stage++;
    return cursor_close(cursor, err);
}

static bool survey_some(struct download *d, struct error *err)
{
    struct feature feature;
    if (!open_cursor(d, err)) return false;
    for (size_t i = 0; i < ROWS_PER_PIECE; i++) {
        if (!cursor_next(d->cursor, &feature)) return close_cursor(d, err);
        if (!d->writer->survey(&d->writing, &feature, err)) return false;
    }
    return true;
}

static bool add_some(struct download *d, struct buf *out, struct error *err)
{
    struct feature feature;
    if (!open_cursor(d, err)) return false;
    for (size_t i = 0; i < ROWS_PER_PIECE; i++) {
        if (!cursor_next(d->cursor, &feature)) return close_cursor(d, err);
        d->writer->add(&d->writing, out, &feature);
        d->maker.rows = ++d->writing.added;
        if (out->len >= MAKER_PIECE_BYTES || out->failure) return true;
    }
    return true;
}

typedef bool stepper(struct writing *w, struct buf *out, bool *is_done,
                     struct error *err);

static bool take_step(struct download *d, stepper *step, struct buf *out,
                      struct error *err)
{
    bool is_done = true;
    if (step && !step(&d->writing, out, &is_done, err)) return false;
    if (is_done) d->stage++;
    return true;
}

static bool more(void *context, struct buf *out, bool *is_done,
                 struct error *err)
{
    bool ok = true;
    struct download *d = context;
    const struct writer *writer = d->writer;
    if (d->stage == STAGE_SURVEY && !writer->survey) d->stage = STAGE_BEGIN;
    if (d->stage == STAGE_ADD && !writer->add) d->stage = STAGE_END;
    switch (d->stage) {
    case STAGE_SURVEY: ok = survey_some(d, err); break;
    case STAGE_BEGIN: ok = take_step(d, writer->begin, out, err); break;
    case STAGE_ADD: ok = add_some(d, out, err); break;
    case STAGE_END: ok = take_step(d, writer->end, out, err); break;
    case STAGE_DONE: break;
    }
    *is_done = d->stage == STAGE_DONE;
    return ok;
}

static void close(void *context)
{
    struct download *d = context;
    if (d->cursor && !cursor_close(d->cursor, NULL)) d->cursor = NULL;
    if (d->writer->close) d->writer->close(&d->writing);
}

struct maker *download_open(const struct config *config,
                            struct request *request, struct error *err)
{
    struct download *d = ARENA_NEW(request->arena, struct download);
    if (!d) {
        error_set(err, ERROR_NO_MEMORY, "no memory for a download");
        return NULL;
    }
    d->writer = writer_find(request->format);
    d->maker = (struct maker){ more, close, d, SIZE_NOT_KNOWN, 0 };
    d->writing = (struct writing){ .request = request,
                                   .selection = &d->selection,
                                   .crs = request_crs(request),
                                   .config = config,
                                   .maker = &d->maker };
    if (selection_read(request, &d->selection, err) &&
        d->writer->open(&d->writing, err))
        return &d->maker;
    if (d->writer->close) d->writer->close(&d->writing);
    return NULL;
}
