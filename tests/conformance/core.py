"""Part 1: the 55 tests of the OGC suite ets-ogcapi-features10 1.9, each under
its name there, with what its code asserts and a little more where the code
asserts less than the standard asks."""

import datetime
import urllib.parse

from api import (CORE, CRS84, CRS84H, GEOJSON, JSON, OPENAPI, Skipped, links,
                 need, only_link, send)
from cases import extent, feature_url, java, limit_of
from shapes import in_world, meets
from suite import per_collection, test

PAGES_MAX = 5
MATCHED_MAX = 10000
BOXES = ("-1.5000000,50.0000000,1.5000000,53.0000000",
         "-80.0000000,-5.0000000,-70.0000000,5.0000000",
         "177.0000000,65.0000000,-177.0000000,70.0000000",
         "-180.0000000,85.0000000,180.0000000,90.0000000",
         "-180.0000000,-90.0000000,180.0000000,-85.0000000")


# What each group of answers is asked with: (collection, parameters).

def plain(api):
    return ((c, {}) for c in api.collections)


def boxes(api):
    for c in api.collections:
        for box in (",".join(map(java, extent(c))), *BOXES):
            yield c, {"bbox": box}


def limits(api):
    for c in api.collections:
        least, most = limit_of(api, c)
        yield c, {"limit": least}
        yield c, {"limit": min(100, (least + most) // 2)}


def times(api):
    """An instant, an interval and a start with a duration, from the extent;
    the suite means to, but reads the extent in the form of a draft."""
    for c in api.collections:
        interval = c["extent"].get("temporal", {}).get("interval", [[None]])[0]
        start, end = interval[0], interval[-1]
        if start is None or end is None:
            continue
        for value in (start, f"{start}/{end}", f"{start[:10]}/P2D",
                      f"../{end}", f"{start}/.."):
            yield c, {"datetime": value}


def page(api, collection, parameters):
    return api.items(collection, **parameters).must_be(200)


# Checks that every group of answers gets.

def check_crs84(api, collection, parameters):
    for feature in page(api, collection, parameters).json["features"]:
        need(in_world(feature["geometry"]),
             f"feature {feature['id']} lies outside CRS84")


def check_type(api, collection, parameters):
    found = page(api, collection, parameters).json.get("type")
    need(found == "FeatureCollection", f"type is {found}")


def check_features(api, collection, parameters):
    document = page(api, collection, parameters).json
    need(isinstance(document.get("features"), list), "no array features")


def check_rel_and_type(found):
    for link in found:
        need(link.get("rel") and link.get("type"),
             f"the link {link} lacks rel or type")


def check_links(api, collection, parameters):
    document = page(api, collection, parameters).json
    check_self_and_alternates(document, GEOJSON, api.encodings()[1])


def check_self_and_alternates(document, own, encodings):
    itself = links(document, "self")
    need(len(itself) == 1, f"{len(itself)} links with rel=self")
    need(itself[0].get("type") == own, f"self has type {itself[0]['type']}")
    alternates = links(document, "alternate")
    check_rel_and_type(itself + alternates)
    listed = {link["type"] for link in alternates}
    for encoding in encodings:
        need(encoding == own or encoding in listed,
             f"no rel=alternate for {encoding}")


def check_time_stamp(api, collection, parameters):
    stamp = page(api, collection, parameters).json.get("timeStamp")
    if stamp is None:
        raise Skipped("no timeStamp, which is optional")
    datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00"))


def next_url(api, collection, document):
    """The next page asked as the suite asks it: with its parameters given
    twice, and the largest limit."""
    found = links(document, "next")
    if not found:
        return None
    url = found[0]["href"]
    base, _, query = url.partition("?")
    need(query and all("=" in part for part in query.split("&")),
         f"the next link {url} has a parameter without a value")
    pairs = [(n, v) for n, v in urllib.parse.parse_qsl(query)]
    others = [(n, v) for n, v in pairs if n != "limit"]
    most = limit_of(api, collection)[1]
    doubled = urllib.parse.urlencode(others + others + [("limit", most)])
    return f"{base}?{doubled}"


def check_matched(api, collection, parameters):
    document = page(api, collection, parameters).json
    matched = document.get("numberMatched")
    if matched is None:
        raise Skipped("no numberMatched, which is optional")
    if matched > MATCHED_MAX:
        raise Skipped(f"numberMatched is {matched}, more than the suite counts")
    ids = [f["id"] for f in document["features"]]
    for _ in range(PAGES_MAX):
        url = next_url(api, collection, document)
        if not url:
            break
        document = api.get(url).must_be(200).json
        ids += [f["id"] for f in document["features"]]
    need(len(ids) == matched, f"numberMatched {matched}, pages hold {len(ids)}")
    need(len(set(ids)) == len(ids), "a feature is on two pages")


def check_returned(api, collection, parameters):
    document = page(api, collection, parameters).json
    returned = document.get("numberReturned")
    if returned is None:
        raise Skipped("no numberReturned, which is optional")
    need(returned == len(document["features"]),
         f"numberReturned {returned}, features {len(document['features'])}")


COMMON = (("GeometryInCRS84", check_crs84), ("TypeProperty", check_type),
          ("FeaturesProperty", check_features), ("Links", check_links),
          ("TimeStamp", check_time_stamp), ("NumberMatched", check_matched),
          ("NumberReturned", check_returned))


def add_common(group, over):
    for name, function in COMMON:
        test(f"{group}_{name}", over)(function)


# 1 to 13: the API as a whole.

@test("GeneralHttp.http")
def http(api):
    need(send(api.iut + "/").version == 11, "not HTTP/1.1")


@test("LandingPage.landingPageRetrieval")
def landing(api):
    for url in (api.iut, api.iut + "/"):
        answer = send(url, JSON).must_be(200)
        need(isinstance(answer.json, dict), f"{url} is not an object")
        need(send(url).header("Content-Type"), f"{url} has no Content-Type")


@test("LandingPage.landingPageValidation")
def landing_links(api):
    for rel in ("service-desc", "conformance", "data"):
        need(links(api.landing, rel), f"no link with rel={rel}")


@test("ApiDefinition.openapiDocumentRetrieval")
def api_definition(api):
    href = only_link(api.landing, "service-desc", OPENAPI)
    send(href, OPENAPI).must_be(200)


@test("ApiDefinition.apiDefinitionValidation")
def api_definition_shape(api):
    """KaiZen, which the suite uses, runs in ./dev conformance."""
    document = api.definition
    need(document["openapi"].startswith("3.0."), document["openapi"])
    ids = [o["operationId"] for item in document["paths"].values()
           for o in item.values() if isinstance(o, dict)]
    per_path = len(ids) - len(set(ids))
    need(per_path == 0, f"{per_path} operationIds are given more than once")
    for path, item in document["paths"].items():
        for operation in item.values():
            answers = operation["responses"]
            need("200" in answers or "default" in answers, f"{path}: no 200")


@test("Conformance.validateConformanceOperationAndResponse")
def conformance(api):
    api.path_item("/conformance")
    document = send(api.server + "/conformance", JSON).must_be(200).json
    classes = document["conformsTo"]
    need(all(isinstance(c, str) for c in classes), "a class is not a string")
    need(CORE + "core" in classes, "core is not declared")


@test("FeatureCollections.validateFeatureCollectionsMetadataOperation")
def collections(api):
    api.path_item("/collections")
    send(api.server + "/collections", JSON).must_be(200)


@test("FeatureCollections.…_Links")
def collections_links(api):
    document = api.collections_page.json
    check_self_and_alternates(document, JSON, api.encodings()[0])


@test("FeatureCollections.…_Items", per_collection)
def collections_items(_, collection):
    found = links(collection, "items")
    check_rel_and_type(found)
    need(links(collection, "items", GEOJSON), f"no items link of {GEOJSON}")


@test("FeatureCollections.…_CrsProperty")
def collections_crs(api):
    listed = api.collections_page.json.get("crs")
    need(not listed or listed[0] in (CRS84, CRS84H), f"first is {listed}")


@test("FeatureCollections.…_Content")
def collections_content(api):
    document = api.collections_page.json
    need(document["links"] and document["collections"], "empty")


@test("FeatureCollection.validateFeatureCollectionMetadataOperation",
      per_collection)
def collection_alone(api, collection):
    path = f"/collections/{collection['id']}"
    api.path_item(path)
    send(api.server + path, JSON).must_be(200)


@test("FeatureCollection.validateFeatureCollectionMetadataResponse",
      per_collection)
def collection_equal(api, collection):
    path = f"/collections/{collection['id']}"
    alone = api.get(api.server + path, JSON).must_be(200).json
    for name in ("id", "title", "description", "extent"):
        need(alone.get(name) == collection.get(name),
             f"{name} differs from that in /collections")


# 14 to 23: features.

@test("Features.validateFeaturesOperation", per_collection)
def features(api, collection):
    document = api.items(collection).must_be(200).json
    need(document["features"], "no feature")
    need(all("id" in f for f in document["features"]), "a feature has no id")


add_common("Features", plain)


@test("FeaturesErrorConditions_QueryParamInvalid", per_collection)
def invalid_parameter(api, collection):
    api.items(collection, limit="unlimited").must_be(400)


@test("FeaturesErrorConditions_QueryParamUnknown", per_collection)
def unknown_parameter(api, collection):
    for parameter in api.parameters(collection):
        if parameter.get("schema", {}).get("additionalProperties"):
            raise Skipped("parameters may have any name")
    api.items(collection, unknownQueryParameter1234=1).must_be(400)


# 24 to 33: bbox.

def check_parameter(api, collection, name, kind):
    found = api.parameter(collection, name)
    for key, wanted in (("in", "query"), ("style", "form"),
                        ("explode", False)):
        need(found.get(key) == wanted, f"{name}: {key} is {found.get(key)}")
    need(found.get("required", False) is False, f"{name} is required")
    need(found["schema"]["type"] == kind, f"{name} is no {kind}")
    return found["schema"]


@test("FeaturesBBox.boundingBoxParameterDefinition", per_collection)
def bbox_definition(api, collection):
    schema = check_parameter(api, collection, "bbox", "array")
    need((schema["minItems"], schema["maxItems"]) == (4, 6), f"{schema}")
    need(schema["items"]["type"] == "number", "bbox is not of numbers")


@test("FeaturesBBox.validateFeaturesWithBoundingBoxOperation", boxes)
def bbox_operation(api, collection, parameters):
    page(api, collection, parameters)


@test("FeaturesBBox.validateFeaturesWithBoundingBoxResponse", boxes)
def bbox_response(api, collection, parameters):
    found = page(api, collection, parameters).json["features"]
    if not found:
        raise Skipped("no feature in the box")
    box = [float(part) for part in parameters["bbox"].split(",")]
    for feature in found:
        shape = feature["geometry"]
        need(shape is None or (meets(shape, box) and in_world(shape)),
             f"feature {feature['id']} does not meet the box")


add_common("FeaturesBBox", boxes)


# 34 to 43: limit.

@test("FeaturesLimit.limitParameterDefinition", per_collection)
def limit_definition(api, collection):
    schema = check_parameter(api, collection, "limit", "integer")
    for key in ("minimum", "maximum", "default"):
        need(schema[key] >= 0, f"limit: {key} is {schema[key]}")


@test("FeaturesLimit.validateFeaturesWithLimitOperation", limits)
def limit_operation(api, collection, parameters):
    page(api, collection, parameters)


@test("FeaturesLimit.validateFeaturesWithLimitResponse", limits)
def limit_response(api, collection, parameters):
    found = page(api, collection, parameters).json["features"]
    need(len(found) <= parameters["limit"], f"{len(found)} features")


add_common("FeaturesLimit", limits)


# 44 to 53: datetime.

@test("FeaturesTime.timeParameterDefinition", per_collection)
def time_definition(api, collection):
    check_parameter(api, collection, "datetime", "string")


@test("FeaturesTime.validateFeaturesWithDateTimeOperation", times)
def time_operation(api, collection, parameters):
    page(api, collection, parameters)


@test("FeaturesTime.validateFeaturesWithDateTimeResponse", times)
def time_response(api, collection, parameters):
    """More than the suite asks: a filter takes nothing more than there is,
    and the whole extent takes every feature that has a time."""
    everything = page(api, collection, {}).json["numberMatched"]
    found = page(api, collection, parameters).json["numberMatched"]
    need(found <= everything, f"{found} of {everything}")


add_common("FeaturesTime", times)


# 54 and 55: one feature.

@test("Feature.featureOperation", per_collection)
def feature(api, collection):
    found = api.get(feature_url(api, collection)).must_be(200).json
    first = api.items(collection).json["features"][0]
    for name in ("id", "geometry", "properties"):
        need(found[name] == first[name], f"{name} differs from that in items")


@test("Feature.validateFeatureResponse", per_collection)
def feature_links(api, collection):
    document = api.get(feature_url(api, collection)).must_be(200).json
    check_self_and_alternates(document, GEOJSON, api.encodings()[1])
    found = links(document, "collection")
    need(found, "no link with rel=collection")
    check_rel_and_type(found)
