#!/usr/bin/env python3
"""ogrinfo and ogr2ogr of Debian's GDAL 3.6 on the feature API: what they list,
count, filter and copy is what stands in the source files."""

import json
import re

from clients import (BOX, KIND, boxed, charge_points, charge_points_manifest,
                     differences, has_wfs, monuments, near, of_kind, output,
                     program, serve, story)

check = story.Checks()
OGRINFO, OGR2OGR = program("ogrinfo"), program("ogr2ogr")
FIELDS = {"rijksmonumentnummer": "Integer", "hoofdcategorie": "String",
          "bouwjaar": "Integer", "inschrijving": "Date", "straat": "String"}
LAYERS = {"buurten", "wijken", "gemeenten", "monumenten", "stembureaus",
          "vormen", "wegwerkzaamheden"}
EARLY = "inschrijving < '1980/01/01'"


def count(source, *options):
    text = output(OGRINFO, "-ro", "-so", "-al", source, *options)
    return int(re.search(r"Feature Count: (\d+)", text)[1])


def copy(where, source, layer, *options):
    path = where / f"{layer}.geojsonl"
    path.unlink(missing_ok=True)
    output(OGR2OGR, "-f", "GeoJSONSeq", path, source, layer, "-lco",
           "COORDINATE_PRECISION=9", *options)
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def lists(api):
    text = output(OGRINFO, "-ro", "-q", f"OAPIF:{api}")
    found = {line.split(": ")[1].split(" ")[0]
             for line in text.splitlines() if re.match(r"\d+: ", line)}
    check.that(LAYERS <= found, f"ogrinfo lists {len(LAYERS)} layers")
    text = output(OGRINFO, "-ro", "-so", f"OAPIF:{api}", "monumenten")
    for name, kind in FIELDS.items():
        check.that(re.search(rf"^{name}: {kind}", text, re.M),
                   f"{name} is a field of type {kind}")


def counts(api, source):
    layer = f"OAPIF:{api}", "monumenten"
    def of(*options):
        text = output(OGRINFO, "-ro", "-so", *layer, *options)
        return int(re.search(r"Feature Count: (\d+)", text)[1])
    check.equal(of(), len(source), "every monument is counted")
    check.equal(of("-spat", *map(str, BOX)), len(boxed(source)), "in a box")
    check.equal(of("-where", f"hoofdcategorie = '{KIND}'"),
                len(of_kind(source)), "of a category")
    both = [m for i, m in source.items() if i in boxed(source) &
            of_kind(source) and (m["bouwjaar"] or 9999) < 1800]
    check.equal(of("-spat", *map(str, BOX), "-where",
                   f"hoofdcategorie = '{KIND}' AND bouwjaar < 1800"),
                len(both), "in a box, of a category, before 1800")
    early = [m for m in source.values() if m["inschrijving"] and
             m["inschrijving"] < "1980-01-01"]
    check.equal(of("-where", EARLY), len(early), "registered before 1980")


def by_id(api, source):
    number = sorted(source)[17]
    text = output(OGRINFO, "-ro", f"OAPIF:{api}", "monumenten", "-fid",
                  str(number))
    check.that(f"rijksmonumentnummer (Integer) = {number}" in text and
               source[number]["straat"] in text, f"monument {number} by id")
    place = re.search(r"POINT \(([\d.]+) ([\d.]+)\)", text)
    check.that(near(tuple(map(float, place.groups())),
                    source[number]["place"]), "and where it stands")


def whole(api, source, where):
    copied = copy(where, f"OAPIF:{api}", "monumenten")
    ids = [f["properties"]["rijksmonumentnummer"] for f in copied]
    check.equal(sorted(ids), sorted(source), "every monument is copied, once")
    wrong = [(i, d) for i, f in zip(ids, copied)
             if (d := differences(dict(f, id=i), source[i]))]
    check.equal(wrong[:3], [], "and is what stands in the source")
    shapes = copy(where, f"OAPIF:{api}", "vormen")
    kinds = sorted(f["geometry"]["type"] for f in shapes)
    check.equal(kinds, sorted(f["geometry"]["type"] for f in serve.shapes()),
                "points, lines and polygons in one layer keep their kinds")


def by_driver_of_all(api, source):
    """The driver OGCAPI of GDAL 3.6 knows tile matrix sets of version 1.0 only,
    so it has to be told to take the features."""
    text = output(OGRINFO, "-ro", "-so", "-al", "-oo", "API=ITEMS",
                  f"OGCAPI:{api}/collections/monumenten")
    check.that(f"Feature Count: {len(source)}\n" in text,
               "OGCAPI: every monument is counted")
    text = output(OGRINFO, "-ro", f"OGCAPI:{api}")
    check.that(all(f"/collections/{layer}\n" in text for layer in LAYERS),
               "OGCAPI: every collection is named")


def wfs(server, source, where):
    if not has_wfs(server):
        return
    url = f"WFS:{server.root}/v1/wfs?VERSION=2.0.0"
    layers = output(OGRINFO, "-ro", "-q", url)
    layer = re.search(r"\d+: (\S*monumenten)\b", layers)[1]
    def of(*options):
        text = output(OGRINFO, "-ro", "-so", url, layer, *options)
        return int(re.search(r"Feature Count: (\d+)", text)[1])
    check.equal(of(), len(source), "WFS: every monument is counted")
    check.equal(of("-spat", *map(str, BOX)), len(boxed(source)),
                "WFS: in a box")
    check.equal(of("-where", f"hoofdcategorie = '{KIND}'"),
                len(of_kind(source)), "WFS: of a category")
    copied = copy(where, url, layer, "--config", "OGR_WFS_PAGE_SIZE", "700")
    found = {f["properties"]["rijksmonumentnummer"]: f for f in copied}
    check.equal((len(copied), sorted(found)), (len(source), sorted(source)),
                "WFS: every monument is copied, once")
    wrong = [(i, d) for i, f in found.items()
             if (d := differences(dict(f, id=i), source[i]))]
    check.equal(wrong[:3], [], "WFS: and is what stands in the source")


def sample():
    source = monuments()
    with serve.served() as server, story.folder() as where:
        api = f"{server.root}/v1"
        lists(api)
        counts(api, source)
        by_id(api, source)
        whole(api, source, where)
        by_driver_of_all(api, source)
        wfs(server, source, where)


def national():
    """86,319 points, in the order of neither file: by what they hold."""
    if not story.DATA.is_dir():
        print("the charge points are not here")
        return
    source = charge_points()
    with story.folder() as where:
        db = where / "punten.sqlite"
        story.buurt("import", charge_points_manifest(where), "--db", db)
        with story.Server(db) as server:
            api = f"{server.root}/v1"
            copied = copy(where, f"OAPIF:{api}", "laadpunten")
            check.equal(count(f"OAPIF:{api}"), len(source),
                        f"{len(source)} charge points are counted")
    wanted = sorted(map(key, (f for f in source)))
    check.that(sorted(map(key, copied)) == wanted,
               "every charge point is copied as it is")


def key(feature):
    own = feature["properties"]
    place = feature["geometry"] and feature["geometry"]["coordinates"]
    return (str(own["locationId"]), str(own["status"]),
            str(own["maxPowerKw"]), str([f"{c:.7f}" for c in place or ()]))


if __name__ == "__main__":
    sample()
    national()
    check.end()
