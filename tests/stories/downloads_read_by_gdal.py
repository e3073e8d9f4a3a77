#!/usr/bin/env python3
"""Every format of a download, read back by GDAL: the counts, values and places
of the source, in CRS84 and in RD, with boxes that select the same."""

import json
import subprocess
import sys

import story

FORMATS = {"geojson": ("geojson", ""), "geojsonseq": ("geojsons", ""),
           "jsonfg": ("json", ""), "fgb": ("fgb", ""), "gpkg": ("gpkg", ""),
           "csv": ("csv", "")}
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"


def gdal(*arguments):
    done = subprocess.run([str(x) for x in arguments], capture_output=True,
                          text=True, env=story.environment())
    if done.returncode or "ERROR" in done.stderr:
        raise SystemExit(f"{arguments[0]} failed: {done.stderr[-800:]}")
    return done.stdout


def fetch(server, folder, collection, name, query=""):
    path = folder / f"{collection}.{FORMATS[name][0]}"
    answer = server.get(f"/v1/collections/{collection}/download"
                        f"?f={name}{query}")
    if answer.status != 200:
        raise SystemExit(f"{name}: {answer.status} {answer.body[:300]}")
    path.write_bytes(answer.body)
    return path


def read(path, *options):
    """The features of a file by what GDAL makes of them, in their order."""
    text = gdal("ogr2ogr", "-f", "GeoJSONSeq", "/vsistdout/", path,
                "-lco", "COORDINATE_PRECISION=9", *options)
    return [json.loads(line.lstrip("\x1e")) for line in text.splitlines()]


def rounded(thing):
    if isinstance(thing, list):
        return [rounded(part) for part in thing]
    return round(thing, 7) if isinstance(thing, float) else thing


def place(feature):
    geometry = feature["geometry"]
    return geometry and (geometry["type"],
                         normal(rounded(geometry.get("coordinates"))))


def normal(coordinates):
    """Rings may start and turn anywhere; their positions are the same."""
    if not isinstance(coordinates[0], list):
        return [float(c) for c in coordinates]
    if not isinstance(coordinates[0][0], list):
        return sorted(set(tuple(map(float, p)) for p in coordinates))
    return [normal(part) for part in coordinates]


def values(feature):
    """Values by name; times and booleans as GDAL may write them. It drops an
    `id` that is the feature's own, and calls a field `ID` beside it `ID2`."""
    def one(value):
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, str):
            text = value.replace("/", "-").replace(" ", "T")
            if len(text) >= 10 and text[4:5] == text[7:8] == "-":
                text = text.removesuffix("Z").removesuffix("+00")
                text = text.removesuffix(".000").removesuffix("T00:00:00")
            return text
        return value
    names = [k.lower() for k in feature["properties"]]
    return {"ID" if k == "ID2" else k: one(v) for k, v in feature["properties"].items()
            if v is not None and k != "id" and names.count(k.lower()) == 1}


def compare(checks, server, folder, collection):
    wanted = json.loads(
        fetch(server, folder, collection, "geojson").read_text())["features"]
    for name in FORMATS:
        if name == "csv":
            continue
        got = read(fetch(server, folder, collection, name))
        label = f"{collection} as {name}"
        checks.equal(len(got), len(wanted), f"{label}: {len(wanted)} features")
        pairs = list(zip(got, wanted))
        checks.that(all(place(a) == place(b) for a, b in pairs),
                    f"{label}: the same places")
        wrong = [set(values(a).items()) ^ set(values(b).items())
                 for a, b in pairs
                 if not values(b).items() <= values(a).items()]
        checks.equal(wrong[:1], [], f"{label}: the same values")


def csv(checks, server, folder, collection):
    path = fetch(server, folder, collection, "csv")
    wanted = json.loads(
        fetch(server, folder, collection, "geojson").read_text())["features"]
    got = read(path, "-oo", "X_POSSIBLE_NAMES=lon", "-oo",
               "Y_POSSIBLE_NAMES=lat", "-oo", "GEOM_POSSIBLE_NAMES=geometry")
    checks.equal(len(got), len(wanted), f"{collection} as csv: as many rows")
    checks.that(all(place(a) == place(b) for a, b in zip(got, wanted)),
                f"{collection} as csv: the same places")


def boxes(checks, server, folder, collection, box):
    """The index of a file selects what the server selects."""
    wanted = server.get(f"/v1/collections/{collection}/items?limit=1&bbox="
                        + ",".join(box)).json()["numberMatched"]
    for name in ("fgb", "gpkg"):
        path = fetch(server, folder, collection, name)
        count = len(read(path, "-spat", *box))
        checks.equal(count, wanted, f"{collection} as {name}: {wanted} in a box")
        about = gdal("ogrinfo", "-so", path, collection)
        checks.that("4326" in about, f"{collection} as {name} knows its CRS")


def in_rd(checks, server, folder, collection):
    wanted = json.loads(fetch(server, folder, collection, "jsonfg",
                              "&crs=" + RD).read_text())["features"]
    for name in ("fgb", "gpkg", "geojson"):
        path = fetch(server, folder, collection, name, "&crs=" + RD)
        about = gdal("ogrinfo", "-so", "-al", path)
        checks.that("Amersfoort / RD New" in about,
                    f"{collection} as {name} says that it is in RD")
        got = [json.loads(line.lstrip("\x1e")) for line in gdal(
            "ogr2ogr", "-f", "GeoJSONSeq", "/vsistdout/", path, "-a_srs",
            "EPSG:4326", "-lco", "COORDINATE_PRECISION=4").splitlines()]
        near = all(
            abs(a - b) < 0.001
            for g, w in zip(got, wanted) if w["place"]
            for a, b in zip(g["geometry"]["coordinates"],
                            w["place"]["coordinates"]))
        checks.that(near and len(got) == len(wanted),
                    f"{collection} as {name}: RD to the millimetre")


def sorted_differently(checks, server, folder):
    """Rows in another order than that of the store: the index is still one."""
    query = "&sortby=-bouwjaar"
    path = fetch(server, folder, "monumenten", "gpkg", query)
    whole = len(read(path))
    box = ("6.55", "53.2", "6.6", "53.23")
    count = len(read(path, "-spat", *box))
    wanted = server.get("/v1/collections/monumenten/items?limit=1&bbox="
                        + ",".join(box)).json()["numberMatched"]
    checks.equal(count, wanted, f"sorted, {wanted} of {whole} in a box")


def main():
    checks = story.Checks()
    with story.folder() as folder:
        db = folder / "sample.sqlite"
        story.buurt("import", *sorted((story.ROOT / "sample-data").glob(
            "*.yaml")), "--db", db)
        with story.Server(db) as server:
            found = server.get("/v1/collections").json()["collections"]
            for collection in found:
                compare(checks, server, folder, collection["id"])
            csv(checks, server, folder, "monumenten")
            boxes(checks, server, folder, "monumenten",
                  ("6.55", "53.2", "6.6", "53.23"))
            boxes(checks, server, folder, "buurten",
                  ("6.55", "53.2", "6.57", "53.22"))
            in_rd(checks, server, folder, "monumenten")
            sorted_differently(checks, server, folder)
    checks.end()


if __name__ == "__main__":
    sys.exit(main())
