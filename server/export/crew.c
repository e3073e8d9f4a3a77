#include "server/export/crew.h"

#include <pthread.h>
#include <stdlib.h>

#include "server/blocks.h"
#include "server/compress.h"

enum { TILE_MEMORY_MAX = 1 << 30, BLOCKS_BYTES = 256 << 20 };

struct member {
    struct crew *crew;
    struct asked *asked;
    struct compressor *compressor;
    pthread_t thread;
    bool is_running;
};

struct crew {
    const struct export_ask *ask;
    struct blocks *blocks;
    struct member *members;
    unsigned count;
    pthread_mutex_t lock;  // guards what follows
    pthread_cond_t has_work, has_tile;
    struct crew_tile tiles[CREW_AHEAD];  // in a ring
    uint64_t dropped, begun, added;      // each at most the next
    bool is_stopping;
};

static struct crew_tile *tile_at(struct crew *crew, uint64_t i)
{
    return &crew->tiles[i % CREW_AHEAD];
}

static bool pack(struct member *member, const struct tile_made *made,
                 struct crew_tile *tile)
{
    tile->has_rows = made->rows > 0;
    tile->is_reduced = made->reduced.len > 0;
    if (!made->bytes.len) return true;
    if (!compress_whole(member->compressor, CODING_GZIP, made->bytes,
                        &tile->bytes, &tile->error))
        return false;
    tile->hash = str_hash(tile->bytes);
    return true;
}

static bool make(struct member *member, struct arena *arena,
                 struct crew_tile *tile)
{
    struct tile_made made;
    const struct export_ask *ask = member->crew->ask;
    if (tile->is_probe)
        return asked_probe(member->asked, ask, tile->address, &tile->has_rows,
                           &tile->error);
    return asked_make(member->asked, arena, ask, tile->address, &made,
                      &tile->error) &&
           pack(member, &made, tile);
}

static struct crew_tile *next_tile(struct crew *crew)
{
    struct crew_tile *tile = NULL;
    pthread_mutex_lock(&crew->lock);
    while (!crew->is_stopping && crew->begun == crew->added)
        pthread_cond_wait(&crew->has_work, &crew->lock);
    if (!crew->is_stopping) tile = tile_at(crew, crew->begun++);
    pthread_mutex_unlock(&crew->lock);
    return tile;
}

static void *work(void *context)
{
    struct crew_tile *tile;
    struct member *member = context;
    struct crew *crew = member->crew;
    struct arena *arena = arena_create(TILE_MEMORY_MAX);
    while ((tile = next_tile(crew))) {
        bool ok = arena ? make(member, arena, tile)
                        : error_set(&tile->error, ERROR_NO_MEMORY,
                                    "no memory for a tile");
        if (arena) arena_clear(arena);
        pthread_mutex_lock(&crew->lock);
        tile->has_failed = !ok;
        tile->is_done = true;
        pthread_cond_signal(&crew->has_tile);
        pthread_mutex_unlock(&crew->lock);
    }
    arena_destroy(arena);
    return NULL;
}

static bool start_member(struct member *member, struct store *store,
                         struct error *err)
{
    struct crew *crew = member->crew;
    member->asked = asked_open(store, crew->ask, err);
    if (!member->asked) return false;
    if (!str_equal(member->asked->version, crew->members[0].asked->version))
        return error_set(err, ERROR_BUSY,
                         "the data changed when the export began; try again");
    member->asked->blocks = crew->blocks;
    member->compressor = compressor_create();
    member->is_running = member->compressor &&
                         !pthread_create(&member->thread, NULL, work, member);
    return member->is_running ||
           error_set(err, ERROR_NO_MEMORY, "cannot start a thread");
}

struct crew *crew_start(struct store *store, const struct export_ask *ask,
                        unsigned threads, struct error *err)
{
    struct crew *crew = calloc(1, sizeof *crew);
    if (crew) crew->members = calloc(threads, sizeof *crew->members);
    if (crew) crew->blocks = blocks_create(BLOCKS_BYTES);
    if (!crew || !crew->members || !crew->blocks) {
        if (crew) free(crew->members);
        free(crew);
        error_set(err, ERROR_NO_MEMORY, "no memory for an export");
        return NULL;
    }
    crew->ask = ask;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->has_work, NULL);
    pthread_cond_init(&crew->has_tile, NULL);
    for (; crew->count < threads; crew->count++) {
        struct member *member = &crew->members[crew->count];
        member->crew = crew;
        if (start_member(member, store, err)) continue;
        crew->count++;
        crew_stop(crew);
        return NULL;
    }
    return crew;
}

void crew_stop(struct crew *crew)
{
    if (!crew) return;
    pthread_mutex_lock(&crew->lock);
    crew->is_stopping = true;
    pthread_cond_broadcast(&crew->has_work);
    pthread_mutex_unlock(&crew->lock);
    for (unsigned i = 0; i < crew->count; i++) {
        struct member *member = &crew->members[i];
        if (member->is_running) pthread_join(member->thread, NULL);
        asked_close(member->asked);
        compressor_destroy(member->compressor);
    }
    while (crew->dropped < crew->added) crew_drop(crew);
    blocks_destroy(crew->blocks);
    pthread_cond_destroy(&crew->has_work);
    pthread_cond_destroy(&crew->has_tile);
    pthread_mutex_destroy(&crew->lock);
    free(crew->members);
    free(crew);
}

const struct asked *crew_asked(const struct crew *crew)
{
    return crew->members[0].asked;
}

bool crew_has_room(const struct crew *crew)
{
    return crew->added - crew->dropped < CREW_AHEAD;
}

bool crew_is_idle(const struct crew *crew)
{
    return crew->added == crew->dropped;
}

void crew_add(struct crew *crew, uint64_t id, struct tile_address address,
              bool is_probe)
{
    pthread_mutex_lock(&crew->lock);
    *tile_at(crew, crew->added++) = (struct crew_tile){ .id = id,
                                                        .address = address,
                                                        .is_probe = is_probe };
    pthread_cond_signal(&crew->has_work);
    pthread_mutex_unlock(&crew->lock);
}

struct crew_tile *crew_wait(struct crew *crew)
{
    if (crew_is_idle(crew)) return NULL;
    struct crew_tile *tile = tile_at(crew, crew->dropped);
    pthread_mutex_lock(&crew->lock);
    while (!tile->is_done) pthread_cond_wait(&crew->has_tile, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
    return tile;
}

void crew_drop(struct crew *crew)
{
    struct crew_tile *tile = tile_at(crew, crew->dropped++);
    free((void *)(uintptr_t)tile->bytes.bytes);
    tile->bytes = (str){ 0 };
}
