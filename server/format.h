// The formats an answer can have, and choosing one.

#ifndef SERVER_FORMAT_H
#define SERVER_FORMAT_H

#include "base/str.h"

enum format {
    FORMAT_JSON,
    FORMAT_GEOJSON,
    FORMAT_CSV,
    FORMAT_OPENAPI,
    FORMAT_SCHEMA,  // JSON schema
    FORMAT_HTML,
    FORMAT_TEXT,  // Prometheus
    FORMAT_GEOJSONSEQ,
    FORMAT_JSONFG,
    FORMAT_FLATGEOBUF,
    FORMAT_GEOPACKAGE,
    FORMAT_CSS,
    FORMAT_TILEJSON,
    FORMAT_MVT,
    FORMAT_SVG,
    FORMAT_PNG,
    FORMAT_STYLE,  // of MapLibre, version 8
};

// What a route can answer with: the value of `f`, and what it stands for.
// Two names may stand for one format.
struct offer {
    const char *name;  // "json"
    enum format format;
};

// "application/geo+json", as links and Content-Type name it.
str format_media_type(enum format format);

// The same for a link: without a charset.
const char *format_link_type(enum format format);

// The offer named `name`; NULL when there is none.
const struct offer *offer_find(const struct offer *offers, str name);

// The offer that an Accept header likes best (RFC 9110 §12.5.1), the earlier
// of equals; NULL when it takes none of them. An empty header takes anything.
// "application/json" takes every JSON format.
const struct offer *offer_negotiate(const struct offer *offers, str accept);

#endif
