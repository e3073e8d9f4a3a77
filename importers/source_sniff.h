// What a file is: told by its first bytes rather than by its name.

#ifndef IMPORTERS_SOURCE_SNIFF_H
#define IMPORTERS_SOURCE_SNIFF_H

#include "importers/manifest.h"

enum source_kind { SOURCE_CSV, SOURCE_GEOJSON, SOURCE_GDAL };

// The kind of `spec->full_path`, and in `path` what to open: a file within a
// zip where there is one. Things that are no data (an empty file, a web page, a
// Git LFS pointer) are ERROR_SOURCE with a sentence that says which.
bool source_sniff(struct arena *arena, const struct manifest_source *spec,
                  str *path, enum source_kind *kind,
                  struct error *err) MUST_CHECK;

// What the first bytes of a file called `name` hold.
bool source_sniff_start(str name, str start, enum source_kind *kind,
                        struct error *err) MUST_CHECK;

#endif
