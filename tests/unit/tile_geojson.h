// Polygons out of GeoJSON files, taken as they are: broken rings included.

#ifndef TESTS_UNIT_TILE_GEOJSON_H
#define TESTS_UNIT_TILE_GEOJSON_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/geom_build.h"

struct geojson_file {
    char *bytes, *at, *end;
};

static inline bool geojson_open(struct geojson_file *file, const char *path)
{
    FILE *from = fopen(path, "rb");
    size_t room = 1 << 25;
    *file = (struct geojson_file){ 0 };
    if (!from) return false;
    file->bytes = malloc(room + 1);
    if (!file->bytes) abort();
    size_t size = fread(file->bytes, 1, room, from);
    fclose(from);
    file->bytes[size] = '\0';
    file->at = file->bytes;
    file->end = file->bytes + size;
    return true;
}

static inline void geojson_close(struct geojson_file *file)
{
    free(file->bytes);
}

// Reads nested arrays of numbers: `height` is how many arrays are closed above
// a position, counted from the innermost.
static inline void geojson_rings(struct geojson_file *file,
                                 struct geom_build *build)
{
    int depth = 0;
    int deepest = 0;
    double numbers[2];
    size_t count = 0;
    for (; file->at < file->end; file->at++) {
        char c = *file->at;
        if (c == '[') {
            count = 0;
            if (++depth > deepest) deepest = depth;
        } else if (c == ']') {
            int above = deepest - depth--;
            if (above == 0 && count >= 2)
                geom_build_add(build, (struct point){ numbers[0], numbers[1] });
            if (above == 1) geom_build_run(build);
            if (above == 2) geom_build_polygon(build);
            if (depth <= 0) return;
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            char *rest;
            double number = strtod(file->at, &rest);
            if (count < 2) numbers[count] = number;
            count++;
            file->at = rest - 1;
        } else if (c == '}') {
            return;
        }
    }
}

// The next polygon or multipolygon; false at the end. `arena` holds it.
static inline bool geojson_next(struct geojson_file *file, struct arena *arena,
                                struct geom *out)
{
    while (file->bytes && (file->at = strstr(file->at, "Polygon\""))) {
        bool is_multi = file->at[-1] == 'i';
        char *next = strstr(file->at, "\"coordinates\"");
        struct geom_build build;
        if (!next) return false;
        file->at = next;
        geom_build_begin(&build, arena);
        geojson_rings(file, &build);
        if (geom_build_end(&build, is_multi ? GEOM_MULTIPOLYGON : GEOM_POLYGON,
                           out, NULL) &&
            out->polygon_count)
            return true;
    }
    return false;
}

// The file `name` in TEST_DATA. Leaves the program when there is no such
// folder.
static inline bool geojson_open_data(struct geojson_file *file,
                                     const char *name)
{
    char path[4096];
    const char *folder = getenv("TEST_DATA");
    snprintf(path, sizeof path, "%s/%s", folder ? folder : "", name);
    if (folder && geojson_open(file, path)) return true;
    fprintf(stderr, "no %s in TEST_DATA: left out\n", name);
    exit(77);
}

#endif
