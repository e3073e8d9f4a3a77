// The background of the maps on pages: raster tiles of another server.

#ifndef SERVER_BACKGROUND_H
#define SERVER_BACKGROUND_H

#include "base/str.h"

struct background {
    str url;          // "https://tiles.example:8080/{z}/{x}/{y}.png"
    str origin;       // "https://tiles.example:8080": what a policy allows
    str attribution;  // may be empty
};

// From the URL and, after a blank, the attribution. False when that is no URL
// of raster tiles.
bool background_parse(str text, struct background *out);

#endif
