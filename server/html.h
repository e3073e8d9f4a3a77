// Pieces of HTML: what comes from data or from a client is escaped here, and
// numbers and dates are written the way people in the Netherlands read them.
//
// Text that is ours goes straight into the buf:
//
//   HTML(out, "<p>");
//   html_text(out, collection_title(collection));
//   HTML(out, "</p>\n");

#ifndef SERVER_HTML_H
#define SERVER_HTML_H

#include "base/buf.h"
#include "geo/feature.h"
#include "server/crs_list.h"

#define HTML(out, text) buf_add((out), "" text, sizeof(text) - 1)

// Good between tags and between double quotes. What HTML does not allow in a
// text (control characters, invalid UTF-8) becomes U+FFFD.
void html_text(struct buf *out, str text);

// A value for href: what no URL holds is percent-encoded.
void html_href(struct buf *out, str url);

void html_link(struct buf *out, str href, str text);

// Whether it may become a link: a text like javascript: may not.
bool html_is_address(str text);

// 31805 as 31.805.
void html_count(struct buf *out, int64_t count);

// 1234.56789 as 1.234,568. Finite.
void html_rounded(struct buf *out, double real);

// "2026-03-18" and "2026-03-18T06:30:00.000Z" as 18 maart 2026 and
// 18 maart 2026, 07:30 uur, as clocks in the Netherlands say, in an element
// <time> that has it as GeoJSON does: in UTC, without milliseconds when there
// are none. 07:30:15,250 when there are.
void html_time(struct buf *out, str time);

// A value of `field`, with its unit; a choice with what it stands for. Numbers
// that measure something have separators, others (a year, a number in a
// register) have not. A web address becomes a link. Null is a dash.
void html_value(struct buf *out, const struct field *field, struct value value);

// What was computed: three decimals for people, all of them for machines.
void html_number(struct buf *out, struct value value);

// What stands for a null.
void html_nothing(struct buf *out);

// What stands for a figure that exists and is not published.
void html_withheld(struct buf *out);

// Whether values of this type stand to the right of their column.
bool html_is_number(const struct field *field);

// "Punt", "Vlak"; the empty str for GEOM_EMPTY.
str html_geometry_name(enum geom_type type);

// The position of a point; of anything else its kind and the box around it.
void html_place(struct buf *out, const struct crs_entry *crs,
                const struct geom *geom);

#endif
