// What a query parameter is, before anyone gives one: a row in the table of a
// route. server/params.h checks what is given against it.

#ifndef SERVER_PARAM_H
#define SERVER_PARAM_H

#include <stdbool.h>
#include <stdint.h>

enum param_type {
    PARAM_TEXT,
    PARAM_WORDS,   // terms between commas
    PARAM_INT,     // min, max, otherwise
    PARAM_LIMIT,   // a page size: 1 and up, more than the configured maximum
                   // counts as that maximum (OGC 17-069r4, 7.15.2)
    PARAM_BOX,     // four or six numbers; becomes params.box
    PARAM_CRS,     // one of server/crs_list.h
    PARAM_TIME,    // an instant or interval
    PARAM_CHOICE,  // one of `choices`
    PARAM_LIST,    // texts with commas between, none empty; a comma inside
                   // parentheses or double quotes does not separate:
                   // rate(aantal,inwoners), "Straat, nummer"
    PARAM_POINT,   // longitude,latitude
    PARAM_REAL,    // a number above 0
};

struct param {
    const char *name;
    enum param_type type;
    const char *summary;
    int64_t min, max, otherwise;  // PARAM_INT; otherwise also PARAM_LIMIT;
                                  // below min: none
    const char *choices;          // PARAM_CHOICE: "json html"
    bool is_required;
};

#endif
