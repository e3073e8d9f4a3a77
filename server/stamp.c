#include "server/stamp.h"

enum { HASH_DIGITS = 16 };

void stamp_dataset(struct buf *out, const struct dataset *dataset)
{
    if (!dataset) return;
    buf_add_str(out, dataset->id);
    buf_add_char(out, ':');
    buf_add_int(out, dataset->version);
    buf_add_char(out, ':');
    buf_add_str(out, dataset->updated);
    buf_add_char(out, ';');
}

void stamp_with_areas(struct buf *out, const struct catalog *catalog,
                      const struct dataset *dataset)
{
    stamp_dataset(out, dataset);
    stamp_dataset(out, catalog_dataset(catalog, dataset->areas));
}

void stamp_hash(struct buf *out, str key)
{
    uint64_t hash = str_hash(key);
    char text[HASH_DIGITS];
    for (size_t i = HASH_DIGITS; i-- > 0; hash >>= 4)
        text[i] = "0123456789abcdef"[hash & 0xF];
    buf_add(out, text, sizeof text);
}
