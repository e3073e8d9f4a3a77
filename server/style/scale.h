// What a value looks like on the map, and in the legend: one scale for both, so
// that they cannot differ.

#ifndef SERVER_STYLE_SCALE_H
#define SERVER_STYLE_SCALE_H

#include "base/json.h"
#include "server/style/style.h"

enum { SCALE_ITEMS_MAX = 40, SCALES_MAX = 4 };

struct scale_item {
    str value;                       // as text; empty for the other values
    str title;                       // for people
    const struct json_value *looks;  // "color", "icon" …: of the template
    str color;                       // "#rrggbb", also where `looks` is NULL
};

struct scale {
    str name;
    const struct field *field;
    struct scale_item *items;
    size_t count;
    struct scale_item other;  // any value that is not among the items
};

struct scales {
    struct scale all[SCALES_MAX];
    size_t count;
};

bool scales_read(const struct request *request, const struct style *style,
                 struct scales *out, struct error *err) MUST_CHECK;

const struct scale *scale_find(const struct scales *scales, str name);

// An expression (MapLibre style, version 8) for a property of the looks:
// "color", or any that the template gives.
void scale_write(struct json *json, const struct scale *scale, str property);

#endif
