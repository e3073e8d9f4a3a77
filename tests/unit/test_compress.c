#include "unit/test.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <zstd.h>

#include "server/compress.h"

static char *text_of(size_t len)
{
    char *text = malloc(len + 1);
    for (size_t i = 0; i < len; i++) text[i] = (char)('a' + (i * i / 7) % 13);
    return text;
}

static size_t unpack(enum coding coding, str packed, char *room, size_t size)
{
    size_t len = 0;
    if (coding == CODING_ZSTD)
        return ZSTD_decompress(room, size, packed.bytes, packed.len);
    struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
    CHECK(libdeflate_gzip_decompress(d, packed.bytes, packed.len, room, size,
                                     &len) == LIBDEFLATE_SUCCESS);
    libdeflate_free_decompressor(d);
    return len;
}

TEST(what_was_compressed_comes_back_whole)
{
    static const size_t lengths[] = { 0, 1, 1024, 1 << 20 };
    struct compressor *compressor = compressor_create();
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        char *text = text_of(lengths[i]), *room = malloc(lengths[i] + 1);
        for (enum coding c = CODING_GZIP; c <= CODING_ZSTD; c++) {
            str packed;
            CHECK(compress(compressor, c, (str){ text, lengths[i] }, &packed,
                           NULL));
            CHECK(unpack(c, packed, room, lengths[i] + 1) == lengths[i]);
            CHECK(!memcmp(room, text, lengths[i]));
            free((void *)(uintptr_t)packed.bytes);
        }
        free(text);
        free(room);
    }
    compressor_destroy(compressor);
}

TEST(codings_have_the_names_of_their_registry)
{
    CHECK(!coding_name(CODING_IDENTITY));
    CHECK(!strcmp(coding_name(CODING_GZIP), "gzip"));
    CHECK(!strcmp(coding_name(CODING_ZSTD), "zstd"));
}

TEST_MAIN
