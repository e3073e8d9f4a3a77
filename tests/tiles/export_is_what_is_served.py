#!/usr/bin/env python3
"""A file of tiles holds exactly the tiles that the server gives; killed at
any moment it is finished by the same command, to the same bytes."""

import gzip
import json
import os
import pathlib
import random
import resource
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "conformance"))

import pmtiles  # noqa: E402
import serve  # noqa: E402
from serve import story  # noqa: E402

check = story.Checks()
IS_RELEASE = os.environ.get("BUILD_TYPE") == "Release"
DEEPEST = 14 if IS_RELEASE else 11
GROWTH = 1.3 if IS_RELEASE else 2  # of the time until the next kill
CUTS = 4 if IS_RELEASE else 2
CROWD = 60000
MANIFEST = """id: menigte
kind: features
title: {nl: Menigte}
license: https://creativecommons.org/publicdomain/zero/1.0/deed.nl
source: {path: menigte.geojson}
id-field: nummer
fields:
  - {name: nummer, type: integer, required: true}
  - {name: naam, type: string}
"""


def command(db, collections, path, *options):
    return [str(story.BUURT), "tiles", collections, "--db", str(db),
            *map(str, options), str(path)]


def run(*arguments, **options):
    return subprocess.run(command(*arguments), env=story.environment(),
                          capture_output=True, text=True, **options)


def export(db, collections, path, *options):
    done = run(db, collections, path, *options)
    check.equal((done.returncode, done.stderr), (0, ""),
                f"{collections} {options}: exported")
    check.equal(sorted(p.name for p in path.parent.glob(path.name + "*")),
                [path.name], "nothing is left beside the file")
    return path


def import_crowd(where, db):
    """Too many for one tile, with texts that are long."""
    dice = random.Random(7)
    features = [{"type": "Feature", "properties":
                 {"nummer": i, "naam": f"Een naam die lang is {i}"},
                 "geometry": {"type": "Point", "coordinates":
                              [round(dice.gauss(6.56, 0.05), 6),
                               round(dice.gauss(53.2, 0.03), 6)]}}
                for i in range(CROWD)]
    (where / "menigte.yaml").write_text(MANIFEST)
    (where / "menigte.geojson").write_text(json.dumps(
        {"type": "FeatureCollection", "features": features}))
    story.buurt("import", where / "menigte.yaml", "--db", db)


def served(server, base, query, deepest):
    """(z, row, column): the tile, for all within the limits that show
    something."""
    found = {}
    limits = server.json(f"{base}/tiles/WebMercatorQuad?f=json&{query}")
    for one in limits["tileMatrixSetLimits"]:
        zoom = int(one["tileMatrix"])
        if zoom > deepest:
            continue
        for row in range(one["minTileRow"], one["maxTileRow"] + 1):
            for col in range(one["minTileCol"], one["maxTileCol"] + 1):
                answer = server.get(f"{base}/tiles/WebMercatorQuad/{zoom}/"
                                    f"{row}/{col}?f=mvt&{query}")
                if answer.status not in (200, 204):
                    raise SystemExit(f"{zoom}/{row}/{col}: {answer.status}")
                if answer.status == 200:
                    found[zoom, row, col] = answer.body
    return found


def strictly(where, tiles, what):
    paths = []
    for number, tile in enumerate(tiles.values()):
        paths.append(where / f"{number}.mvt")
        paths[-1].write_bytes(tile)
    done = subprocess.run([os.environ["READ_TILES"], *paths],
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True)
    check.equal((done.returncode, done.stderr), (0, ""),
                f"{what}: the strict checker finds nothing")
    for path in paths:
        path.unlink()


def files_agree(server, db, where):
    cases = (("monumenten", "", DEEPEST), ("buurten", "", DEEPEST - 2),
             ("wegwerkzaamheden", "", DEEPEST), ("vormen", "", DEEPEST - 4),
             ("menigte", "", DEEPEST - 1),
             ("monumenten", "filter=bouwjaar<1700", DEEPEST - 1),
             ("monumenten", "plaats=Groningen&properties=straat", DEEPEST - 2),
             ("monumenten,buurten", "", DEEPEST - 3))
    for collections, query, deepest in cases:
        base = f"/v1/collections/{collections}"
        asked = query
        if "," in collections:
            base, asked = "/v1", f"collections={collections}"
        options = [f"--{one}" for one in query.split("&") if one]
        path = export(db, collections, where / "a.pmtiles", "--zoom",
                      f"0-{deepest}", *options)
        archive = pmtiles.Archive(path)
        check.equal(list(archive.flaws()), [], "as its header says")
        tiles = archive.tiles()
        wanted = served(server, base, asked.replace("<", "%3C"), deepest)
        check.equal(sorted(tiles), sorted(wanted),
                    f"{collections} {query}: the tiles that are served")
        check.that(wanted and {k[0] for k in tiles} ==
                   set(range(deepest + 1)), "at every zoom")
        check.that(all(tiles[k] == wanted[k] for k in wanted if k in tiles),
                   f"{len(tiles)} tiles byte for byte")
        strictly(where, tiles, collections)


def part_of_the_zooms(db, where):
    whole = pmtiles.Archive(export(db, "monumenten", where / "whole.pmtiles",
                                   "--zoom=0-10")).tiles()
    some = pmtiles.Archive(export(db, "monumenten", where / "some.pmtiles",
                                  "--zoom=8-10"))
    check.equal((some.min_zoom, some.max_zoom), (8, 10), "the header says so")
    check.equal(some.tiles(), {k: v for k, v in whole.items() if k[0] >= 8},
                "zooms 8 to 10 are those of a whole file")


def describes_itself(server, db, where):
    archive = pmtiles.Archive(export(db, "monumenten", where / "m.pmtiles",
                                     "--zoom=0-9"))
    spoken = server.json("/v1/collections/monumenten/tiles/WebMercatorQuad"
                         "?f=tilejson")
    for name in ("name", "attribution", "description"):
        check.equal(archive.metadata.get(name), spoken.get(name), name)
    layers = spoken["vector_layers"]
    layers[0]["maxzoom"] = 9
    check.equal(archive.metadata["vector_layers"], layers, "vector_layers")
    check.equal(archive.bounds, spoken["bounds"], "bounds")
    check.equal((archive.type, archive.packing, archive.internal,
                 archive.clustered), (1, 2, 2, 1), "MVT, gzip, clustered")


def same_bytes(db, where):
    first = export(db, "menigte", where / "1.pmtiles", "--threads=1")
    check.equal(export(db, "menigte", where / "3.pmtiles",
                       "--threads=3").read_bytes() == first.read_bytes(),
                True, "one thread and three give the same bytes")
    return first.read_bytes()


def killed(db, where, wanted):
    """A run that is killed at random, again and again, until one ends."""
    dice = random.Random(time.time_ns())
    path, kills = where / "killed.pmtiles", 0
    while not path.exists():
        process = subprocess.Popen(command(db, "menigte", path),
                                   env=story.environment(),
                                   stdout=subprocess.DEVNULL)
        try:
            process.wait(dice.uniform(0.05, 0.2) * GROWTH ** kills)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            kills += process.wait() == -signal.SIGKILL
    check.equal(path.read_bytes() == wanted, True,
                f"killed {kills} times, the same bytes")


def half_written(db, where, wanted):
    """What a machine that loses power may leave: a log and tiles of any
    length, each."""
    dice = random.Random(11)
    path, log = where / "half.pmtiles.part", where / "half.pmtiles.part.log"
    for cut in range(CUTS):
        process = subprocess.Popen(command(db, "menigte",
                                           where / "half.pmtiles"),
                                   env=story.environment(),
                                   stdout=subprocess.DEVNULL)
        while not log.exists() or log.stat().st_size < 1000:
            if process.poll() is not None:
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.wait()
        if log.exists():
            victim = (path, log)[cut % 2]
            os.truncate(victim, dice.randrange(victim.stat().st_size + 1))
            if cut == CUTS - 1:
                log.write_bytes(log.read_bytes()[:-3] + b"xyz")
        made = export(db, "menigte", where / "half.pmtiles")
        check.equal(made.read_bytes() == wanted, True,
                    "cut anywhere, the same bytes")
        made.unlink()


def small_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def full_disk(db, where, wanted):
    folder = where / "full"
    folder.mkdir()
    path = folder / "a.pmtiles"
    done = run(db, "menigte", path, preexec_fn=small_files)
    check.equal(done.returncode, 4, "a full disk is exit status 4")
    check.that("a.pmtiles.part: " in done.stderr, "which names the file")
    check.equal(sorted(p.name for p in folder.iterdir()),
                ["a.pmtiles.part", "a.pmtiles.part.log"],
                "nothing but what the next run needs is left")
    check.equal(export(db, "menigte", path).read_bytes() == wanted, True,
                "with room again it is finished")
    path = folder / "b.mbtiles"
    done = run(db, "monumenten", path, "--zoom=0-12", preexec_fn=small_files)
    check.equal(done.returncode, 4, "a full disk is exit status 4")
    check.equal(sorted(p.name for p in folder.glob("b.*")),
                ["b.mbtiles.part", "b.mbtiles.part.log"],
                "MBTiles: nothing but what the next run needs is left")
    done = run(db, "menigte", where / "nowhere" / "a.pmtiles")
    check.equal(done.returncode, 4, "so is a folder that is not there")


def rows_of(path, sql):
    link = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    found = link.execute(sql).fetchall()
    link.close()
    return found


def count_by_gdal(path, zoom):
    done = subprocess.run(
        ["ogrinfo", "-ro", "-so", "-al", "-oo", "CLIP=NO", "-oo",
         f"ZOOM_LEVEL={zoom}", path], capture_output=True, text=True)
    found = re.search(r"Feature Count: (\d+)", done.stdout)
    return int(found[1]) if found else done.stderr


def as_mbtiles(db, where):
    wanted = pmtiles.Archive(export(db, "monumenten", where / "m.pmtiles",
                                    "--zoom=0-12"))
    path = export(db, "monumenten", where / "m.mbtiles", "--zoom=0-12")
    again = export(db, "monumenten", where / "n.mbtiles", "--zoom=0-12",
                   "--threads=1")
    check.equal(path.read_bytes() == again.read_bytes(), True,
                "MBTiles: the same bytes again")
    tiles = {(z, 2 ** z - 1 - row, col): gzip.decompress(data)
             for z, col, row, data in rows_of(
                 path, "SELECT zoom_level, tile_column, tile_row, tile_data "
                       "FROM tiles")}
    check.equal(tiles == wanted.tiles(), True,
                "MBTiles: the tiles of the PMTiles file, rows from the bottom")
    said = dict(rows_of(path, "SELECT name, value FROM metadata"))
    check.equal(json.loads(said["json"])["vector_layers"],
                wanted.metadata["vector_layers"], "MBTiles: vector_layers")
    check.equal((said["format"], said["minzoom"], said["maxzoom"]),
                ("pbf", "0", "12"), "MBTiles: format and zooms")
    check.equal([float(n) for n in said["bounds"].split(",")], wanted.bounds,
                "MBTiles: bounds")
    for name in ("name", "attribution", "description"):
        check.equal(said.get(name), wanted.metadata.get(name),
                    f"MBTiles: {name}")
    check.equal(rows_of(path, "PRAGMA integrity_check"), [("ok",)],
                "MBTiles: SQLite finds it whole")
    if shutil.which("ogrinfo"):
        files = []
        for key, data in tiles.items():
            if key[0] == 12:
                files.append(where / f"{len(files)}.mvt")
                files[-1].write_bytes(data)
        done = subprocess.run([os.environ["READ_TILES"], *files],
                              capture_output=True, text=True, check=True)
        check.equal(count_by_gdal(path, 12), sum(
            len(json.loads(line)) for line in done.stdout.splitlines()),
            "MBTiles: GDAL counts the same features")


def duplicates(db, where):
    """Tiles with the same bytes are stored once: those that one large area
    covers."""
    (where / "vlak.yaml").write_text(
        MANIFEST.replace("menigte", "vlak").replace("Menigte", "Vlak"))
    ring = [[5, 52], [6.2, 52], [6.2, 53], [5, 53], [5, 52]]
    (where / "vlak.geojson").write_text(json.dumps(
        {"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"nummer": 1, "naam": "x"},
             "geometry": {"type": "Polygon", "coordinates": [ring]}}]}))
    story.buurt("import", where / "vlak.yaml", "--db", db)
    archive = pmtiles.Archive(export(db, "vlak", where / "v.pmtiles"))
    check.equal(list(archive.flaws()), [], "runs: as its header says")
    check.that(archive.contents < archive.entries < archive.addressed,
               f"{archive.addressed} tiles in {archive.entries} runs, "
               f"{archive.contents} different")
    path = export(db, "vlak", where / "v.mbtiles")
    check.equal(rows_of(path, "SELECT count(*) FROM tiles"),
                [(archive.addressed,)], "MBTiles: as many tiles")
    check.equal(rows_of(path, "SELECT count(*) FROM images"),
                [(archive.contents,)], "MBTiles: each stored once")


def refused(db, where):
    path = where / "no.pmtiles"
    for status, word, *arguments in (
            (2, "WebMercatorQuad", "monumenten", path, "--tms",
             "NetherlandsRDNewQuad"),
            (2, "no collection", "nergens", path),
            (2, "nietes", "monumenten", path, "--nietes=1"),
            (2, "filter", "monumenten", path, "--filter", "bouwjaar <"),
            (2, "--zoom", "monumenten", path, "--zoom=4-2"),
            (2, ".pmtiles", "monumenten", where / "no.zip"),
            (2, "no geometries", "misdrijven", path),
            (1, "nothing", "monumenten", path, "--filter", "bouwjaar=1")):
        done = run(db, *arguments)
        check.that(done.returncode == status and word in done.stderr,
                   f"{arguments}: {done.returncode} {done.stderr[:90]!r}")
    check.equal([p.name for p in where.glob("no.*")], [], "no file appears")


def main():
    serve.find_grid()
    with story.folder() as where:
        db = where / "buurt.sqlite"
        for name in serve.SAMPLE:
            story.buurt("import", story.ROOT / "sample-data" / f"{name}.yaml",
                        "--db", db)
        serve.import_shapes(where, db)
        import_crowd(where, db)
        with story.Server(db) as server:
            files_agree(server, db, where)
            describes_itself(server, db, where)
        part_of_the_zooms(db, where)
        as_mbtiles(db, where)
        duplicates(db, where)
        wanted = same_bytes(db, where)
        killed(db, where, wanted)
        half_written(db, where, wanted)
        full_disk(db, where, wanted)
        refused(db, where)
    check.end()


main()
