// A request, checked: what a handler works from.

#ifndef SERVER_REQUEST_H
#define SERVER_REQUEST_H

#include "server/params.h"

struct style_templates;

struct request {
    struct arena *arena;      // everything this request allocates; the body may
                              // live in it
    str method, path, query;  // as they came
    str body;                 // of a POST
    str accept;               // the header; may be empty
    bool is_secure;           // the client came over https
    bool takes_gzip;          // of a route whose bodies are gzip already
    str base_url;  // "https://data.example.nl": links are base_url + path
    const struct route *route;
    str variables[PATH_VARIABLES_MAX];  // decoded, in the order of the path
    size_t variable_count;
    enum format format;     // the one to answer in
    bool wants_page;        // what goes wrong is told as HTML
    unsigned absent_forms;  // bits of enum format: forms that the route offers
                            // and this answer does not have
    const char *const *page_params;  // what only its form as HTML takes, up to
                                     // a NULL; NULL when there is nothing
    struct params params;
    const struct style_templates *style_templates;
    const struct catalog *catalog;        // of the view, where one is open
    const struct collection *collection;  // {collectionId}; else NULL
    struct view *view;                    // ROUTE_DATA
    uint64_t id;                          // in the log
    uint64_t started_us, deadline_ms;     // monotonic
    struct problems problems;
};

// The value of the parameter named in the route's table; never NULL. Asking
// for one that is not in the table is a bug of ours.
const struct param_value *request_param(const struct request *request,
                                        const char *name);

// Records what is wrong with a parameter (a query parameter of that name) and
// returns false; go on checking, then ask request_is_valid.
bool request_problem(struct request *request, const char *name,
                     const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Records what `err` says of the i-th variable of the path.
void request_path_problem(struct request *request, size_t i,
                          const struct error *err);

// False once something was recorded, with ERROR_NOT_FOUND where there is no
// such path, else ERROR_INVALID.
bool request_is_valid(const struct request *request,
                      struct error *err) MUST_CHECK;

// The URL of this request, its parameters in canonical order, with `name` set
// to `value`, or left out when value.bytes is NULL. name NULL changes nothing.
// Lives in the request's arena; {NULL, 0} when that is spent.
str request_url_with(const struct request *request, const char *name,
                     str value);

// The URL of this request in the form `offer`, one of its route's.
str request_form_url(const struct request *request, const struct offer *offer);

// base_url and a path made by printf. Path segments that come from data must
// be percent-encoded by the caller (percent_encode).
str request_link(const struct request *request, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// The collection `id` as far as this request may know of it: an internal one
// is NULL, as if it were not there.
const struct collection *visible_collection(const struct catalog *catalog,
                                            str id);

#endif
