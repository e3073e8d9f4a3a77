"""What the OGC suite takes for granted, and fails or skips on without saying
so (its URLs, exact types, systems it knows, arithmetic of pages): each as a
test of its own."""

import urllib.parse

from api import (CRS84, CRS84H, EPSG, GEOJSON, JSON, OPENAPI, Skipped,
                 links, need, only_link, send, with_query)
from cases import extent, limit_of
from core import limits
from suite import per_collection, test

KNOWN = {CRS84, CRS84H} | {EPSG + code for code in (
    "28992", "7415", "4258", "4326", "3857", "3035", "25831", "25832",
    "4979")}
FOLLOWED = 4
MATCHED_MAX = 10000


@test("ground.1 service-desc of the exact type")
def service_desc(api):
    href = only_link(api.landing, "service-desc", OPENAPI)
    need(href.startswith("http"), f"{href} is not absolute")


@test("ground.2 servers[].url without a trailing slash")
def servers(api):
    for server in api.definition["servers"]:
        url = server["url"]
        need(url.startswith("http") and not url.endswith("/"), url)
        need(not set("+?()[]") & set(url), f"{url} is a poor expression")


@test("ground.3 paths of the resources", per_collection)
def paths(api, collection):
    for path in ("/conformance", "/collections"):
        need(path in api.definition["paths"], f"{path} is not in paths")
    api.path_item(f"/collections/{collection['id']}")
    api.path_item(f"/collections/{collection['id']}/items")


@test("ground.4 no remote reference")
def references(api):
    def walk(node):
        if isinstance(node, dict):
            target = node.get("$ref", "#")
            need(str(target).startswith("#"), f"{target} is remote")
            node = list(node.values())
        if isinstance(node, list):
            for part in node:
                need(part is not None, "a null in the OpenAPI document")
                walk(part)
    walk(api.definition)


@test("ground.5 every link has a rel")
def rels(api):
    for collection in api.collections_page.json["collections"]:
        need(collection["id"], "a collection has no id")
        for link in collection["links"]:
            need(link.get("rel") and link.get("href"), f"{link}")


@test("ground.6 items of exactly application/geo+json, and no query",
      per_collection)
def items_link(_, collection):
    href = only_link(collection, "items", GEOJSON)
    need("?" not in href, f"GDAL cannot make an item's address of {href}")


@test("ground.8 extents of four numbers in CRS84", per_collection)
def extents(_, collection):
    need(len(extent(collection)) == 4, "not four numbers")
    crs = collection["extent"]["spatial"].get("crs", CRS84)
    need(crs in (CRS84, CRS84H), crs)


@test("ground.9 only systems that the suite knows", per_collection)
def known(api, collection):
    for crs in api.crs_list(collection):
        need(crs in KNOWN, f"{crs} is unknown to the suite")


@test("ground.10 limit has a minimum of 1, a maximum and a default",
      per_collection)
def limit(api, collection):
    schema = api.parameter(collection, "limit")["schema"]
    need(schema["minimum"] == 1 and schema["maximum"] >= 2500 and
         1 <= schema["default"] <= schema["maximum"], f"{schema}")


@test("ground.11 numberMatched is reached in four pages", limits)
def arithmetic(api, collection, parameters):
    most = limit_of(api, collection)[1]
    matched = api.items(collection, **parameters).json["numberMatched"]
    reach = parameters["limit"] + FOLLOWED * most
    need(matched <= reach or matched > MATCHED_MAX,
         f"{matched} features, {reach} reached")


@test("ground.12 next survives another limit and doubled parameters",
      per_collection)
def next_link(api, collection):
    box = ",".join(map(str, extent(collection)))
    first = api.items(collection, limit=3, bbox=box).must_be(200).json
    if first["numberMatched"] <= 3:
        raise Skipped("all of it is on one page")
    href = links(first, "next")[0]["href"]
    cursor = urllib.parse.parse_qs(href.partition("?")[2])["cursor"][0]
    need("&" not in cursor, f"& in the cursor {cursor}")
    for size in (1, 7):
        url = with_query(api.items_url(collection), limit=size, bbox=box,
                         cursor=cursor) + "&" + \
            urllib.parse.urlencode({"cursor": cursor})
        found = api.get(url).must_be(200).json["features"]
        whole = api.items(collection, limit=3 + size, bbox=box).json
        need([f["id"] for f in found] ==
             [f["id"] for f in whole["features"][3:]], "other features")


@test("ground.13 numbers without a zero before the point", per_collection)
def numbers(api, collection):
    api.items(collection, bbox=".5000000,-.2500000,.7500000,.0000000"
              ).must_be(200)


@test("ground.15 the same ten features each time", per_collection)
def stable(api, collection):
    url = with_query(api.items_url(collection), limit=10)
    first, again = (send(url, GEOJSON).json["features"] for _ in range(2))
    need(first == again, "another answer to the same question")
    need(all(f["geometry"] for f in first), "a feature without a place")


@test("ground.16 the landing page with and without a slash")
def slash(api):
    need(send(api.iut, JSON).must_be(200).json ==
         send(api.iut + "/", JSON).must_be(200).json, "not the same page")
