// The resources of the API as pages for people: the same content and links as
// their JSON, in Dutch, without scripts.

#ifndef SERVER_PAGES_PAGES_H
#define SERVER_PAGES_PAGES_H

#include "server/aggregate_tiles.h"
#include "server/aggregate_write.h"
#include "server/html_page.h"
#include "server/route.h"
#include "server/schema_json.h"
#include "server/style/style_write.h"
#include "server/tile_source.h"

handler page_start;
handler page_api;
handler page_functions;
handler page_collections;
handler page_collection;
handler page_aggregations;
handler page_tile_matrix_sets;

// `links` beside those that every page has.
bool page_landing(struct app *app, struct request *request,
                  struct response *response, const struct link *links,
                  size_t link_count, struct error *err) MUST_CHECK;

bool page_conformance(struct app *app, struct request *request,
                      struct response *response, const char *const *classes,
                      size_t class_count, struct error *err) MUST_CHECK;

bool page_schema(struct app *app, struct request *request,
                 struct response *response, enum schema_purpose purpose,
                 struct error *err) MUST_CHECK;

bool page_item(struct app *app, struct request *request,
               struct response *response, const struct feature *feature,
               struct error *err) MUST_CHECK;

// The distinct values of a property.
struct values_page {
    const struct field *field;
    const struct value_count *counts;
    size_t count;
};
bool page_values(struct app *app, struct request *request,
                 struct response *response, const struct values_page *values,
                 struct error *err) MUST_CHECK;

bool page_aggregate(struct app *app, const struct aggregate_answer *answer,
                    struct response *response, struct error *err) MUST_CHECK;

bool page_map_styles(struct app *app, struct request *request,
                     struct response *response, const struct style_list *list,
                     struct error *err) MUST_CHECK;

// A style: its legend, and the ways in.
bool page_map_style(struct app *app, struct request *request,
                    struct response *response, const struct drawing *drawing,
                    struct error *err) MUST_CHECK;

// What comes in tiles of counts: the list of sets, and one of them.
handler page_aggregate_tilesets;
bool page_aggregate_tileset(struct app *app, struct request *request,
                            struct aggregate_tiles *tiles,
                            const struct tms *tms, struct response *response,
                            struct error *err) MUST_CHECK;

bool page_tile_matrix_set(struct app *app, struct request *request,
                          struct response *response, const struct tms *tms,
                          struct error *err) MUST_CHECK;

bool page_tilesets(struct app *app, struct request *request,
                   struct response *response, const struct tile_source *source,
                   struct error *err) MUST_CHECK;

bool page_tileset(struct app *app, struct request *request,
                  struct response *response, const struct tile_source *source,
                  const struct tms *tms, struct error *err) MUST_CHECK;

// Files of tiles: those that can be read, and one of them with its map.
struct archive;
struct archive_entry {
    str name, title;
};
bool page_archives(struct app *app, struct request *request,
                   struct response *response,
                   const struct archive_entry *entries, size_t count,
                   struct error *err) MUST_CHECK;
bool page_archive(struct app *app, struct request *request,
                  struct response *response, const struct archive *archive,
                  struct error *err) MUST_CHECK;

// What went wrong, with everything that problems name. False when there was no
// room for it.
bool page_problem(struct app *app, const struct request *request,
                  struct response *response, const struct problem_text *text);

#endif
