#include "server/openapi_parts.h"

#define LINKS \
    "'links':{'type':'array','items':{'$ref':" \
    "'#/components/schemas/Link'}}"
#define REF(name) "{'$ref':'#/components/schemas/" name "'}"
#define TEXT "{'type':'string'}"
#define NUMBER "{'type':'integer','format':'int64'}"
#define TEXTS "{'type':'array','items':{'type':'string'}}"

static const struct {
    const char *name, *text;
} schemas[] = {
    { "Link", "{'type':'object','required':['rel','href'],'properties':{"
              "'rel':" TEXT ",'type':" TEXT ",'title':" TEXT ",'href':" TEXT
              ",'templated':{'type':'boolean'}}}" },
    { "LandingPage", "{'type':'object','required':['links'],'properties':{"
                     "'title':" TEXT ",'description':" TEXT "," LINKS "}}" },
    { "Conformance", "{'type':'object','required':['conformsTo'],'properties':{"
                     "'conformsTo':" TEXTS "," LINKS "}}" },
    { "OpenApi",
      "{'type':'object','required':['openapi','info','paths'],'properties':{"
      "'openapi':" TEXT ",'info':{'type':'object'},"
      "'paths':{'type':'object'}}}" },
    { "Extent",
      "{'type':'object','properties':{"
      "'spatial':{'type':'object','properties':{"
      "'bbox':{'type':'array','minItems':1,'items':{'type':'array',"
      "'minItems':4,'maxItems':4,'items':{'type':'number'}}},"
      "'crs':" TEXT "}},"
      "'temporal':{'type':'object','properties':{"
      "'interval':{'type':'array','minItems':1,'items':{'type':'array',"
      "'minItems':2,'maxItems':2,'items':{'type':'string',"
      "'format':'date-time','nullable':true}}}}}}}" },
    { "Collection",
      "{'type':'object','required':['id','links'],'properties':{"
      "'id':" TEXT ",'title':" TEXT ",'description':" TEXT ","
      "'attribution':" TEXT ",'license':" TEXT ","
      "'kind':{'type':'string','enum':['features','areas','statistics']},"
      "'vintage':{'type':'integer'},'extent':" REF(
          "Extent") ","
                    "'itemType':" TEXT ",'itemCount':" NUMBER
                    ",'version':" NUMBER ","
                    "'updated':{'type':'string','format':'date-time'},"
                    "'crs':" TEXTS ",'storageCrs':" TEXT "," LINKS "}}" },
    { "Collections",
      "{'type':'object','required':['links','collections'],'properties':{" LINKS
      ",'crs':" TEXTS
      ",'collections':{'type':'array','items':" REF("Collection") "}}}" },
    { "Schema",
      "{'type':'object','required':['$schema','$id','type','properties'],"
      "'properties':{'$schema':" TEXT ",'$id':" TEXT ",'title':" TEXT ","
      "'description':" TEXT ",'type':{'type':'string','enum':['object']},"
      "'properties':{'type':'object'},'required':" TEXTS ","
      "'additionalProperties':{'type':'boolean'}}}" },
    { "Geometry",
      "{'type':'object','nullable':true,'required':['type'],'properties':{"
      "'type':{'type':'string','enum':['Point','MultiPoint','LineString',"
      "'MultiLineString','Polygon','MultiPolygon','GeometryCollection']},"
      "'coordinates':{'type':'array','items':{}},"
      "'geometries':{'type':'array','items':{'type':'object'}}}}" },
    { "Feature",
      "{'type':'object','required':['type','id','geometry','properties'],"
      "'properties':{'type':{'type':'string','enum':['Feature']},"
      "'id':{'oneOf':[{'type':'string'},{'type':'integer'}]},"
      "'geometry':" REF("Geometry") ",'properties':{'type':'object'}," LINKS
                                    "}}" },
    { "FeatureCollection",
      "{'type':'object','required':['type','features'],'properties':{"
      "'type':{'type':'string','enum':['FeatureCollection']},"
      "'features':{'type':'array','items':" REF(
          "Feature") "},"
                     "'numberMatched':" NUMBER ",'numberReturned':" NUMBER
                     "," LINKS "}}" },
    { "Functions",
      "{'type':'object','required':['functions'],'properties':{"
      "'functions':{'type':'array','items':{'type':'object',"
      "'required':['name','returns'],'properties':{'name':" TEXT
      ",'title':" TEXT ",'returns':" TEXTS ",'arguments':{'type':'array',"
      "'items':{'type':'object','required':['type'],'properties':{"
      "'title':" TEXT ",'type':" TEXTS "}}}}}}," LINKS "}}" },
    { "TileMatrixSets",
      "{'type':'object','required':['tileMatrixSets'],'properties':{"
      "'tileMatrixSets':{'type':'array','items':{'type':'object','required':["
      "'id','links'],'properties':{'id':" TEXT ",'title':" TEXT ",'uri':" TEXT
      ",'crs':" TEXT "," LINKS "}}}," LINKS "}}" },
    { "TileMatrixSet",
      "{'type':'object','required':['crs','tileMatrices'],'properties':{"
      "'id':" TEXT ",'title':" TEXT ",'uri':" TEXT ",'crs':" TEXT
      ",'orderedAxes':" TEXTS ",'wellKnownScaleSet':" TEXT
      ",'boundingBox':{'type':'object'},'tileMatrices':{'type':'array',"
      "'items':{'type':'object'}}}}" },
    { "TileSet",
      "{'type':'object','required':['dataType','crs','links'],'properties':{"
      "'title':" TEXT ",'attribution':" TEXT ",'dataType':" TEXT ",'crs':" TEXT
      ",'tileMatrixSetId':" TEXT ",'tileMatrixSetURI':" TEXT
      ",'tileMatrixSetLimits':{'type':'array','items':{'type':'object'}},"
      "'layers':{'type':'array','items':{'type':'object'}},'reductions':{"
      "'type':'object'},'minCellSizes':{'type':'object'},'levels':{'type':"
      "'array','items':{'type':'object'}}," LINKS "}}" },
    { "TileJson",
      "{'type':'object','required':['tilejson','tiles','vector_layers'],"
      "'properties':{'tilejson':" TEXT ",'name':" TEXT ",'description':" TEXT
      ",'attribution':" TEXT ",'scheme':" TEXT ",'tiles':" TEXTS
      ",'minzoom':" NUMBER ",'maxzoom':" NUMBER
      ",'bounds':{'type':'array','items':{'type':'number'}},'vector_layers':{"
      "'type':'array','items':{'type':'object','required':['id','fields'],"
      "'properties':{'id':" TEXT ",'minzoom':" NUMBER ",'maxzoom':" NUMBER
      ",'fields':{'type':'object','additionalProperties':" TEXT "}}}},"
      "'reductions':{'type':'object'},'minCellSizes':{'type':'object'},"
      "'levels':{'type':'array','items':{'type':'object'}}}}" },
    { "TileSets",
      "{'type':'object','required':['tilesets'],'properties':{"
      "'tilesets':{'type':'array','items':" REF("TileSet") "}," LINKS "}}" },
    { "Styles",
      "{'type':'object','required':['styles'],'properties':{'default':" TEXT
      ",'styles':{'type':'array','items':{'type':'object','required':['id',"
      "'links'],'properties':{'id':" TEXT ",'title':" TEXT "," LINKS
      "}}}," LINKS "}}" },
    { "MapStyle",
      "{'type':'object','required':['version','sources','layers'],"
      "'properties':{'version':{'type':'integer','enum':[8]},'name':" TEXT
      ",'metadata':{'type':'object'},'center':{'type':'array','items':{'type':"
      "'number'}},'zoom':{'type':'number'},'sprite':" TEXT ",'glyphs':" TEXT
      ",'sources':{'type':'object'},'layers':{'type':'array','items':{'type':"
      "'object'}}}}" },
    { "StyleMetadata",
      "{'type':'object','required':['id','stylesheets'],'properties':{'id'"
      ":" TEXT ",'title':" TEXT ",'description':" TEXT ",'license':" TEXT
      ",'attribution':" TEXT ",'scope':" TEXT ",'version':" TEXT
      ",'stylesheets':{'type':'array','items':{'type':'object'}},'layers':{"
      "'type':'array','items':{'type':'object'}},'buurt:collections':{'type':"
      "'array','items':{'type':'object'}},'buurt:legend':" TEXT "," LINKS
      "}}" },
    { "Legend",
      "{'type':'object','required':['title','groups'],'properties':{'title'"
      ":" TEXT ",'measure':" TEXT ",'attribute':" TEXT ",'method':" TEXT
      ",'groups':{'type':'array','items':{'type':'object','required':['items'],"
      "'properties':{'title':" TEXT ",'level':" TEXT ",'items':{'type':'array',"
      "'items':{'type':'object','required':['title','shape'],'properties':{"
      "'title':" TEXT ",'shape':" TEXT ",'color':" TEXT ",'outline':" TEXT
      ",'icon':" TEXT ",'class':" TEXT ",'from':{'type':'number'},'least':{"
      "'type':'number'},'most':{'type':'number'},'areas':" NUMBER
      "}}}}}}," LINKS "}}" },
    { "Values",
      "{'type':'object','required':['property','values'],'properties':{"
      "'property':" TEXT ",'title':" TEXT ",'values':{'type':'array','items':{"
      "'type':'object','required':['value','count'],'properties':{"
      "'value':{},'title':" TEXT ",'count':" NUMBER "}}}," LINKS "}}" },
    { "Aggregations",
      "{'type':'object','required':['groupBy','measures'],'properties':{"
      "'collection':" TEXT ",'title':" TEXT ","
      "'groupBy':{'type':'array','items':{'type':'object',"
      "'required':['name','type'],'properties':{'name':" TEXT ",'title':" TEXT
      ",'type':{'type':'string','enum':['area','category','time']},"
      "'collection':" TEXT ",'values':{'type':'array','items':{"
      "'type':'object'}}}}},"
      "'measures':{'type':'array','items':{'type':'object',"
      "'required':['name','key'],'properties':{'name':" TEXT ",'key':" TEXT
      ",'title':" TEXT ",'unit':" TEXT "}}},"
      "'ratePer':{'type':'array','items':{'type':'object','properties':{"
      "'name':" TEXT ",'title':" TEXT "}}}," LINKS "}}" },
    { "Counts", "{'type':'object','required':['count'],'properties':{"
                "'count':" NUMBER ",'withheld':" NUMBER "},"
                "'additionalProperties':true}" },
    { "Aggregate",
      "{'type':'object','required':['groupBy','groups','unassigned','total'],"
      "'properties':{'groupBy':" TEXTS ","
      "'groups':{'type':'array','items':" REF(
          "Counts") "},"
                    "'unassigned':" REF("Counts") ",'total':" REF(
                        "Counts") "," LINKS "}}" },
    { "AggregateGeoJson",
      "{'type':'object','required':['type','features','unassigned','total'],"
      "'properties':{'type':{'type':'string','enum':['FeatureCollection']},"
      "'groupBy':" TEXTS ","
      "'features':{'type':'array','items':" REF(
          "Feature") "},"
                     "'unassigned':" REF("Counts") ",'total':" REF(
                         "Counts") "," LINKS "}}" },
    { "Problem",
      "{'type':'object','required':['status','title','detail'],'properties':{"
      "'type':" TEXT ",'status':{'type':'integer'},'title':" TEXT ","
      "'detail':" TEXT ",'instance':" TEXT ","
      "'errors':{'type':'array','items':{'type':'object','properties':{"
      "'in':" TEXT ",'name':" TEXT ",'code':" TEXT ",'detail':" TEXT "}}},"
      "'errorsLeftOut':{'type':'integer'}}}" },
};
enum { SCHEMA_COUNT = sizeof schemas / sizeof *schemas };

void openapi_raw(struct json *json, const char *text)
{
    json_raw(json, (str){ 0 });
    for (const char *c = text; *c; c++)
        buf_add_char(json->out, *c == '\'' ? '"' : *c);
}

bool openapi_has_schema(str name)
{
    for (size_t i = 0; i < SCHEMA_COUNT; i++)
        if (str_equal(str_from(schemas[i].name), name)) return true;
    return false;
}

void openapi_schemas_write(struct json *json)
{
    json_key(json, STR("schemas"));
    json_object_begin(json);
    for (size_t i = 0; i < SCHEMA_COUNT; i++) {
        json_key(json, str_from(schemas[i].name));
        openapi_raw(json, schemas[i].text);
    }
    json_object_end(json);
}
