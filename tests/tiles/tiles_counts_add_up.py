#!/usr/bin/env python3
"""Counts in tiles are those of `aggregate`: at every zoom they add up to its
total, area by area they are its numbers, for filters thought up at random."""

import http.client
import json
import os
import pathlib
import random
import subprocess
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "conformance"))

import serve  # noqa: E402
from serve import story  # noqa: E402

check = story.Checks()
IS_RELEASE = os.environ.get("BUILD_TYPE") == "Release"
FILTERS = 50 if IS_RELEASE else 4
DEEPEST = {"WebMercatorQuad": 14, "NetherlandsRDNewQuad": 9,
           "EuropeanETRS89_LAEAQuad": 10, "WorldCRS84Quad": 13}
CATEGORIES = ("Woningen en woningbouwcomplexen", "Handel en kantoor",
              "Religieuze gebouwen", "Uitvaartcentra en begraafplaatsen")
KINDS = ("1.1.1", "1.2.1", "1.2.3", "1.4.5", "2.2.1", "2.5.2")


MOSAIC = 24000
AREAS = """id: mozaiek
kind: areas
vintage: 2024
title: {nl: Mozaiek}
license: https://creativecommons.org/publicdomain/zero/1.0/deed.nl
levels:
  buurt: {path: mozaiek.geojson, code: code, name: naam, collection: steentjes}
"""
FIGURES = """id: figuren
kind: statistics
title: {nl: Figuren}
license: https://creativecommons.org/publicdomain/zero/1.0/deed.nl
areas: mozaiek
source: {path: figuren.csv}
area: {field: code}
period: {field: jaar, format: year}
measures: [{name: aantal, type: integer}]
"""


POINTS = """id: metingen
kind: features
title: {nl: Metingen}
license: https://creativecommons.org/publicdomain/zero/1.0/deed.nl
source: {path: metingen.geojson}
fields:
  - {name: method, type: string}
"""


class Client:
    """One connection that stays open: there are tens of thousands of tiles."""

    def __init__(self, root):
        self.link = http.client.HTTPConnection(
            urllib.parse.urlsplit(root).netloc, timeout=120)

    def get(self, path):
        self.link.request("GET", path)
        answer = self.link.getresponse()
        return answer.status, answer.read()

    def json(self, path):
        status, body = self.get(path)
        if status != 200:
            raise SystemExit(f"GET {path}: {status} {body[:1000]}")
        return json.loads(body)


def cql(text):
    return "filter=" + urllib.parse.quote(text)


def box(dice):
    x, y = dice.uniform(6.46, 6.65), dice.uniform(53.14, 53.26)
    side = dice.choice((0.01, 0.03, 0.1))
    return f"{x:.4f},{y:.4f},{x + side:.4f},{y + side:.4f}"


def monument_filter(dice):
    year = dice.randrange(1500, 1950)
    return dice.choice((
        lambda: "hoofdcategorie=" +
        urllib.parse.quote(dice.choice(CATEGORIES)),
        lambda: cql(f"bouwjaar < {year}"),
        lambda: cql(f"bouwjaar BETWEEN {year} AND {year + 60} OR "
                    f"bouwjaar IS NULL"),
        lambda: f"datetime={year % 40 + 1965}-01-01/..",
        lambda: cql(f"wijkcode = 'WK0014{dice.randrange(14):02}'"),
        lambda: cql(f"NOT (bouwjaar > {year} AND hoofdcategorie = "
                    f"'{dice.choice(CATEGORIES)}')"),
        lambda: cql("huisnummer IS NOT NULL AND S_INTERSECTS(geometry, "
                    f"BBOX({box(dice)}))"),
        lambda: f"bbox={box(dice)}",
        lambda: f"near=6.5665,53.2194&within={dice.randrange(200, 9000)}",
        lambda: f"plaats=Groningen&{cql(f'bouwjaar >= {year}')}",
    ))()


def crime_filter(dice):
    year = dice.randrange(2023, 2026)
    return dice.choice((
        lambda: f"soort={dice.choice(KINDS)}",
        lambda: f"datetime={year}-01-01/{year}-12-31",
        lambda: cql(f"aantal > {dice.randrange(8)}"),
        lambda: cql(f"wijkcode = 'WK0014{dice.randrange(14):02}'"),
        lambda: cql(f"soort = '{dice.choice(KINDS)}' AND aantal IS NOT NULL"),
        lambda: f"datetime={year}-0{dice.randrange(1, 10)}-01/..&"
                f"soort={dice.choice(KINDS)}",
        lambda: cql(f"aantal < {dice.randrange(1, 6)} OR aantal IS NULL"),
    ))()


def decode(where, bodies):
    """What the strict decoder and checker say: a list of features a tile."""
    paths = []
    for number, body in enumerate(bodies):
        paths.append(where / f"{number}.mvt")
        paths[-1].write_bytes(body)
    if not paths:
        return []
    done = subprocess.run([os.environ["READ_TILES"], *paths],
                          capture_output=True, text=True)
    if done.returncode or done.stderr:
        check.that(False, f"strictly decoded: {done.stderr[:300]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def tiles_of(client, path, tms, query, deepest=None):
    """The tiles of each zoom of a tileset that are not empty."""
    limits = client.json(f"{path}/{tms}?f=json&{query}")["tileMatrixSetLimits"]
    for one in limits:
        zoom = int(one["tileMatrix"])
        if zoom > (deepest or DEEPEST[tms]):
            continue
        bodies = []
        for row in range(one["minTileRow"], one["maxTileRow"] + 1):
            for col in range(one["minTileCol"], one["maxTileCol"] + 1):
                status, body = client.get(
                    f"{path}/{tms}/{zoom}/{row}/{col}?f=mvt&{query}")
                if status not in (200, 204):
                    check.that(False, f"{path} {tms}/{zoom}/{row}/{col} "
                                      f"{query}: {status}")
                if status == 200:
                    bodies.append(body)
        yield zoom, bodies


def numbers(group, level):
    """A group of `aggregate` as a tile has it: null is absent."""
    own = {"code": group[level], "name": group[f"{level}naam"],
           "level": level}
    for key, value in group.items():
        if key not in (level, f"{level}naam"):
            own[key] = value
    return {key: value for key, value in own.items() if value is not None}


def level_at(levels, zoom):
    return next(one["level"] for one in levels
                if one["minzoom"] <= zoom <= one["maxzoom"])


def areas_add_up(client, where, collection, tms, query, measures):
    """Returns how many numbers were withheld."""
    base = f"/v1/collections/{collection}/aggregate"
    levels = client.json(f"{base}/tiles/{tms}?f=json&{query}{measures}")[
        "levels"]
    wanted = {}
    for one in levels:
        told = client.json(f"{base}?groupBy={one['level']}&{query}{measures}")
        wanted[one["level"]] = told
        if (one["unassigned"], one["withoutShape"], one["total"]) != (
                told["unassigned"], 0, told["total"]):
            check.that(False, f"{collection} {query}: unassigned and total "
                              f"are told: {one}")
    bad = []
    for zoom, bodies in tiles_of(client, f"{base}/tiles", tms,
                                 query + measures):
        level = level_at(levels, zoom)
        told = wanted[level]
        groups = {g[level]: numbers(g, level) for g in told["groups"]}
        features = [f for tile in decode(where, bodies) for f in tile]
        labels = [f["tags"] for f in features
                  if f["layer"] == f"{collection}-labels"]
        shapes = [f["tags"] for f in features if f["layer"] == collection]
        if sum(one["count"] for one in labels) != \
                told["total"]["count"] - told["unassigned"]["count"]:
            bad.append(f"zoom {zoom}: the labels do not add up")
        if sorted(one["code"] for one in labels) != sorted(groups):
            bad.append(f"zoom {zoom}: not every area once")
        if any(groups.get(one["code"]) != one for one in labels + shapes):
            bad.append(f"zoom {zoom}: other numbers than aggregate's")
        if zoom == DEEPEST[tms] and {s["code"] for s in shapes} != set(groups):
            bad.append(f"zoom {zoom}: an area without a polygon")
    check.equal(bad, [], f"{collection} {tms} {query}: areas add up to "
                         f"{wanted[levels[-1]['level']]['total']}")
    return sum(value is None for told in wanted.values()
               for group in told["groups"] for value in group.values())


def places_add_up(client, server, where, collection, tms, query, form,
                  zooms=None):
    base = f"/v1/collections/{collection}/aggregate"
    total = client.json(f"{base}?{query}")["total"]["count"]
    placed = sum(f["geometry"] is not None
                 for f in server.items(collection, f"&{query}"))
    query = f"{query}&groupBy={form}"
    told = client.json(f"{base}/tiles/{tms}?f=json&{query}")["levels"][0]
    bad = []
    if (told["shown"]["count"], told["withoutPlace"], told["outside"],
            told["total"]["count"]) != (placed, total - placed, 0, total):
        bad.append(f"told {told}")
    for zoom, bodies in tiles_of(client, f"{base}/tiles", tms, query, zooms):
        found = sum(f["tags"]["count"] for tile in decode(where, bodies)
                    for f in tile)
        if found != placed:
            bad.append(f"zoom {zoom}: {found}")
    check.equal(bad, [], f"{collection} {tms} {form} {query}: {placed} places "
                         f"of {total}")
    return placed


def import_mosaic(where, db):
    """Very many little squares, and a figure for each but every hundredth."""
    squares, figures = [], ["code;jaar;aantal"]
    for number in range(MOSAIC):
        x, y = 5 + number % 200 * 0.005, 52 + number // 200 * 0.005
        ring = [[x, y], [x + 0.005, y], [x + 0.005, y + 0.005], [x, y + 0.005],
                [x, y]]
        code = f"BU{number:08}"
        squares.append({"type": "Feature", "properties": {
            "code": code, "naam": f"De buurt met nummer {number}"},
            "geometry": {"type": "Polygon", "coordinates": [
                [[round(a, 3), round(b, 3)] for a, b in ring]]}})
        if number % 100:
            figures.append(f"{code};2024;{number % 7}")
    (where / "mozaiek.geojson").write_text(json.dumps(
        {"type": "FeatureCollection", "features": squares}))
    (where / "figuren.csv").write_text("\n".join(figures) + "\n")
    (where / "mozaiek.yaml").write_text(AREAS)
    (where / "figuren.yaml").write_text(FIGURES)
    for name in ("mozaiek", "figuren"):
        story.buurt("import", where / f"{name}.yaml", "--db", db)


def import_measurings(where, db):
    """Points in no area, with a property that has the name of a parameter of
    other routes."""
    features = [{"type": "Feature", "properties": {"method": method},
                 "geometry": {"type": "Point",
                              "coordinates": [6 + number / 1000, 53]}}
                for method, count in (("a", 10), ("b", 20))
                for number in range(count)]
    (where / "metingen.geojson").write_text(json.dumps(
        {"type": "FeatureCollection", "features": features}))
    (where / "metingen.yaml").write_text(POINTS)
    story.buurt("import", where / "metingen.yaml", "--db", db)


def too_many(server, where):
    """More areas than labels fit into one tile: still no count is lost."""
    base = "/v1/collections/figuren/aggregate"
    told = server.json(f"{base}?groupBy=buurt&measures=sum(aantal)")
    for address, reduced in (("0/0/0", "shapes, names, clusters"),
                             ("6/21/32", "grid=8, areas=1024, names"),
                             ("9/168/263", "shapes, names")):
        answer = server.get(f"{base}/tiles/WebMercatorQuad/{address}"
                            "?groupBy=buurt&measures=sum(aantal)")
        check.equal(answer.headers.get("X-Tile-Reduced"), reduced,
                    f"{address}: what was left out is told")
        check.that(len(answer.body) <= 500 * 1000, "500 kB is kept")
        [tile] = decode(where, [answer.body])
        labels = [f["tags"] for f in tile if f["layer"] == "figuren-labels"]
        if address == "0/0/0":
            check.equal(sum(one["count"] for one in labels),
                        told["total"]["count"], "every row is counted")
            check.equal(sum(one["areas"] for one in labels),
                        MOSAIC, "every area is in one of the clusters")
            check.equal({one["level"] for one in labels}, {"buurt"}, "a level")
        else:
            groups = {g["buurt"]: numbers(dict(g, buurtnaam=None), "buurt")
                      for g in told["groups"]}
            check.that(len(labels) > 1000 and
                       all(groups[one["code"]] == one for one in labels),
                       f"{len(labels)} labels have aggregate's numbers")


def ask(server, where):
    for method, count in (("a", 10), ("b", 20)):
        found = places_add_up(Client(server.root), server, where, "metingen",
                              "WebMercatorQuad", f"method={method}", "auto",
                              zooms=3)
        check.equal(found, count, f"method={method} is a condition")
    auto = server.json("/v1/collections/figuren/aggregate/tiles/"
                       "WebMercatorQuad")["levels"]
    check.equal([(one["level"], one["minzoom"]) for one in auto],
                [("buurt", 0)], "the one level that there is, at any zoom")
    for form in ("auto", "grid"):
        for tms in ("WebMercatorQuad", "NetherlandsRDNewQuad"):
            places_add_up(Client(server.root), server, where, "vormen", tms,
                          "soort=Polygon", form, zooms=6)
    too_many(server, where)
    client = Client(server.root)
    dice = random.Random(20260318)
    measures = "&measures=sum(aantal),max(aantal)"
    withheld = places = found = 0
    for number in range(FILTERS):
        # One tile matrix set after the other; the usual one every time.
        others = [tms for tms in DEEPEST if tms != "WebMercatorQuad"]
        sets = {"WebMercatorQuad", others[number % len(others)]} \
            if number < 6 else {"WebMercatorQuad"}
        crime, monuments = crime_filter(dice), monument_filter(dice)
        for tms in sorted(sets):
            withheld += areas_add_up(client, where, "misdrijven", tms, crime,
                                     measures)
            areas_add_up(client, where, "monumenten", tms, monuments, "")
            for form in ("cluster", "grid"):
                places = places_add_up(client, server, where, "monumenten",
                                       tms, monuments, form)
        found += places > 0
    check.that(withheld > 0, f"{withheld} numbers were withheld")
    check.that(found > FILTERS * 2 / 3,
               f"{found} of {FILTERS} filters selected something")


def main():
    serve.find_grid()
    with story.folder() as where:
        db = where / "buurt.sqlite"
        for name in ("gebieden", "monumenten", "misdrijven"):
            story.buurt("import", story.ROOT / "sample-data" / f"{name}.yaml",
                        "--db", db)
        serve.import_shapes(where, db)
        import_mosaic(where, db)
        import_measurings(where, db)
        with story.Server(db) as server:
            ask(server, where)
    check.end()


if __name__ == "__main__":
    main()
