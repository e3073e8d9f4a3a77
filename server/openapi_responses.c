#include "server/openapi_parts.h"

#define VERSION_HEADER \
    "'API-Version':{'$ref':'#/components/headers/ApiVersion'}"
#define PROBLEM \
    "'content':{'application/problem+json':{'schema':{'$ref':" \
    "'#/components/schemas/Problem'}},'text/html':{'schema':" \
    "{'type':'string'}}}"
#define PROBLEM_RESPONSE(description) \
    "{'description':'" description "','headers':{" VERSION_HEADER "}," PROBLEM \
    "}"

static const struct {
    const char *name, *text;
} responses[] = {
    { "Empty", "{'description':'Hier is niets te zien.',"
               "'headers':{" VERSION_HEADER "}}" },
    { "Moved",
      "{'description':'De stand van de gegevens in het adres is "
      "voorbij; Location is dezelfde tegel van nu.','headers':{" VERSION_HEADER
      ",'Location':{'description':'Het adres van de "
      "tegel','schema':{'type':'string'}}}}" },
    { "NotModified", "{'description':'Wat de client al heeft is nog actueel.',"
                     "'headers':{" VERSION_HEADER "}}" },
    { "BadRequest",
      PROBLEM_RESPONSE("Een parameter klopt niet; errors noemt ze alle.") },
    { "NotFound", PROBLEM_RESPONSE("Dit bestaat niet.") },
    { "NotAcceptable",
      PROBLEM_RESPONSE("Dit bestaat niet in de gevraagde vorm.") },
    { "LengthRequired",
      PROBLEM_RESPONSE("De vraag heeft een Content-Length nodig.") },
    { "TooLarge", PROBLEM_RESPONSE("De vraag is groter dan een megabyte.") },
    { "UnsupportedMediaType", PROBLEM_RESPONSE("De vraag is geen JSON.") },
    { "UriTooLong",
      PROBLEM_RESPONSE("Het adres is langer dan de server aanneemt; zoek met "
                       "POST op _search.") },
    { "Gone",
      PROBLEM_RESPONSE("De gegevens zijn sinds deze cursor vernieuwd; begin "
                       "opnieuw zonder cursor.") },
    { "ServerError", PROBLEM_RESPONSE("Er ging iets mis in de server.") },
    { "Unavailable",
      PROBLEM_RESPONSE("Te druk, of de vraag duurde te lang; probeer het "
                       "later opnieuw.") },
};

void openapi_responses_write(struct json *json)
{
    json_key(json, STR("headers"));
    openapi_raw(json,
                "{'ApiVersion':{'description':'De versie van deze API',"
                "'schema':{'type':'string'}},"
                "'ContentCrs':{'description':'Het stelsel van de coördinaten "
                "in het antwoord','schema':{'type':'string'}},"
                "'Link':{'description':'De volgende pagina','schema':{"
                "'type':'string'}},"
                "'ETag':{'description':'Kenmerk van deze versie van het "
                "antwoord','schema':{'type':'string'}},"
                "'TileReduced':{'description':'Wat er gedaan is om onder "
                "500 kB te blijven','schema':{'type':'string'}},"
                "'TileBeyond':{'description':'Hoeveel features er zijn "
                "weggelaten omdat ze in het stelsel van de tegel geen "
                "nauwkeurige coördinaten hebben.',"
                "'schema':{'type':'integer'}},"
                "'TileSmall':{'description':'Hoeveel lijnen en vlakken te "
                "klein zijn voor het raster van de tegel','schema':{"
                "'type':'integer'}}}");
    json_key(json, STR("responses"));
    json_object_begin(json);
    for (size_t i = 0; i < sizeof responses / sizeof *responses; i++) {
        json_key(json, str_from(responses[i].name));
        openapi_raw(json, responses[i].text);
    }
    json_object_end(json);
}

static bool is_first_of_format(const struct route *route,
                               const struct offer *offer)
{
    const struct offer *first = route->offers;
    while (first->format != offer->format) first++;
    return first == offer;
}

// Without "; charset=utf-8", which is no part of the type; the parameter that
// tells OpenAPI's version is.
static str content_key(enum format format)
{
    str type = format_media_type(format);
    if (format == FORMAT_OPENAPI) return type;
    return str_slice(type, 0, str_find_char(type, ';'));
}

static void write_schema_ref(struct json *json, str name, const char *suffix)
{
    json_key(json, STR("$ref"));
    json_raw(json, STR("\"#/components/schemas/"));
    buf_add_str(json->out, name);
    buf_add_str(json->out, str_from(suffix));
    buf_add_char(json->out, '"');
}

static void write_bytes(struct json *json, enum format format)
{
    json_member_str(json, "type",
                    format == FORMAT_JSONFG ? STR("object") : STR("string"));
    if (format == FORMAT_MVT) json_member_str(json, "format", STR("binary"));
}

static void write_content(struct json *json, const struct route *route,
                          enum format format)
{
    str schema = str_from(route->schema);
    bool has_own =
        str_equal(schema, STR("Aggregate")) && format == FORMAT_GEOJSON;
    bool is_json = format == FORMAT_JSON || format == FORMAT_GEOJSON ||
                   format == FORMAT_OPENAPI || format == FORMAT_SCHEMA ||
                   format == FORMAT_STYLE;
    json_key(json, content_key(format));
    json_object_begin(json);
    json_key(json, STR("schema"));
    json_object_begin(json);
    if (format == FORMAT_TILEJSON)
        write_schema_ref(json, STR("TileJson"), "");
    else if (is_json && openapi_has_schema(schema))
        write_schema_ref(json, schema, has_own ? "GeoJson" : "");
    else
        write_bytes(json, format);
    json_object_end(json);
    openapi_example_write(json, schema, format);
    json_object_end(json);
}

static bool has_param(const struct route *route, const char *name)
{
    for (const struct param *p = route->params; p && p->name; p++)
        if (str_equal(str_from(p->name), str_from(name))) return true;
    return false;
}

static void write_success(struct json *json, const struct route *route)
{
    json_key(json, STR("200"));
    json_object_begin(json);
    json_member_str(json, "description", str_from(route->summary));
    json_key(json, STR("headers"));
    json_object_begin(json);
    json_key(json, STR("API-Version"));
    openapi_raw(json, "{'$ref':'#/components/headers/ApiVersion'}");
    if (!route->is_not_stored) {
        json_key(json, STR("ETag"));
        openapi_raw(json, "{'$ref':'#/components/headers/ETag'}");
    }
    if (has_param(route, "crs")) {
        json_key(json, STR("Content-Crs"));
        openapi_raw(json, "{'$ref':'#/components/headers/ContentCrs'}");
    }
    if (has_param(route, "cursor")) {
        json_key(json, STR("Link"));
        openapi_raw(json, "{'$ref':'#/components/headers/Link'}");
    }
    if (offer_find(route->offers, STR("mvt"))) {
        json_key(json, STR("X-Tile-Reduced"));
        openapi_raw(json, "{'$ref':'#/components/headers/TileReduced'}");
        json_key(json, STR("X-Tile-Small"));
        openapi_raw(json, "{'$ref':'#/components/headers/TileSmall'}");
        json_key(json, STR("X-Tile-Beyond"));
        openapi_raw(json, "{'$ref':'#/components/headers/TileBeyond'}");
    }
    json_object_end(json);
    json_key(json, STR("content"));
    json_object_begin(json);
    for (const struct offer *o = route->offers; o && o->name; o++)
        if (is_first_of_format(route, o)) write_content(json, route, o->format);
    json_object_end(json);
    json_object_end(json);
}

static void write_ref(struct json *json, const char *status, const char *name)
{
    json_key(json, str_from(status));
    json_object_begin(json);
    json_key(json, STR("$ref"));
    json_raw(json, STR("\"#/components/responses/"));
    buf_add_str(json->out, str_from(name));
    buf_add_char(json->out, '"');
    json_object_end(json);
}

void openapi_operation_responses(struct json *json, const struct route *route)
{
    json_key(json, STR("responses"));
    json_object_begin(json);
    write_success(json, route);
    if (offer_find(route->offers, STR("mvt"))) write_ref(json, "204", "Empty");
    if (has_param(route, "version")) write_ref(json, "307", "Moved");
    if (!route->is_not_stored) write_ref(json, "304", "NotModified");
    write_ref(json, "400", "BadRequest");
    if (route_variable_name(route, 0).len) write_ref(json, "404", "NotFound");
    write_ref(json, "406", "NotAcceptable");
    if (has_param(route, "cursor")) write_ref(json, "410", "Gone");
    if (!route->is_post_only) write_ref(json, "414", "UriTooLong");
    if (route->is_post_only) {
        write_ref(json, "411", "LengthRequired");
        write_ref(json, "413", "TooLarge");
        write_ref(json, "415", "UnsupportedMediaType");
    }
    write_ref(json, "500", "ServerError");
    write_ref(json, "503", "Unavailable");
    json_object_end(json);
}
