// What a WFS request says, the same whether it came as KVP or as XML.

#ifndef SERVER_WFS_PARAMETERS_H
#define SERVER_WFS_PARAMETERS_H

#include "server/request.h"
#include "server/wfs/xml.h"

enum wfs_parameter {
    WFS_SERVICE,
    WFS_VERSION,
    WFS_REQUEST,
    WFS_ACCEPT_VERSIONS,
    WFS_ACCEPT_FORMATS,
    WFS_SECTIONS,
    WFS_TYPE_NAMES,
    WFS_NAMESPACES,
    WFS_OUTPUT_FORMAT,
    WFS_RESULT_TYPE,
    WFS_COUNT,
    WFS_START_INDEX,
    WFS_SRS_NAME,
    WFS_PROPERTY_NAME,
    WFS_VALUE_REFERENCE,
    WFS_SORT_BY,
    WFS_FILTER,
    WFS_FILTER_LANGUAGE,
    WFS_BBOX,
    WFS_RESOURCE_ID,
    WFS_RESOLVE,
    WFS_RESOLVE_PATH,
    WFS_STORED_QUERY_ID,
    WFS_ID,  // of GetFeatureById
    WFS_PARAMETER_COUNT,
};

struct wfs_parameters {
    // Decoded and without blanks around them; NULL when not given. What XML
    // says more than once stands in a list, with commas between.
    str values[WFS_PARAMETER_COUNT];
    const struct xml *filter;  // fes:Filter; NULL when there is none
};

// By KVP: names in any case, unknown ones ignored (OGC 06-121r3, 11.5.2).
void parameters_from_pairs(const struct params *params,
                           struct wfs_parameters *out);

// By XML: the body of a POST.
bool parameters_from_xml(struct arena *arena, str body,
                         struct wfs_parameters *out,
                         struct error *err) MUST_CHECK;

// "TYPENAMES": the name in KVP, and what exceptions call it.
const char *parameter_name(enum wfs_parameter parameter);
const char *parameter_locator(enum wfs_parameter parameter);

#endif
