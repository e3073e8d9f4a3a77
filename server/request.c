#include "server/request.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct param_value *request_param(const struct request *request,
                                        const char *name)
{
    const struct param *params = request->route->params;
    size_t i = 0;
    while (strcmp(params[i].name, name) != 0) {
        i++;
        assert(params[i].name && "a parameter of the route's table");
    }
    return &request->params.values[i];
}

bool request_problem(struct request *request, const char *name,
                     const char *format, ...)
{
    char detail[ERROR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    problem_add(&request->problems, "query", str_from(name), "invalid", "%s",
                detail);
    return false;
}

void request_path_problem(struct request *request, size_t i,
                          const struct error *err)
{
    problem_add(&request->problems, "path",
                route_variable_name(request->route, i),
                err->code == ERROR_NOT_FOUND ? "not-found" : "invalid", "%s",
                err->message);
}

// What is said of a path names its part, or is a sentence without.
static bool tell_one(const struct problem *problem, enum error_code code,
                     struct error *err)
{
    if (!strcmp(problem->in, "path"))
        return error_set(err, code, "%.*s", STR_ARG(problem->detail));
    return error_set(err, code, "%.*s: %.*s", STR_ARG(problem->name),
                     STR_ARG(problem->detail));
}

bool request_is_valid(const struct request *request, struct error *err)
{
    const struct problems *problems = &request->problems;
    enum error_code code =
        problems->is_absent ? ERROR_NOT_FOUND : ERROR_INVALID;
    if (!problems->count) return true;
    if (!problems->first)
        return error_set(err, ERROR_NO_MEMORY,
                         "the request needs more memory than one may use");
    if (problems->count > 1)
        return error_set(err, code, "%zu parameters are wrong; see errors",
                         problems->count);
    return tell_one(problems->first, code, err);
}

static void query_add(struct buf *url, str name, str value)
{
    bool is_first =
        str_find_char((str){ url->bytes, url->len }, '?') == url->len;
    buf_add_char(url, is_first ? '?' : '&');
    percent_encode(url, name, "");
    buf_add_char(url, '=');
    percent_encode(url, value, ",:/()");
}

static bool is_among(const char *const *names, str name)
{
    for (; names && *names; names++)
        if (str_equal(str_from(*names), name)) return true;
    return false;
}

// The URL with `name` set to `value`, and without the parameters `left_out`.
static str write_url(const struct request *request, const char *name, str value,
                     const char *const *left_out)
{
    str url, changed = str_from(name);
    struct buf out;
    bool is_written = !changed.len || !value.bytes;
    buf_init(&out, request->arena, 64 * 1024);
    buf_add_str(&out, request->base_url);
    buf_add_str(&out, request->path);
    // What stood in a body goes in no URL: it may say where someone is.
    size_t count =
        request->route->is_post_only ? 0 : request->params.pair_count;
    for (size_t i = 0; i < count; i++) {
        const struct pair *pair = &request->params.pairs[i];
        bool is_changed = changed.len && str_equal(pair->name, changed);
        if (is_among(left_out, pair->name)) continue;
        if (!is_changed) {
            query_add(&out, pair->name, pair->value);
        } else if (!is_written) {
            query_add(&out, pair->name, value);
            is_written = true;
        }
    }
    if (!is_written) query_add(&out, changed, value);
    return buf_finish(&out, &url, NULL) ? url : (str){ 0 };
}

str request_url_with(const struct request *request, const char *name, str value)
{
    return write_url(request, name, value, NULL);
}

str request_form_url(const struct request *request, const struct offer *offer)
{
    bool is_page = offer->format == FORMAT_HTML;
    return write_url(request, "f", str_from(offer->name),
                     is_page ? NULL : request->page_params);
}

str request_link(const struct request *request, const char *format, ...)
{
    char path[2048];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(path, sizeof path, format, args);
    va_end(args);
    if (len < 0 || (size_t)len >= sizeof path) return (str){ 0 };
    return arena_printf(request->arena, "%.*s%s", STR_ARG(request->base_url),
                        path);
}

const struct collection *visible_collection(const struct catalog *catalog,
                                            str id)
{
    const struct collection *collection = catalog_collection(catalog, id);
    bool is_hidden = !collection || collection->dataset->is_internal;
    return is_hidden ? NULL : collection;
}
