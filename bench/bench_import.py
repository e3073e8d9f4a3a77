"""(a) A million points from CSV into SpatiaLite with its spatial index:
`buurt import` beside `ogr2ogr`."""
import gzip
import pathlib
import shutil

from common import BUURT, DATA, need, note, pairs, row, timed

MANIFEST = """
id: points
kind: features
title: A million points
license: https://creativecommons.org/licenses/by/4.0/
source: {{path: {csv}, crs: "EPSG:4326", x: lon, y: lat}}
id-field: id
fields:
  - {{name: id, type: integer}}
  - {{name: a3, type: string}}
  - {{name: polygon, type: integer}}
  - {{name: ring, type: integer}}
  - {{name: vertex, type: integer}}
"""


def prepare(folder):
    """The CSV and its manifest; their paths and the number of rows."""
    csv = pathlib.Path(folder, "points.csv")
    if not csv.exists():
        packed = need(DATA / "world" / "load_points_1m.derived.csv.gz")
        with gzip.open(packed) as source, open(csv, "wb") as target:
            shutil.copyfileobj(source, target)
    manifest = pathlib.Path(folder, "points.yaml")
    manifest.write_text(MANIFEST.format(csv=csv))
    with open(csv, "rb") as lines:
        return csv, manifest, sum(1 for _ in lines) - 1


def run(folder):
    csv, manifest, rows = prepare(folder)
    memory = {}

    def ours():
        db = pathlib.Path(folder, "ours.sqlite")
        for old in db.parent.glob("ours.sqlite*"):
            old.unlink()
        seconds, memory["ours"] = timed([BUURT, "import", manifest,
                                         "--db", db])
        return rows / seconds

    def theirs():
        db = pathlib.Path(folder, "theirs.sqlite")
        db.unlink(missing_ok=True)
        seconds, memory["theirs"] = timed([
            "ogr2ogr", "-f", "SQLite", "-dsco", "SPATIALITE=YES", "-lco",
            "SPATIAL_INDEX=YES", "-gt", "65536", "-a_srs", "EPSG:4326",
            "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat",
            "-oo", "AUTODETECT_TYPE=YES", "-nln", "points", db, csv])
        return rows / seconds

    ours_rate, theirs_rate, ratio = pairs(ours, theirs, 3)
    good = row(f"import of {rows:,} points, vs ogr2ogr", ours_rate,
               theirs_rate, "rows/s", ratio, 3)
    note(f"peak memory: ours {memory['ours']:.0f} MB, "
         f"ogr2ogr {memory['theirs']:.0f} MB")
    return good
