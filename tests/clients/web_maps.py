#!/usr/bin/env python3
"""OpenLayers and Leaflet in Chromium: a page from another origin draws the
monuments in its window, all of them and nothing else."""

import contextlib
import functools
import http.server
import json
import threading
import urllib.parse

import clients
from clients import (BOX, HERE, TOOLS, boxed, monuments, output, serve, story)

check = story.Checks()


class Pages(http.server.SimpleHTTPRequestHandler):
    """The pages beside this file, and the libraries in build/tools."""

    def translate_path(self, path):
        path = urllib.parse.urlsplit(path).path
        folder = TOOLS if path.startswith("/node_modules/") else HERE
        return str(folder / path.lstrip("/"))

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def pages():
    handler = functools.partial(Pages, directory=str(HERE))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def browse(origin, name, items):
    query = urllib.parse.urlencode(
        {"items": items, "box": ",".join(map(str, BOX))})
    return json.loads(output(
        clients.program("node"), HERE / "browse.mjs",
        f"{origin}/{name}?{query}", TOOLS=str(TOOLS),
        CHROMIUM=clients.program("chromium")))


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
