// Writes XML: text with its escapes, and names.
//
// What XML 1.0 cannot hold at all (control characters) becomes U+FFFD.

#ifndef SERVER_WFS_MARKUP_H
#define SERVER_WFS_MARKUP_H

#include "base/buf.h"

void markup_text(struct buf *out, str text);
void markup_quoted(struct buf *out, str text);  // in an attribute

// ` name="value"`
void markup_attribute(struct buf *out, const char *name, str value);

// <ows:Title>text</ows:Title>
void markup_element(struct buf *out, const char *name, str text);

// Any text as a name of an element, in the way of ISO 9075-14: what may not
// stand in a name is written as its number, "adres (kort)" as
// "adres_x0020__x0028_kort_x0029_". Two texts never give one name.
void markup_name(struct buf *out, str text);
str markup_name_copy(struct arena *arena, str text);  // NULL without room

// Goes on with a name: a digit may come first here.
void markup_name_more(struct buf *out, str text);

// The text that a name stands for. What was not written by markup_name comes
// back as it is. Lives in `arena`.
str markup_name_read(struct arena *arena, str name);

#endif
