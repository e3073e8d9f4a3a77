#!/usr/bin/env python3
"""The 16 tests of the OGC suite ets-ogcapi-tiles10 1.2, each under its name
there, with what its code asserts; and behind them what the standard asks that
the suite leaves out (requirements of OGC 20-057).

  tiles10.py [LANDING-PAGE-URL]     without one it serves its own
"""

import itertools
import json
import re
import sys
import tempfile
import os
import pathlib
import subprocess
import urllib.parse

import api
import serve
import suite
from api import JSON, OPENAPI, Skipped, links, need
from suite import test

TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"
REL = "http://www.opengis.net/def/rel/ogc/1.0/"
URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/"
JAVA = "text/html, image/gif, image/jpeg, */*; q=0.2"
MVT = "application/vnd.mapbox-vector-tile"
KNOWN = ("WebMercatorQuad", "WorldCRS84Quad", "EuropeanETRS89_LAEAQuad")
PLACES = ("{tileMatrix}", "{tileRow}", "{tileCol}")


def declared(served, name):
    if TILES + name not in served.classes:
        raise Skipped(f"{name} is not declared")


def dataset_links(served):
    return [link for link in served.landing["links"]
            if link["rel"].startswith(REL + "tilesets-")]


def collection_links(served):
    return [link for c in served.collections_page.json["collections"]
            for link in c["links"] if link["rel"].startswith(REL + "tilesets-")]


def tilesets(served):
    """Every tileset of every list, those of collections too."""
    for link in dataset_links(served) + collection_links(served):
        answer = served.get(link["href"], JSON).must_be(200)
        yield from answer.json["tilesets"]


def each_tileset(served):
    return ((one,) for one in tilesets(served))


def template_of(tileset):
    found = [link["href"] for link in tileset["links"]
             if all(place in link["href"] for place in PLACES)]
    need(found, f"{tileset.get('title')}: no template of its tiles")
    need(found[0].startswith("http"), f"{found[0]} is not absolute")
    return found[0]


def fill(template, matrix, row, col):
    for place, value in zip(PLACES, (matrix, row, col)):
        template = template.replace(place, str(value))
    return template


def full_range(served):
    """What the properties of a run of the suite would say: tiles that are all
    there. Of the collection with most of them at zoom 12."""
    for tileset in tilesets(served):
        if tileset["tileMatrixSetId"] != KNOWN[0]:
            continue
        limits = {one["tileMatrix"]: one
                  for one in tileset["tileMatrixSetLimits"]}["12"]
        rows = range(limits["minTileRow"], limits["maxTileRow"] + 1)
        cols = range(limits["minTileCol"], limits["maxTileCol"] + 1)
        template = template_of(tileset)
        found = [(row, col) for row, col in itertools.product(rows, cols)
                 if api.send(fill(template, 12, row, col), JAVA).status == 200]
        if found:
            return template, found
    raise api.Failed("no collection has a tile at zoom 12")


@test("MandatoryCore.verifyMinimalConformance")
def _(served):
    template, _ = full_range(served)
    need(f"/tiles/{KNOWN[0]}" in template, f"{template} names no known set")


@test("MandatoryCore.validateSuccessfulTilesExecution")
def _(served):
    template, found = full_range(served)
    for row, col in found:
        api.send(fill(template, 12, row, col), JAVA).must_be(200)


@test("MandatoryCore.verifyErrorResponses", each_tileset)
def _(served, tileset):
    most = 2147483647
    url = fill(template_of(tileset), most, most, most)
    need(api.send(url, JAVA).status in (400, 404), f"{url} is there")
    url = fill(template_of(tileset), 12, most, most)
    need(api.send(url, JAVA).status in (400, 404), f"{url} is there")


@test("Conformance.validateConformanceOperationAndResponse")
def _(served):
    need(TILES + "core" in served.classes, "core is not declared")


@test("Tile.validateTilesAreAvailable", each_tileset)
def _(served, tileset):
    need(tileset["tileMatrixSetId"], "no tileMatrixSetId")
    need(tileset["tileMatrixSetLimits"], "no tileMatrixSetLimits")
    template_of(tileset)


@test("Tile.validateSuccessfulTilesExecutionFollowingLinks", each_tileset)
def _(served, tileset):
    for limits in (tileset["tileMatrixSetLimits"][0],
                   tileset["tileMatrixSetLimits"][8]):
        url = fill(template_of(tileset), limits["tileMatrix"],
                   limits["maxTileRow"], limits["minTileCol"])
        answer = api.send(url, JAVA)
        need(answer.status in (200, 204), f"{url}: {answer.status}")
        if answer.status == 200:
            need(answer.header("Content-Type") == MVT, f"{url} is no tile")


@test("Tile.validateTilesErrorConditions", each_tileset)
def _(served, tileset):
    for limits in (tileset["tileMatrixSetLimits"][0],
                   tileset["tileMatrixSetLimits"][8]):
        url = fill(template_of(tileset), limits["tileMatrix"],
                   limits["maxTileRow"] + 1, limits["minTileCol"])
        need(api.send(url, JAVA).status in (400, 404), f"{url} is there")


def has_place(served, place):
    answer = served.get(dataset_links(served)[0]["href"], JSON).must_be(200)
    need(place in json.dumps(answer.json), f"{place} stands nowhere")


@test("Tile.validateTileMatrixDefinitionIsAvailable")
def _(served):
    has_place(served, "{tileMatrix}")


@test("Tile.validateTileRowDefinitionIsAvailable")
def _(served):
    has_place(served, "{tileRow}")


@test("Tile.validateTileColDefinitionIsAvailable")
def _(served):
    has_place(served, "{tileCol}")


# Whether the document is valid OpenAPI is asked by definition.py, of the
# program that the suite asks too.
@test("ApiDefinition.apiDefinitionValidation")
def _(served):
    need(links(served.landing, "service-desc", OPENAPI), "no service-desc")
    need(served.definition["openapi"].startswith("3.0"), "not OpenAPI 3.0")


@test("ApiDefinition.apiDefinitionOperationIdValidation")
def _(served):
    ids = [item["get"]["operationId"]
           for item in served.definition["paths"].values() if "get" in item]
    for wanted in ("dataset.vector.getTile", "collection.vector.getTile"):
        need(wanted in ids, f"no operation {wanted}")


@test("LandingPage.landingPageRetrieval")
def _(served):
    declared(served, "dataset-tilesets")
    need([link for link in served.landing["links"]
          if link["rel"] == REL + "tilesets-vector"], "no link to tilesets")


@test("GeospatialDataResource.collectionRetrieval")
def _(served):
    declared(served, "geodata-tilesets")
    need(collection_links(served), "no collection has tilesets")


@test("GeospatialDataResource.tilesetsRetrieval")
def _(served):
    declared(served, "geodata-tilesets")
    for link in collection_links(served):
        path = urllib.parse.urlsplit(link["href"]).path
        need(path.endswith("/tiles"), f"{link['href']} is no list")
        need(served.get(link["href"], JSON).must_be(200).json["tilesets"],
             f"{link['href']} lists none")


@test("TilesetLinks.validateTilesetsListResponse", each_tileset)
def _(served, tileset):
    declared(served, "tilesets-list")
    need(tileset["tileMatrixSetURI"] == URI + tileset["tileMatrixSetId"],
         "another tileMatrixSetURI")


# ---- what the standard asks besides

@test("/req/tileset/desc-links", each_tileset)
def _(served, tileset):
    href = api.only_link(tileset, "self", JSON)
    whole = served.get(href, JSON).must_be(200).json
    for name in ("tileMatrixSetId", "tileMatrixSetURI", "crs", "dataType",
                 "tileMatrixSetLimits"):
        need(whole[name] == tileset[name], f"{href}: another {name}")
    need(whole["layers"], f"{href} has no layers")
    scheme = api.only_link(whole, REL + "tiling-scheme", JSON)
    definition = served.get(scheme, JSON).must_be(200).json
    need(definition["id"] == tileset["tileMatrixSetId"], "another set")
    need(definition["crs"] == tileset["crs"], "another crs")
    ids = {one["id"] for one in definition["tileMatrices"]}
    need({one["tileMatrix"] for one in tileset["tileMatrixSetLimits"]} <= ids,
         "limits of a matrix that the set has not")


@test("/req/core/tc-tilematrixset-definition")
def _(served):
    href = api.only_link(served.landing, REL + "tiling-schemes", JSON)
    listed = served.get(href, JSON).must_be(200).json["tileMatrixSets"]
    used = {one["tileMatrixSetId"] for one in tilesets(served)}
    need({one["id"] for one in listed} == used, "not the sets that are used")


@test("/req/core/tc-error: what is not there, and what is not understood")
def _(served):
    for tileset in tilesets(served):
        template = template_of(tileset)
        other = template.replace(tileset["tileMatrixSetId"], "Onbekend")
        api.send(fill(other, 0, 0, 0)).must_be(404)
        api.send(fill(template, 0, -1, 0)).must_be(400)
        api.send(fill(template, 0, "x", 0)).must_be(400)


@test("/req/collections-selection: the layers that were asked for")
def _(served):
    names = [c["id"] for c in served.collections_page.json["collections"]
             if [k for k in c["links"] if k["rel"] == REL + "tilesets-vector"]]
    need(len(names) > 2, "too few collections with tiles")
    for some in (names[:1], names[:2], names):
        url = f"{served.server}/tiles/{KNOWN[0]}/8/83/132?collections=" + \
            ",".join(some)
        body = api.send(url).must_be(200).body
        need(layers(body) <= set(some), f"{url}: other layers")
        need(layers(body), f"{url}: no layers")
    api.send(f"{served.server}/tiles/{KNOWN[0]}/8/83/132?collections=nietes"
             ).must_be(400)


def layers(body):
    """As the strict decoder reads them."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "tile.mvt")
        path.write_bytes(body)
        done = subprocess.run([os.environ["READ_TILES"], path],
                              capture_output=True, text=True)
    need(done.returncode == 0, f"not a tile: {done.stderr}")
    return {one["layer"] for one in json.loads(done.stdout)}


@test("/req/mvt/tile-content: the type of what is asked by name or by Accept")
def _(served):
    template, found = full_range(served)
    url = fill(template, 12, *found[0])
    for accept in (MVT, "*/*", None):
        answer = api.send(re.sub(r"f=mvt&?", "", url), accept).must_be(200)
        need(answer.header("Content-Type") == MVT, f"{accept}: not MVT")
    api.send(re.sub(r"f=mvt&?", "", url), "image/png").must_be(406)


def main():
    if len(sys.argv) > 1:
        sys.exit(suite.run(api.Api(sys.argv[1]), set()) > 0)
    with serve.served() as server:
        bad = suite.run(api.Api(server.root + "/v1"), set())
    sys.exit(bad > 0)


main()
