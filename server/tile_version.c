#include "server/tile_version.h"

#include "server/selection_parts.h"
#include "server/stamp.h"
#include "server/tile_source.h"

enum { STAMP_BYTES_MAX = 64 * 1024 };

str tile_version(const struct request *request,
                 const struct collection *const *collections, size_t count)
{
    str text;
    struct buf out, hash;
    buf_init(&out, request->arena, STAMP_BYTES_MAX);
    buf_add_str(&out, STR(BUURT_VERSION " "));
    for (size_t i = 0; i < count; i++)
        stamp_with_areas(&out, request->catalog, collections[i]->dataset);
    if (!buf_finish(&out, &text, NULL)) return (str){ 0 };
    buf_init(&hash, request->arena, STAMP_BYTES_MAX);
    stamp_hash(&hash, text);
    return buf_finish(&hash, &text, NULL) ? text : (str){ 0 };
}

bool tile_is_past(struct request *request)
{
    struct tile_source source = { .collections = &request->collection,
                                  .count = 1 };
    const struct param_value *asked = given_param(request, "version");
    if (!asked) return false;
    if (!request->collection && !tile_source_read(request, &source, NULL))
        return false;
    str version = tile_version(request, source.collections, source.count);
    return version.len && !str_equal(asked->text, version);
}

bool tile_is_moved(const struct request *request,
                   const struct collection *const *collections, size_t count,
                   struct response *response)
{
    const struct param_value *asked = given_param(request, "version");
    if (!asked) return false;
    str version = tile_version(request, collections, count);
    if (!version.len) return false;
    if (str_equal(asked->text, version)) {
        response_header(response, "Cache-Control",
                        STR("public, max-age=31536000, immutable"));
        return false;
    }
    response->status = 307;
    response_header(response, "Location",
                    request_url_with(request, "version", version));
    response_header(response, "Cache-Control", STR("no-store"));
    return true;
}
