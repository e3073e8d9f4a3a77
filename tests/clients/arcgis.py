#!/usr/bin/env python3
"""OGCFeatureLayer of the ArcGIS Maps SDK in Chromium, from another origin and
with no other host: it loads collections, asks them for everything and for a
box, and draws them in a map, also where a page does not hold a whole tile."""

import datetime
import urllib.parse

import clients
from clients import (BOX, HERE, TOOLS, boxed, in_chromium, monuments, near,
                     output, serve, story)
from web_pages import pages

check = story.Checks()
FOLDER = TOOLS / "arcgis"
SHAPES_BOX = (5.33, 52.13, 5.44, 52.18)
KINDS = {"Point": "point", "LineString": "polyline", "Polygon": "polygon"}


def need_sdk():
    clients.need_tools("playwright-core")
    clients.program("chromium")
    if not (FOLDER / "node_modules/@arcgis/core").exists():
        story.skip("@arcgis/core is not in build/tools/arcgis: ./dev "
                   "conformance puts it there (400 MB)")


def bundle():
    output(FOLDER / "node_modules/.bin/esbuild", HERE / "arcgis.mjs",
           "--bundle", "--format=esm", "--splitting", "--log-level=warning",
           f"--outdir={FOLDER / 'bundle'}",
           NODE_PATH=str(FOLDER / "node_modules"))


def browse(origin, server, name, box=BOX, **words):
    query = urllib.parse.urlencode(
        {"root": f"{server.root}/v1", "id": name,
         "box": ",".join(map(str, box)), **words})
    found = in_chromium("browse.mjs", f"{origin}/arcgis.html?{query}")
    if "all" not in found:
        raise SystemExit(f"{name}: {found}")
    return found


def milliseconds(text):
    """Dates reach the layer's users as the milliseconds since 1970."""
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return round(moment.timestamp() * 1000)


def attribute(field, properties):
    value = properties[field["alias"]]
    return milliseconds(value) if field["type"] == "date" and value else value


def wanted_attributes(layer, properties):
    """What items/{id} says, as the layer should say it: under names without
    blanks, the true ones kept as aliases. What is null in all of the five
    features it looks at first is none of its fields."""
    return {field["name"]: attribute(field, properties)
            for field in layer["fields"]}


def check_layer(origin, server, name, layer, url_id):
    feature = server.json(f"/v1/collections/{name}/items/{url_id}")
    check.equal(layer["complaints"], [], f"{name}: nothing to complain of")
    check.that(layer["crossOrigin"], f"{name}: from another origin")
    check.equal(set(layer["hosts"]), {urllib.parse.urlsplit(url).netloc
                                      for url in (server.root, origin)},
                f"{name}: needs no other host")
    properties = dict(feature["properties"], **{layer["id"]: feature["id"]})
    check.equal({field["alias"] for field in layer["fields"]} -
                set(properties), set(), f"{name}: its fields are properties")
    check.equal(layer["all"]["first"], wanted_attributes(layer, properties),
                f"{name}: attributes are those of items/{url_id}")
    return feature


def check_monuments(origin, server):
    source = monuments()
    inside = boxed(source)
    layer = browse(origin, server, "monumenten")
    first = layer["all"]["ids"][0]
    feature = check_layer(origin, server, "monumenten", layer, first)
    place = layer["all"]["place"]
    check.equal(layer["geometry"], "point", "monumenten: points")
    kinds = {field["name"]: field["type"] for field in layer["fields"]}
    check.equal((layer["id"], kinds["inschrijving"], kinds["straat"]),
                ("rijksmonumentnummer", "date", "string"),
                "monumenten: its id, a date and a text")
    limit = server.json("/v1/openapi.json")["components"]["parameters"]["limit"]
    check.equal(layer["page"], limit["schema"]["maximum"],
                "monumenten: the largest page is that of the definition")
    check.that(near((place["x"], place["y"]),
                    tuple(feature["geometry"]["coordinates"])),
               "monumenten: a place")
    check.equal(sorted(layer["all"]["ids"]), sorted(source),
                "monumenten: everything, once")
    for asked in ("boxed", "mercator"):
        check.equal(sorted(layer[asked]["ids"]), sorted(inside),
                    f"monumenten: {len(inside)} in the box ({asked})")
    check.equal(layer["mercator"]["wkid"], 3857, "monumenten: in Web Mercator")
    check_drawn("monumenten", layer, inside)
    return layer


def check_drawn(name, layer, inside):
    drawn = layer["drawn"]
    check.that(inside <= set(drawn) and len(drawn) == len(set(drawn)),
               f"{name}: the map has the {len(inside)} in its window, once")
    check.that(layer["painted"] > 60, f"{name}: and shows them")


def check_small_pages(origin, server, whole):
    """Of a tile with more than a page holds it asks the rest by number."""
    layer = browse(origin, server, "monumenten", limit=400)
    check.equal(layer["complaints"], [], "small pages: nothing to complain of")
    check.that(layer["all"]["cut"] and len(layer["all"]["ids"]) == 400,
               "small pages: one holds 400")
    check.equal(sorted(layer["drawn"]), sorted(whole["drawn"]),
                "small pages: the map has as much as with large ones")


def check_shapes(origin, server):
    """A layer is of one kind of geometry; a collection of RD is asked in RD."""
    for kind, geometry in KINDS.items():
        name = f"vormen ({geometry})"
        layer = browse(origin, server, "vormen", SHAPES_BOX, geometry=geometry)
        of_kind = {s["properties"]["nummer"]: s for s in serve.shapes()
                   if s["geometry"]["type"] == kind}
        check_layer(origin, server, "vormen", layer, layer["all"]["ids"][0])
        check.equal((layer["geometry"], layer["wkid"], layer["all"]["wkid"]),
                    (geometry, 28992, 28992), f"{name}: in RD")
        check.equal(sorted(layer["all"]["ids"]), sorted(of_kind),
                    f"{name}: all of this kind")
        place = layer["all"]["place"]
        first = (place.get("paths") or place.get("rings") or
                 [[[place.get("x"), place.get("y")]]])[0]
        source = of_kind[layer["all"]["ids"][0]]["geometry"]["coordinates"]
        corners = {"Point": [source], "LineString": source,
                   "Polygon": source and source[0]}[kind]
        check.equal({tuple(c) for c in first}, {tuple(c) for c in corners},
                    f"{name}: as in the source, to the millimetre")
        check_drawn(name, layer, set(layer["boxed"]["ids"]))


def check_stations(origin, server):
    layer = browse(origin, server, "stembureaus")
    check_layer(origin, server, "stembureaus", layer, layer["all"]["ids"][0])
    check.equal(len(set(layer["all"]["ids"])), 120, "stembureaus: all by name")
    check_drawn("stembureaus", layer, set(layer["boxed"]["ids"]))


def main():
    need_sdk()
    bundle()
    with serve.served() as server, pages() as origin:
        whole = check_monuments(origin, server)
        check_small_pages(origin, server, whole)
        check_shapes(origin, server)
        check_stations(origin, server)
    check.end()


main()
