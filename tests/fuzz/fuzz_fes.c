// Any bytes as a filter of FES: what is accepted prints as CQL2 that reads
// back, and as XML that means the same.

#include "fuzz/fuzz.h"

#include "cql/cql.h"
#include "server/wfs/fes.h"

enum { MEMORY = 64 << 20 };

static const struct field fields[] = {
    { .name = { "nummer", 6 }, .type = VALUE_INT, .role = FIELD_ID },
    { .name = { "naam (kort)", 11 }, .type = VALUE_TEXT },
    { .name = { "hoogte", 6 }, .type = VALUE_REAL },
    { .name = { "dag", 3 }, .type = VALUE_DATE },
    { .name = { "tijd", 4 }, .type = VALUE_TIME },
    { .name = { "open", 4 }, .type = VALUE_BOOL },
};
static const struct dataset dataset = { .id = { "bomen", 5 } };
static const struct collection collection = { .id = { "bomen", 5 },
                                              .dataset = &dataset,
                                              .schema = { fields, 6 },
                                              .geom_type = GEOM_POINT,
                                              .storage_srid = 4326 };

static str print(struct arena *arena, const struct fes_filter *filter)
{
    struct buf text;
    str done = { 0 };
    buf_init(&text, arena, SIZE_MAX);
    if (filter->filter) cql_print(filter->filter, &text);
    return buf_finish(&text, &done, NULL) ? done : (str){ 0 };
}

static bool read(struct arena *arena, str xml, struct fes_filter *out,
                 const struct xml **root)
{
    struct error err;
    struct fes_scope scope = { .arena = arena, .collection = &collection };
    wfs_crs_default(&collection, &scope.crs);
    *root = xml_read(arena, xml, &err);
    return *root && fes_read(&scope, *root, out, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf text;
    str again;
    struct fes_filter first, second;
    const struct xml *root, *copy;
    struct arena *arena = arena_create(MEMORY);
    if (read(arena, fuzz_text(data, size), &first, &root)) {
        buf_init(&text, arena, SIZE_MAX);
        xml_print(&text, root);
        if (buf_finish(&text, &again, NULL) && again.len < XML_BYTES_MAX) {
            MUST_HOLD(read(arena, again, &second, &copy));
            MUST_HOLD(str_equal(print(arena, &first), print(arena, &second)));
        }
    }
    arena_destroy(arena);
    return 0;
}
