#!/usr/bin/env python3
"""Story 3: monuments in Gelderland, from RD columns and back.

Coordinates asked back in RD are the source's to the millimetre; boxes in
CRS84 and in RD select the monuments that lie in them, and the same ones.
"""

import csv
import random

from story import Checks, DATA, Server, folder, import_all, need_data

SOURCE = DATA / "monuments/gelderland/monumenten.csv"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
MILLIMETRE = 0.001
BOXES = 25

check = Checks()


def read_source():
    with open(SOURCE, encoding="utf-8-sig", newline="") as file:
        return {int(row["OBJECTID"]): (float(row["X_Coordinaat"]),
                                       float(row["Y_Coordinaat"]))
                for row in csv.DictReader(file)}


def places(features):
    return {f["id"]: f["geometry"]["coordinates"] for f in features}


def inside(points, box):
    return {i for i, (x, y) in points.items()
            if box[0] <= x <= box[2] and box[1] <= y <= box[3]}


def around(points, ids, margin):
    xs, ys = zip(*(points[i] for i in ids))
    return (min(xs) - margin, min(ys) - margin,
            max(xs) + margin, max(ys) + margin)


def text(box):
    return ",".join(f"{n:.9f}" for n in box)


def boxes(server, rd, lonlat):
    draw = random.Random(3)
    ids = sorted(rd)
    same = checked = 0
    for _ in range(BOXES):
        x, y = rd[ids[int(draw.random() * len(ids))]]
        size = 50 + 1500 * draw.random()
        box = (x - size, y - size, x + size, y + size)
        wanted = inside(rd, box)
        degrees = around(lonlat, wanted, 1e-7)
        got_rd = places(server.items(
            "monumenten-gelderland", f"&bbox={text(box)}&bbox-crs={RD}"))
        got = places(server.items("monumenten-gelderland",
                                  f"&bbox={text(degrees)}"))
        checked += set(got_rd) == wanted and set(got) == inside(lonlat, degrees)
        same += set(got) == set(got_rd)
    check.equal(checked, BOXES, "boxes in RD and in CRS84 select what lies in "
                "them")
    check.that(same > BOXES // 3, f"{same} of {BOXES} boxes hold the same "
               "monuments in both systems")


def main():
    need_data(SOURCE, "rd/grids")
    source = read_source()
    with folder() as where:
        db = where / "story.sqlite"
        import_all(db, "monumenten-gelderland")
        with Server(db) as server:
            rd = places(server.items("monumenten-gelderland", f"&crs={RD}"))
            lonlat = places(server.items("monumenten-gelderland"))
            check.equal(sorted(rd), sorted(source), "17,142 monuments")
            off = [i for i in source if i not in rd or
                   max(abs(a - b) for a, b in zip(rd[i], source[i])) >
                   MILLIMETRE / 2]
            check.equal(off, [], "RD coordinates are the source's to the "
                        "millimetre")
            boxes(server, source, lonlat)
    check.end()


main()
