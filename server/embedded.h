// Files that are part of the program: styles, fonts, icons. The table is made
// at build time (styles/CMakeLists.txt).

#ifndef SERVER_EMBEDDED_H
#define SERVER_EMBEDDED_H

#include "base/str.h"

struct embedded {
    const char *name;  // "fonts/Open Sans Regular/0-255.pbf"
    const char *begin, *end;
};

extern const struct embedded embedded_files[];  // in order of name
extern const size_t embedded_count;
extern const char *const embedded_version;  // of all of them together

// False when there is no such file.
bool embedded_find(str name, str *out);

// The files whose names begin with `prefix` stand together: the first of them,
// and their number in *count.
const struct embedded *embedded_below(str prefix, size_t *count);

str embedded_bytes(const struct embedded *file);

#endif
