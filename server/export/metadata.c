#include "server/export/metadata.h"

#include "base/json.h"
#include "server/tileset_json.h"

enum { LAYERS_BYTES_MAX = 16 << 20 };

static void add(struct metadata *metadata, const char *name, str value)
{
    if (!value.len) return;
    metadata->words[metadata->count].name = name;
    metadata->words[metadata->count++].value = value;
}

bool metadata_read(const struct asked *asked, const struct export_ask *ask,
                   struct metadata *out, struct error *err)
{
    struct buf layers;
    struct tileset_words words;
    struct json json = { .out = &layers };
    const struct tile_source *source = &asked->source;
    tileset_describe(&asked->request, source, &words);
    *out = (struct metadata){ .bounds = words.bounds };
    out->middle =
        (struct point){ (words.bounds.min_x + words.bounds.max_x) / 2,
                        (words.bounds.min_y + words.bounds.max_y) / 2 };
    add(out, "name", words.title);
    add(out, "description", words.description);
    add(out, "attribution", words.attribution);
    add(out, "type", STR("overlay"));
    add(out, "data_version", asked->version);
    add(out, "generator", STR("buurt " BUURT_VERSION));
    buf_init(&layers, asked->arena, LAYERS_BYTES_MAX);
    json_array_begin(&json);
    for (size_t i = 0; i < source->count; i++)
        tilejson_write_layer(&json, &asked->request, source->collections[i],
                             ask->min_zoom, ask->max_zoom);
    json_array_end(&json);
    return buf_finish(&layers, &out->layers, err);
}
