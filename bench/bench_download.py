"""Full download of a million points: Buurt's /download beside `ogr2ogr` from
the same SpatiaLite file, as GeoJSON and as FlatGeobuf."""
import os
import pathlib
import subprocess
import time

import bench_import
from common import BUURT, environment, note, pairs, row, serve, timed


def database(folder):
    _, manifest, _ = bench_import.prepare(folder)
    db = pathlib.Path(folder, "ours.sqlite")
    if not db.exists():
        timed([BUURT, "import", manifest, "--db", db])
    return db


def count(path):
    told = subprocess.run(["ogrinfo", "-so", "-al", path], check=True,
                          capture_output=True, text=True, env=environment())
    return int(told.stdout.split("Feature Count: ")[1].split()[0])


def run(folder):
    db = database(folder)
    good = True
    for name, driver in (("geojson", "GeoJSON"), ("fgb", "FlatGeobuf")):
        mine = pathlib.Path(folder, f"mine.{name}")
        other = pathlib.Path(folder, f"other.{name}")
        memory = {}
        with serve(db) as server:
            url = (f"http://127.0.0.1:{server.port}/v1/collections/points/"
                   f"download?f={name}")

            def ours():
                start = time.monotonic()
                subprocess.run(["curl", "-sf", "-o", mine, url], check=True)
                seconds = time.monotonic() - start
                memory["ours"] = server.memory()
                return 1 / seconds

            def theirs():
                other.unlink(missing_ok=True)
                seconds, memory["theirs"] = timed(
                    ["ogr2ogr", "-f", driver, other, db, "points"])
                return 1 / seconds

            ours_rate, theirs_rate, ratio = pairs(ours, theirs, 3)
        rows = count(mine)
        if rows != count(other):
            raise SystemExit(f"{name}: {rows} features, theirs {count(other)}")
        good &= row(f"download of {rows} points as {driver} vs ogr2ogr",
                    rows * ours_rate, rows * theirs_rate, "rows/s", ratio, 1)
        note(f"peak memory: ours {memory['ours']:.0f} MB, ogr2ogr "
             f"{memory['theirs']:.0f} MB; {os.path.getsize(mine) >> 20} and "
             f"{os.path.getsize(other) >> 20} MB")
        mine.unlink()
        other.unlink()
    return good
