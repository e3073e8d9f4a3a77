// The legend of a style: the same colours and classes as on the map.

#ifndef SERVER_STYLE_LEGEND_H
#define SERVER_STYLE_LEGEND_H

#include "server/style/style_write.h"

enum { LEGEND_GROUPS_MAX = 8 };

enum legend_shape { LEGEND_POINT, LEGEND_LINE, LEGEND_AREA, LEGEND_ICON };

struct legend_item {
    str title;
    enum legend_shape shape;
    str color, outline;  // "#rrggbb"; outline may be empty
    str icon;            // of an icon; of an area: drawn over its colour
    // Of a class; else NULL. Zero and withheld have none, and their areas.
    const struct class_range *range;
    bool is_zero, is_withheld;
    size_t areas;
};

struct legend_group {
    str title;                    // may be empty
    const struct class_set *set;  // NULL: no classes
    struct legend_item *items;
    size_t count;
};

struct legend {
    str title;
    const struct classes *classes;  // NULL: none
    struct legend_group groups[LEGEND_GROUPS_MAX];
    size_t count;
};

bool legend_read(const struct drawing *drawing, struct legend *out,
                 struct error *err) MUST_CHECK;

void legend_write_json(struct json *json, const struct request *request,
                       const struct legend *legend);

void legend_write_svg(struct buf *out, const struct legend *legend);

// Twice the size of the SVG.
bool legend_write_png(struct arena *arena, const struct legend *legend,
                      struct buf *out, struct error *err) MUST_CHECK;

// "point", "line", "area", "icon".
const char *legend_shape_name(enum legend_shape shape);

#endif
