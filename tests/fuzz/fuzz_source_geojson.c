#include <string.h>

#include "fuzz/fuzz.h"
#include "importers/normalise.h"
#include "importers/source_geojson_geom.h"
#include "importers/source_json.h"
#include "importers/source_stream.h"

static size_t read_rest(void *context, char *out, size_t len)
{
    str *rest = context;
    if (len > 61) len = 61;
    if (len > rest->len) len = rest->len;
    if (len) memcpy(out, rest->bytes, len);
    *rest = str_slice(*rest, len, rest->len);
    return len;
}

static void read_members(struct arena *arena, str object)
{
    str key, value, rest = object;
    while (json_text_member(&rest, &key, &value)) {
        MUST_HOLD(value.bytes >= object.bytes &&
                  value.bytes + value.len <= object.bytes + object.len);
        str name = json_text_string(arena, key);
        MUST_HOLD(str_valid_utf8(name) == name.len);
        MUST_HOLD(json_text_check(value, NULL, NULL));
    }
}

static void check_geom(const struct geom *geom)
{
    size_t last = geom->run_count ? geom->runs[geom->run_count - 1] : 0;
    MUST_HOLD(last == geom->point_count);
    for (size_t i = 0; i < geom->member_count; i++)
        check_geom(&geom->members[i]);
}

// Features come out of any bytes or there is a sentence; what passes the check
// of JSON can be walked, and its geometry is whole.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str rest = fuzz_text(data, size);
    struct byte_reader reader = { read_rest, &rest };
    struct stream_feature feature;
    struct error err = { 0 };
    struct stream *stream = stream_open(reader, &err);
    if (!stream) return 0;
    while (stream_next(stream, &feature)) {
        struct arena *arena = arena_create(64 << 20);
        struct geojson_repairs repairs = { 0 };
        struct geom geom;
        MUST_HOLD(feature.offset + feature.text.len <= size);
        const struct json_place place = { feature.offset, feature.line };
        if (arena && json_text_check(feature.text, &place, &err) &&
            json_text_kind(feature.text) == JSON_TEXT_OBJECT) {
            read_members(arena, feature.text);
            str geometry = json_text_find(feature.text, "geometry");
            if (geojson_geom_read(arena, geometry, &repairs, &geom, &err))
                check_geom(&geom);
        }
        arena_destroy(arena);
    }
    if (stream_failed(stream, &err)) MUST_HOLD(err.message[0]);
    stream_close(stream);
    return 0;
}
