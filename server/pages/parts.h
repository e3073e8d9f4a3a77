// What several pages have in common.

#ifndef SERVER_PAGES_PARTS_H
#define SERVER_PAGES_PARTS_H

#include "server/groupings.h"
#include "server/html_page.h"

// Every collection that clients may see, or that there is none.
void collections_table(struct buf *body, const struct request *request);

// Every map that the data allow, with a heading; nothing where there is none.
bool maps_list(struct buf *body, const struct request *request,
               struct error *err) MUST_CHECK;

// The page with the map of a collection; empty when it has none.
str map_url(const struct request *request, const struct collection *collection);

// The address of the counts of a collection by one grouping.
str count_url(const struct request *request,
              const struct collection *collection, str grouping);

// A measure of a group that has so many figures withheld.
void page_measure(struct buf *body, struct value value, int64_t withheld);

// What a dash in the table above it stands for.
void page_dash_note(struct buf *body);

// A list of links, each with its title as text.
void page_links(struct buf *body, const struct link *links, size_t count);

#endif
