// A download as GeoPackage: a SQLite file, which cannot be written from front
// to back. It is made aside, in a file that has lost its name already, and then
// sent.

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/answer.h"
#include "server/columns.h"
#include "server/config.h"
#include "server/selection.h"
#include "server/writer.h"
#include "store/package.h"

struct state {
    struct columns columns;
    struct package *package;
    struct value *values;
    int file;
    uint64_t size, sent;
};

static const char *folder(void)
{
    const char *asked = getenv("TMPDIR");
    return asked && *asked ? asked : "/var/tmp";
}

static struct package_column *package_columns(struct arena *arena,
                                              const struct columns *columns)
{
    struct package_column *items =
        ARENA_ARRAY(arena, struct package_column, columns->count + 1);
    for (size_t i = 0; items && i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        items[i] = (struct package_column){ column->name, column->title,
                                            column->description, column->type,
                                            column->is_required };
    }
    return items;
}

static bool create_package(struct writing *w, const char *path,
                           struct error *err)
{
    struct state *state = w->state;
    const struct selection *selection = w->selection;
    const struct collection *collection = selection->collection;
    struct package_column *columns =
        package_columns(w->request->arena, &state->columns);
    if (!columns) return error_set(err, ERROR_NO_MEMORY, "no room for columns");
    state->package = package_create(
        &(struct package_options){
            .path = path,
            .max_bytes = (uint64_t)w->config->max_package_mb << 20,
            .layer = collection->id,
            .title = label_text(&collection->title, collection->id),
            .description = label_text(&collection->description, (str){ 0 }),
            .updated = collection->dataset->updated,
            .columns = columns,
            .column_count = state->columns.count,
            .geom_type =
                selection->skip_geometry ? GEOM_EMPTY : collection->geom_type,
            .srid = w->crs->srid },
        err);
    return state->package != NULL;
}

static bool create_file(struct writing *w, struct error *err)
{
    struct state *state = w->state;
    str path = arena_printf(w->request->arena, "%s/buurt-XXXXXX", folder());
    if (!path.bytes) return error_set(err, ERROR_NO_MEMORY, "no room");
    char *name = (char *)(uintptr_t)path.bytes;
    state->file = mkstemp(name);
    if (state->file < 0)
        return error_set(err, ERROR_IO, "cannot make a file in %s: %s",
                         folder(), strerror(errno));
    bool ok = create_package(w, name, err);
    unlink(name);
    return ok;
}

static bool open_file(struct writing *w, struct error *err)
{
    struct arena *arena = w->request->arena;
    struct state *state = ARENA_NEW(arena, struct state);
    w->state = state;
    if (!state)
        return error_set(err, ERROR_NO_MEMORY, "no memory for a download");
    state->file = -1;
    if (!columns_init(&state->columns, arena, w->selection, err)) return false;
    state->values = ARENA_ARRAY(arena, struct value, state->columns.count + 1);
    if (!state->values)
        return error_set(err, ERROR_NO_MEMORY, "no memory for a download");
    return create_file(w, err);
}

static bool name_limit(const struct config *config, struct error *err)
{
    if (err->code != ERROR_TOO_LARGE) return false;
    return error_set(err, ERROR_TOO_LARGE,
                     "the GeoPackage would be larger than %lld MB "
                     "(max-package-mb); ask for less: a box, a filter, or "
                     "another format",
                     (long long)config->max_package_mb);
}

static bool survey(struct writing *w, const struct feature *feature,
                   struct error *err)
{
    struct state *state = w->state;
    for (size_t i = 0; i < state->columns.count; i++)
        state->values[i] = column_of(&state->columns.items[i], feature);
    if (!package_add(state->package, &feature->geom, state->values, err))
        return name_limit(w->config, err);
    w->maker->rows++;
    return true;
}

static bool begin(struct writing *w, struct buf *out, bool *is_done,
                  struct error *err)
{
    (void)out;
    struct state *state = w->state;
    if (!package_finish(state->package, err)) return name_limit(w->config, err);
    package_close(state->package);
    state->package = NULL;
    off_t size = lseek(state->file, 0, SEEK_END);
    if (size <= 0)
        return error_set(err, ERROR_IO, "cannot read a temporary file");
    state->size = (uint64_t)size;
    w->maker->size = state->size;
    *is_done = true;
    return true;
}

static bool send_piece(struct writing *w, struct buf *out, bool *is_done,
                       struct error *err)
{
    struct state *state = w->state;
    uint64_t left = state->size - state->sent;
    size_t len = left < MAKER_PIECE_BYTES ? (size_t)left : MAKER_PIECE_BYTES;
    char *room = buf_reserve(out, len);
    if (!room) return true;
    ssize_t got = pread(state->file, room, len, (off_t)state->sent);
    if (got <= 0)
        return error_set(err, ERROR_IO, "cannot read a temporary file: %s",
                         got < 0 ? strerror(errno) : "it is cut off");
    out->len += (size_t)got;
    state->sent += (uint64_t)got;
    *is_done = state->sent == state->size;
    return true;
}

static void close_file(struct writing *w)
{
    struct state *state = w->state;
    if (!state) return;
    package_close(state->package);
    if (state->file >= 0) close(state->file);
}

const struct writer geopackage_writer = {
    .format = FORMAT_GEOPACKAGE,
    .extension = "gpkg",
    .open = open_file,
    .survey = survey,
    .begin = begin,
    .end = send_piece,
    .close = close_file,
};
