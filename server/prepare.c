#include "server/prepare.h"

#include "base/ascii.h"
#include "base/clock.h"
#include "server/search_body.h"
#include "server/style/style.h"

enum { HOST_MAX = 255 };

int method_of(str name)
{
    if (str_equal(name, STR("GET"))) return METHOD_GET;
    if (str_equal(name, STR("HEAD"))) return METHOD_HEAD;
    if (str_equal(name, STR("POST"))) return METHOD_POST;
    if (str_equal(name, STR("OPTIONS"))) return METHOD_OPTIONS;
    return METHOD_OTHER;
}

static bool refuse(struct refusal *refusal, unsigned status)
{
    refusal->status = status;
    return false;
}

static bool check_size(const struct exchange *x, const struct config *config,
                       struct refusal *refusal, struct error *err)
{
    size_t url_bytes = x->path.len + x->query.len + 1;
    if (url_bytes > (size_t)config->max_url_bytes) {
        error_set(err, ERROR_INVALID,
                  "the URL has %zu bytes; at most %lld are accepted "
                  "(max-url-bytes)",
                  url_bytes, (long long)config->max_url_bytes);
        return refuse(refusal, 414);
    }
    if (x->header_bytes > (size_t)config->max_header_bytes) {
        error_set(err, ERROR_INVALID,
                  "the headers have %zu bytes; at most %lld are accepted "
                  "(max-header-bytes)",
                  x->header_bytes, (long long)config->max_header_bytes);
        return refuse(refusal, 431);
    }
    return true;
}

// RFC 9112 §6.3: what could be read as two requests by two programs is not
// read as any.
static bool check_framing(const struct exchange *x, struct error *err)
{
    if (x->content_length.bytes && x->transfer_encoding.bytes)
        return error_set(err, ERROR_INVALID,
                         "Content-Length and Transfer-Encoding exclude each "
                         "other");
    return !x->flaw || error_set(err, ERROR_INVALID, "%s", x->flaw);
}

static bool host_is_valid(str host)
{
    if (!host.len || host.len > HOST_MAX) return false;
    for (size_t i = 0; i < host.len; i++) {
        char c = host.bytes[i];
        bool is_ok = ascii_is_letter(c) || ascii_is_digit(c) || c == '.' ||
                     c == '-' || c == ':' || c == '[' || c == ']' || c == '_';
        if (!is_ok) return false;
    }
    return true;
}

// The first of what several proxies may have added.
static str first_of(str list)
{
    str first = { 0 };
    str_next(&list, ',', &first);
    return str_trim(first);
}

static bool check_host(struct request *request, const struct app *app,
                       const struct exchange *x, struct error *err)
{
    const struct config *config = app->config;
    str proto = first_of(x->forwarded_proto);
    str host = x->host;
    if (!host.len && x->is_old) host = str_from(http_address(app->http));
    if (!host_is_valid(host))
        return error_set(err, ERROR_INVALID,
                         host.len ? "the Host header is not a host"
                                  : "the Host header is missing");
    str base = str_from(config->base_url);
    bool is_https =
        config->trust_proxy && str_equal_nocase(proto, STR("https"));
    if (config->trust_proxy && host_is_valid(first_of(x->forwarded_host)))
        host = first_of(x->forwarded_host);
    request->is_secure = is_https || str_starts(base, STR("https:"));
    request->base_url = base.len
                            ? base
                            : arena_printf(request->arena, "http%s://%.*s",
                                           is_https ? "s" : "", STR_ARG(host));
    return true;
}

static bool method_is_possible(const struct route *route, int method)
{
    if (method == METHOD_OPTIONS) return true;
    if (method == METHOD_POST) return route->body_types;
    return method != METHOD_OTHER && !route->is_post_only;
}

static bool find_route(struct request *request, struct refusal *refusal,
                       struct error *err)
{
    struct route_match match;
    if (!route_find(request->path, &match)) {
        bool has_slash = str_ends(request->path, STR("/"));
        return error_set(err, ERROR_NOT_FOUND,
                         has_slash ? "there is nothing at this path; no path "
                                     "but /v1/ ends with a slash"
                                   : "there is nothing at this path");
    }
    request->route = match.route;
    request->variable_count = match.variable_count;
    for (size_t i = 0; i < match.variable_count; i++)
        if (!percent_decode(request->arena, match.variables[i], false,
                            &request->variables[i]))
            return error_set(err, ERROR_INVALID,
                             "%.*s in the path is not percent-encoded UTF-8",
                             STR_ARG(route_variable_name(match.route, i)));
    if (method_is_possible(request->route, method_of(request->method)))
        return true;
    refusal->allow = route_methods(request->route);
    error_set(err, ERROR_INVALID, "%.*s is not possible here; %s are",
              STR_ARG(str_slice(request->method, 0, 20)), refusal->allow);
    return refuse(refusal, 405);
}

// Whether a problem is told as a page, until the route and its formats are
// known: browsers ask for HTML before anything else.
static bool asks_for_page(str accept, str query)
{
    static const struct offer offers[] = { { "json", FORMAT_JSON },
                                           { "html", FORMAT_HTML },
                                           { 0 } };
    str pair;
    while (str_next(&query, '&', &pair))
        if (str_starts(pair, STR("f="))) return str_equal(pair, STR("f=html"));
    const struct offer *offer = offer_negotiate(offers, accept);
    return offer && offer->format == FORMAT_HTML;
}

static void copy_head(struct request *request, const struct app *app,
                      struct exchange *x)
{
    request->arena = x->arena;
    request->problems.arena = x->arena;
    request->method = x->method;
    request->path = str_equal(x->path, STR("/v1/")) ? STR("/v1") : x->path;
    request->query = x->query;
    request->accept = x->accept;
    request->wants_page = asks_for_page(x->accept, x->query);
    request->id = x->id;
    request->started_us = x->started_us;
    request->style_templates = app->style_templates;
    request->deadline_ms =
        x->started_us / 1000 + (uint64_t)app->config->request_timeout_ms;
}

static bool refuse_body(const struct request *request, const struct exchange *x,
                        struct refusal *refusal, struct error *err)
{
    if (method_of(request->method) != METHOD_POST) {
        error_set(err, ERROR_INVALID, "a request here has no body");
        return refuse(refusal, 413);
    }
    if (!route_takes_body(request->route, x->content_type)) {
        error_set(err, ERROR_INVALID,
                  "the body must be %s, as Content-Type says",
                  request->route->body_types);
        return refuse(refusal, 415);
    }
    if (x->transfer_encoding.bytes) {
        error_set(err, ERROR_INVALID,
                  "a body must come with its Content-Length");
        return refuse(refusal, 411);
    }
    error_set(err, ERROR_INVALID,
              "the body has %.*s bytes; at most %d are accepted",
              STR_ARG(str_slice(x->content_length, 0, 20)), BODY_BYTES_MAX);
    return refuse(refusal, 413);
}

static bool check_body(struct request *request, const struct exchange *x,
                       struct refusal *refusal, struct error *err)
{
    request->body = x->body;
    if (exchange_has_body(x) == (x->body.bytes != NULL)) return true;
    return refuse_body(request, x, refusal, err);
}

bool request_begin(struct request *request, const struct app *app,
                   struct exchange *x, struct refusal *refusal,
                   struct error *err)
{
    copy_head(request, app, x);
    if (!check_size(x, app->config, refusal, err)) return false;
    if (!check_framing(x, err)) return false;
    if (!check_host(request, app, x, err)) return false;
    if (!find_route(request, refusal, err)) return false;
    x->route = request->route;
    return check_body(request, x, refusal, err);
}

static bool find_collection(struct request *request)
{
    struct error err;
    request->collection = NULL;
    for (size_t i = 0; i < request->variable_count; i++) {
        str name = route_variable_name(request->route, i);
        if (str_equal(name, STR("styleId"))) {
            request->collection =
                style_collection(request, request->variables[i]);
            return true;
        }
        if (!str_equal(name, STR("collectionId"))) continue;
        str id = request->variables[i];
        request->collection = visible_collection(request->catalog, id);
        if (request->collection) return true;
        error_set(&err, ERROR_NOT_FOUND, "there is no collection '%.*s'",
                  STR_ARG(str_slice(id, 0, 80)));
        request_path_problem(request, i, &err);
        return false;
    }
    return true;
}

static void offers_print(const struct offer *offers, struct buf *out)
{
    for (size_t i = 0; offers[i].name; i++)
        buf_addf(out, "%s%s", i ? ", " : "", offers[i].name);
}

static str offer_names(const struct request *request)
{
    str names;
    struct buf list;
    buf_init(&list, request->arena, 512);
    offers_print(request->route->offers, &list);
    return buf_finish(&list, &names, NULL) ? names : (str){ 0 };
}

// What people leave empty in a form does not count. Only forms say f=html;
// elsewhere an empty value is one.
static void drop_empty(struct request *request)
{
    struct params *params = &request->params;
    struct pair *kept =
        ARENA_ARRAY(request->arena, struct pair, params->pair_count);
    size_t count = 0;
    for (size_t i = 0; kept && i < params->pair_count; i++)
        if (params->pairs[i].value.len) kept[count++] = params->pairs[i];
    if (!kept) return;
    params->pairs = kept;
    params->pair_count = count;
}

static const struct pair *find_f(const struct params *params)
{
    for (size_t i = 0; i < params->pair_count; i++)
        if (str_equal(params->pairs[i].name, STR("f")))
            return &params->pairs[i];
    return NULL;
}

// `f` wins over Accept: a link must mean the same to every client.
static bool choose_format(struct request *request, struct error *err)
{
    const struct offer *offers = request->route->offers;
    const struct pair *f = find_f(&request->params);
    const struct offer *chosen;
    if (!offers) return true;
    if (f) {
        chosen = offer_find(offers, f->value);
        if (!chosen)
            problem_add(&request->problems, "query", STR("f"), "invalid",
                        "'%.*s' is not offered; there is %.*s",
                        STR_ARG(str_slice(f->value, 0, 40)),
                        STR_ARG(offer_names(request)));
    } else {
        chosen = offer_negotiate(offers, request->accept);
        if (!chosen)
            return error_set(err, ERROR_NOT_ACCEPTABLE,
                             "none of the formats in Accept is offered; there "
                             "is f=%.*s",
                             STR_ARG(offer_names(request)));
    }
    if (!chosen) return true;
    request->format = chosen->format;
    request->wants_page = chosen->format == FORMAT_HTML;
    return true;
}

// The parameters as pairs: from the query, or from the body of a search.
static bool split_params(struct request *request)
{
    struct problems *problems = &request->problems;
    if (!request->route->is_post_only)
        return params_split(request->arena, request->query, &request->params,
                            problems);
    problems->is_body = true;
    if (request->query.len)
        problem_add(problems, "query", STR("?"), "unknown",
                    "the parameters of a search stand in its body");
    return search_body_read(request->arena, request->body, &request->params,
                            problems);
}

// Without its collection nobody knows which names are properties.
static bool check_params(struct request *request, const struct app *app)
{
    const struct param_limits limits = { .max_limit = app->config->max_limit };
    const struct collection *collection = request->collection;
    const struct route *route = request->route;
    struct route lenient;
    if (request->problems.is_absent && route->accepts_fields) {
        lenient = *route;
        lenient.ignores_unknown = true;
        route = &lenient;
    }
    return params_check(request->arena, route,
                        collection ? &collection->schema : NULL, &limits,
                        &request->params, &request->problems);
}

bool request_check(struct request *request, const struct app *app,
                   const struct catalog *catalog, struct error *err)
{
    const struct route *route = request->route;
    struct problems *problems = &request->problems;
    *problems = (struct problems){ .arena = request->arena };
    request->catalog = catalog;
    // All are asked, so that one answer names all that is wrong.
    bool is_found = find_collection(request);
    bool is_split = split_params(request);
    const struct pair *f = find_f(&request->params);
    if (is_split && f && str_equal(f->value, STR("html"))) drop_empty(request);
    bool is_checked = check_params(request, app);
    bool is_chosen = choose_format(request, err);
    if (is_found && is_split && request->params.values && route->check)
        route->check(request);
    if (!is_found || !is_split || !is_checked || problems->count) {
        if (route->check_path) route->check_path(app, request);
        return request_is_valid(request, err);
    }
    if (!is_chosen) request_tell_path(request, app, err);
    return is_chosen;
}

void request_tell_path(struct request *request, const struct app *app,
                       struct error *err)
{
    bool is_of_request = err->code == ERROR_INVALID ||
                         err->code == ERROR_NOT_FOUND ||
                         err->code == ERROR_NOT_ACCEPTABLE;
    if (!is_of_request || !request->route->check_path ||
        request->problems.count)
        return;
    request->route->check_path(app, request);
    if (err->code == ERROR_NOT_ACCEPTABLE && request->problems.count)
        problem_add(&request->problems, "header", STR("Accept"), "invalid",
                    "%s", err->message);
    (void)!request_is_valid(request, err);
}
