#!/usr/bin/env python3
"""A place outside of the area of RD is in no tile of the RD set, and hides no
other; the tile says how many it leaves out that lie in RD in part. Other sets
have them all."""

import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "conformance"))

import serve  # noqa: E402
from serve import story  # noqa: E402

check = story.Checks()
RD, WEB = "NetherlandsRDNewQuad", "WebMercatorQuad"
HERE = [6.56, 53.22]
PLACES = {
    "punten": {1: HERE, 2: [-68.27, 12.15], 3: [2.2, 53.0], 4: [5.0, 52.0],
               5: [8.9, 51.0]},
    "lijnen": {1: [HERE, [6.6, 53.3]], 2: [HERE, [-68.2, 12.1]],
               3: [HERE, [8.9, 53.3]]},
}
PARTLY = {"punten": 0, "lijnen": 2}
IN_RD = {"punten": {1, 4}, "lijnen": {1}}
MANIFEST = """id: {name}
kind: features
title: {{nl: Ver}}
license: https://creativecommons.org/publicdomain/zero/1.0/deed.nl
source: {{path: {name}.geojson}}
id-field: nummer
fields: [{{name: nummer, type: integer, required: true}}]
"""
CROWD = 60_000  # points: more than a tile holds, so that it has clusters


def load(where, db, name, places):
    (where / f"{name}.yaml").write_text(MANIFEST.format(name=name))
    (where / f"{name}.geojson").write_text(json.dumps(
        {"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"nummer": number}, "geometry": {
                "type": "Point" if isinstance(place[0], float) else
                "LineString", "coordinates": place}}
            for number, place in places.items()]}))
    story.buurt("import", where / f"{name}.yaml", "--db", db)


def tile(server, where, name, tms, address):
    answer = server.get(f"/v1/collections/{name}/tiles/{tms}/{address}")
    path = where / "tile.mvt"
    path.write_bytes(answer.body)
    done = subprocess.run([os.environ["READ_TILES"], path],
                          capture_output=True, text=True)
    check.equal((answer.status, done.stderr), (200, ""),
                f"{name} {tms} {address}: a tile")
    return (json.loads(done.stdout or "[]"),
            int(answer.headers.get("X-Tile-Beyond", 0)))


def few(server, where):
    for name, places in PLACES.items():
        for times in range(3):  # by rows at first, from memory later
            found, beyond = tile(server, where, name, RD, "0/0/0")
            check.equal({one["id"] for one in found}, IN_RD[name],
                        f"{name}: what has a place in RD, time {times}")
            check.equal(beyond, PARTLY[name],
                        f"{name}: what lies there in part is told, "
                        f"time {times}")
        found, beyond = tile(server, where, name, WEB, "0/0/0")
        check.equal(({one["id"] for one in found}, beyond),
                    (set(places), 0), f"{name}: all in {WEB}")


def many(server, where):
    for tms, wanted in ((RD, CROWD), (WEB, CROWD + 2)):
        found, _ = tile(server, where, "menigte", tms, "0/0/0")
        check.equal(sum(one["tags"].get("point_count", 1) for one in found),
                    wanted, f"{tms}: the clusters count what has a place")


def main():
    serve.find_grid()
    crowd = {number: [4.0 + number % 300 * 0.01, 51.5 + number // 300 * 0.005]
             for number in range(CROWD)}
    crowd.update({CROWD: [2.2, 53.0], CROWD + 1: [8.9, 51.0]})
    with story.folder() as where:
        db = where / "buurt.sqlite"
        for name, places in PLACES.items():
            load(where, db, name, places)
        load(where, db, "menigte", crowd)
        with story.Server(db) as server:
            few(server, where)
            many(server, where)
    check.end()


if __name__ == "__main__":
    main()
