#include "server/compress.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <zstd.h>

// Both levels are where these libraries give most per unit of time.
enum { GZIP_LEVEL = 5, ZSTD_LEVEL = 3 };

struct compressor {
    struct libdeflate_compressor *gzip;
    ZSTD_CCtx *zstd;
};

const char *coding_name(enum coding coding)
{
    static const char *const names[] = {
        [CODING_IDENTITY] = NULL,
        [CODING_GZIP] = "gzip",
        [CODING_ZSTD] = "zstd",
    };
    return names[coding];
}

// The weight in thousandths that one element gives, and its name.
static int element_read(str element, str *name)
{
    str part, key;
    int weight = 1000;
    str_next(&element, ';', &part);
    *name = str_trim(part);
    while (str_next(&element, ';', &part)) {
        double q;
        str value = str_trim(part);
        if (!str_next(&value, '=', &key) ||
            !str_equal_nocase(str_trim(key), STR("q")))
            continue;
        if (str_to_real(str_trim(value), &q) && q >= 0 && q <= 1)
            weight = (int)(q * 1000 + 0.5);
    }
    return weight;
}

enum coding coding_negotiate(str accept_encoding)
{
    str element, name;
    int gzip = -1, zstd = -1, identity = -1, others = 0;
    while (str_next(&accept_encoding, ',', &element)) {
        int weight = element_read(element, &name);
        if (str_equal_nocase(name, STR("gzip")) ||
            str_equal_nocase(name, STR("x-gzip")))
            gzip = weight;
        else if (str_equal_nocase(name, STR("zstd")))
            zstd = weight;
        else if (str_equal_nocase(name, STR("identity")))
            identity = weight;
        else if (str_equal(name, STR("*")))
            others = weight;
    }
    if (gzip < 0) gzip = others;
    if (zstd < 0) zstd = others;
    int best = gzip > zstd ? gzip : zstd;
    if (best <= 0 || identity > best) return CODING_IDENTITY;
    return zstd >= gzip ? CODING_ZSTD : CODING_GZIP;
}

struct compressor *compressor_create(void)
{
    struct compressor *compressor = calloc(1, sizeof *compressor);
    if (!compressor) return NULL;
    compressor->gzip = libdeflate_alloc_compressor(GZIP_LEVEL);
    compressor->zstd = ZSTD_createCCtx();
    if (compressor->gzip && compressor->zstd) return compressor;
    compressor_destroy(compressor);
    return NULL;
}

void compressor_destroy(struct compressor *compressor)
{
    if (!compressor) return;
    if (compressor->gzip) libdeflate_free_compressor(compressor->gzip);
    ZSTD_freeCCtx(compressor->zstd);
    free(compressor);
}

static size_t bound(struct compressor *compressor, enum coding coding,
                    size_t len)
{
    switch (coding) {
    case CODING_GZIP:
        return libdeflate_gzip_compress_bound(compressor->gzip, len);
    case CODING_ZSTD: return ZSTD_compressBound(len);
    case CODING_IDENTITY: break;
    }
    return 0;
}

static size_t fill(struct compressor *compressor, enum coding coding, str bytes,
                   char *room, size_t size)
{
    if (coding == CODING_GZIP)
        return libdeflate_gzip_compress(compressor->gzip, bytes.bytes,
                                        bytes.len, room, size);
    size_t len = ZSTD_compressCCtx(compressor->zstd, room, size, bytes.bytes,
                                   bytes.len, ZSTD_LEVEL);
    return ZSTD_isError(len) ? 0 : len;
}

bool compress(struct compressor *compressor, enum coding coding, str bytes,
              str *out, struct error *err)
{
    size_t size = bound(compressor, coding, bytes.len);
    char *room = malloc(size ? size : 1);
    size_t len = room ? fill(compressor, coding, bytes, room, size) : 0;
    if (!len) {
        free(room);
        return error_set(err, ERROR_NO_MEMORY,
                         "no memory to compress %zu bytes", bytes.len);
    }
    char *fitting = realloc(room, len);
    *out = (str){ fitting ? fitting : room, len };
    return true;
}
