#include "server/wfs/wfs.h"

#include "server/handlers/handlers.h"
#include "server/wfs/markup.h"

struct operation {
    const char *name;
    wfs_operation *run;  // NULL: of the standard, and not offered
};

static const struct operation operations[] = {
    { "GetCapabilities", wfs_get_capabilities },
    { "DescribeFeatureType", wfs_describe_feature_type },
    { "GetFeature", wfs_get_feature },
    { "GetPropertyValue", wfs_get_property_value },
    { "ListStoredQueries", wfs_list_stored_queries },
    { "DescribeStoredQueries", wfs_describe_stored_queries },
    { "Transaction", NULL },
    { "LockFeature", NULL },
    { "GetFeatureWithLock", NULL },
    { "CreateStoredQuery", NULL },
    { "DropStoredQuery", NULL },
};
enum { OPERATION_COUNT = sizeof operations / sizeof *operations };

str wfs_url(const struct request *request)
{
    return request_link(request, "/v1/wfs");
}

void wfs_begin_document(struct wfs *wfs, const char *root)
{
    buf_addf(&wfs->body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%s",
             root);
}

static bool is_version(str version)
{
    return str_equal(version, STR("2.0.0")) ||
           str_equal(version, STR("2.0.2")) || str_equal(version, STR("2.0"));
}

static bool check_service(struct wfs *wfs, struct error *err)
{
    str service = wfs->given.values[WFS_SERVICE];
    if (!service.len)
        return wfs_refuse(wfs, WFS_MISSING_PARAMETER_VALUE, "service", err,
                          "SERVICE is missing; it is WFS here");
    return str_equal_nocase(service, STR("WFS")) ||
           wfs_refuse(wfs, WFS_INVALID_PARAMETER_VALUE, "service", err,
                      "SERVICE is WFS here, not '%.*s'",
                      STR_ARG(str_slice(service, 0, 40)));
}

// A missing version means this one: people type requests too.
static bool check_version(struct wfs *wfs, const struct operation *operation,
                          struct error *err)
{
    str version = wfs->given.values[WFS_VERSION];
    bool is_first = operation->run == wfs_get_capabilities;
    return is_first || !version.len || is_version(version) ||
           wfs_refuse(wfs, WFS_INVALID_PARAMETER_VALUE, "version", err,
                      "VERSION is 2.0.0 here, not '%.*s'",
                      STR_ARG(str_slice(version, 0, 40)));
}

// OGC 06-121r3, 7.3.2. A VERSION that comes with GetCapabilities is a wish
// that need not be met.
static bool negotiate(struct wfs *wfs, struct error *err)
{
    str version, list = wfs->given.values[WFS_ACCEPT_VERSIONS];
    if (!list.len) return true;
    while (str_next(&list, ',', &version))
        if (is_version(str_trim(version))) return true;
    return wfs_refuse(wfs, WFS_VERSION_NEGOTIATION_FAILED, "acceptVersions",
                      err, "the version here is 2.0.0");
}

static const struct operation *find_operation(struct wfs *wfs,
                                              struct error *err)
{
    str name = wfs->given.values[WFS_REQUEST];
    if (!name.len) {
        wfs_refuse(wfs, WFS_MISSING_PARAMETER_VALUE, "request", err,
                   "REQUEST is missing; try GetCapabilities");
        return NULL;
    }
    for (size_t i = 0; i < OPERATION_COUNT; i++) {
        if (!str_equal_nocase(name, str_from(operations[i].name))) continue;
        if (operations[i].run) return &operations[i];
        wfs_refuse(wfs, WFS_OPERATION_NOT_SUPPORTED, operations[i].name, err,
                   "%s is not offered: this service is read-only",
                   operations[i].name);
        return NULL;
    }
    wfs_refuse(wfs, WFS_INVALID_PARAMETER_VALUE, "request", err,
               "there is no operation '%.*s'", STR_ARG(str_slice(name, 0, 40)));
    return NULL;
}

static bool read_request(struct wfs *wfs, struct error *err)
{
    struct request *request = wfs->request;
    if (!str_equal(request->method, STR("POST"))) {
        parameters_from_pairs(&request->params, &wfs->given);
        return true;
    }
    if (parameters_from_xml(request->arena, request->body, &wfs->given, err))
        return true;
    wfs_blame(wfs, NULL, err);
    if (wfs->is_refused && wfs->code == WFS_INVALID_PARAMETER_VALUE)
        wfs->code = WFS_OPERATION_PARSING_FAILED;
    return false;
}

static bool answer(struct wfs *wfs, struct error *err)
{
    const struct operation *operation;
    if (!read_request(wfs, err) || !check_service(wfs, err)) return false;
    operation = find_operation(wfs, err);
    if (!operation || !check_version(wfs, operation, err)) return false;
    if (operation->run == wfs_get_capabilities && !negotiate(wfs, err))
        return false;
    wfs->given.values[WFS_REQUEST] = str_from(operation->name);
    return operation->run(wfs, err);
}

// What the client did wrong is an exception of WFS; anything else goes the way
// of all errors, and comes back through write_wfs_problem.
static bool write_refusal(struct wfs *wfs, const struct error *why,
                          struct error *err)
{
    body_begin(&wfs->body, wfs->app, wfs->request);
    wfs_write_exception(&wfs->body, wfs->code, wfs->locator,
                        str_from(why->message));
    wfs->response->status = wfs_status(wfs->code);
    wfs->response->content_type = STR("application/xml");
    wfs->response->is_not_cached = true;
    wfs->response->rows = 0;
    return body_end(&wfs->body, wfs->response, err);
}

bool get_wfs(struct app *app, struct request *request,
             struct response *response, struct error *err)
{
    struct wfs wfs = { .app = app, .request = request, .response = response };
    body_begin(&wfs.body, app, request);
    if (answer(&wfs, err)) return body_end(&wfs.body, response, err);
    if (!wfs.is_refused) return false;
    struct error why = *err;
    return write_refusal(&wfs, &why, err);
}

str write_wfs_problem(struct buf *out, str detail)
{
    wfs_write_exception(out, WFS_NO_APPLICABLE_CODE, NULL, detail);
    return STR("application/xml");
}
