// What a value looks like on the map, and in the legend: one scale for both, so
// that they cannot differ.

#ifndef SERVER_STYLE_SCALE_H
#define SERVER_STYLE_SCALE_H

#include "base/json.h"
#include "server/style/classes.h"
#include "server/style/style.h"

enum { SCALE_ITEMS_MAX = 40, SCALES_MAX = 4 };

struct scale_item {
    str value;                       // as text; empty for the other values
    str title;                       // for people
    const struct json_value *looks;  // "color", "icon" …: of the template
    str color;                       // "#rrggbb", also where `looks` is NULL
};

// Of the values of a field; or of the counts of areas, by classes.
struct scale {
    str name;
    const struct field *field;
    struct scale_item *items;
    size_t count;
    struct scale_item other;        // any value that is not among the items; of
                                    // classes: withheld
    struct scale_item zero;         // of classes
    const struct json_value *ramp;  // of classes: colours from low to high
    struct classes *classes;        // NULL: of values
};

struct scales {
    struct scale all[SCALES_MAX];
    size_t count;
};

// Counts what is to be counted: needs the request's view.
bool scales_read(struct app *app, struct request *request,
                 const struct style *style, struct scales *out,
                 struct error *err) MUST_CHECK;

// The scale of a template that has classes; NULL when there is none.
const struct json_value *scales_with_classes(const struct style *style);

// The colour of class `i` of `count`.
str scale_class_color(const struct scale *scale, size_t i, size_t count);

const struct scale *scale_find(const struct scales *scales, str name);

// An expression (MapLibre style, version 8) for a property of the looks:
// "color", or any that the template gives.
void scale_write(struct json *json, const struct scale *scale, str property);

#endif
