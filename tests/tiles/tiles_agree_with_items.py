#!/usr/bin/env python3
"""Tiles hold what items hold: each feature, once, under the same filters, in
every tile matrix set; and what is too much for a tile is counted, not cut."""

import http.client
import json
import os
import pathlib
import random
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "conformance"))

import serve  # noqa: E402
from serve import story  # noqa: E402

check = story.Checks()
CROWD = 60000
EXTENT = 4096
LIMIT = 500 * 1000
ZOOMS = {"WebMercatorQuad": 14, "NetherlandsRDNewQuad": 9,
         "EuropeanETRS89_LAEAQuad": 11, "WorldCRS84Quad": 12}
MANIFEST = """id: %s
kind: features
title: {nl: Menigte}
license: https://creativecommons.org/publicdomain/zero/1.0/deed.nl
source: {path: %s.geojson}
id-field: nummer
fields:
  - {name: nummer, type: %s, required: true}
  - {name: soort, type: string}
  - {name: naam, type: string}
"""


def crowd(kind, make_id):
    """Around Groningen; every hundredth is `rare`, every fifth `some`."""
    dice = random.Random(4)
    for number in range(CROWD):
        at = [round(dice.uniform(6.4, 6.8), 6),
              round(dice.uniform(53.1, 53.3), 6)]
        soort = "rare" if number % 100 == 0 else \
            "some" if number % 5 == 1 else "rest"
        yield {"type": "Feature",
               "geometry": {"type": kind, "coordinates":
                            at if kind == "Point" else [at]},
               "properties": {"nummer": make_id(number), "soort": soort,
                              "naam": f"Een naam die lang is {number}"}}


def import_crowd(where, db, name, id_type, features):
    (where / f"{name}.yaml").write_text(MANIFEST % (name, name, id_type))
    (where / f"{name}.geojson").write_text(json.dumps(
        {"type": "FeatureCollection", "features": list(features)}))
    story.buurt("import", where / f"{name}.yaml", "--db", db)


def read(where, answers):
    """What the strict decoder says of each tile: a list of features."""
    paths = []
    for number, answer in enumerate(answers):
        path = where / f"{number}.mvt"
        path.write_bytes(answer.body)
        paths.append(path)
    done = subprocess.run([os.environ["READ_TILES"], *paths],
                          capture_output=True, text=True)
    check.equal((done.returncode, done.stderr), (0, ""), "strictly decoded")
    return [json.loads(line) for line in done.stdout.splitlines()]


def tile(server, collection, tms, z, row, col, query=""):
    return server.get(f"/v1/collections/{collection}/tiles/{tms}/{z}/{row}/"
                      f"{col}?f=mvt{query}")


def whole_zoom(server, collection, tms, zoom, query=""):
    """All tiles of a zoom that are not empty."""
    path = f"/v1/collections/{collection}/tiles/{tms}?f=json"
    limits = next(one for one in server.json(path)["tileMatrixSetLimits"]
                  if one["tileMatrix"] == str(zoom))
    answers = [tile(server, collection, tms, zoom, row, col, query)
               for row in range(limits["minTileRow"], limits["maxTileRow"] + 1)
               for col in range(limits["minTileCol"], limits["maxTileCol"] + 1)]
    check.that(all(a.status in (200, 204) for a in answers),
               f"{collection} {tms} {zoom}: 200 or 204 within the limits")
    check.that(all(len(a.body) <= LIMIT for a in answers), "500 kB is kept")
    return [a for a in answers if a.status == 200]


def is_own(feature):
    return 0 <= feature["x"] < EXTENT and 0 <= feature["y"] < EXTENT


def points_agree(server, where):
    for tms, zoom in ZOOMS.items():
        for query in ("", "&bouwjaar=1874", "&filter=bouwjaar%20%3C%201700",
                      "&datetime=1970-01-01/1975-12-31"):
            wanted = sorted(f["id"] for f in server.items("monumenten", query)
                            if f["geometry"])
            tiles = read(where, whole_zoom(server, "monumenten", tms, zoom,
                                           query))
            own = [f for features in tiles for f in features if is_own(f)]
            check.equal(sorted(f["id"] for f in own), wanted,
                        f"monumenten {tms}/{zoom} {query}: each point once")
            check.that(wanted, f"{query} selects something")


def attributes_agree(server, where):
    items = {f["id"]: {k: v for k, v in f["properties"].items()
                       if v is not None}
             for f in server.items("monumenten")}
    for features in read(where, whole_zoom(server, "monumenten",
                                           "WebMercatorQuad", 12)):
        for one in features:
            check.equal(one["tags"], items[one["id"]],
                        f"{one['id']}: attributes, null left out")


def areas_agree(server, where):
    for tms, zoom in ZOOMS.items():
        wanted = {f["id"] for f in server.items("buurten")}
        tiles = read(where, whole_zoom(server, "buurten", tms, zoom - 3))
        found = {f["tags"]["buurtcode"] for fs in tiles for f in fs}
        check.equal(found, wanted, f"buurten {tms}: every area is there")
    found = read(where, whole_zoom(server, "buurten", "WebMercatorQuad", 11,
                                   "&properties=buurtnaam"))
    check.that(all("buurtcode" in f["tags"] for fs in found for f in fs),
               "an id of text stays when it is not asked for")


def shapes_agree(server, where):
    """Points, lines and polygons stored in RD."""
    wanted = {f["id"] for f in server.items("vormen")}
    for tms, zoom in ZOOMS.items():
        tiles = read(where, whole_zoom(server, "vormen", tms, zoom - 2))
        check.equal({f["id"] for fs in tiles for f in fs}, wanted,
                    f"vormen {tms}: every shape is there")


def too_much(server, where):
    top = "menigte", "WebMercatorQuad", 0, 0, 0
    for query, reduced, amount in (
            ("", "attributes, clusters", CROWD),
            ("&soort=some", "attributes", CROWD // 5),
            ("&soort=rare", None, CROWD // 100)):
        answer = tile(server, *top, query)
        check.equal(answer.headers.get("X-Tile-Reduced"), reduced,
                    f"{query}: the steps taken are told")
        check.that(len(answer.body) <= LIMIT, f"{query}: 500 kB is kept")
        counts = [f["tags"].get("point_count", 1)
                  for f in read(where, [answer])[0]]
        check.equal(sum(counts), amount, f"{query}: every point counts")
    for zoom in (8, 10, 11, 12):
        answers = whole_zoom(server, "menigte", "WebMercatorQuad", zoom)
        counts = [f["tags"].get("point_count", 1)
                  for features in read(where, answers) for f in features
                  if is_own(f)]
        steps = sorted({a.headers.get("X-Tile-Reduced") or "nothing"
                        for a in answers})
        check.equal(sum(counts), CROWD,
                    f"zoom {zoom}: every point once, with {steps}")
    many = tile(server, "groepen", *top[1:])
    check.equal(many.status, 400, "what no step makes small is refused")
    check.that("500000 bytes" in many.json()["detail"], "and the limit named")


def too_small(server, where):
    answer = tile(server, "vormen", "WebMercatorQuad", 4, 5, 8)
    small = int(answer.headers.get("X-Tile-Small", 0))
    check.that(small > 100, "lines and areas below the grid are told")
    check.equal(small + len(read(where, [answer])[0]), serve.SHAPES,
                "and none is lost silently")


def layers_agree(server, where):
    """Several collections at once are what each is by itself."""
    names = ("buurten", "monumenten", "vormen")
    for tms, zoom in ZOOMS.items():
        alone = {}
        for name in names:
            for answer in whole_zoom(server, name, tms, zoom - 3):
                for one in read(where, [answer])[0]:
                    key = name, str(one.get("id") or one["tags"]), one["x"], \
                        one["y"]
                    alone[key] = alone.get(key, 0) + 1
        path = f"/v1/tiles/{tms}?f=json&collections={','.join(names)}"
        limits = next(one for one in server.json(path)["tileMatrixSetLimits"]
                      if one["tileMatrix"] == str(zoom - 3))
        together = {}
        for row in range(limits["minTileRow"], limits["maxTileRow"] + 1):
            for col in range(limits["minTileCol"], limits["maxTileCol"] + 1):
                answer = server.get(f"/v1/tiles/{tms}/{zoom - 3}/{row}/{col}"
                                    f"?collections={','.join(names)}")
                if answer.status == 204:
                    continue
                for one in read(where, [answer])[0]:
                    key = one["layer"], str(one.get("id") or one["tags"]), \
                        one["x"], one["y"]
                    together[key] = together.get(key, 0) + 1
        check.that({key[0] for key in alone} == set(names), "all are there")
        check.equal(together, alone, f"{tms}: layers are what tiles are")


def versions_pass(server, db):
    """A new version has new addresses, and the old ones lead there."""
    def described():
        path = "/v1/collections/monumenten/tiles/WebMercatorQuad?f=tilejson"
        url = server.get(path).json()["tiles"][0]
        return url.removeprefix(server.root).replace(
            "{z}/{y}/{x}", "14/5321/8490")
    old = described()
    first = server.get(old)
    check.equal((first.status, first.headers["Cache-Control"]),
                (200, "public, max-age=31536000, immutable"), "kept for good")
    story.buurt("import", story.ROOT / "sample-data" / "monumenten.yaml",
                "--db", db)
    for _ in range(100):
        if described() != old:
            break
        time.sleep(0.1)
    new = described()
    check.that(new != old, "the new version has another address")
    check.equal(server.get(new).body, first.body, "of the same data")
    link = http.client.HTTPConnection(server.root.removeprefix("http://"))
    link.request("GET", old)
    answer = link.getresponse()
    check.equal((answer.status, answer.getheader("Location"),
                 answer.getheader("Cache-Control"), answer.read()),
                (307, server.root + new, "no-store", b""),
                "the old address leads to the present tile")


def ask(server, where):
    points_agree(server, where)
    attributes_agree(server, where)
    areas_agree(server, where)
    shapes_agree(server, where)
    too_much(server, where)
    too_small(server, where)
    layers_agree(server, where)


def main():
    serve.find_grid()
    with story.folder() as where:
        db = where / "buurt.sqlite"
        for name in ("gebieden", "monumenten"):
            story.buurt("import", story.ROOT / "sample-data" / f"{name}.yaml",
                        "--db", db)
        serve.import_shapes(where, db)
        import_crowd(where, db, "menigte", "integer",
                     crowd("Point", lambda number: number))
        import_crowd(where, db, "groepen", "string",
                     crowd("MultiPoint", lambda number: f"groep-{number:08}"))
        with story.Server(db) as server:
            ask(server, where)
            versions_pass(server, db)
    check.end()


if __name__ == "__main__":
    main()
