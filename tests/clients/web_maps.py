#!/usr/bin/env python3
"""OpenLayers and Leaflet in Chromium: a page from another origin draws the
monuments in its window, all of them and nothing else."""

import urllib.parse

import clients
from clients import BOX, boxed, in_chromium, monuments, serve, story
from web_pages import pages

check = story.Checks()


def browse(origin, name, items):
    query = urllib.parse.urlencode(
        {"items": items, "box": ",".join(map(str, BOX))})
    return in_chromium("browse.mjs", f"{origin}/{name}?{query}")


def main():
    clients.need_tools("ol", "leaflet", "playwright-core")
    clients.program("chromium")
    source = monuments()
    wanted = boxed(source)
    with serve.served() as server, pages() as origin:
        items = f"{server.root}/v1/collections/monumenten/items"
        layers = browse(origin, "ol.html", items)
        leaflet = browse(origin, "leaflet.html", items)
    check.equal(layers["complaints"], [], "OpenLayers: nothing to complain of")
    check.that(layers["crossOrigin"], "OpenLayers: from another origin")
    check.that(wanted <= set(layers["ids"]) and
               len(layers["ids"]) == len(set(layers["ids"])),
               f"OpenLayers: has the {len(wanted)} in the window, once")
    check.that(layers["drawn"] >= len(wanted), "OpenLayers: draws them")
    check.equal(leaflet["complaints"], [], "Leaflet: nothing to complain of")
    check.that(leaflet["crossOrigin"], "Leaflet: from another origin")
    check.equal((sorted(leaflet["ids"]), leaflet["shown"]),
                (sorted(wanted), len(wanted)),
                f"Leaflet: shows the {len(wanted)} in the window, once")
    check.that(leaflet["etag"], "Leaflet: may read the ETag")
    check.end()


main()
