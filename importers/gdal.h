// What GDAL does for us: bytes from plain, gzipped and zipped files, and rows
// of the formats we do not read ourselves. The only pair that knows GDAL. What
// it has to say ends up in errors and the report, never on stderr.

#ifndef IMPORTERS_GDAL_H
#define IMPORTERS_GDAL_H

#include "importers/source_driver.h"

// A file as a stream of bytes. Paths may begin with /vsigzip/ or /vsizip/.
struct bytes;

struct bytes *bytes_open(str path, struct error *err) MUST_CHECK;
size_t bytes_read(void *bytes, char *out, size_t len);  // 0: end, or failure
bool bytes_rewind(struct bytes *bytes, struct error *err) MUST_CHECK;

// Says what went wrong while reading: compressed data that end too early.
bool bytes_close(struct bytes *bytes, struct error *err) MUST_CHECK;

// The names of the files in a zip, folders left out; lives in `arena`.
bool zip_list(struct arena *arena, str path, str **names, size_t *count,
              struct error *err) MUST_CHECK;

// Well-known text, whole.
bool wkt_read(struct arena *arena, str text, struct geom *out,
              struct error *err) MUST_CHECK;

struct source *source_gdal_open(const struct source_request *request,
                                struct error *err) MUST_CHECK;

#endif
