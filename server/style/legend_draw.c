// A legend as SVG and as PNG: one layout, two pens.

#include <math.h>

#include "server/embedded.h"
#include "server/html.h"
#include "server/style/glyph.h"
#include "server/style/legend.h"
#include "server/style/picture.h"

static const struct {
    double margin, title, heading, text;  // sizes of letters
    double title_row, heading_row, row;   // heights
    double swatch_width, swatch_height, gap;
    double radius, line, scale;
    double spare;  // width for a client's own font, which may be wider
} look = { 12, 16, 13, 13, 26, 24, 28, 28, 16, 10, 6, 4, 2, 1.1 };

#define TEXT_COLOR STR("#1a1a1a")
#define PAPER STR("#ffffff")
#define EDGE_COLOR STR("#4d4d4d")

// What a legend is drawn with.
struct pen {
    struct arena *arena;
    struct buf *svg;  // NULL: `picture`
    struct picture *picture;
};

static void draw_rectangle(const struct pen *pen, double x, double y,
                           double width, double height, str color)
{
    if (!pen->svg) {
        picture_rectangle(pen->picture, x, y, width, height, color);
        return;
    }
    buf_addf(pen->svg,
             "<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" "
             "fill=\"%.*s\"/>\n",
             x, y, width, height, STR_ARG(color));
}

static void draw_disc(const struct pen *pen, double x, double y, double radius,
                      str color)
{
    if (!pen->svg) {
        picture_disc(pen->picture, x, y, radius, color);
        return;
    }
    buf_addf(pen->svg, "<circle cx=\"%g\" cy=\"%g\" r=\"%g\" fill=\"%.*s\"/>\n",
             x, y, radius, STR_ARG(color));
}

static void draw_text(const struct pen *pen, double x, double y, double size,
                      const char *font, str text)
{
    if (!pen->svg) {
        picture_text(pen->picture, x, y, size, font, text, TEXT_COLOR);
        return;
    }
    bool is_bold = str_equal(str_from(font), STR(FONT_BOLD));
    buf_addf(pen->svg, "<text x=\"%g\" y=\"%g\" font-size=\"%g\"%s>", x, y,
             size, is_bold ? " font-weight=\"600\"" : "");
    html_text(pen->svg, text);
    buf_add_str(pen->svg, STR("</text>\n"));
}

// An icon whose left upper corner is at x, y, cut off at width and height.
static void draw_icon(const struct pen *pen, const struct icon *icon, str name,
                      struct box box)
{
    str bytes;
    double width = fmin(box.max_x - box.min_x, icon->width);
    double height = fmin(box.max_y - box.min_y, icon->height);
    if (!pen->svg) {
        picture_icon(pen->picture, icon, box.min_x, box.min_y, width, height);
        return;
    }
    str path = arena_printf(pen->arena, "styles/icons/%.*s.svg", STR_ARG(name));
    if (!embedded_find(path, &bytes)) return;
    buf_addf(pen->svg, "<svg x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\">",
             box.min_x, box.min_y, width, height);
    buf_add_str(pen->svg, str_trim(bytes));
    buf_add_str(pen->svg, STR("</svg>\n"));
}

// Fills a box with an icon, over and over.
static void draw_pattern(const struct pen *pen, str name, struct box box)
{
    struct icon icon;
    if (!icon_find(pen->arena, name, &icon)) return;
    int rows = (int)ceil((box.max_y - box.min_y) / icon.height);
    int columns = (int)ceil((box.max_x - box.min_x) / icon.width);
    for (int row = 0; row < rows; row++)
        for (int col = 0; col < columns; col++)
            draw_icon(pen, &icon, name,
                      (struct box){ box.min_x + col * icon.width,
                                    box.min_y + row * icon.height, box.max_x,
                                    box.max_y });
}

static void draw_area(const struct pen *pen, const struct legend_item *item,
                      double x, double y)
{
    str outline = item->outline.len ? item->outline : EDGE_COLOR;
    struct box inside = { x + 1, y + 1, x + look.swatch_width - 1,
                          y + look.swatch_height - 1 };
    draw_rectangle(pen, x, y, look.swatch_width, look.swatch_height, outline);
    draw_rectangle(pen, inside.min_x, inside.min_y, inside.max_x - inside.min_x,
                   inside.max_y - inside.min_y, item->color);
    if (item->icon.len) draw_pattern(pen, item->icon, inside);
}

// `x` and `middle`: the left edge of where swatches stand, and halfway down.
static void draw_swatch(const struct pen *pen, const struct legend_item *item,
                        double x, double middle)
{
    struct icon icon;
    double center = x + look.swatch_width / 2;
    switch (item->shape) {
    case LEGEND_POINT:
        draw_disc(pen, center, middle, look.radius, item->color);
        return;
    case LEGEND_LINE:
        draw_rectangle(pen, x, middle - look.line / 2, look.swatch_width,
                       look.line, item->color);
        return;
    case LEGEND_AREA:
        draw_area(pen, item, x, middle - look.swatch_height / 2);
        return;
    case LEGEND_ICON:
        if (!icon_find(pen->arena, item->icon, &icon)) return;
        x = center - icon.width / 2;
        middle -= icon.height / 2;
        draw_icon(
            pen, &icon, item->icon,
            (struct box){ x, middle, x + icon.width, middle + icon.height });
        return;
    }
}

static double legend_width(const struct legend *legend)
{
    double width = text_width(FONT_BOLD, legend->title, look.title);
    for (size_t g = 0; g < legend->count; g++) {
        const struct legend_group *group = &legend->groups[g];
        width = fmax(width, text_width(FONT_BOLD, group->title, look.heading));
        for (size_t i = 0; i < group->count; i++)
            width =
                fmax(width, look.swatch_width + look.gap +
                                text_width(FONT_REGULAR, group->items[i].title,
                                           look.text));
    }
    return ceil(width * look.spare + 2 * look.margin);
}

static double legend_height(const struct legend *legend)
{
    double height = look.title_row + 2 * look.margin;
    for (size_t g = 0; g < legend->count; g++) {
        if (legend->groups[g].title.len) height += look.heading_row;
        height += (double)legend->groups[g].count * look.row;
    }
    return height;
}

static void draw_legend(const struct pen *pen, const struct legend *legend)
{
    double x = look.margin, y = look.margin;
    draw_text(pen, x, y + look.title, look.title, FONT_BOLD, legend->title);
    y += look.title_row;
    for (size_t g = 0; g < legend->count; g++) {
        const struct legend_group *group = &legend->groups[g];
        if (group->title.len) {
            draw_text(pen, x, y + look.heading + 4, look.heading, FONT_BOLD,
                      group->title);
            y += look.heading_row;
        }
        for (size_t i = 0; i < group->count; i++) {
            draw_swatch(pen, &group->items[i], x, y + look.row / 2);
            draw_text(pen, x + look.swatch_width + look.gap,
                      y + look.row / 2 + look.text * 0.36, look.text,
                      FONT_REGULAR, group->items[i].title);
            y += look.row;
        }
    }
}

void legend_write_svg(struct buf *out, const struct legend *legend)
{
    const struct pen pen = { out->arena, out, NULL };
    double width = legend_width(legend), height = legend_height(legend);
    buf_addf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%g\" "
        "height=\"%g\" class=\"legenda\" viewBox=\"0 0 %g %g\" role=\"img\" "
        "font-family=\"'Open Sans', sans-serif\" fill=\"%s\">\n<title>",
        width, height, width, height, TEXT_COLOR.bytes);
    html_text(out, legend->title);
    buf_add_str(out, STR("</title>\n"));
    draw_rectangle(&pen, 0, 0, width, height, PAPER);
    draw_legend(&pen, legend);
    buf_add_str(out, STR("</svg>\n"));
}

bool legend_write_png(struct arena *arena, const struct legend *legend,
                      struct buf *out, struct error *err)
{
    struct picture picture;
    if (!picture_create(arena, legend_width(legend), legend_height(legend),
                        look.scale, &picture, err))
        return false;
    const struct pen pen = { arena, NULL, &picture };
    draw_legend(&pen, legend);
    return picture_write_png(arena, &picture, out, err);
}
