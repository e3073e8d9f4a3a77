#include "server/export/export.h"

#include "server/export/crew.h"
#include "server/export/finish.h"
#include "server/export/walk.h"

struct running {
    const struct export_options *options;
    struct progress *progress;
    struct part *part;
    struct crew *crew;
    struct walk walk;
    bool is_zoom_spent;  // all its tiles have been asked for
};

static bool ask_ahead(struct running *r, struct error *err)
{
    uint64_t id;
    bool is_there = true;
    struct tile_address address;
    while (!r->is_zoom_spent && crew_has_room(r->crew)) {
        if (!walk_next(&r->walk, &id, &is_there, err)) return false;
        r->is_zoom_spent = !is_there;
        if (is_there && pmtiles_address(id, &address))
            crew_add(r->crew, id, address,
                     address.zoom < r->options->ask.min_zoom);
    }
    return true;
}

static bool take(struct running *r, const struct crew_tile *tile,
                 struct error *err)
{
    if (tile->has_failed)
        return error_set(err, tile->error.code, "%s", tile->error.message);
    const struct part_record record = {
        .id = tile->id,
        .hash = tile->hash,
        .flags = (tile->has_rows ? PART_HAS_ROWS : 0U) |
                 (tile->is_reduced ? PART_IS_REDUCED : 0U),
    };
    return part_add(r->part, &record, tile->bytes, err);
}

static const char *step_name(uint32_t zoom)
{
    static const char *const names[] = {
        "zoom 0",  "zoom 1",  "zoom 2",  "zoom 3",  "zoom 4",
        "zoom 5",  "zoom 6",  "zoom 7",  "zoom 8",  "zoom 9",
        "zoom 10", "zoom 11", "zoom 12", "zoom 13", "zoom 14",
        "zoom 15", "zoom 16", "zoom 17", "zoom 18", "zoom 19",
        "zoom 20", "zoom 21", "zoom 22", "zoom 23", "zoom 24",
    };
    return names[zoom];
}

static void show(struct running *r)
{
    uint32_t zoom = r->walk.zoom;
    progress_show(r->progress, step_name(zoom), part_zoom(r->part, zoom).count,
                  walk_total(&r->walk));
}

static bool make_zoom(struct running *r, struct error *err)
{
    r->is_zoom_spent = false;
    for (;;) {
        if (!ask_ahead(r, err)) return false;
        struct crew_tile *tile = crew_wait(r->crew);
        if (!tile) return part_commit(r->part, err);
        if (!take(r, tile, err)) return false;
        crew_drop(r->crew);
        show(r);
        if (progress_is_stopped(r->progress))
            return error_set(err, ERROR_BUSY, "stopped");
    }
}

static bool make_tiles(struct running *r, struct error *err)
{
    if (!walk_begin(&r->walk, r->part, err)) return false;
    while (make_zoom(r, err)) {
        if (r->walk.zoom == r->options->ask.max_zoom) return true;
        walk_descend(&r->walk);
    }
    return false;
}

static bool add_up(struct part *part, struct export_sums *sums,
                   struct error *err)
{
    struct part_record records[WALK_AT_ONCE];
    size_t count = WALK_AT_ONCE;
    uint64_t end = 0;
    for (uint64_t at = 0; count == WALK_AT_ONCE; at += count) {
        if (!part_read(part, at, records, WALK_AT_ONCE, &count, err))
            return false;
        for (size_t i = 0; i < count; i++) {
            if (!records[i].length) continue;
            sums->tiles++;
            sums->reduced += (records[i].flags & PART_IS_REDUCED) != 0;
            sums->contents += records[i].offset >= end;
            if (records[i].offset >= end)
                end = records[i].offset + records[i].length;
        }
    }
    return true;
}

static bool run(struct running *r, struct export_sums *sums, struct error *err)
{
    const struct export_ask *ask = &r->options->ask;
    const struct asked *asked = crew_asked(r->crew);
    r->part = part_open(r->options->path, asked_hash(asked, ask), err);
    if (!r->part) return false;
    sums->is_resumed = part_is_resumed(r->part);
    bool ok = make_tiles(r, err);
    // What was made before it went wrong, or was asked to stop, is kept.
    if (!ok) (void)!part_commit(r->part, NULL);
    ok = ok && add_up(r->part, sums, err);
    if (ok && !sums->tiles) {
        part_discard(r->part);
        ok = error_set(err, ERROR_REFUSED,
                       "there is nothing to write: no tile of zoom %u to %u "
                       "shows a feature",
                       ask->min_zoom, ask->max_zoom);
    }
    ok = ok && (r->options->format == EXPORT_PMTILES
                    ? finish_pmtiles(r->part, asked, ask, sums, err)
                    : finish_mbtiles(r->part, asked, ask, sums, err));
    part_close(r->part);
    return ok;
}

bool export_run(struct store *store, const struct export_options *options,
                struct progress *progress, struct export_sums *sums,
                struct error *err)
{
    struct running r = { .options = options, .progress = progress };
    *sums = (struct export_sums){ 0 };
    r.crew = crew_start(store, &options->ask, options->threads, err);
    bool ok = r.crew && run(&r, sums, err);
    crew_stop(r.crew);
    return ok;
}
