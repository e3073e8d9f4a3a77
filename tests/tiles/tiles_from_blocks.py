#!/usr/bin/env python3
"""A tile has the same bytes whether its features come from blocks in memory,
from the rows, or now from the one and then from the other, because memory is
short; also while many ask at once, and after an edit by other software."""

import concurrent.futures
import json
import os
import pathlib
import random
import sqlite3
import sys
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "conformance"))

import serve  # noqa: E402
from serve import story  # noqa: E402

check = story.Checks()
SETS = ("WebMercatorQuad", "NetherlandsRDNewQuad", "EuropeanETRS89_LAEAQuad",
        "WorldCRS84Quad")
TILES = 1500 if os.environ.get("BUILD_TYPE") == "Release" else 300
THREADS = 6
POINTS = 60000  # a crowd: more than a tile can hold
MANIFEST = """id: {id}
kind: features
title: {{nl: {id}}}
license: https://creativecommons.org/publicdomain/zero/1.0/deed.nl
source: {{path: {id}.geojson}}
{field}fields:
  - {{name: sleutel, type: {type}, required: true}}
  - {{name: soort, type: string}}
  - {{name: naam, type: string}}
  - {{name: aantal, type: integer}}
  - {{name: maat, type: number}}
  - {{name: open, type: boolean}}
"""


def place(dice):
    """Dense around Groningen, thin elsewhere; some at one and the same spot."""
    if dice.random() < .05:
        return [6.5665, 53.2194]
    if dice.random() < .7:
        return [round(dice.gauss(6.57, .05), 6),
                round(dice.gauss(53.22, .03), 6)]
    return [round(dice.uniform(4, 7), 6), round(dice.uniform(51, 53.4), 6)]


def line(dice):
    at = place(dice)
    reach = 10 ** dice.uniform(-5, -1)
    return [[round(at[0] + dice.uniform(-reach, reach), 7),
             round(at[1] + dice.uniform(-reach, reach), 7)]
            for _ in range(dice.randint(2, 30))]


def ring(dice):
    x, y = place(dice)
    reach = 10 ** dice.uniform(-5, -1)
    corners = sorted([dice.uniform(.2, 1), dice.uniform(.2, 1)]
                     for _ in range(2))
    low, high = corners[0][0] * reach, corners[1][0] * reach + reach / 10
    return [[x, y], [x + high, y], [x + high, y + low],
            [x + high / 2, y + high], [x, y + low], [x, y]]


GEOMETRIES = {
    "Point": place,
    "MultiPoint": lambda dice: [place(dice) for _ in range(3)],
    "LineString": line,
    "MultiLineString": lambda dice: [line(dice) for _ in range(2)],
    "Polygon": lambda dice: [ring(dice)],
    "MultiPolygon": lambda dice: [[ring(dice)] for _ in range(2)],
}


def feature(dice, number, kinds, make_id):
    kind = dice.choice(kinds)
    geometry = {"type": kind, "coordinates": GEOMETRIES[kind](dice)}
    return {"type": "Feature",
            "geometry": geometry if dice.random() > .01 else None,
            "properties": {
                "sleutel": make_id(number),
                "soort": dice.choice([None, "a", "b", "c", "1"]),
                "naam": dice.choice([None, f"naam {number}", "a", "é" * 40]),
                "aantal": dice.choice([None, 0, -3, number, 1 << 50]),
                "maat": dice.choice([None, 0.5, -2.25, number / 7, 3.0]),
                "open": dice.choice([None, True, False])}}


def import_made(where, db, name, count, kinds, type_name, make_id, has_field):
    dice = random.Random(name)
    features = [feature(dice, i, kinds, make_id) for i in range(count)]
    field = "id-field: sleutel\n" if has_field else ""
    (where / f"{name}.yaml").write_text(MANIFEST.format(
        id=name, type=type_name, field=field))
    (where / f"{name}.geojson").write_text(json.dumps(
        {"type": "FeatureCollection", "features": features}))
    story.buurt("import", where / f"{name}.yaml", "--db", db)


def import_all(where, db):
    for name in ("gebieden", "monumenten", "stembureaus", "wegwerkzaamheden"):
        story.buurt("import", story.ROOT / "sample-data" / f"{name}.yaml",
                    "--db", db)
    serve.import_shapes(where, db)
    lines = ["LineString", "MultiLineString"]
    areas = ["Polygon", "MultiPolygon"]
    import_made(where, db, "punten", POINTS, ["Point"], "integer",
                lambda i: 7 * i - 500, True)
    import_made(where, db, "woorden", 4000, ["Point"], "string",
                lambda i: f"p-{i:05}", True)
    import_made(where, db, "genummerd", 3000, ["Point"], "string",
                lambda i: f"n-{i % 50}", False)
    import_made(where, db, "lijnen", 3000, lines, "integer", lambda i: i, True)
    import_made(where, db, "vlakken", 3000, areas, "string",
                lambda i: f"v{i}", True)
    import_made(where, db, "groepen", 500, ["MultiPoint"], "integer",
                lambda i: i, True)
    import_made(where, db, "alles", 2000, list(GEOMETRIES), "integer",
                lambda i: i, True)


def limits_of(server, names):
    found = {}
    for name in names:
        for tms in SETS:
            path = f"/v1/collections/{name}/tiles/{tms}?f=json"
            found[name, tms] = server.json(path)["tileMatrixSetLimits"]
    return found


def some_path(dice, limits, fields):
    name, tms = dice.choice(sorted(limits))
    one = dice.choice(limits[name, tms])
    at = (f"{tms}/{one['tileMatrix']}/"
          f"{dice.randint(one['minTileRow'], one['maxTileRow'])}/"
          f"{dice.randint(one['minTileCol'], one['maxTileCol'])}?f=mvt")
    if dice.random() < .1:
        other = dice.choice(sorted(limits))[0]
        names = ",".join(sorted({name, other}))
        return f"/v1/tiles/{at}&collections={names}"
    path = f"/v1/collections/{name}/tiles/{at}"
    if dice.random() < .25:
        chosen = dice.sample(fields[name], min(2, len(fields[name])))
        path += "&properties=" + urllib.parse.quote(",".join(chosen))
    return path


def answer(server, path):
    got = server.get(path)
    return (got.status, got.headers.get("X-Tile-Reduced"),
            got.headers.get("X-Tile-Small"),
            got.body if got.status == 200 else b"")


def same_bytes(rows, blocks, short):
    """Of tiles taken at random, each asked twice of every server."""
    dice = random.Random(12)
    names = [one["id"] for one in
             rows.json("/v1/collections?f=json")["collections"]]
    fields = {name: [p for p in rows.json(
        f"/v1/collections/{name}/schema?f=json")["properties"]
        if p != "geometry"] for name in names}
    limits = limits_of(rows, names)
    paths = [some_path(dice, limits, fields) for _ in range(TILES)]
    wanted = {path: answer(rows, path) for path in paths}
    check.that(sum(w[0] == 200 for w in wanted.values()) > len(wanted) / 4,
               "many of the tiles show something")
    check.that(any(w[1] for w in wanted.values()), "some are reduced")
    with concurrent.futures.ThreadPoolExecutor(THREADS) as crew:
        for server, what in ((blocks, "blocks"), (short, "little memory")):
            for turn in ("first", "again"):
                got = crew.map(lambda path: answer(server, path), paths)
                wrong = [p for p, g in zip(paths, got) if g != wanted[p]]
                check.equal(wrong[:5], [], f"{what}, {turn}: the same tiles")


def edit(db):
    """As QGIS would: the triggers of SpatiaLite tell of it."""
    link = sqlite3.connect(db)
    with link:
        link.execute("UPDATE woorden SET soort = 'nieuw'")
    link.close()


def edits_are_seen(db, server):
    path = "/v1/collections/woorden/tiles/WebMercatorQuad/10/{}/{}?f=mvt"
    at = [(row, col) for row in range(330, 334) for col in range(529, 533)]
    before = [answer(server, path.format(*one)) for one in at]
    check.that(any(b"nieuw" not in one[3] and one[3] for one in before),
               "there are tiles before the edit")
    edit(db)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        after = [answer(server, path.format(*one)) for one in at]
        if all(b"nieuw" in one[3] for one in after if one[3]):
            break
        time.sleep(0.2)
    check.that(all(b"nieuw" in one[3] for one in after if one[3]),
               "tiles show what other software wrote")


def main():
    serve.find_grid()
    off = "--cache-mb", "0", "--blocks-mb"
    with story.folder() as where:
        db = where / "buurt.sqlite"
        import_all(where, db)
        with story.Server(db, *off, "0") as rows, \
                story.Server(db, *off, "64") as blocks, \
                story.Server(db, *off, "1") as short:
            same_bytes(rows, blocks, short)
            edits_are_seen(db, blocks)
    check.end()


if __name__ == "__main__":
    main()
