// WFS 2.0 (OGC 09-025r2) at /v1/wfs, for clients that do not speak OGC API:
// the classes Simple WFS and Basic WFS, by KVP and by XML.
//
//   get_wfs (wfs.c)   what is asked: parameters.c, of a query or of a body
//                     which operation answers: the table in wfs.c
//   query.c, fes.c    from the words of WFS to a struct selection
//   features.c, gml.c from features to GML
//   exception.c       what is wrong, as an ows:ExceptionReport

#ifndef SERVER_WFS_WFS_H
#define SERVER_WFS_WFS_H

#include "server/body.h"
#include "server/wfs/parameters.h"

#define WFS_PREFIX "buurt"
#define WFS_SPACE "urn:x-buurt:features"
#define WFS_GML_TYPE "application/gml+xml; version=3.2"

enum wfs_code {  // OWS Common 1.1 table 27, WFS 2.0 table 3
    WFS_INVALID_PARAMETER_VALUE,
    WFS_MISSING_PARAMETER_VALUE,
    WFS_NO_APPLICABLE_CODE,
    WFS_NOT_FOUND,
    WFS_OPERATION_NOT_SUPPORTED,
    WFS_OPERATION_PARSING_FAILED,
    WFS_OPERATION_PROCESSING_FAILED,
    WFS_OPTION_NOT_SUPPORTED,
    WFS_VERSION_NEGOTIATION_FAILED,
};

// A request on its way.
struct wfs {
    struct app *app;
    struct request *request;
    struct response *response;
    struct wfs_parameters given;
    struct buf body;
    bool is_refused;  // by the client's own doing: what, and where
    enum wfs_code code;
    const char *locator;
};

// Records what the client did wrong. Always false.
bool wfs_refuse(struct wfs *wfs, enum wfs_code code, const char *locator,
                struct error *err, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
#define wfs_refuse(...) error_always(wfs_refuse(__VA_ARGS__))

// The same with the message that `err` has already, when that is about the
// request; any other error stays what it is. Always false.
bool wfs_blame(struct wfs *wfs, const char *locator, struct error *err);
#define wfs_blame(...) error_always(wfs_blame(__VA_ARGS__))

// The operations. Each fills wfs->body.
typedef bool wfs_operation(struct wfs *wfs, struct error *err);
wfs_operation wfs_get_capabilities;
wfs_operation wfs_describe_feature_type;
wfs_operation wfs_get_feature;
wfs_operation wfs_get_property_value;
wfs_operation wfs_list_stored_queries;
wfs_operation wfs_describe_stored_queries;

// The answer that says what is wrong.
void wfs_write_exception(struct buf *out, enum wfs_code code,
                         const char *locator, str message);
unsigned wfs_status(enum wfs_code code);

// <?xml …?> and the start tag of an answer's root, up to its attributes.
void wfs_begin_document(struct wfs *wfs, const char *root);

// base_url/v1/wfs
str wfs_url(const struct request *request);

#endif
