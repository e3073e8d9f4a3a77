#include "server/tile_version.h"

#include <inttypes.h>

#include "server/selection_parts.h"

enum { STAMP_BYTES_MAX = 64 * 1024 };

static void stamp(struct buf *out, const struct dataset *dataset)
{
    if (!dataset) return;
    buf_addf(out, "%.*s:%" PRId64 ":%.*s;", STR_ARG(dataset->id),
             dataset->version, STR_ARG(dataset->updated));
}

str tile_version(const struct request *request,
                 const struct collection *const *collections, size_t count)
{
    str text;
    struct buf out;
    buf_init(&out, request->arena, STAMP_BYTES_MAX);
    buf_add_str(&out, STR(BUURT_VERSION " "));
    for (size_t i = 0; i < count; i++) {
        const struct dataset *dataset = collections[i]->dataset;
        stamp(&out, dataset);
        stamp(&out, catalog_dataset(request->catalog, dataset->areas));
    }
    if (!buf_finish(&out, &text, NULL)) return (str){ 0 };
    return arena_printf(request->arena, "%016" PRIx64, str_hash(text));
}

bool tile_is_moved(const struct request *request, str version,
                   struct response *response)
{
    const struct param_value *asked = given_param(request, "version");
    if (!asked || !version.len) return false;
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
