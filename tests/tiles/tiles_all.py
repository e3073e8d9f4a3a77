#!/usr/bin/env python3
"""Every tile of the country up to zoom 10, and of Groningen up to zoom 14, of
points, lines and areas, in every tile matrix set: each kept to the strict check
and to its neighbours (check_tiles.c). TILES_ALL=1 looks at all of them, some
830,000; otherwise at two rows of many, in a release build of fewer."""

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
COUNTRY = "3.30,50.74,7.24,53.56", 10
GRONINGEN = "6.46,53.15,6.70,53.27", 14
# Two of so many rows.
RELEASE = {"country": 24, "groningen": 96}
OTHERS = {"country": 240, "groningen": 960}
ALL = {"country": 2, "groningen": 2}
MANIFEST = """id: %s
kind: features
title: {nl: Getekend}
license: https://creativecommons.org/publicdomain/zero/1.0/deed.nl
source: {path: %s.geojson}
id-field: nummer
fields: [{name: nummer, type: integer, required: true}]
reject: {max-rows: 2000}
"""


def features(path):
    return [f["geometry"] for f in json.loads(path.read_text())["features"]
            if f["geometry"]]


def rings(geometries):
    """The borders of areas as lines."""
    for one in geometries:
        parts = [one["coordinates"]] if one["type"] == "Polygon" \
            else one["coordinates"]
        for part in parts:
            for ring in part:
                yield {"type": "LineString", "coordinates": ring}


def sets():
    areas = story.DATA / "areas"
    if not areas.is_dir():
        print("the national buurten are not here: skipped")
        sys.exit(77)
    country = areas / "nl-2014"
    gemeenten = areas / "gemeenten" / "gemeenten_2024.geojson"
    return {
        "punten": features(country / "Buurt_2014_labels.derived.geojson"),
        "lijnen": list(rings(features(gemeenten))),
        "vlakken": features(country
                            / "Buurt_2014_layer_q1e3.derived.geojson"),
    }


def load(where, db):
    for name, geometries in sets().items():
        (where / f"{name}.yaml").write_text(MANIFEST % (name, name))
        (where / f"{name}.geojson").write_text(json.dumps(
            {"type": "FeatureCollection", "features": [
                {"type": "Feature", "geometry": geometry,
                 "properties": {"nummer": number}}
                for number, geometry in enumerate(geometries)]}))
        story.buurt("import", where / f"{name}.yaml", "--db", db)


def look(db, name, place, box, zoom, rows):
    done = subprocess.run([os.environ["CHECK_TILES"], db, name, box, str(zoom),
                           str(rows)], capture_output=True, text=True)
    print(f"{name} {place}: {done.stdout.strip()}", flush=True)
    check.equal((done.returncode, done.stderr), (0, ""), f"{name} in {place}")


def main():
    serve.find_grid()
    is_release = os.environ.get("BUILD_TYPE") == "Release"
    rows = RELEASE if is_release else OTHERS
    if os.environ.get("TILES_ALL"):
        rows = ALL
    with story.folder() as where:
        db = where / "buurt.sqlite"
        load(where, db)
        for name in ("punten", "lijnen", "vlakken"):
            look(db, name, "country", *COUNTRY, rows["country"])
            look(db, name, "groningen", *GRONINGEN, rows["groningen"])
    check.end()


if __name__ == "__main__":
    main()
