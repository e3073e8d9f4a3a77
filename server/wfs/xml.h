// Reads XML that clients send: requests and filters.
//
// The one header-and-file pair that knows libxml2. Nothing is ever fetched, no
// entity is ever defined: a document type declaration is refused where it
// begins, and so is what nests deeper or is larger than a request can need, and
// text beside elements, which no request has.

#ifndef SERVER_WFS_XML_H
#define SERVER_WFS_XML_H

#include "base/buf.h"

enum {
    XML_DEPTH_MAX = 100,
    XML_ELEMENTS_MAX = 20000,
    XML_BYTES_MAX = 1024 * 1024,
};

struct xml_attribute {
    str name, value;  // the name without its prefix
    struct xml_attribute *next;
};

struct xml {
    str name;         // without its prefix
    str space;        // the URI of its namespace; may be empty
    str text;         // all characters directly in it, in order
    size_t position;  // the character where its tag begins, from 1
    struct xml_attribute *attributes;
    struct xml *first, *next;  // its first child, its next sibling
};

// The root of the document, which lives in `arena`; NULL on failure. The
// message says "at character 17: …".
struct xml *xml_read(struct arena *arena, str bytes,
                     struct error *err) MUST_CHECK;

bool xml_is(const struct xml *element, const char *name);

// The first child of that name; NULL when there is none.
const struct xml *xml_child(const struct xml *element, const char *name);

// The element itself or the first below it of that name; NULL when none is.
const struct xml *xml_find(const struct xml *element, const char *name);

// Without white space around it. NULL when it is not there.
str xml_text(const struct xml *element);
str xml_attribute(const struct xml *element, const char *name);

// The same document in one line, every element with its namespace.
void xml_print(struct buf *out, const struct xml *element);

#endif
