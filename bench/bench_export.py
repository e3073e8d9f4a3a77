"""(i) All tiles of a collection in one MBTiles file, zooms 0 to 12: `buurt
tiles` beside `ogr2ogr -f MVT` and tilemaker, on the same features. The others
leave features or attributes out where a tile gets large, in their own ways."""
import json
import pathlib
import shutil
import sqlite3
import statistics

import bench_aggregate
from common import BUURT, DATA, need, note, row, timed

ROWS = 10_000  # tilemaker takes a quarter of a minute; for 50,000 over three
MAX_ZOOM = 12
ROUNDS = 3
PATIENCE_S = 180  # with another program, each time
AIM = 5
BUURTEN = (DATA / "areas" / "nl-2014"
           / "Buurt_2014_layer_q1e3.derived.geojson")
MANIFEST = """
id: {name}
kind: features
title: {name}
license: https://creativecommons.org/publicdomain/zero/1.0/
source: {source}
id-field: {id}
"""
LUA = """
node_keys = {}
function init_function() end
function exit_function() end
function node_function(node) end
function way_function(way) end
"""


def write_points(folder):
    every = pathlib.Path(folder, "meldingen.csv")
    if not every.exists():
        bench_aggregate.write_points(every)
    some = pathlib.Path(folder, "punten.csv")
    with open(every) as lines, open(some, "w") as out:
        for number, line in enumerate(lines):
            if number > ROWS:
                break
            out.write(line)
    return some


def sources(folder):
    """Name, count, what we import, and what GDAL reads it with."""
    points = write_points(folder)
    yield ("punten", ROWS, MANIFEST.format(
        name="punten", id="nummer",
        source=f'{{path: {points}, crs: "EPSG:4326", x: lon, y: lat}}'),
        [points, "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat",
         "-oo", "AUTODETECT_TYPE=YES", "-a_srs", "EPSG:4326"])
    areas = need(BUURTEN)
    shown = [one for one in json.loads(areas.read_text())["features"]
             if one["geometry"]]
    yield ("buurten", len(shown),
           bench_aggregate.AREAS.format(buurten=areas), [areas])


def size_of(path):
    link = sqlite3.connect(path)
    found = link.execute("SELECT count(*), sum(length(tile_data)), "
                         "max(length(tile_data)) FROM tiles").fetchone()
    link.close()
    return "{:,} tiles, {:,} bytes, the largest {:,}".format(*found)


def ours(folder, name):
    path = pathlib.Path(folder, f"{name}-ours.mbtiles")
    db = pathlib.Path(folder, f"{name}.sqlite")
    return path, [BUURT, "tiles", name, "--db", db, "--zoom",
                  f"0-{MAX_ZOOM}", path]


def gdal(folder, name):
    path = pathlib.Path(folder, f"{name}-gdal.mbtiles")
    return path, ["ogr2ogr", "-f", "MVT", path,
                  pathlib.Path(folder, f"{name}.gpkg"), "-dsco",
                  "FORMAT=MBTILES", "-dsco", "MINZOOM=0", "-dsco",
                  f"MAXZOOM={MAX_ZOOM}"]


def tilemaker(folder, name):
    path = pathlib.Path(folder, f"{name}-tilemaker.mbtiles")
    shapes = pathlib.Path(folder, f"{name}.shp")
    config = pathlib.Path(folder, f"{name}.json")
    lua = pathlib.Path(folder, "process.lua")
    lua.write_text(LUA)
    columns = ["statcode", "statnaam"] if name == "buurten" else \
        ["nummer", "soort", "datum"]
    config.write_text(json.dumps({
        "layers": {name: {"minzoom": 0, "maxzoom": MAX_ZOOM,
                          "source": str(shapes), "source_columns": columns}},
        "settings": {"minzoom": 0, "maxzoom": MAX_ZOOM, "basezoom": MAX_ZOOM,
                     "include_ids": False, "compress": "gzip", "name": name,
                     "version": "1", "description": name}}))
    return path, ["tilemaker", "--output", path, "--config", config,
                  "--process", lua, "--bbox", "3.3,50.7,7.3,53.6"]


def convert(folder, name, manifest, reader):
    at = pathlib.Path(folder, f"{name}.yaml")
    at.write_text(manifest)
    timed([BUURT, "import", at, "--db", pathlib.Path(folder, f"{name}.sqlite")])
    for end, form in (("gpkg", ["GPKG"]),
                      ("shp", ["ESRI Shapefile", "-lco", "ENCODING=UTF-8"])):
        timed(["ogr2ogr", "-f", *form, pathlib.Path(folder, f"{name}.{end}"),
               *reader, "-nln", name])


def once(maker, folder, name):
    path, command = maker(folder, name)
    path.unlink(missing_ok=True)
    seconds, memory = timed(["timeout", str(PATIENCE_S), *command])
    return seconds, memory, path


def compare(folder, name, count, other):
    mine, theirs = [], []
    for _ in range(ROUNDS):
        mine.append(once(ours, folder, name))
        theirs.append(once(other, folder, name))
    ratio = statistics.median(b[0] / a[0] for a, b in zip(mine, theirs))
    good = row(f"{count:,} {name}, z0-{MAX_ZOOM}, vs {other.__name__}",
               count / statistics.median(a[0] for a in mine),
               count / statistics.median(b[0] for b in theirs),
               "rows/s", ratio, AIM)
    note(f"ours: {size_of(mine[0][2])}, {mine[0][1]:.0f} MB of memory")
    note(f"there: {size_of(theirs[0][2])}, {theirs[0][1]:.0f} MB of memory")
    return good


def run(folder):
    good = True
    for name, count, manifest, reader in sources(folder):
        convert(folder, name, manifest, reader)
        for other in (gdal, tilemaker):
            if other is tilemaker and not shutil.which("tilemaker"):
                note("tilemaker is not installed")
                continue
            try:
                good &= compare(folder, name, count, other)
            except SystemExit as failed:
                note(f"{name}, {other.__name__}: {failed}")
                good = False
    return good
