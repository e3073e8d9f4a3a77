"""What JSON-FG (OGC 21-045r1) asks beyond GeoJSON, written as JSON Schema from
the text of the standard: OGC's own schemas are in no registry."""

import jsonschema

DATE = {"type": "string", "format": "date",
        "pattern": r"^\d{4}-\d{2}-\d{2}$"}
# In UTC, whatever zone the source has.
MOMENT = {"type": "string", "format": "date-time",
          "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$"}
END = {"oneOf": [DATE, MOMENT, {"const": ".."}]}
TIME = {"oneOf": [
    {"type": "null"},
    {"type": "object", "minProperties": 1, "additionalProperties": False,
     "properties": {"date": DATE, "timestamp": MOMENT, "interval": {
         "type": "array", "minItems": 2, "maxItems": 2, "items": END}}}]}
ROOT = {"type": "object",
        "required": ["conformsTo", "featureType", "coordRefSys"],
        "properties": {
            "conformsTo": {"type": "array", "uniqueItems": True,
                           "contains": {"pattern":
                                        r"/json-fg-1/1\.\d/conf/core$"}},
            "featureType": {"type": "string", "minLength": 1},
            "coordRefSys": {"type": "string", "format": "uri"}}}
FEATURE = {"type": "object",
           "required": ["type", "id", "geometry", "place", "time",
                        "properties"],
           # One of the two says where it is, never both.
           "anyOf": [{"properties": {"geometry": {"type": "null"}}},
                     {"properties": {"place": {"type": "null"}}}],
           "properties": {"type": {"const": "Feature"}, "time": TIME,
                          "place": {"type": ["null", "object"]}}}
# Beside a collection's own, a feature says neither again.
MEMBER = dict(FEATURE, properties=dict(
    FEATURE["properties"], conformsTo=False, coordRefSys=False))
COLLECTION = dict(ROOT, properties=dict(
    ROOT["properties"], type={"const": "FeatureCollection"},
    features={"type": "array", "items": MEMBER}))
ONE = {"allOf": [ROOT, FEATURE]}


def errors(schema, document):
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.FormatChecker())
    return [f"{e.json_path}: {e.message[:150]}"
            for e in validator.iter_errors(document)][:3]


def place_of(feature):
    return feature["place"] or feature["geometry"]


def check_collection(check, schemas, server, own):
    """Both systems; the same features as in GeoJSON, place for place."""
    path = f"/v1/collections/{own['id']}/items"
    for crs in own.get("crs", [None]):
        asked = f"{path}?limit=200" + (f"&crs={crs}" if crs else "")
        plain = server.json(asked)
        page = server.json(asked + "&f=jsonfg")
        check.equal(errors(COLLECTION, page), [], f"{asked}: JSON-FG")
        schemas.judge("featureCollectionGeoJSON", page, f"{asked} as JSON-FG")
        check.equal([(f["id"], f["properties"], place_of(f))
                     for f in page["features"]],
                    [(f["id"], f["properties"], f["geometry"])
                     for f in plain["features"]], f"{asked}: as in GeoJSON")
        check.equal(page["coordRefSys"], crs or page["coordRefSys"],
                    f"{asked}: says its system")
    for feature in page["features"][:2]:
        one = server.json(f"{path}/{feature['id']}?f=jsonfg")
        check.equal(errors(ONE, one), [], f"{path}/{feature['id']}: JSON-FG")
        schemas.judge("featureGeoJSON", one, f"{feature['id']} as JSON-FG")


def check_judge(check):
    """That it finds what is wrong."""
    feature = {"type": "Feature", "id": 1, "geometry": None, "place": None,
               "time": {"date": "2024-02-29"}, "properties": {}}
    root = {"conformsTo": ["http://www.opengis.net/spec/json-fg-1/1.0/conf/"
                           "core"], "featureType": "a", "coordRefSys": "x:y"}
    check.equal(errors(ONE, feature | root), [], "a feature of JSON-FG")
    for wrong in ({"time": {"date": "2024"}}, {"time": {"timestamp":
                  "2024-02-29T00:00:00+01:00"}}, {"time": {"interval": [".."]}},
                  {"conformsTo": []}, {"place": 1},
                  {"place": {"type": "Point"}, "geometry": {"type": "Point"}}):
        check.that(errors(ONE, feature | root | wrong), f"not JSON-FG: {wrong}")
