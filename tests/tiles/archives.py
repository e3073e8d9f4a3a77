#!/usr/bin/env python3
"""Files of tiles are given out as they are: tile by tile, as TileJSON, and by
Range to clients that read the file themselves; broken ones end in a sentence."""

import gzip
import http.client
import json
import os
import pathlib
import random
import shutil
import sqlite3
import sys
import subprocess
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "conformance"))

import pmtiles  # noqa: E402
import serve  # noqa: E402
from serve import story  # noqa: E402

check = story.Checks()


class Server(story.Server):
    """With a folder of tiles, and a connection that stays open."""

    def __init__(self, db, folder):
        super().__init__(db)
        os.environ["BUURT_TILES"] = str(folder)

    def ask(self, path, method="GET", **headers):
        link = http.client.HTTPConnection(
            urllib.parse.urlsplit(self.root).netloc, timeout=60)
        link.request(method, path, headers={
            name.replace("_", "-"): value for name, value in headers.items()})
        answer = link.getresponse()
        found = story.Answer(answer.status, answer.headers, answer.read())
        link.close()
        return found

    def log_text(self):
        """Without moving the place where the server writes."""
        size = os.fstat(self.log.fileno()).st_size
        return os.pread(self.log.fileno(), size, 0).decode()


def export(db, collections, path, *options):
    story.buurt("tiles", collections, path, "--db", db, *options)
    return path


def tiles_are_as_stored(server, path, name):
    tiles = pmtiles.Archive(path).tiles()
    wrong = [key for key, tile in tiles.items()
             if server.get("/v1/tilesets/{}/{}/{}/{}".format(name, *key)).body
             != tile]
    check.equal(wrong, [], f"{name}: {len(tiles)} tiles as they are stored")
    (z, row, col), tile = sorted(tiles.items())[-1]
    at = f"/v1/tilesets/{name}/{z}/{row}/{col}"
    packed = server.ask(at, Accept_Encoding="gzip, zstd;q=1.0")
    check.equal((packed.headers["Content-Encoding"],
                 gzip.decompress(packed.body)), ("gzip", tile),
                f"{name}: gzip is passed on")
    plain = server.ask(at, Accept_Encoding="zstd")
    check.equal((plain.headers["Content-Encoding"], plain.body), (None, tile),
                f"{name}: unpacked for who does not take it")
    check.that(packed.headers["ETag"] != plain.headers["ETag"],
               f"{name}: two forms, two tags")
    again = server.ask(at, Accept_Encoding="gzip",
                       If_None_Match=packed.headers["ETag"])
    check.equal((again.status, again.body), (304, b""), f"{name}: 304")
    check.equal(packed.headers["Content-Type"],
                "application/vnd.mapbox-vector-tile", f"{name}: type")


def empty_and_outside(server):
    limits = server.json("/v1/tilesets/monumenten")["tileMatrixSetLimits"][-1]
    z, rows = limits["tileMatrix"], (limits["minTileRow"], limits["maxTileRow"])
    cols = (limits["minTileCol"], limits["maxTileCol"])
    got = [server.get(f"/v1/tilesets/monumenten/{z}/{row}/{col}").status
           for row in range(rows[0], rows[1] + 1)
           for col in range(cols[0], cols[1] + 1)]
    check.equal(set(got), {200, 204}, "within its limits 200 or 204")
    for at in (f"{z}/{rows[1] + 1}/{cols[0]}", "14/0/0", "20/0/0", "3/8/0",
               "3/-1/0", "03/1/1"):
        check.that(server.get(f"/v1/tilesets/monumenten/{at}").status in
                   (400, 404), f"{at} is not there")


def says_what_it_is(server, path):
    said = server.json("/v1/tilesets/monumenten?f=tilejson")
    archive = pmtiles.Archive(path)
    check.equal(said["vector_layers"], archive.metadata["vector_layers"],
                "TileJSON: layers")
    check.equal((said["minzoom"], said["maxzoom"], said["bounds"]),
                (0, archive.max_zoom, archive.bounds), "TileJSON: where")
    template = said["tiles"][0]
    check.that(server.get(template.format(z=0, y=0, x=0)).body,
               "TileJSON leads to tiles")
    names = [t["title"] for t in server.json("/v1/tilesets")["tilesets"]]
    check.equal(len(names), 2, "the list has what can be read, once")
    links = server.json("/v1/tilesets/monumenten")["links"]
    check.that(any(l["href"].endswith("/archive.pmtiles") for l in links),
               "a link leads to the file")


def has_page_and_style(server, path):
    """A page with the map, for people; a style that draws every layer."""
    layers = pmtiles.Archive(path).metadata["vector_layers"]
    at = "/v1/tilesets/monumenten"
    page = server.ask(at, Accept="text/html")
    text = page.body.decode()
    check.equal((page.status, page.headers["Content-Type"]),
                (200, "text/html; charset=utf-8"), "a page for people")
    check.that('id="kaart"' in text and f"{at}?f=mapbox" in text,
               "the page has the map")
    check.that(all(f"<code>{name}</code>" in text for layer in layers
                   for name in layer["fields"]), "and names every attribute")
    check.that(f"{at}?f=html" in server.get("/v1/tilesets?f=html").body.decode(),
               "the page of the list leads there")
    style = server.json(f"{at}?f=mapbox")
    check.equal({layer["source-layer"] for layer in style["layers"]
                 if "source-layer" in layer}, {one["id"] for one in layers},
                "the style draws every layer")
    check.that(style["sources"]["tegels"]["url"].endswith(f"{at}?f=tilejson"),
               "from these tiles")
    told = server.json(at)["layers"]
    check.equal([(one["id"], list(one["propertiesSchema"]["properties"]))
                 for one in told],
                [(one["id"], list(one["fields"])) for one in layers],
                "the tileset has its layers as OGC writes them")


def what_others_wrote(server, folder):
    """Metadata may hold anything: it is text, on the page as in JSON."""
    path = folder / "x-vreemd.mbtiles"
    link = sqlite3.connect(path)
    link.executescript("""
        CREATE TABLE metadata (name TEXT, value TEXT);
        CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER,
                            tile_row INTEGER, tile_data BLOB)""")
    layers = [{"id": "<b>&\"'", "fields": {"<i>": "Number", "b": 7}},
              {"id": 5}, "tekst", {"fields": {}}, {"id": "plat"}]
    link.executemany("INSERT INTO metadata VALUES (?, ?)", [
        ("name", "<script>alert(1)</script>"), ("format", "pbf"),
        ("description", "a & b"), ("attribution", "<a href='x'>wie</a>"),
        ("json", json.dumps({"vector_layers": layers}))])
    link.execute("INSERT INTO tiles VALUES (0, 0, 0, x'1a00')")
    link.commit()
    link.close()
    text = server.get("/v1/tilesets/x-vreemd?f=html").body.decode()
    check.that("<script>alert" not in text and "<b>" not in text
               and "<i>" not in text and "<a href='x'>" not in text,
               "nothing of it is markup")
    told = server.json("/v1/tilesets/x-vreemd")["layers"]
    check.equal([(one["id"], one["propertiesSchema"]["properties"])
                 for one in told],
                [("<b>&\"'", {"<i>": {"type": "number"}, "b": {}}),
                 ("plat", {})], "layers without an id are none")
    style = server.json("/v1/tilesets/x-vreemd?f=mapbox")
    check.equal(len({layer["id"] for layer in style["layers"]}),
                len(style["layers"]), "every layer of the style has its own id")
    path.unlink()


def told_at_the_start(db, folder):
    path = folder / "x-kapot.pmtiles"
    path.write_bytes(b"hello" * 99)
    with Server(db, folder) as server:
        check.that("x-kapot" in server.log_text(),
                   "a broken file is told when the server starts")
        check.equal(server.get("/v1/tilesets/kaart").status, 200,
                    "and hides no other")
    path.unlink()


def ranges(server, path):
    data, at = path.read_bytes(), "/v1/tilesets/monumenten/archive.pmtiles"
    size = len(data)
    whole = server.ask(at)
    check.equal((whole.status, whole.body == data,
                 whole.headers["Accept-Ranges"]), (200, True, "bytes"),
                "the file itself")
    head = server.ask(at, method="HEAD", Range="bytes=0-9")
    check.equal((head.status, head.headers["Content-Length"], head.body),
                (200, str(size), b""), "HEAD: its size")
    dice = random.Random(3)
    cases = [("0-126", 0, 127), ("0-16383", 0, 16384), ("-5", size - 5, 5),
             (f"-{size * 2}", 0, size), ("0-", 0, size),
             (f"{size - 1}-", size - 1, 1), (f"9-{size * 9}", 9, size - 9),
             (f"9-{'9' * 40}", 9, size - 9)]
    for _ in range(20):
        first = dice.randrange(size)
        last = dice.randrange(first, size)
        cases.append((f"{first}-{last}", first, last - first + 1))
    for text, first, length in cases:
        part = server.ask(at, Range=f"bytes={text}")
        check.equal(
            (part.status, part.headers["Content-Range"],
             part.headers["Content-Length"],
             part.body == data[first:first + length]),
            (206, f"bytes {first}-{first + length - 1}/{size}", str(length),
             True), f"bytes={text}")
    for text in (f"{size}-", f"{size}-{size + 9}", "-0", f"{'9' * 30}-"):
        part = server.ask(at, Range=f"bytes={text}")
        check.equal((part.status, part.headers["Content-Range"]),
                    (416, f"bytes */{size}"), f"bytes={text} is outside")
    for text in ("bytes=5-2", "bytes=0-1,4-5", "bytes=", "bytes=-", "bytes",
                 "lines=0-1", "bytes=a-b", "bytes=1-b", "bytes=--1",
                 "bytes=0x1-2", "bytes=+1-2"):
        part = server.ask(at, Range=text)
        check.equal((part.status, len(part.body)), (200, size),
                    f"{text} is answered whole")
    tag = whole.headers["ETag"]
    for given, status in ((tag, 206), ('"other"', 200), (f"W/{tag}", 200),
                          ("Sat, 21 Nov 2026 10:00:00 GMT", 200)):
        part = server.ask(at, Range="bytes=0-9", If_Range=given)
        check.equal((part.status, len(part.body)),
                    (status, 10 if status == 206 else size),
                    f"If-Range: {given}")
    check.equal(server.ask(at, Range="bytes=0-9", If_None_Match=tag).status,
                304, "who has it all gets none of it")


def another_file(server, db, folder):
    """Renamed over the old one, it is served at once, under another tag."""
    at = "/v1/tilesets/monumenten/archive.pmtiles"
    before = server.ask(at).headers["ETag"]
    export(db, "monumenten", folder / "monumenten.pmtiles", "--zoom=0-9",
           "--plaats=Groningen")
    after = server.ask(at, Range="bytes=0-9", If_Range=before)
    check.equal((after.status, after.body ==
                 (folder / "monumenten.pmtiles").read_bytes()), (200, True),
                "another file: whole, in spite of the range of the old one")
    check.equal(server.json("/v1/tilesets/monumenten?f=tilejson")["maxzoom"],
                9, "and what is said is said of the new one")
    (folder / "monumenten.pmtiles").unlink()
    check.equal(server.ask(at).status, 404, "gone is gone")


def with_byte(data, at, value):
    return data[:at] + bytes([value]) + data[at + 1:]


def broken_files(server, path, mbtiles, folder):
    data, base = path.read_bytes(), mbtiles.read_bytes()
    files = {
        "empty.pmtiles": (b"", "byte 0"),
        "text.pmtiles": (b"hello" * 99, "byte 0"),
        "header.pmtiles": (data[:100], "byte 100"),
        "cut.pmtiles": (data[:5000], "byte 24"),
        "version.pmtiles": (with_byte(data, 7, 9), "byte 7"),
        "packing.pmtiles": (with_byte(data, 98, 4), "byte 98"),
        "zooms.pmtiles": (with_byte(data, 101, 99), "byte 100"),
        "root.pmtiles": (data[:127] + b"\0" * 50 + data[177:],
                         "from byte 127 on"),
        "bomb.pmtiles": (bomb(data), "more than"),
        "text.mbtiles": (b"hello" * 999, "not a database"),
        "cut.mbtiles": (base[:6000], "malformed"),
        "other.mbtiles": (None, "no such table"),
    }
    for name, (content, word) in files.items():
        at = folder / f"x-{name}"
        if content is None:
            sqlite3.connect(at).execute("CREATE TABLE a (b)").connection.close()
        else:
            at.write_bytes(content)
        start = len(server.log_text())
        answer = server.get(f"/v1/tilesets/{at.stem}")
        told = server.log_text()[start:]
        check.that(answer.status == 500 and at.name in told and word in told,
                   f"{name}: {answer.status}, the log says {told[-300:]!r}")
        check.that(str(folder) not in answer.body.decode(),
                   f"{name}: where it lies is told to nobody")
        at.unlink()
    check.equal(server.get("/health/live").status, 200, "the server lives")


def bomb(data):
    """A root directory of 200 bytes that would unpack to a gigabyte."""
    packed = gzip.compress(b"\0" * (1 << 26), mtime=0)
    return data[:8] + (len(data)).to_bytes(8, "little") + \
        len(packed).to_bytes(8, "little") + data[24:] + packed


def slow_view(server, folder):
    """`tiles` as a view that never ends is stopped."""
    path = folder / "x-slow.mbtiles"
    link = sqlite3.connect(path)
    link.executescript("""
        CREATE TABLE metadata (name TEXT, value TEXT);
        CREATE VIEW tiles AS WITH RECURSIVE n(i) AS
          (SELECT 0 UNION ALL SELECT i + 1 FROM n)
          SELECT 40 + i AS zoom_level, i AS tile_column, 0 AS tile_row,
          x'00' AS tile_data FROM n""")
    link.close()
    check.equal(server.get("/v1/tilesets/x-slow").status, 500,
                "a view without end is stopped")
    check.that("too long" in server.log_text(), "and the log says why")
    path.unlink()


def no_folder(db, folder):
    done = subprocess.run(
        [story.BUURT, "serve", "--db", db, "--listen", "127.0.0.1:0",
         "--tiles", folder / "nowhere"], env=story.environment(),
        capture_output=True, text=True, timeout=60)
    check.equal((done.returncode, done.stdout), (4, ""),
                "a folder that is not there is no start")
    check.that(f"{folder / 'nowhere'}: No such file" in done.stderr,
               "and is named")


def main():
    serve.find_grid()
    with story.folder() as where:
        db, folder = where / "buurt.sqlite", where / "tiles"
        folder.mkdir()
        for name in ("gebieden", "monumenten"):
            story.buurt("import", story.ROOT / "sample-data" / f"{name}.yaml",
                        "--db", db)
        path = export(db, "monumenten", folder / "monumenten.pmtiles")
        mbtiles = export(db, "buurten", folder / "kaart.mbtiles", "--zoom=0-11")
        shadow = export(db, "buurten", where / "kaart.pmtiles", "--zoom=0-11")
        shutil.copy(mbtiles, folder / ".hidden.mbtiles")
        (folder / "readme.txt").write_text("no tiles")
        with Server(db, folder) as server:
            tiles_are_as_stored(server, path, "monumenten")
            tiles_are_as_stored(server, shadow, "kaart")
            empty_and_outside(server)
            says_what_it_is(server, path)
            has_page_and_style(server, path)
            what_others_wrote(server, folder)
            ranges(server, path)
            check.equal(server.get("/v1/tilesets/kaart/archive.pmtiles").status,
                        404, "an MBTiles file is no PMTiles file")
            broken_files(server, path, mbtiles, folder)
            slow_view(server, folder)
            another_file(server, db, folder)
        told_at_the_start(db, folder)
        no_folder(db, folder)
    check.end()


main()
