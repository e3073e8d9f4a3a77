// Content codings: choosing one, and making it. The only file that knows
// libdeflate and zstd.

#ifndef SERVER_COMPRESS_H
#define SERVER_COMPRESS_H

#include "base/arena.h"
#include "base/error.h"

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
bool compress(struct compressor *compressor, enum coding coding, str bytes,
              str *out, struct error *err) MUST_CHECK;

#endif
