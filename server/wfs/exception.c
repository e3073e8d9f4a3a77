#include <stdarg.h>
#include <stdio.h>

#include "server/wfs/markup.h"
#include "server/wfs/wfs.h"

struct code {
    const char *name;
    unsigned status;
};

// OGC 09-025r2, table D.2.
static const struct code codes[] = {
    [WFS_INVALID_PARAMETER_VALUE] = { "InvalidParameterValue", 400 },
    [WFS_MISSING_PARAMETER_VALUE] = { "MissingParameterValue", 400 },
    [WFS_NO_APPLICABLE_CODE] = { "NoApplicableCode", 500 },
    [WFS_NOT_FOUND] = { "NotFound", 404 },
    [WFS_OPERATION_NOT_SUPPORTED] = { "OperationNotSupported", 501 },
    [WFS_OPERATION_PARSING_FAILED] = { "OperationParsingFailed", 400 },
    [WFS_OPERATION_PROCESSING_FAILED] = { "OperationProcessingFailed", 403 },
    [WFS_OPTION_NOT_SUPPORTED] = { "OptionNotSupported", 501 },
    [WFS_VERSION_NEGOTIATION_FAILED] = { "VersionNegotiationFailed", 400 },
};

unsigned wfs_status(enum wfs_code code)
{
    return codes[code].status;
}

#undef wfs_refuse
bool wfs_refuse(struct wfs *wfs, enum wfs_code code, const char *locator,
                struct error *err, const char *format, ...)
{
    char message[ERROR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    wfs->is_refused = true;
    wfs->code = code;
    wfs->locator = locator;
    return error_set(err, ERROR_INVALID, "%s", message);
}

#undef wfs_blame
bool wfs_blame(struct wfs *wfs, const char *locator, struct error *err)
{
    static const struct {
        enum error_code error;
        enum wfs_code code;
    } blamed[] = {
        { ERROR_INVALID, WFS_INVALID_PARAMETER_VALUE },
        { ERROR_UNSUPPORTED, WFS_OPTION_NOT_SUPPORTED },
        { ERROR_REFUSED, WFS_OPERATION_PROCESSING_FAILED },
    };
    for (size_t i = 0; i < sizeof blamed / sizeof *blamed; i++) {
        if (err->code != blamed[i].error) continue;
        wfs->is_refused = true;
        wfs->code = blamed[i].code;
        wfs->locator = locator;
    }
    return false;
}

void wfs_write_exception(struct buf *out, enum wfs_code code,
                         const char *locator, str message)
{
    buf_addf(out,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<ows:ExceptionReport version=\"2.0.0\""
             " xmlns:ows=\"http://www.opengis.net/ows/1.1\""
             " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
             " xsi:schemaLocation=\"http://www.opengis.net/ows/1.1"
             " http://schemas.opengis.net/ows/1.1.0/owsAll.xsd\">\n"
             "<ows:Exception exceptionCode=\"%s\"",
             codes[code].name);
    if (locator) markup_attribute(out, "locator", str_from(locator));
    buf_addf(out, ">");
    markup_element(out, "ows:ExceptionText", message);
    buf_addf(out, "</ows:Exception>\n</ows:ExceptionReport>\n");
}
