#include "server/compress.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

// The levels are where these libraries give most per unit of time; what is
// packed while it is sent must not be slower than a network.
enum {
    GZIP_LEVEL = 5,
    ZSTD_LEVEL = 3,
    PACKER_GZIP_LEVEL = 1,
    GZIP_WINDOW = 15 + 16,  // zlib's largest, with gzip's header
    GZIP_MEMORY = 8,
    PIECE_BYTES = 32 * 1024,
    UNPACK_GUESS = 4,  // times the packed size; more is tried when needed
};

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

bool compress_whole(struct compressor *compressor, enum coding coding,
                    str bytes, str *out, struct error *err)
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

bool compress_zlib(struct arena *arena, str bytes, str *out, struct error *err)
{
    struct libdeflate_compressor *zlib =
        libdeflate_alloc_compressor(GZIP_LEVEL);
    size_t room = zlib ? libdeflate_zlib_compress_bound(zlib, bytes.len) : 0;
    char *packed = zlib ? arena_alloc(arena, room) : NULL;
    size_t len = packed ? libdeflate_zlib_compress(zlib, bytes.bytes, bytes.len,
                                                   packed, room)
                        : 0;
    libdeflate_free_compressor(zlib);
    *out = (str){ packed, len };
    return len || error_set(err, ERROR_NO_MEMORY, "no room to compress");
}

uint32_t compress_crc32(uint32_t crc, str bytes)
{
    return libdeflate_crc32(crc, bytes.bytes, bytes.len);
}

bool coding_takes_gzip(str accept_encoding)
{
    str element, name;
    bool takes_any = false;
    while (str_next(&accept_encoding, ',', &element)) {
        int weight = element_read(element, &name);
        if (str_equal_nocase(name, STR("gzip")) ||
            str_equal_nocase(name, STR("x-gzip")))
            return weight > 0;
        if (str_equal(name, STR("*"))) takes_any = weight > 0;
    }
    return takes_any;
}

bool decompress_whole(struct arena *arena, str packed, size_t max, str *out,
                      struct error *err)
{
    size_t room = packed.len * UNPACK_GUESS + PIECE_BYTES, len = 0;
    enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
    struct libdeflate_decompressor *gzip = libdeflate_alloc_decompressor();
    char *bytes = NULL;
    if (room > max) room = max;
    while (gzip) {
        bytes = arena_alloc(arena, room + 1);
        if (!bytes) break;
        result = libdeflate_gzip_decompress(gzip, packed.bytes, packed.len,
                                            bytes, room, &len);
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room == max) break;
        room = room > max / 4 ? max : room * 4;
    }
    libdeflate_free_decompressor(gzip);
    if (!gzip || !bytes)
        return error_set(err, ERROR_NO_MEMORY, "no memory to unpack %zu bytes",
                         packed.len);
    *out = (str){ bytes, len };
    if (result == LIBDEFLATE_SUCCESS) return true;
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
        return error_set(err, ERROR_CORRUPT,
                         "%zu bytes of gzip hold more than %zu bytes",
                         packed.len, max);
    return error_set(err, ERROR_CORRUPT, "%zu bytes are no gzip", packed.len);
}

struct packer {
    enum coding coding;
    bool has_gzip;
    z_stream gzip;
    ZSTD_CCtx *zstd;
};

static bool packer_open(struct packer *packer)
{
    if (packer->coding == CODING_ZSTD) {
        packer->zstd = ZSTD_createCCtx();
        return packer->zstd &&
               !ZSTD_isError(ZSTD_CCtx_setParameter(
                   packer->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL));
    }
    packer->has_gzip =
        deflateInit2(&packer->gzip, PACKER_GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW,
                     GZIP_MEMORY, Z_DEFAULT_STRATEGY) == Z_OK;
    return packer->has_gzip;
}

struct packer *packer_create(enum coding coding, struct error *err)
{
    struct packer *packer = calloc(1, sizeof *packer);
    if (packer) packer->coding = coding;
    if (packer && packer_open(packer)) return packer;
    packer_destroy(packer);
    error_set(err, ERROR_NO_MEMORY, "no memory to compress an answer");
    return NULL;
}

void packer_destroy(struct packer *packer)
{
    if (!packer) return;
    if (packer->has_gzip) deflateEnd(&packer->gzip);
    ZSTD_freeCCtx(packer->zstd);
    free(packer);
}

// Each round takes in what it can and puts out at most one piece. False when
// there is no room, or the library fails.
static bool gzip_round(struct packer *packer, bool is_last, struct buf *out,
                       bool *is_done)
{
    z_stream *stream = &packer->gzip;
    char *room = buf_reserve(out, PIECE_BYTES);
    if (!room) return false;
    stream->next_out = (unsigned char *)room;
    stream->avail_out = PIECE_BYTES;
    int rc = deflate(stream, is_last ? Z_FINISH : Z_NO_FLUSH);
    out->len += PIECE_BYTES - stream->avail_out;
    *is_done = is_last ? rc == Z_STREAM_END : stream->avail_out > 0;
    return rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR;
}

static bool zstd_round(struct packer *packer, ZSTD_inBuffer *in, bool is_last,
                       struct buf *out, bool *is_done)
{
    char *room = buf_reserve(out, PIECE_BYTES);
    if (!room) return false;
    ZSTD_outBuffer to = { room, PIECE_BYTES, 0 };
    size_t left = ZSTD_compressStream2(packer->zstd, &to, in,
                                       is_last ? ZSTD_e_end : ZSTD_e_continue);
    out->len += to.pos;
    *is_done = is_last ? left == 0 : in->pos == in->size;
    return !ZSTD_isError(left);
}

bool packer_add(struct packer *packer, str piece, bool is_last, struct buf *out,
                struct error *err)
{
    bool ok = true, is_done = false;
    ZSTD_inBuffer in = { piece.bytes, piece.len, 0 };
    packer->gzip.next_in = (unsigned char *)(uintptr_t)piece.bytes;
    packer->gzip.avail_in = (unsigned)piece.len;
    while (ok && !is_done)
        ok = packer->coding == CODING_ZSTD
                 ? zstd_round(packer, &in, is_last, out, &is_done)
                 : gzip_round(packer, is_last, out, &is_done);
    return ok || error_set(err, ERROR_NO_MEMORY,
                           "no memory to compress %zu bytes", piece.len);
}
