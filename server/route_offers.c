#include "server/route_offers.h"

#define HTML_OFFER \
    { \
        "html", FORMAT_HTML \
    }

const struct offer json_offers[] = { { "json", FORMAT_JSON },
                                     HTML_OFFER,
                                     { 0 } };
const struct offer html_offers[] = { HTML_OFFER, { 0 } };
const struct offer css_offers[] = { { "css", FORMAT_CSS }, { 0 } };
const struct offer openapi_offers[] = { { "json", FORMAT_OPENAPI },
                                        HTML_OFFER,
                                        { 0 } };
const struct offer schema_offers[] = { { "json", FORMAT_SCHEMA },
                                       HTML_OFFER,
                                       { 0 } };
const struct offer item_offers[] = {
    { "json", FORMAT_GEOJSON },
    { "geojson", FORMAT_GEOJSON },
    { "jsonfg", FORMAT_JSONFG },
    { "geojsonseq", FORMAT_GEOJSONSEQ },
    HTML_OFFER,
    { 0 },
};
const struct offer items_offers[] = {
    { "json", FORMAT_GEOJSON },
    { "geojson", FORMAT_GEOJSON },
    { "jsonfg", FORMAT_JSONFG },
    { "geojsonseq", FORMAT_GEOJSONSEQ },
    { "csv", FORMAT_CSV },
    HTML_OFFER,
    { 0 },
};
const struct offer search_offers[] = {
    { "json", FORMAT_GEOJSON },  { "geojson", FORMAT_GEOJSON },
    { "jsonfg", FORMAT_JSONFG }, { "geojsonseq", FORMAT_GEOJSONSEQ },
    { "csv", FORMAT_CSV },       { 0 },
};
const struct offer adjacent_offers[] = {
    { "json", FORMAT_GEOJSON }, { "geojson", FORMAT_GEOJSON }, HTML_OFFER, { 0 }
};
const struct offer download_offers[] = {
    { "geojson", FORMAT_GEOJSON },
    { "json", FORMAT_GEOJSON },
    { "geojsonseq", FORMAT_GEOJSONSEQ },
    { "jsonfg", FORMAT_JSONFG },
    { "csv", FORMAT_CSV },
    { "fgb", FORMAT_FLATGEOBUF },
    { "gpkg", FORMAT_GEOPACKAGE },
    { 0 },
};
const struct offer values_offers[] = {
    { "json", FORMAT_JSON }, { "csv", FORMAT_CSV }, HTML_OFFER, { 0 }
};
const struct offer aggregate_offers[] = { { "json", FORMAT_JSON },
                                          { "geojson", FORMAT_GEOJSON },
                                          { "csv", FORMAT_CSV },
                                          HTML_OFFER,
                                          { 0 } };

const struct offer matrix_offers[] = { { "json", FORMAT_JSON }, { 0 } };
const struct offer archive_offers[] = { { "json", FORMAT_JSON },
                                        { "tilejson", FORMAT_TILEJSON },
                                        { "mapbox", FORMAT_STYLE },
                                        HTML_OFFER,
                                        { 0 } };
const struct offer tile_offers[] = { { "mvt", FORMAT_MVT }, { 0 } };
const struct offer style_offers[] = {
    { "mapbox", FORMAT_STYLE }, { "json", FORMAT_STYLE }, HTML_OFFER, { 0 }
};
const struct offer legend_offers[] = {
    { "svg", FORMAT_SVG }, { "png", FORMAT_PNG }, { "json", FORMAT_JSON }, { 0 }
};
const struct offer map_tileset_offers[] = {
    { "json", FORMAT_JSON }, { "tilejson", FORMAT_TILEJSON }, HTML_OFFER, { 0 }
};
