// A download as FlatGeobuf. The survey measures each feature, so that index
// and size are known before the first byte goes out.

#include "server/config.h"
#include "server/flatgeobuf.h"
#include "server/flatgeobuf_index.h"
#include "server/selection.h"
#include "server/writer.h"

struct state {
    struct columns columns;
    struct flatgeobuf_index *index;  // NULL: none, or no longer
    struct arena *arena;             // for measuring
    struct buf scratch;
    struct box envelope;
    uint64_t feature_count, feature_bytes;
    bool is_headed;
};

static bool open_file(struct writing *w, struct error *err)
{
    struct arena *arena = w->request->arena;
    struct state *state = ARENA_NEW(arena, struct state);
    w->state = state;
    if (state) {
        state->envelope = box_nothing();
        state->index = flatgeobuf_index_create();
        state->arena = arena_create((size_t)w->config->request_memory_mb << 20);
    }
    if (!state || !state->index || !state->arena)
        return error_set(err, ERROR_NO_MEMORY, "no memory for a download");
    return columns_init(&state->columns, arena, w->selection, err);
}

static void drop_index(struct state *state)
{
    flatgeobuf_index_destroy(state->index);
    state->index = NULL;
}

// An index that would be larger than a request may be is left out; the file is
// as good without.
static void index_feature(struct writing *w, struct box box)
{
    struct state *state = w->state;
    uint64_t max =
        ((uint64_t)w->config->request_memory_mb << 20) / FLATGEOBUF_NODE_BYTES;
    if (!state->index) return;
    if (state->feature_count >= max ||
        !flatgeobuf_index_add(state->index, box, state->feature_bytes))
        drop_index(state);
}

static bool survey(struct writing *w, const struct feature *feature,
                   struct error *err)
{
    str bytes;
    struct state *state = w->state;
    struct box box = geom_box(&feature->geom);
    arena_clear(state->arena);
    buf_init(&state->scratch, state->arena, SIZE_MAX);
    flatgeobuf_write_feature(&state->scratch, &state->columns, feature);
    if (!buf_finish(&state->scratch, &bytes, err)) return false;
    index_feature(w, box);
    state->envelope = box_join(state->envelope, box);
    state->feature_bytes += bytes.len;
    state->feature_count++;
    return true;
}

static bool write_head(struct writing *w, struct buf *out, struct error *err)
{
    struct state *state = w->state;
    const struct collection *collection = w->selection->collection;
    if (box_is_nothing(state->envelope)) drop_index(state);
    if (state->index && !flatgeobuf_index_finish(state->index))
        return error_set(err, ERROR_NO_MEMORY, "no memory for an index");
    size_t before = out->len;
    flatgeobuf_write_header(
        out,
        &(struct flatgeobuf_header){
            .name = collection->id,
            .title = label_text(&collection->title, (str){ 0 }),
            .description = label_text(&collection->description, (str){ 0 }),
            .columns = &state->columns,
            .geom_type = w->selection->skip_geometry ? GEOM_COLLECTION
                                                     : collection->geom_type,
            .srid = w->crs->srid,
            .feature_count = state->feature_count,
            .has_index = state->index != NULL,
            .envelope = state->envelope });
    w->maker->size = out->len - before + state->feature_bytes +
                     (state->index ? flatgeobuf_index_size(state->index) : 0);
    state->is_headed = true;
    return true;
}

static bool begin(struct writing *w, struct buf *out, bool *is_done,
                  struct error *err)
{
    struct state *state = w->state;
    if (!state->is_headed && !write_head(w, out, err)) return false;
    *is_done = !state->index ||
               !flatgeobuf_index_write(state->index, out, MAKER_PIECE_BYTES);
    if (*is_done) drop_index(state);
    return true;
}

static void add(struct writing *w, struct buf *out,
                const struct feature *feature)
{
    struct state *state = w->state;
    flatgeobuf_write_feature(out, &state->columns, feature);
}

static void close_file(struct writing *w)
{
    struct state *state = w->state;
    if (!state) return;
    drop_index(state);
    arena_destroy(state->arena);
}

const struct writer flatgeobuf_writer = {
    .format = FORMAT_FLATGEOBUF,
    .extension = "fgb",
    .open = open_file,
    .survey = survey,
    .begin = begin,
    .add = add,
    .close = close_file,
};
