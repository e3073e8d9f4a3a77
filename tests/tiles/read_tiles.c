// Reads vector tiles with the strict decoder, checks their shapes, and prints
// what they hold as JSON, one line a file:
//
//   read_tiles FILE...
//   [{"layer":"monumenten","id":1,"type":1,"x":12,"y":40,"tags":{"a":"1"}}, …]
//
// x and y are those of the first position. A bad tile ends it with status 1.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "tile/frame.h"
#include "tile/mvt_check.h"

enum { FILE_BYTES_MAX = 16 << 20, ARENA_BYTES = 512 << 20 };

static void print_value(struct json *json, const struct mvt_value *value)
{
    switch (value->type) {
    case MVT_STRING: json_str(json, value->text); return;
    case MVT_FLOAT:
    case MVT_DOUBLE: json_real(json, value->real); return;
    case MVT_INT:
    case MVT_SINT: json_int(json, value->integer); return;
    case MVT_UINT: json_int(json, (int64_t)value->natural); return;
    case MVT_BOOL: json_bool(json, value->boolean); return;
    }
}

static void print_feature(struct json *json, const struct mvt_read_layer *layer,
                          const struct mvt_read_feature *feature)
{
    struct pixel first = feature->shape.parts.points[0];
    json_object_begin(json);
    json_member_str(json, "layer", layer->name);
    if (feature->has_id) json_member_int(json, "id", (int64_t)feature->id);
    json_member_int(json, "type", feature->shape.type);
    json_member_int(json, "x", first.x);
    json_member_int(json, "y", first.y);
    json_key(json, STR("tags"));
    json_object_begin(json);
    for (size_t i = 0; i < feature->tag_count; i += 2) {
        json_key(json, layer->keys[feature->tags[i]]);
        print_value(json, &layer->values[feature->tags[i + 1]]);
    }
    json_object_end(json);
    json_object_end(json);
}

static bool print_tile(struct arena *arena, str bytes, struct error *err)
{
    struct buf out;
    struct mvt_read_tile tile;
    struct json json = { .out = &out };
    if (!mvt_decode(arena, bytes, &tile, err) ||
        !mvt_check(arena, &tile, TILE_MARGIN, err))
        return false;
    buf_init(&out, arena, ARENA_BYTES);
    json_array_begin(&json);
    for (size_t i = 0; i < tile.layer_count; i++)
        for (size_t k = 0; k < tile.layers[i].feature_count; k++)
            print_feature(&json, &tile.layers[i], &tile.layers[i].features[k]);
    json_array_end(&json);
    if (!buf_finish(&out, &bytes, err)) return false;
    printf("%.*s\n", STR_ARG(bytes));
    return true;
}

static bool read_file(struct arena *arena, const char *path)
{
    struct error err;
    char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
    FILE *file = fopen(path, "rb");
    if (!file || !bytes) {
        fprintf(stderr, "%s: cannot be read\n", path);
        if (file) fclose(file);
        return false;
    }
    size_t len = fread(bytes, 1, FILE_BYTES_MAX, file);
    fclose(file);
    if (print_tile(arena, (str){ bytes, len }, &err)) return true;
    fprintf(stderr, "%s: %s\n", path, err.message);
    return false;
}

int main(int argc, char **argv)
{
    bool ok = true;
    for (int i = 1; i < argc && ok; i++) {
        struct arena *arena = arena_create(ARENA_BYTES);
        ok = arena && read_file(arena, argv[i]);
        arena_destroy(arena);
    }
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
