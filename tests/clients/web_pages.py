"""An origin of its own for pages that use the server: the pages beside this
file, and the libraries in build/tools."""

import contextlib
import functools
import http.server
import threading
import urllib.parse

from clients import HERE, TOOLS


class Pages(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map,
                      ".mjs": "text/javascript"}

    def translate_path(self, path):
        path = urllib.parse.urlsplit(path).path
        folder = TOOLS if path.startswith(("/node_modules/", "/arcgis/")) \
            else HERE
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
