// The features of a GeoJSON text, one at a time, however long the text is.
//
// Reads a FeatureCollection (its members in any order), a lone Feature or
// geometry, and a sequence of Features: one a line, or with record separators
// (RFC 8142). A second document behind a collection is an error.

#ifndef IMPORTERS_SOURCE_STREAM_H
#define IMPORTERS_SOURCE_STREAM_H

#include "importers/csv.h"

enum { STREAM_FEATURE_MAX = 64 << 20 };  // bytes of one feature

struct stream;

struct stream_feature {
    str text;         // brackets are balanced; not checked further
    uint64_t offset;  // of its first byte, from 0
    uint64_t line;    // from 1
};

struct stream *stream_open(struct byte_reader reader,
                           struct error *err) MUST_CHECK;

// The text lives until the next call. False at the end, and when reading cannot
// go on: stream_failed then copies why and returns true.
bool stream_next(struct stream *stream, struct stream_feature *feature);
bool stream_failed(const struct stream *stream, struct error *err);

// The crs member as far as was read (GeoJSON of 2008 has one): JSON text of an
// object, not checked; {NULL, 0} without one.
str stream_crs(const struct stream *stream);

void stream_close(struct stream *stream);  // NULL is fine

#endif
