#!/usr/bin/env python3
"""A background from another server: raster tiles that a second server gives out
of a file are drawn below the data, its host alone is allowed and asked, and the
page says when it cannot be reached. The tiles of that server on its own page."""

import contextlib
import os
import socket
import sqlite3
import struct
import urllib.parse
import zlib

import clients
from clients import in_chromium, serve, story

check = story.Checks()
COLOUR = 38, 196, 112  # of no layer of ours
SOURCE = 'Kadaster & "Co" <b>'
ZOOMS = 13  # 0 to 12


def png(colour, side=256):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + \
            struct.pack(">I", zlib.crc32(name + data))
    rows = (b"\0" + bytes(colour) * side) * side
    return b"\x89PNG\r\n\x1a\n" + \
        chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) + \
        chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def raster_file(path):
    """Every tile around Groningen, as many as a view may ask."""
    link = sqlite3.connect(path)
    link.executescript("""
        CREATE TABLE metadata (name TEXT, value TEXT);
        CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER,
                            tile_row INTEGER, tile_data BLOB)""")
    link.executemany("INSERT INTO metadata VALUES (?, ?)", [
        ("name", "Grond"), ("format", "png"), ("minzoom", "0"),
        ("maxzoom", str(ZOOMS - 1)), ("bounds", "4,52,8,54")])
    for z in range(ZOOMS):
        for x in range(int(186 / 360 * 2 ** z) - 12,
                       int(187 / 360 * 2 ** z) + 13):
            for y in range(int(0.322 * 2 ** z) - 12, int(0.327 * 2 ** z) + 13):
                if 0 <= x < 2 ** z and 0 <= y < 2 ** z:
                    link.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)",
                                 (z, x, 2 ** z - 1 - y, png(COLOUR)))
    link.commit()
    link.close()


@contextlib.contextmanager
def served(db, **options):
    os.environ.update({f"BUURT_{name.upper()}": value
                       for name, value in options.items()})
    try:
        with story.Server(db) as server:
            yield server
    finally:
        for name in options:
            del os.environ[f"BUURT_{name.upper()}"]


def look(url):
    return in_chromium("map_background.mjs", url, ",".join(map(str, COLOUR)))


def host(root):
    return urllib.parse.urlsplit(root).netloc


def own_page(tiles):
    seen = look(f"{tiles.root}/v1/tilesets/grond?f=html")
    check.equal((seen["state"], seen["complaints"], list(seen["asked"])),
                ("drawn", [], [host(tiles.root)]), "a file's own page is drawn")
    check.that(seen["shares"][0] > 0.5, f"with its tiles: {seen['shares']}")


def reached(db, tiles):
    background = f"{tiles.root}/v1/tilesets/grond/{{z}}/{{y}}/{{x}} {SOURCE}"
    with served(db, map_background=background) as server:
        page = server.get("/v1/styles/monumenten?f=html")
        policy = page.headers["Content-Security-Policy"]
        check.equal(policy.count("http"), policy.count(tiles.root),
                    f"the policy allows that origin only: {policy}")
        seen = look(f"{server.root}/v1/styles/monumenten?f=html")
        check.equal((seen["state"], seen["complaints"], seen["said"]),
                    ("drawn", [], []), "drawn, with nothing to complain about")
        check.that(0.2 < seen["shares"][0] < 0.999,
                   f"the tiles are drawn, and data over them: {seen['shares']}")
        check.equal(set(seen["asked"]), {host(server.root), host(tiles.root)},
                    "these two hosts are asked, no other")
        check.that(all(path.startswith("/v1/tilesets/grond/")
                       for path in seen["asked"][host(tiles.root)]),
                   "the other one for tiles only")
        check.that(SOURCE in seen["named"], f"who is named: {seen['named']}")


def not_reached(db):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        background = f"http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}.png Niemand"
        with served(db, map_background=background) as server:
            seen = look(f"{server.root}/v1/styles/monumenten?f=html")
    check.equal((seen["state"], seen["shares"]), ("drawn", [0]),
                "without the background the data are drawn")
    check.equal(len(seen["said"]), 1, f"the page says so once: {seen['said']}")
    check.that("niet te bereiken" in " ".join(seen["said"]), "in a sentence")
    check.that(seen["entries"] > 0, "and the list is there")


def main():
    clients.need_tools("playwright-core")
    clients.program("chromium")
    serve.find_grid()
    with story.folder() as where:
        db, folder = where / "buurt.sqlite", where / "tiles"
        folder.mkdir()
        raster_file(folder / "grond.mbtiles")
        for name in ("gebieden", "monumenten"):
            story.buurt("import", story.ROOT / "sample-data" / f"{name}.yaml",
                        "--db", db)
        with served(db, tiles=str(folder)) as tiles:
            own_page(tiles)
            reached(db, tiles)
        not_reached(db)
    check.end()


main()
