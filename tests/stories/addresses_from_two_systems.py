#!/usr/bin/env python3
"""The same 2,481 addresses from EPSG:28992 and from 4326.

Where the two sources lie within a centimetre of each other, by an independent
program with the official grid, the imported features do too.
"""

import csv
import io
import subprocess

from story import (Checks, DATA, GRIDS, Server, environment, folder,
                   import_all, need_data, program)

FOLDER = DATA / "geopackage/addresses"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
CENTIMETRE = 0.01
# RDNAPTRANS2018, variant 1: what EPSG calls operation 9282.
PIPELINE = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
    "+step +proj=hgridshift +inv +grids=nl_nsgi_rdtrans2018.tif "
    "+step +proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 "
    "+k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel")

check = Checks()


def read_source(name):
    """id -> coordinates, as OGR reads them."""
    out = subprocess.run(
        [program("ogr2ogr"), "-f", "CSV", "/vsistdout/", str(FOLDER / name),
         "-select", "id", "-lco", "GEOMETRY=AS_XY"], env=environment(),
        capture_output=True, text=True, check=True).stdout
    return {row["id"]: (float(row["X"]), float(row["Y"]))
            for row in csv.DictReader(io.StringIO(out))}


def to_rd(points):
    ids = sorted(points)
    lines = "".join(f"{points[i][0]!r} {points[i][1]!r}\n" for i in ids)
    out = subprocess.run(
        [program("gdaltransform"), "-ct", PIPELINE, "-output_xy"],
        input=lines, env=environment(), capture_output=True, text=True,
        check=True).stdout
    return {i: tuple(map(float, line.split()))
            for i, line in zip(ids, out.splitlines())}


def distance(a, b):
    return ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5


def served(server, collection):
    return {f["id"]: f["geometry"]["coordinates"]
            for f in server.items(collection, f"&crs={RD}")}


def main():
    need_data(FOLDER, GRIDS)
    rd = read_source("dutch_addresses_28992.gpkg")
    converted = to_rd(read_source("dutch_addresses_4326.gpkg"))
    near = {i for i in rd if distance(rd[i], converted[i]) <= CENTIMETRE}
    print(f"        {len(near)} of {len(rd)} addresses lie within a centimetre "
          "in the sources")
    with folder() as where:
        db = where / "story.sqlite"
        import_all(db, "adressen-28992", "adressen-4326")
        with Server(db) as server:
            one = served(server, "adressen-28992")
            other = served(server, "adressen-4326")
    check.equal((len(one), len(other)), (2481, 2481), "2,481 addresses each")
    off = {i for i in near if distance(one[i], other[i]) > CENTIMETRE + 1e-6}
    check.equal(off, set(), "they lie within a centimetre where the sources do")
    wrong = [i for i in rd if abs(distance(one[i], other[i]) -
                                  distance(rd[i], converted[i])) > 0.002]
    check.equal(wrong, [], "everywhere they lie as far apart as the sources")
    check.end()


main()
