"""A server for the conformance tests and the clients: the sample data, and a
set of points, lines and polygons stored in RD, made here."""

import contextlib
import json
import math
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "stories"))

import story  # noqa: E402

GRID = "nl_nsgi_rdcorr2018.tif"
SAMPLE = ("gebieden", "monumenten", "misdrijven", "stembureaus",
          "wegwerkzaamheden")
KINDS = ("Point", "LineString", "Polygon")
SHAPES = 300
MIDDLE = (155000.0, 463000.0)

MANIFEST = """id: vormen
kind: features
title: {nl: Vormen in RD, en: Shapes in RD}
license: https://creativecommons.org/publicdomain/zero/1.0/deed.nl
source: {path: vormen.geojson, crs: EPSG:28992}
id-field: nummer
fields:
  - {name: nummer, type: integer, required: true}
  - {name: soort, type: string, enum: auto}
  - {name: dag, type: date}
aggregate: {by: [soort], time: dag}
"""


def find_grid():
    """Puts the grid of RD where PROJ finds it; without it these tests would
    judge half of what is promised."""
    folders = [story.GRIDS, story.ROOT / "build" / "proj",
               pathlib.Path.home() / ".local/share/proj",
               pathlib.Path("/usr/share/proj")]
    folders += map(pathlib.Path, filter(None, os.environ.get(
        "PROJ_DATA", "").split(":")))
    for folder in folders:
        if (folder / GRID).exists():
            os.environ["PROJ_DATA"] = f"{folder}:/usr/share/proj"
            return
    story.skip(f"{GRID} is nowhere to be found")


def shape(number):
    """On a spiral around the middle of RD, each 40 m or so in size."""
    turn, reach = number * 2.399963, 800.0 * math.sqrt(number)
    x = round(MIDDLE[0] + reach * math.cos(turn), 3)
    y = round(MIDDLE[1] + reach * math.sin(turn), 3)
    kind = KINDS[number % len(KINDS)]
    ring = [[x, y], [x + 40, y], [x + 40, y + 30.5], [x, y + 30.5], [x, y]]
    coordinates = {"Point": ring[0], "LineString": ring[:3],
                   "Polygon": [ring]}[kind]
    return {"type": "Feature",
            "geometry": {"type": kind, "coordinates": coordinates},
            "properties": {"nummer": number, "soort": kind,
                           "dag": f"2024-{number % 12 + 1:02}-15"}}


def shapes():
    return [shape(number) for number in range(1, SHAPES + 1)]


def import_shapes(where, db):
    (where / "vormen.yaml").write_text(MANIFEST)
    (where / "vormen.geojson").write_text(json.dumps(
        {"type": "FeatureCollection",
         "crs": {"type": "name",
                 "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
         "features": shapes()}))
    story.buurt("import", where / "vormen.yaml", "--db", db)


@contextlib.contextmanager
def served(*manifests):
    """A running server of all of it, and of these manifests of
    tests/manifests."""
    find_grid()
    with story.folder() as where:
        db = where / "buurt.sqlite"
        for name in SAMPLE:
            story.buurt("import", story.ROOT / "sample-data" / f"{name}.yaml",
                        "--db", db)
        import_shapes(where, db)
        story.import_all(db, *manifests)
        with story.Server(db) as server:
            yield server
