#include "server/export/finish.h"

void runs_begin(struct runs *runs, struct part *part)
{
    *runs = (struct runs){ .part = part };
}

static bool read_more(struct runs *runs, struct error *err)
{
    const size_t room = sizeof runs->records / sizeof *runs->records;
    runs->at = 0;
    if (!part_read(runs->part, runs->next, runs->records, room, &runs->count,
                   err))
        return false;
    runs->next += runs->count;
    return true;
}

// Whether the tile belongs to the run.
static bool join(struct pmtiles_entry *run, const struct part_record *tile)
{
    if (run->length != tile->length || run->offset != tile->offset ||
        run->id + run->run != tile->id)
        return false;
    run->run++;
    return true;
}

bool runs_read(struct runs *runs, struct pmtiles_entry *out, size_t max,
               size_t *count, struct error *err)
{
    *count = 0;
    while (*count < max) {
        if (runs->at == runs->count && !read_more(runs, err)) return false;
        if (!runs->count) break;
        const struct part_record *tile = &runs->records[runs->at++];
        if (!tile->length || join(&runs->run, tile)) continue;
        if (runs->run.length) out[(*count)++] = runs->run;
        runs->run =
            (struct pmtiles_entry){ tile->id, tile->offset, tile->length, 1 };
    }
    if (!runs->count && runs->run.length && *count < max) {
        out[(*count)++] = runs->run;
        runs->run = (struct pmtiles_entry){ 0 };
    }
    return true;
}
