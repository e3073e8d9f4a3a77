#!/usr/bin/env python3
"""Every tile of the country up to zoom 10, and of Groningen up to zoom 14, of
points, lines, areas and counts, in every tile matrix set: each kept to the
strict check and to its neighbours (check_tiles.c). A release build looks at all
of them, others at two rows of many."""

import concurrent.futures
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
SETS = ("NetherlandsRDNewQuad", "EuropeanETRS89_LAEAQuad", "WebMercatorQuad",
        "WorldCRS84Quad")
COUNTRY = "3.30,50.74,7.24,53.56", 10
GRONINGEN = "6.46,53.15,6.70,53.27", 14
STATIONS = "stembureaus-2023/aggregate/tiles"
CRIMES = "misdrijven-per-buurt/aggregate/tiles"
# The longest first.
TILESETS = (
    ("vlakken/tiles", "", GRONINGEN),
    (STATIONS, "groupBy=buurt", COUNTRY),
    ("vlakken/tiles", "", COUNTRY),
    (CRIMES, "measures=sum(aantal),rate(aantal,1000)", GRONINGEN),
    (STATIONS, "", COUNTRY),
    ("lijnen/tiles", "", COUNTRY),
    ("punten/tiles", "", COUNTRY),
    ("lijnen/tiles", "", GRONINGEN),
    ("punten/tiles", "", GRONINGEN),
    (STATIONS, "groupBy=cluster", COUNTRY),
    (STATIONS, "groupBy=grid", COUNTRY),
    (STATIONS, "groupBy=cluster", GRONINGEN),
    (STATIONS, "groupBy=grid", GRONINGEN),
)
# Two of so many rows.
ALL_ROWS = 2
SOME_ROWS = {COUNTRY: 240, GRONINGEN: 960}
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


def look(db, tiles, conditions, place, tms):
    box, zoom = place
    is_release = os.environ.get("BUILD_TYPE") == "Release"
    rows = ALL_ROWS if is_release else SOME_ROWS[place]
    address = f"/v1/collections/{tiles}/{tms}?{conditions}"
    done = subprocess.run([os.environ["CHECK_TILES"], db, address, box,
                           str(zoom), str(rows)], env=story.environment(),
                          capture_output=True, text=True)
    return f"{address} z0-{zoom} {box}: {done.stdout.strip()}", done


def main():
    serve.find_grid()
    with story.folder() as where:
        db = where / "buurt.sqlite"
        load(where, db)
        story.need_data("crime", "polling-stations")
        story.import_all(db, "gebieden-2014", "gebieden-2017",
                         "stembureaus-2023", "misdrijven-per-buurt")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for what, done in pool.map(
                    lambda job: look(db, *job),
                    [(*tileset, tms) for tms in SETS for tileset in TILESETS]):
                check.equal((done.returncode, done.stderr), (0, ""), what)
    check.end()


if __name__ == "__main__":
    main()
