#include "geo/crs_name.h"

#include "geo/crs.h"

int crs_code_from(str digits)
{
    int64_t code;
    if (digits.len > 6 || !str_to_int(digits, &code) || code <= 0) return 0;
    return code == 7415 ? CRS_RD : (int)code;  // RD with heights, dropped here
}

static bool starts_nocase(str s, str prefix)
{
    return str_equal_nocase(str_slice(s, 0, prefix.len), prefix);
}

// What follows the last of `separator`.
static str last_part(str s, char separator)
{
    size_t at = s.len;
    while (at > 0 && s.bytes[at - 1] != separator) at--;
    return str_slice(s, at, s.len);
}

bool crs_name_is_crs84(str name)
{
    str part = last_part(last_part(name, '/'), ':');
    return str_equal_nocase(part, STR("CRS84")) ||
           str_equal_nocase(part, STR("CRS84h"));
}

int crs_identify_name(str name)
{
    static const struct {
        const char *prefix;
        char separator;
    } forms[] = {
        { "EPSG:", ':' },
        { "urn:ogc:def:crs:EPSG:", ':' },
        { "http://www.opengis.net/def/crs/EPSG/", '/' },
        { "https://www.opengis.net/def/crs/EPSG/", '/' },
    };
    static const char *const roots[] = {
        "CRS84",
        "OGC:",
        "urn:ogc:def:crs:OGC:",
        "http://www.opengis.net/def/crs/OGC/",
        "https://www.opengis.net/def/crs/OGC/",
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (starts_nocase(name, str_from(forms[i].prefix)))
            return crs_code_from(last_part(name, forms[i].separator));
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (starts_nocase(name, str_from(roots[i])) && crs_name_is_crs84(name))
            return CRS_WGS84;
    return 0;
}
