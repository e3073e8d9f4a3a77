"""(b) `items` in random boxes, limit 100, on a million points: Buurt beside
MapServer's OGC API on the same data."""
import contextlib
import pathlib
import random
import subprocess

import bench_import
import mapserver
from common import BUURT, note, pairs, row, serve, timed, wrk


def boxes(csv, count, seed=20260318):
    """Boxes of 0.1 to 2 degrees around points drawn from the data."""
    generator = random.Random(seed)
    size = csv.stat().st_size
    with open(csv, "rb") as lines:
        for _ in range(count):
            lines.seek(generator.randrange(size // 10, size - 200))
            lines.readline()
            parts = lines.readline().split(b",")
            lon, lat = float(parts[-2]), float(parts[-1])
            half = generator.uniform(0.05, 1)
            yield (f"{max(lon - half, -180):.5f},{max(lat - half, -90):.5f},"
                   f"{min(lon + half, 180):.5f},{min(lat + half, 90):.5f}")


def prepare(folder):
    """The million points as CSV, as our database, as a GeoPackage."""
    csv, manifest, _ = bench_import.prepare(folder)
    db = pathlib.Path(folder, "ours.sqlite")
    if not db.exists():
        timed([BUURT, "import", manifest, "--db", db])
    package = pathlib.Path(folder, "points.gpkg")
    if not package.exists():
        subprocess.run(
            ["ogr2ogr", "-f", "GPKG", package, csv, "-nln", "points", "-oo",
             "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-oo",
             "AUTODETECT_TYPE=YES", "-a_srs", "EPSG:4326"], check=True)
    return csv, db, package


def run(folder):
    csv, db, package = prepare(folder)
    asked = list(boxes(csv, 5000))
    ours_paths = ["/v1/collections/points/items?limit=100&bbox=" + box
                  for box in asked]
    theirs_paths = ["/ms/ogcapi/collections/points/items?f=json&limit=100"
                    "&bbox=" + box for box in asked]
    with contextlib.ExitStack() as stack:
        # Without its cache: every answer is computed.
        server = stack.enter_context(serve(db, "--cache-mb", "0"))
        port, others = mapserver.start(folder, package, stack, workers=2)
        ours, theirs, ratio = pairs(
            lambda: wrk(server.port, ours_paths)["rate"],
            lambda: wrk(port, theirs_paths)["rate"])
        good = row("items in random boxes, limit 100, vs MapServer", ours,
                   theirs, "req/s", ratio, 20)
        note(f"peak memory: ours {server.memory():.0f} MB, MapServer and "
             f"nginx {sum(p.memory() for p in others):.0f} MB")
    return good
