// The classes of a choropleth: made from the very counts that the tiles show.

#ifndef SERVER_STYLE_CLASSES_H
#define SERVER_STYLE_CLASSES_H

#include "server/style/breaks.h"
#include "server/tally.h"

// Areas whose value is at least `bound` and below that of the next class.
struct class_range {
    double bound;        // of the first: its lowest value
    double least, most;  // of the values in it; meaningless without areas
    size_t areas;
};

// Of the areas of one level. Zero is a class of its own and no part of the
// others; so is withheld.
struct class_set {
    const struct grouping_offer *level;
    struct class_range ranges[CLASSES_MAX];
    size_t count;
    size_t zeros, withheld;  // areas
    bool is_whole;           // all values are integers
};

struct classes {
    struct class_set sets[LEVEL_COUNT];  // from coarse to fine: those shown
    size_t count;
    str key;       // the attribute in the tiles: "sum_aantal"
    str measure;   // as `measures` takes it: "sum(aantal)"
    str title;     // for people: "Aantal per 1.000 inwoners"
    str group_by;  // "auto", "buurt" …
    enum break_method method;
};

// `measures` unless the request names one; empty: the first that the collection
// has, else the count. False with problems recorded or `err` set.
bool classes_read(struct app *app, struct request *request, str measures,
                  struct classes *out, struct error *err) MUST_CHECK;

// A checker's part: records what is wrong with the parameters.
void classes_check(struct request *request, str measures);

// The address of the counts as tiles (TileJSON).
str classes_tiles_url(const struct request *request,
                      const struct classes *classes);

const char *break_method_name(enum break_method method);

#endif
