// Tilesets that are files: PMTiles and MBTiles of the folder `tiles`.

#include "base/log.h"
#include "server/archive/archive_json.h"
#include "server/body.h"
#include "server/compress.h"
#include "server/handlers/handlers.h"
#include "server/pages/pages.h"
#include "server/tile_answer.h"

// A file that cannot be read does not hide the others; who asks for it by its
// name is told that it is there, and the log says what is wrong. NULL for such
// a one.
static struct archive *get_listed(const struct app *app, str name)
{
    char quoted[LOG_VALUE_MAX + 1];
    struct error failed;
    struct archive *archive = archives_get(app->archives, name, &failed);
    if (!archive)
        log_line(LOG_WARNING, "part=archive message=\"not listed\" error=%s",
                 log_quote(str_from(failed.message), quoted));
    return archive;
}

static bool list_as_page(struct app *app, struct request *request,
                         struct response *response, const str *names,
                         size_t count, struct error *err)
{
    size_t listed = 0;
    struct archive_entry *entries =
        ARENA_ARRAY(request->arena, struct archive_entry, count + 1);
    if (!entries) return error_set(err, ERROR_NO_MEMORY, "no room for names");
    for (size_t i = 0; i < count; i++) {
        struct archive *archive = get_listed(app, names[i]);
        if (archive)
            entries[listed++] = (struct archive_entry){
                names[i],
                arena_copy(request->arena, archive_title(archive, names[i])),
            };
        archive_release(archive);
    }
    return page_archives(app, request, response, entries, listed, err);
}

bool get_archives(struct app *app, struct request *request,
                  struct response *response, struct error *err)
{
    struct buf body;
    str *names;
    size_t count;
    struct json json = { .out = &body };
    bool ok = true;
    if (!archives_list(app->archives, request->arena, &names, &count, err))
        return false;
    if (request->format == FORMAT_HTML)
        return list_as_page(app, request, response, names, count, err);
    body_begin(&body, app, request);
    json_object_begin(&json);
    json_key(&json, STR("tilesets"));
    json_array_begin(&json);
    for (size_t i = 0; i < count && ok; i++) {
        struct archive *archive = get_listed(app, names[i]);
        ok = !archive || archive_write_tileset(&json, request, archive,
                                               names[i], true, err);
        archive_release(archive);
    }
    json_array_end(&json);
    return ok && body_end_object(&json, request, response, err);
}

static bool write_archive(struct app *app, struct request *request,
                          struct response *response,
                          const struct archive *archive, struct error *err)
{
    struct buf body;
    str name = request->variables[0];
    struct json json = { .out = &body };
    if (request->format == FORMAT_HTML)
        return page_archive(app, request, response, archive, err);
    body_begin(&body, app, request);
    if (request->format == FORMAT_TILEJSON)
        archive_write_tilejson(&json, request, archive, name);
    else if (request->format == FORMAT_STYLE)
        archive_write_style(&json, request, archive, name);
    else if (!archive_write_tileset(&json, request, archive, name, false, err))
        return false;
    return body_end(&body, response, err);
}

bool get_archive(struct app *app, struct request *request,
                 struct response *response, struct error *err)
{
    struct archive *archive =
        archives_get(app->archives, request->variables[0], err);
    bool ok = archive && write_archive(app, request, response, archive, err);
    archive_release(archive);
    return ok;
}

static bool is_within(const struct archive *archive, struct tile_address a,
                      struct error *err)
{
    struct tile_range range;
    if (archive_range(archive, a.zoom, &range) && a.row >= range.min_row &&
        a.row <= range.max_row && a.col >= range.min_col &&
        a.col <= range.max_col)
        return true;
    return error_set(err, ERROR_NOT_FOUND,
                     "the tile lies outside of the tileMatrixSetLimits of this "
                     "file");
}

// As it is stored, where the client takes that.
static bool set_tile(const struct app *app, const struct request *request,
                     str tile, struct response *response, struct error *err)
{
    size_t max = (size_t)app->config->max_response_mb << 20;
    bool is_gzip =
        tile.len > 2 && tile.bytes[0] == '\x1f' && tile.bytes[1] == '\x8b';
    response->body = tile;
    response->is_gzip = is_gzip && request->takes_gzip;
    return !is_gzip || response->is_gzip ||
           decompress_whole(request->arena, tile, max, &response->body, err);
}

static bool answer_tile(const struct app *app, const struct request *request,
                        struct archive *archive, struct response *response,
                        struct error *err)
{
    str tile;
    struct tile_address address;
    const str *at = &request->variables[1];
    if (!tms_parse_address(archive_tms(), at[0], at[1], at[2], &address, err) ||
        !archive_tile(archive, request->arena, address, &tile, err))
        return false;
    response->content_type =
        arena_copy(request->arena, archive_words(archive)->media_type);
    if (tile.len) return set_tile(app, request, tile, response, err);
    response->status = 204;
    return is_within(archive, address, err);
}

bool get_archive_tile(struct app *app, struct request *request,
                      struct response *response, struct error *err)
{
    struct archive *archive =
        archives_get(app->archives, request->variables[0], err);
    bool ok = archive && answer_tile(app, request, archive, response, err);
    archive_release(archive);
    return ok;
}

void check_archive_path(const struct app *app, struct request *request)
{
    struct error err;
    struct archive *archive =
        archives_get(app->archives, request->variables[0], &err);
    if (!archive && err.code == ERROR_NOT_FOUND)
        request_path_problem(request, 0, &err);
    archive_release(archive);
    if (request->variable_count > 1)
        tile_check_address(request, archive_tms(), 1, request->variables[3]);
}

static void release(void *owner)
{
    archive_release(owner);
}

bool get_archive_file(struct app *app, struct request *request,
                      struct response *response, struct error *err)
{
    uint64_t size;
    struct archive *archive =
        archives_get(app->archives, request->variables[0], err);
    if (!archive) return false;
    int file = archive_file(archive, &size);
    if (file < 0) {
        archive_release(archive);
        return error_set(err, ERROR_NOT_FOUND,
                         "this tileset is no PMTiles file");
    }
    response->content_type = STR("application/vnd.pmtiles");
    response->file = (struct response_file){ file, size, release, archive };
    return true;
}

void stamp_archive(const struct app *app, const struct request *request,
                   struct buf *key)
{
    archives_stamp(app->archives, request->variables[0], key);
}
