#include "server/route.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "server/routes/routes.h"

enum { DEPTH_MAX = 12, ROUTES_MAX = 64 };

static str path_without_end(str path)
{
    return str_equal(path, STR("/v1/")) ? STR("/v1") : path;
}

static bool is_variable(str segment)
{
    return segment.len > 2 && segment.bytes[0] == '{';
}

// Up to the next slash, or the end.
static str segment_of(const char *at, const char *end)
{
    const char *slash = memchr(at, '/', (size_t)(end - at));
    return (str){ at, (size_t)((slash ? slash : end) - at) };
}

// Letter by letter: most routes differ early, and all are tried.
static bool path_matches(const struct route *route, str path,
                         struct route_match *match)
{
    const char *wanted = route->path;
    const char *given = path.bytes;
    const char *end = path.bytes + path.len;
    match->route = route;
    match->variable_count = 0;
    while (*wanted) {
        if (*wanted != '{') {
            if (given == end || *given++ != *wanted++) return false;
            continue;
        }
        str value = segment_of(given, end);
        if (!value.len || match->variable_count == PATH_VARIABLES_MAX)
            return false;
        match->variables[match->variable_count++] = value;
        given += value.len;
        wanted = strchr(wanted, '}') + 1;
    }
    return given == end;
}

static size_t count_slashes(str path)
{
    size_t count = 0;
    for (size_t i = 0; i < path.len; i++) count += path.bytes[i] == '/';
    return count;
}

// The rows of the table in its order, by the number of slashes in their paths.
static const struct route *rows_by_depth[DEPTH_MAX + 1][ROUTES_MAX];

static void sort_rows(void)
{
    size_t counts[DEPTH_MAX + 1] = { 0 };
    for (size_t i = 0; i < route_count(); i++) {
        const struct route *route = route_at(i);
        size_t depth = count_slashes(str_from(route->path));
        assert(depth <= DEPTH_MAX && counts[depth] < ROUTES_MAX - 1);
        rows_by_depth[depth][counts[depth]++] = route;
    }
}

bool route_find(str path, struct route_match *match)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, sort_rows);
    path = path_without_end(path);
    size_t depth = count_slashes(path);
    if (depth > DEPTH_MAX) return false;
    for (size_t i = 0; rows_by_depth[depth][i]; i++)
        if (path_matches(rows_by_depth[depth][i], path, match)) return true;
    return false;
}

size_t route_count(void)
{
    size_t count = 0;
    for (size_t p = 0; route_parts[p]; p++) count += route_parts[p]->count;
    return count;
}

const struct route *route_at(size_t i)
{
    for (size_t p = 0; route_parts[p]; p++) {
        if (i < route_parts[p]->count) return &route_parts[p]->rows[i];
        i -= route_parts[p]->count;
    }
    return NULL;
}

size_t route_number(const struct route *route)
{
    size_t number = 0;
    for (size_t p = 0; route_parts[p]; p++)
        for (size_t i = 0; i < route_parts[p]->count; i++, number++)
            if (&route_parts[p]->rows[i] == route) return number;
    return number;
}

bool route_is_described(const struct route *route)
{
    return !route->is_hidden && str_starts(str_from(route->path), STR("/v1"));
}

bool route_opens_tag(const struct route *route)
{
    const struct route *r;
    for (size_t i = 0; (r = route_at(i)) && r != route; i++)
        if (route_is_described(r) && !strcmp(r->tag, route->tag)) return false;
    return route_is_described(route);
}

bool route_takes_body(const struct route *route, str content_type)
{
    str type;
    str rest = str_from(route->body_types);
    str given =
        str_trim(str_slice(content_type, 0, str_find_char(content_type, ';')));
    while (route->body_types && str_next(&rest, ' ', &type))
        if (str_equal_nocase(type, given)) return true;
    return false;
}

const char *route_methods(const struct route *route)
{
    if (route->is_post_only) return "POST, OPTIONS";
    return route->body_types ? "GET, HEAD, POST, OPTIONS"
                             : "GET, HEAD, OPTIONS";
}

bool route_reads_data(const struct route *route)
{
    return route->kind == ROUTE_DATA || route->kind == ROUTE_STREAM;
}

str route_variable_name(const struct route *route, size_t i)
{
    str pattern = str_from(route->path);
    str segment;
    while (str_next(&pattern, '/', &segment)) {
        if (!is_variable(segment)) continue;
        if (i-- == 0) return str_slice(segment, 1, segment.len - 1);
    }
    return (str){ 0 };
}
