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
            CHECK(compress_whole(compressor, c, (str){ text, lengths[i] },
                                 &packed, NULL));
            CHECK(unpack(c, packed, room, lengths[i] + 1) == lengths[i]);
            CHECK(!memcmp(room, text, lengths[i]));
            free((void *)(uintptr_t)packed.bytes);
        }
        free(text);
        free(room);
    }
    compressor_destroy(compressor);
}

// Packs `text` in pieces of `step` bytes.
static str pack(struct arena *arena, enum coding coding, str text, size_t step)
{
    str packed = { 0 };
    struct buf out;
    struct packer *packer = packer_create(coding, NULL);
    buf_init(&out, arena, SIZE_MAX);
    bool is_last = false;
    for (size_t at = 0; !is_last; at += step) {
        is_last = at + step >= text.len;
        CHECK(packer_add(packer, str_slice(text, at, at + step), is_last, &out,
                         NULL));
    }
    packer_destroy(packer);
    CHECK(buf_finish(&out, &packed, NULL));
    return packed;
}

TEST(what_was_packed_in_pieces_comes_back_whole)
{
    enum { LEN = 3 << 20 };
    char *text = text_of(LEN), *room = malloc(LEN + 1);
    static const size_t lengths[] = { 0, 1, 64 * 1024, LEN };
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        for (enum coding c = CODING_GZIP; c <= CODING_ZSTD; c++) {
            struct arena *arena = arena_create(64 << 20);
            str whole = { text, lengths[i] };
            str packed = pack(arena, c, whole, 64 * 1024);
            CHECK(unpack(c, packed, room, LEN + 1) == lengths[i]);
            CHECK(!memcmp(room, text, lengths[i]));
            CHECK(str_equal(packed, pack(arena, c, whole, 64 * 1024)));
            arena_destroy(arena);
        }
    }
    free(text);
    free(room);
}

TEST(packing_without_room_is_an_error)
{
    char *text = text_of(1 << 20);
    for (enum coding c = CODING_GZIP; c <= CODING_ZSTD; c++) {
        struct buf out;
        struct error err;
        struct arena *arena = arena_create(1 << 20);
        struct packer *packer = packer_create(c, &err);
        buf_init(&out, arena, 1000);
        CHECK(!packer_add(packer, (str){ text, 1 << 20 }, true, &out, &err));
        CHECK(err.code == ERROR_NO_MEMORY);
        packer_destroy(packer);
        arena_destroy(arena);
    }
    free(text);
}

TEST(codings_have_the_names_of_their_registry)
{
    CHECK(!coding_name(CODING_IDENTITY));
    CHECK(!strcmp(coding_name(CODING_GZIP), "gzip"));
    CHECK(!strcmp(coding_name(CODING_ZSTD), "zstd"));
}

TEST_MAIN
