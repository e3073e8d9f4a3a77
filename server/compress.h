// Content codings: choosing one, and making it. The only file that knows
// libdeflate, zlib and zstd.

#ifndef SERVER_COMPRESS_H
#define SERVER_COMPRESS_H

#include "base/buf.h"

enum coding { CODING_IDENTITY, CODING_GZIP, CODING_ZSTD };

enum { COMPRESS_MIN_BYTES = 1024 };  // below that it is not worth it

// "gzip"; NULL for identity.
const char *coding_name(enum coding coding);

// What an Accept-Encoding header likes best (RFC 9110 §12.5.3), zstd before
// gzip where it does not care. Without the header, identity.
enum coding coding_negotiate(str accept_encoding);

// The memory that one thread compresses with; NULL when memory is out.
struct compressor;
struct compressor *compressor_create(void);
void compressor_destroy(struct compressor *compressor);

// `*out` is a new block of exactly its size, which the caller frees.
bool compress_whole(struct compressor *compressor, enum coding coding,
                    str bytes, str *out, struct error *err) MUST_CHECK;

// For PNG: a zlib stream (RFC 1950) in `arena`, and the checksum of its chunks.
bool compress_zlib(struct arena *arena, str bytes, str *out,
                   struct error *err) MUST_CHECK;
uint32_t compress_crc32(uint32_t crc, str bytes);  // begins with 0

// Whether the header takes gzip, liked best or not.
bool coding_takes_gzip(str accept_encoding);

// One gzip member (RFC 1952), in `arena`. ERROR_CORRUPT for anything else, and
// for what would have more than `max` bytes.
struct arena;
bool decompress_whole(struct arena *arena, str packed, size_t max, str *out,
                      struct error *err) MUST_CHECK;

// A body that comes piece by piece. The same pieces give the same bytes.
struct packer;
struct packer *packer_create(enum coding coding, struct error *err) MUST_CHECK;
void packer_destroy(struct packer *packer);  // NULL is fine

// Adds to `out` what is ready; with the last piece, all of it.
bool packer_add(struct packer *packer, str piece, bool is_last, struct buf *out,
                struct error *err) MUST_CHECK;

#endif
