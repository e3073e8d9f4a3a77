// A map with a list of what it shows beside it. The list is there for everyone;
// the map appears where viewer/ runs.
//
//   map_page_begin(&body, request, title);
//   map_begin(&body, request, style_url);
//   ... what belongs to the map: a legend
//   if (!map_end(&body, request, err)) return false;
//   return map_page_end(&body, app, request, response, err);

#ifndef SERVER_PAGES_MAP_PAGE_H
#define SERVER_PAGES_MAP_PAGE_H

#include "server/html_page.h"

void map_page_begin(struct buf *body, const struct request *request, str title);

// `style_url` is that of the style as MapLibre takes it.
void map_begin(struct buf *body, const struct request *request, str style_url);

// With the list of the features of request->collection, whose route has the
// parameters of map_page_params.
bool map_end(struct buf *body, struct request *request,
             struct error *err) MUST_CHECK;

bool map_page_end(struct buf *body, const struct app *app,
                  const struct request *request, struct response *response,
                  struct error *err) MUST_CHECK;

// A checker's part: the parameters of the list mean nothing to other formats.
void map_page_check(struct request *request);

#endif
