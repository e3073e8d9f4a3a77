#!/usr/bin/env python3
"""OWSLib on the feature API and, where it is there, on WFS. It runs with
Debian's version and again, told so, with the one of build/tools."""

import json
import sys

import clients
from clients import (BOX, KIND, boxed, differences, has_wfs, monuments,
                     of_kind, serve, story)

if "--newer" in sys.argv:
    clients.in_venv("owslib")
try:
    import owslib
    from owslib.ogcapi.features import Features
except ImportError:
    story.skip("OWSLib is not installed (see tests/packages.txt)")

check = story.Checks()


def features(server, source):
    api = Features(f"{server.root}/v1")
    classes = api.conformance()["conformsTo"]
    check.that(any(c.endswith("features-1/1.0/conf/core") for c in classes),
               "the conformance page is read")
    check.that("/collections" in api.api()["paths"], "OpenAPI is found")
    check.that("monumenten" in api.feature_collections(),
               "monuments are a feature collection")
    check.equal(api.collection("monumenten")["itemCount"], len(source),
                "the collection says how many there are")
    check.that("bouwjaar" in api.collection_queryables("monumenten")
               ["properties"], "queryables are read")
    check.equal(whole(api), sorted(source), "every monument, page by page")
    page = api.collection_items("monumenten", bbox=list(BOX), limit=3000)
    check.equal({f["id"] for f in page["features"]}, boxed(source), "in a box")
    page = api.collection_items("monumenten", hoofdcategorie=KIND, limit=3000)
    check.equal({f["id"] for f in page["features"]}, of_kind(source),
                "of a category")
    for number in sorted(source)[::500]:
        one = api.collection_item("monumenten", str(number))
        check.equal(differences(one, source[number]), {},
                    f"monument {number} by id")


def whole(api):
    """By next links, which OWSLib leaves to its user."""
    found = []
    page = api.collection_items("monumenten", limit=700)
    while True:
        found += [f["id"] for f in page["features"]]
        href = [n["href"] for n in page["links"] if n["rel"] == "next"]
        if not href:
            return sorted(found)
        cursor = href[0].split("cursor=")[1].split("&")[0]
        page = api.collection_items("monumenten", limit=700, cursor=cursor)


def cql(server, source):
    """OWSLib sends a filter without filter-lang."""
    api = Features(f"{server.root}/v1")
    classes = api.conformance()["conformsTo"]
    if not any(c.endswith("cql2/1.0/conf/cql2-text") for c in classes):
        print("skipped: the server has no CQL2")
        return
    page = api.collection_items("monumenten", limit=3000,
                                filter=f"hoofdcategorie = '{KIND}'")
    check.equal({f["id"] for f in page["features"]}, of_kind(source),
                "CQL2 of a category")


def wfs(server, source):
    if not has_wfs(server):
        return
    from owslib.wfs import WebFeatureService
    service = WebFeatureService(f"{server.root}/v1/wfs", version="2.0.0")
    layer, = [n for n in service.contents if n.split(":")[-1] == "monumenten"]
    schema = service.get_schema(layer)
    check.that("bouwjaar" in schema["properties"], "WFS: the schema is read")
    hits = service.getfeature(typename=layer, maxfeatures=5).read()
    check.equal(hits.count(b"rijksmonumentnummer>") // 2, 5,
                "WFS: as many as asked for")
    west, south, east, north = BOX
    page = service.getfeature(typename=layer, outputFormat="application/"
                              "geo+json", bbox=(west, south, east, north,
                                                "urn:ogc:def:crs:EPSG::4326"))
    ids = {f["properties"]["rijksmonumentnummer"]
           for f in json.loads(page.read())["features"]}
    check.equal(ids, boxed(source), "WFS: in a box")


def main():
    print(f"OWSLib {owslib.__version__}")
    source = monuments()
    with serve.served() as server:
        features(server, source)
        cql(server, source)
        wfs(server, source)
    check.end()


main()
