// Fonts, icons and the viewer of maps: files that are part of the program.

#include <stdio.h>
#include <string.h>

#include "server/embedded.h"
#include "server/handlers/handlers.h"
#include "server/request.h"
#include "server/response.h"
#include "tile/varint.h"

#define PBF_TYPE "application/x-protobuf"

enum { RANGE = 256, CODES = 65536, NAME_MAX = 200, FIELD_BYTES_MAX = 12 };

// A URL that says which version it means never changes what it stands for.
static void set_lifetime(const struct request *request,
                         struct response *response)
{
    const struct param_value *version = request_param(request, "v");
    bool is_current = str_equal(version->text, str_from(embedded_version));
    response_header(response, "Cache-Control",
                    is_current ? STR("public, max-age=31536000, immutable")
                               : STR("public, max-age=3600"));
}

// "256-511.pbf": a whole range, and no other spelling of it.
static bool is_range(str text)
{
    int64_t first;
    char exact[32];
    if (!str_to_int(str_slice(text, 0, str_find_char(text, '-')), &first) ||
        first < 0 || first >= CODES || first % RANGE)
        return false;
    snprintf(exact, sizeof exact, "%d-%d.pbf", (int)first,
             (int)first + RANGE - 1);
    return str_equal(text, str_from(exact));
}

// The first font of the list that there is; MapLibre names them in the order
// in which it likes them.
static bool find_font(str list, str *font)
{
    size_t count;
    char prefix[NAME_MAX];
    while (str_next(&list, ',', font)) {
        *font = str_trim(*font);
        snprintf(prefix, sizeof prefix, "fonts/%.*s/", STR_ARG(*font));
        if (font->len && str_find_char(*font, '/') == font->len &&
            embedded_below(str_from(prefix), &count) && count)
            return true;
    }
    return false;
}

static void add_text(struct buf *out, int field, str text)
{
    char head[FIELD_BYTES_MAX];
    char *end = varint_put(head, (uint64_t)field << 3 | 2);
    end = varint_put(end, text.len);
    buf_add(out, head, (size_t)(end - head));
    buf_add_str(out, text);
}

// A range without glyphs: a font stack with a name and a range, nothing else
// (styles/make/glyphs.c has the format).
static bool write_empty(struct arena *arena, str font, str range, str *out,
                        struct error *err)
{
    str inner;
    struct buf stack, body;
    buf_init(&stack, arena, NAME_MAX * 2);
    buf_init(&body, arena, NAME_MAX * 3);
    add_text(&stack, 1, font);
    add_text(&stack, 2, str_slice(range, 0, range.len - (sizeof ".pbf" - 1)));
    if (!buf_finish(&stack, &inner, err)) return false;
    add_text(&body, 1, inner);
    return buf_finish(&body, out, err);
}

bool get_glyphs(struct app *app, struct request *request,
                struct response *response, struct error *err)
{
    str font = { 0 }, range = request->variables[1];
    (void)app;
    if (!find_font(request->variables[0], &font))
        return error_set(err, ERROR_NOT_FOUND,
                         "none of these fonts is here; there is Open Sans "
                         "Regular and Open Sans Semibold");
    if (!is_range(range))
        return error_set(err, ERROR_NOT_FOUND,
                         "there is no such range of glyphs; they are 0-255.pbf "
                         "up to 65280-65535.pbf");
    response->content_type = STR(PBF_TYPE);
    set_lifetime(request, response);
    str name = arena_printf(request->arena, "fonts/%.*s/%.*s", STR_ARG(font),
                            STR_ARG(range));
    return embedded_find(name, &response->body) ||
           write_empty(request->arena, font, range, &response->body, err);
}

bool get_sprite(struct app *app, struct request *request,
                struct response *response, struct error *err)
{
    str file = request->variables[0];
    bool is_json = str_ends(file, STR(".json"));
    str name = arena_printf(request->arena, "sprites/%.*s", STR_ARG(file));
    (void)app;
    if ((!is_json && !str_ends(file, STR(".png"))) ||
        !embedded_find(name, &response->body))
        return error_set(err, ERROR_NOT_FOUND,
                         "there is no such sheet of icons; there is buurt.json "
                         "and buurt.png, and buurt@2x.json and buurt@2x.png");
    response->content_type =
        is_json ? STR("application/json") : STR("image/png");
    set_lifetime(request, response);
    return true;
}

static const struct {
    const char *ending, *type;
} viewer_types[] = {
    { ".js", "text/javascript; charset=utf-8" },
    { ".css", "text/css; charset=utf-8" },
    { ".txt", "text/plain; charset=utf-8" },
};

bool get_viewer_file(struct app *app, struct request *request,
                     struct response *response, struct error *err)
{
    str file = request->variables[0];
    str name = arena_printf(request->arena, "viewer/%.*s", STR_ARG(file));
    (void)app;
    if (!embedded_find(name, &response->body))
        return error_set(err, ERROR_NOT_FOUND,
                         "the viewer has no such file: it has viewer.js, "
                         "viewer.css, worker.js and notices.txt");
    for (size_t i = 0; i < sizeof viewer_types / sizeof *viewer_types; i++)
        if (str_ends(file, str_from(viewer_types[i].ending)))
            response->content_type = str_from(viewer_types[i].type);
    set_lifetime(request, response);
    return true;
}
