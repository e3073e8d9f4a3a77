#!/usr/bin/env python3
"""GDAL 3.11 or later, as pyogrio brings it: it asks in the system a collection
is stored in, so that RD comes back as it went in."""

import math
import re
import struct

import clients
from clients import (BOX, boxed, differences, has_wfs, monuments, of_kind,
                     serve, story)

clients.in_venv("pyogrio")

import pyogrio  # noqa: E402
from pyogrio import raw  # noqa: E402

check = story.Checks()
RD_BOX = (140000.0, 455000.0, 155000.0, 463000.0)
MILLIMETRE = 0.001


def positions(wkb):
    """The positions of a WKB geometry of few kinds."""
    order = "<" if wkb[0] == 1 else ">"
    kind, = struct.unpack_from(order + "I", wkb, 1)
    if kind % 1000 == 1:
        return [struct.unpack_from(order + "2d", wkb, 5)]
    rings, at = (1, 5) if kind % 1000 == 2 else \
        (struct.unpack_from(order + "I", wkb, 5)[0], 9)
    found = []
    for _ in range(rings):
        size, = struct.unpack_from(order + "I", wkb, at)
        found += [struct.unpack_from(order + "2d", wkb, at + 4 + 16 * i)
                  for i in range(size)]
        at += 4 + 16 * size
    return found


def flat(coordinates):
    if isinstance(coordinates[0], float):
        return [tuple(coordinates)]
    return [p for part in coordinates for p in flat(part)]


def read(source, layer, **options):
    """(what is known of the layer, rows as dictionaries)."""
    meta, _, shapes, columns = raw.read(source, layer=layer, **options)
    names = list(meta["fields"])
    rows = [dict(zip(names, values), wkb=bytes(shape) if shape else None)
            for shape, *values in zip(shapes, *columns)]
    return meta, rows


def as_feature(row):
    place = row["wkb"] and {"coordinates": positions(row["wkb"])[0]}
    own = {n: None if v is None or str(v) in ("nan", "NaT") else
           int(v) if isinstance(v, float) else v for n, v in row.items()}
    return {"id": own["rijksmonumentnummer"], "geometry": place,
            "properties": own}


def sample(server, source):
    api = f"OAPIF:{server.root}/v1"
    _, rows = read(api, "monumenten")
    found = {f["id"]: f for f in map(as_feature, rows)}
    check.equal((len(rows), sorted(found)), (len(source), sorted(source)),
                "every monument is read, once")
    wrong = [(i, d) for i, f in found.items()
             if (d := differences(f, source[i]))]
    check.equal(wrong[:3], [], "and is what stands in the source")
    _, rows = read(api, "monumenten", bbox=BOX)
    check.equal({r["rijksmonumentnummer"] for r in rows}, boxed(source),
                "in a box")
    _, rows = read(api, "monumenten", where="hoofdcategorie = "
                   f"'{clients.KIND}'")
    check.equal({r["rijksmonumentnummer"] for r in rows}, of_kind(source),
                "of a category")
    _, rows = read(api, "monumenten", where="inschrijving < '1980/01/01'")
    early = {i for i, m in source.items() if m["inschrijving"] and
             m["inschrijving"] < "1980-01-01"}
    check.equal({r["rijksmonumentnummer"] for r in rows}, early,
                "registered before 1980")


def in_rd(server):
    api = f"OAPIF:{server.root}/v1"
    meta, rows = read(api, "vormen")
    check.that("28992" in meta["crs"], f"vormen come in RD: {meta['crs'][:40]}")
    source = {f["properties"]["nummer"]: f for f in serve.shapes()}
    check.equal(sorted(r["nummer"] for r in rows), sorted(source),
                "every shape is read, once")
    off = max(math.dist(a, b) for r in rows for a, b in zip(
        positions(r["wkb"]),
        flat(source[r["nummer"]]["geometry"]["coordinates"]), strict=True))
    check.that(off < MILLIMETRE, f"to the millimetre: at most {off} m off")
    _, rows = read(api, "vormen", bbox=RD_BOX)
    wanted = {n for n, f in source.items() if touches(f, RD_BOX)}
    check.equal({r["nummer"] for r in rows}, wanted, "in a box of RD")


def touches(feature, box):
    """The shapes are so small that their boxes will do."""
    xs, ys = zip(*flat(feature["geometry"]["coordinates"]))
    return min(xs) <= box[2] and max(xs) >= box[0] and \
        min(ys) <= box[3] and max(ys) >= box[1]


def tiles(server, source):
    """The driver OGCAPI takes tiles where there are any."""
    url = f"OGCAPI:{server.root}/v1/collections/monumenten"
    _, rows = read(url, "Zoom level 8")
    check.equal(sorted(r["rijksmonumentnummer"] for r in rows),
                sorted(i for i, m in source.items() if m["place"]),
                "OGCAPI: every monument with a place is in the tiles, once")


def wfs(server, source):
    if not has_wfs(server):
        return
    url = f"WFS:{server.root}/v1/wfs?VERSION=2.0.0"
    layers = [name for name, _ in pyogrio.list_layers(url)]
    layer, = [n for n in layers if re.search(r"\bmonumenten$", n)]
    _, rows = read(url, layer)
    check.equal(sorted(r["rijksmonumentnummer"] for r in rows),
                sorted(source), "WFS: every monument is read, once")


def main():
    check.that(pyogrio.__gdal_version__ >= (3, 11),
               f"GDAL {pyogrio.__gdal_version__}")
    source = monuments()
    with serve.served() as server:
        sample(server, source)
        in_rd(server)
        tiles(server, source)
        wfs(server, source)
    check.end()


main()
