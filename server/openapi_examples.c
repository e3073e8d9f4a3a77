#include "server/openapi_parts.h"

#define HOST "https://data.example.nl/v1"
#define PATH HOST "/collections/monumenten"
#define SELF(url, type) \
    "'links':[{'rel':'self','type':'" type \
    "','title':'Dit document','href':'" url "'}]"
#define POINT "{'type':'Point','coordinates':[6.5665,53.2194]}"
#define AREA \
    "{'type':'Polygon','coordinates':[[[6.55,53.21],[6.58,53.21]," \
    "[6.58,53.23],[6.55,53.21]]]}"
#define FEATURE \
    "'type':'Feature','id':905564,'geometry':" POINT \
    ",'properties':{'straat':'Zonneplein','bouwjaar':1874}"
#define COLLECTION \
    "{'id':'monumenten','title':'Monumenten','description':'Gebouwen die " \
    "beschermd zijn.','kind':'features','extent':{'spatial':{'bbox':[[6.46," \
    "53.17,6.67,53.26]],'crs':'http://www.opengis.net/def/crs/OGC/1.3/" \
    "CRS84'}},'itemType':'feature','itemCount':3000,'version':1,'updated':" \
    "'2026-03-18T06:30:00Z','crs':['http://www.opengis.net/def/crs/OGC/1.3/" \
    "CRS84'],'storageCrs':'http://www.opengis.net/def/crs/OGC/1.3/" \
    "CRS84'," SELF(PATH, "application/json") "}"

#define MERCATOR "'http://www.opengis.net/def/crs/EPSG/0/3857'"
#define TILESET \
    "{'title':'Monumenten " \
    "(WebMercatorQuad)','dataType':'vector','crs':" MERCATOR \
    ",'tileMatrixSetId':'WebMercatorQuad','tileMatrixSetLimits':[{" \
    "'tileMatrix':'12','minTileRow':1329,'maxTileRow':1331,'minTileCol':2121," \
    "'maxTileCol':2124}],'links':[{'rel':'item','type':'application/" \
    "vnd.mapbox-vector-tile','title':'De tegels','href':'" PATH \
    "/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}?f=mvt'," \
    "'templated':true}]}"

static const struct {
    const char *schema;
    enum format format;
    const char *text;
} examples[] = {
    { "LandingPage", FORMAT_JSON,
      "{'title':'Buurt','description':'Open locatiedata.'," SELF(
          HOST, "application/json") "}" },
    { "Conformance", FORMAT_JSON,
      "{'conformsTo':['http://www.opengis.net/spec/ogcapi-features-1/1.0/"
      "conf/core']," SELF(HOST "/conformance", "application/json") "}" },
    { "Functions", FORMAT_JSON,
      "{'functions':[{'name':'length','returns':['number'],'arguments':["
      "{'type':['string']}]}]," SELF(HOST "/functions",
                                     "application/json") "}" },
    { "OpenApi", FORMAT_OPENAPI,
      "{'openapi':'3.0.3','info':{'title':'Buurt','version':'1.0.0'},"
      "'paths':{}}" },
    { "Collections", FORMAT_JSON,
      "{'collections':[" COLLECTION
      "]," SELF(HOST "/collections", "application/json") "}" },
    { "Collection", FORMAT_JSON, COLLECTION },
    { "Schema", FORMAT_SCHEMA,
      "{'$schema':'https://json-schema.org/draft/2020-12/schema','$id':'" PATH
      "/schema','title':'Monumenten','type':'object','properties':{"
      "'bouwjaar':{'title':'Bouwjaar','type':'integer'}},"
      "'additionalProperties':false}" },
    { "Feature", FORMAT_GEOJSON,
      "{" FEATURE "," SELF(PATH "/items/905564", "application/geo+json") "}" },
    { "FeatureCollection", FORMAT_GEOJSON,
      "{'type':'FeatureCollection','features':[{" FEATURE
      "}],'numberMatched':1,'numberReturned':1," SELF(
          PATH "/items", "application/geo+json") "}" },
    { "FeatureCollection", FORMAT_CSV,
      "'id,straat,bouwjaar,lon,lat\\r\\n905564,Zonneplein,1874,6.5665,"
      "53.2194\\r\\n'" },
    { "TileMatrixSets", FORMAT_JSON,
      "{'tileMatrixSets':[{'id':'WebMercatorQuad','title':'Google Maps "
      "Compatible for the World','uri':'http://www.opengis.net/def/"
      "tilematrixset/OGC/1.0/WebMercatorQuad','crs':" MERCATOR
      "," SELF(HOST "/tileMatrixSets/WebMercatorQuad",
               "application/json") "}]," SELF(HOST "/tileMatrixSets",
                                              "application/json") "}" },
    { "TileMatrixSet", FORMAT_JSON,
      "{'id':'NetherlandsRDNewQuad','crs':'http://www.opengis.net/def/crs/EPSG/"
      "0/28992','orderedAxes':['X','Y'],'tileMatrices':[{'id':'0',"
      "'scaleDenominator':12288000,'cellSize':3440.64,'pointOfOrigin':["
      "-285401.92,903401.92],'tileWidth':256,'tileHeight':256,'matrixWidth':1,"
      "'matrixHeight':1}]}" },
    { "TileSet", FORMAT_JSON, TILESET },
    { "TileSet", FORMAT_TILEJSON,
      "{'tilejson':'3.0.0','name':'Monumenten','scheme':'xyz','tiles':['" PATH
      "/tiles/WebMercatorQuad/{z}/{y}/{x}?f=mvt&version=198cbd36ab844ca3'],"
      "'minzoom':0,'maxzoom':16,'bounds':[6.46,53.17,6.67,53.26],"
      "'vector_layers':[{'id':'monumenten','minzoom':0,'maxzoom':16,'fields':{"
      "'bouwjaar':'Number'}}]}" },
    { "TileSets", FORMAT_JSON,
      "{'tilesets':[" TILESET
      "]," SELF(PATH "/tiles", "application/json") "}" },
    { "Values", FORMAT_JSON,
      "{'property':'plaats','title':'Plaats','values':[{'value':'Groningen',"
      "'count':2891}]," SELF(PATH "/values/plaats", "application/json") "}" },
    { "Values", FORMAT_CSV, "'value,count\\r\\nGroningen,2891\\r\\n'" },
    { "Aggregations", FORMAT_JSON,
      "{'collection':'monumenten','title':'Monumenten','groupBy':[{'name':"
      "'buurt','title':'Buurt','type':'area','collection':'buurten'}],"
      "'measures':[{'name':'count','key':'count','title':'Aantal'}],"
      "'ratePer':[{'name':'aantal_inwoners','title':'Aantal inwoners'}]," SELF(
          PATH "/aggregations", "application/json") "}" },
    { "Aggregate", FORMAT_JSON,
      "{'groupBy':['buurt'],'groups':[{'buurt':'BU00140000','buurtnaam':"
      "'Binnenstad-Noord','count':12}],'unassigned':{'count':3},'total':{"
      "'count':15}," SELF(PATH "/aggregate?groupBy=buurt",
                          "application/json") "}" },
    { "Aggregate", FORMAT_GEOJSON,
      "{'type':'FeatureCollection','groupBy':['buurt'],'features':[{'type':"
      "'Feature','id':'BU00140000','geometry':" AREA
      ",'properties':{'buurt':'BU00140000','count':12}}],'unassigned':{"
      "'count':3},'total':{'count':15}," SELF(
          PATH "/aggregate?f=geojson&groupBy=buurt",
          "application/geo+json") "}" },
    { "Aggregate", FORMAT_CSV,
      "'buurt,buurtnaam,count\\r\\nBU00140000,Binnenstad-Noord,12\\r\\n'" },
    { "Styles", FORMAT_JSON,
      "{'default':'monumenten','styles':[{'id':'monumenten','title':"
      "'Monumenten naar categorie','links':[{'rel':'stylesheet','type':"
      "'application/vnd.mapbox.style+json','href':'" HOST
      "/styles/monumenten'}]}]," SELF(HOST "/styles", "application/json") "}" },
    { "MapStyle", FORMAT_STYLE,
      "{'version':8,'name':'Monumenten','sources':{'data':{'type':'vector',"
      "'url':'" PATH "/tiles/WebMercatorQuad?f=tilejson'}},'layers':[{'id':"
      "'monumenten','type':'circle','source':'data','source-layer':"
      "'monumenten'}]}" },
    { "Legend", FORMAT_JSON,
      "{'title':'Monumenten naar categorie','groups':[{'title':"
      "'Hoofdcategorie','items':[{'title':'Archeologie','shape':'point',"
      "'color':'#0b5394'}]}]," SELF(HOST "/styles/monumenten/legend?f=json",
                                    "application/json") "}" },
    { "StyleMetadata", FORMAT_JSON,
      "{'id':'monumenten','title':'Monumenten naar categorie','stylesheets':["
      "{'native':true}]," SELF(HOST "/styles/monumenten/metadata",
                               "application/json") "}" },
};

void openapi_example_write(struct json *json, str schema, enum format format)
{
    bool is_page = format == FORMAT_HTML;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        if (examples[i].format != format ||
            !str_equal(str_from(examples[i].schema), schema))
            continue;
        json_key(json, STR("example"));
        openapi_raw(json, examples[i].text);
    }
    if (is_page)
        json_member_str(json, "example",
                        STR("<!DOCTYPE html><html lang=\"nl\">…</html>"));
}
