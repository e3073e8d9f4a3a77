"""Part 2: the 25 tests of the OGC suite on coordinate systems. Where the
suite throws its comparison away, the coordinates are compared here, with those
that PROJ gives through GDAL's gdaltransform."""

import math
import re
import shutil
import subprocess

from api import (CRS84, CRS84H, CRS_CLASS, EPSG, Skipped, need, with_query)
from cases import extent, feature_url, java
from shapes import positions
from suite import per_collection, per_crs, test

UNSUPPORTED = "http://www.opengis.net/def/crs/0/unsupported"
DEFAULTS = (CRS84, CRS84H)
NAME = re.compile(r"https?://www\.opengis\.net/def/crs/[^/]+/[^/]+/[^/]+|"
                  r"urn:ogc:def:crs:[^:]+:[^:]*:.+|https?://.+")
# The only codes that the suite sends latitude first.
NORTH_FIRST = (EPSG + "4326", EPSG + "4258")
DEGREES_OFF = 2e-8
METRES_OFF = 2e-3


def check_identifiers(crs_list):
    for crs in crs_list:
        need(NAME.fullmatch(crs) or crs == "#/crs", f"{crs} is no identifier")


def check_content_crs(answer, crs):
    found = answer.must_be(200).header("Content-Crs")
    need(found == f"<{crs}>", f"{answer.url}: Content-Crs is {found}")


def alone(api, collection):
    url = f"{api.server}/collections/{collection['id']}"
    return api.get(url, "application/json").must_be(200).json


def transform(points, target):
    """Points from CRS84, x first both. RD is defined from ETRS89, which the
    server takes WGS 84 to be there, as the Dutch practice is."""
    if target in DEFAULTS:
        return points
    code = "EPSG:" + target.rsplit("/")[-1]
    source = "EPSG:4258" if code == "EPSG:28992" else "OGC:CRS84"
    if not shutil.which("gdaltransform"):
        raise Skipped("gdaltransform is not installed")
    lines = "".join(f"{p[0]!r} {p[1]!r}\n" for p in points)
    done = subprocess.run(
        ["gdaltransform", "-s_srs", source, "-t_srs", code, "-output_xy"], input=lines, capture_output=True, text=True,
        check=True)
    return [tuple(map(float, line.split())) for line in
            done.stdout.splitlines()]


@test("CrsRequirementClassPrecondition.verifyConformanceClass")
def declared(api):
    need(CRS_CLASS in api.classes, "Part 2 is not declared")


@test("DiscoveryCollectionCrsUri_CrsProperty", per_collection)
def collection_crs(api, collection):
    check_identifiers(alone(api, collection)["crs"])


@test("DiscoveryCollectionCrsUri_StorageCrsProperty", per_collection)
def collection_storage(api, collection):
    check_identifiers([alone(api, collection)["storageCrs"]])


@test("DiscoveryCollectionDefaultCrs", per_collection)
def collection_default(api, collection):
    need(set(DEFAULTS) & set(alone(api, collection)["crs"]), "no CRS84")


@test("DiscoveryCollectionStorageCrs", per_collection)
def collection_storage_listed(api, collection):
    found = alone(api, collection)
    need(found["storageCrs"] in found["crs"], "storageCrs is not in crs")


@test("DiscoveryCollectionsCrsUri_CrsIdentifierOfCrsProperty")
def global_crs(api):
    check_identifiers(api.collections_page.json.get("crs", []))


@test("DiscoveryCollectionsCrsUri_CrsIdentifierOfStorageCrs")
def global_storage(api):
    found = api.collections_page.json.get("storageCrs")
    check_identifiers([found] if found else [])


@test("DiscoveryCollectionsCrsUri_CollectionCrsIdentifierOfCrsProperty",
      per_collection)
def listed_crs(api, collection):
    check_identifiers(collection["crs"])
    need("#/crs" not in collection["crs"] or
         "crs" in api.collections_page.json, "#/crs without a global list")


@test("DiscoveryCollectionsCrsUri_CollectionCrsIdentifierOfStorageCrs",
      per_collection)
def listed_storage(_, collection):
    check_identifiers([collection["storageCrs"]])


@test("DiscoveryCollectionsDefaultCrs", per_collection)
def listed_default(api, collection):
    need(set(DEFAULTS) & set(api.crs_list(collection)), "no CRS84")


@test("DiscoveryCollectionsStorageCrs", per_collection)
def listed_storage_in_crs(api, collection):
    need(collection["storageCrs"] in api.crs_list(collection), "not in crs")


@test("FeaturesCrsParameter", per_crs)
def items_crs(api, collection, crs):
    check_content_crs(api.items(collection, crs=crs), crs)


@test("FeaturesCrsParameterDefault", per_collection)
def items_default(api, collection):
    check_content_crs(api.items(collection), CRS84)


@test("FeaturesCrsParameterInvalid", per_collection)
def items_invalid(api, collection):
    api.items(collection, crs=UNSUPPORTED).must_be(400)


@test("FeaturesCrsParameterTransform_WithoutCrsParameter", per_collection)
def items_without(api, collection):
    answer = api.items(collection)
    check_content_crs(answer, CRS84)
    for feature in answer.json["features"]:
        need("id" in feature, "a feature has no id")
        need(list(positions(feature["geometry"])), "a feature has no place")


def check_transformed(plain, transformed, crs):
    """Two times the same features, the second in `crs`."""
    need([f["id"] for f in plain] == [f["id"] for f in transformed],
         "other features, or another order")
    here = [p for f in plain for p in positions(f["geometry"])]
    there = [p for f in transformed for p in positions(f["geometry"])]
    if crs in NORTH_FIRST:
        there = [(p[1], p[0]) for p in there]
    need(len(here) == len(there), "another number of positions")
    metres = there and max(abs(c) for p in there for c in p) > 360
    wanted = transform(here, crs)
    off = max(math.dist(a[:2], b) for a, b in zip(there, wanted))
    need(off <= (METRES_OFF if metres else DEGREES_OFF),
         f"{crs}: {off} away from what PROJ says")


@test("FeaturesCrsParameterTransform_WithCrsParameter", per_crs)
def items_with(api, collection, crs):
    check_transformed(api.items(collection).must_be(200).json["features"],
                      api.items(collection, crs=crs).json["features"], crs)


@test("FeatureCrsParameter", per_crs)
def one_crs(api, collection, crs):
    check_content_crs(api.get(with_query(feature_url(api, collection),
                                         crs=crs)), crs)


@test("FeatureCrsParameterDefault", per_collection)
def one_default(api, collection):
    check_content_crs(api.get(feature_url(api, collection)), CRS84)


@test("FeatureCrsParameterInvalid", per_collection)
def one_invalid(api, collection):
    api.get(with_query(feature_url(api, collection),
                       crs=UNSUPPORTED)).must_be(400)


@test("FeatureCrsParameterTransform_WithCrsParameter", per_collection)
def one_without(api, collection):
    answer = api.get(feature_url(api, collection))
    check_content_crs(answer, CRS84)
    need(list(positions(answer.json["geometry"])), "no place")


@test("FeatureCrsParameterTransform_WithoutCrsParameter", per_crs)
def one_with(api, collection, crs):
    url = feature_url(api, collection)
    check_transformed([api.get(url).must_be(200).json],
                      [api.get(with_query(url, crs=crs)).json], crs)


def box_in(collection, crs):
    """The extent in a system: that of its border, points along it."""
    west, south, east, north = extent(collection)
    if crs not in DEFAULTS and crs not in NORTH_FIRST:
        west, south = max(west, -175), max(south, -85)
        east, north = min(east, 175), min(north, 85)
    steps = [n / 10 for n in range(11)]
    border = [(west + s * (east - west), y) for s in steps
              for y in (south, north)]
    border += [(x, south + s * (north - south)) for s in steps
               for x in (west, east)]
    there = transform(border, crs)
    xs, ys = [p[0] for p in there], [p[1] for p in there]
    low, high = (min(xs), min(ys)), (max(xs), max(ys))
    if crs in NORTH_FIRST:
        low, high = low[::-1], high[::-1]
    return ",".join(map(java, low + high))


def ids(answer):
    return [f["id"] for f in answer.must_be(200).json["features"]]


@test("BBoxCrsParameter.verifyBboxCrsParameterWithDefaultCrs", per_collection)
def bbox_default(api, collection):
    api.items(collection, bbox=box_in(collection, CRS84)).must_be(200)


@test("BBoxCrsParameter.verifyBboxCrsParameter", per_crs)
def bbox_crs(api, collection, crs):
    """The same box in another system takes the same features: those of the
    suite, and all of them where the box does not cut a corner."""
    plain = api.items(collection, bbox=box_in(collection, CRS84))
    there = api.items(collection, bbox_crs=crs, bbox=box_in(collection, crs))
    need(set(ids(there)) <= set(ids(plain)), "other features")
    need(there.json["numberMatched"] == plain.json["numberMatched"],
         f"{there.json['numberMatched']} features instead of "
         f"{plain.json['numberMatched']}")


@test("BBoxCrsParameterDefault", per_collection)
def bbox_crs_default(api, collection):
    box = box_in(collection, CRS84)
    need(ids(api.items(collection, bbox_crs=CRS84, bbox=box)) ==
         ids(api.items(collection, bbox=box)), "other features")


@test("BBoxCrsParameterInvalid", per_collection)
def bbox_crs_invalid(api, collection):
    api.items(collection, bbox_crs=UNSUPPORTED,
              bbox="5.0000000,49.0000000,6.0000000,50.0000000").must_be(400)
