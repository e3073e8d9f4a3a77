"""(g) Vector tiles of a million points and of all buurten, computed: beside
PostGIS's ST_AsMVT, both asked by the plain client in C. The aim is for one tile
of each zoom, as someone gets who zooms in from the country to a street; what
each zoom does by itself is printed beside it."""
import json
import math
import pathlib
import random
import statistics
import subprocess
import urllib.request

import bench_aggregate
from common import CLIENT, DATA, note, row, serve
from postgres import Postgres

ZOOMS = (6, 8, 10, 12, 14)
TILES = {6: 4, 8: 8, 10: 16, 12: 32, 14: 32}  # so many different ones a zoom
ROUNDS = {6: 3, 8: 3, 10: 5, 12: 15, 14: 31}
FLOOR_ROUNDS = 999
BUURTEN = (DATA / "areas" / "nl-2014"
           / "Buurt_2014_layer_q1e3.derived.geojson")

POINTS_SQL = """
SELECT ST_AsMVT(t, 'meldingen', 4096, 'geom', 'nummer') FROM (
  SELECT nummer, soort, datum::text, ST_AsMVTGeom(
      geom, ST_TileEnvelope({z}, {x}, {y}), 4096, 64, true) AS geom
  FROM meldingen
  WHERE geom && ST_TileEnvelope({z}, {x}, {y}, margin => 64.0 / 4096)) t
WHERE geom IS NOT NULL"""
AREAS_SQL = """
SELECT ST_AsMVT(t, 'buurten', 4096, 'geom') FROM (
  SELECT statcode, statnaam, ST_AsMVTGeom(
      geom, ST_TileEnvelope({z}, {x}, {y}), 4096, 64, true) AS geom
  FROM buurten
  WHERE geom && ST_TileEnvelope({z}, {x}, {y}, margin => 64.0 / 4096)) t
WHERE geom IS NOT NULL"""
KINDS = [
    ("points", "meldingen", "soort,datum", POINTS_SQL, 10),
    ("polygons", "buurten", "buurtcode,buurtnaam", AREAS_SQL, 5),
]


def tile_at(lon, lat, zoom):
    side = 1 << zoom
    turn = math.asinh(math.tan(math.radians(lat))) / math.pi
    return (zoom, int((1 - turn) / 2 * side), int((lon + 180) / 360 * side))


def places():
    folder = DATA / "areas" / "nl-2014"
    labels = json.loads(
        (folder / "Buurt_2014_labels.derived.geojson").read_text())
    return [f["geometry"]["coordinates"] for f in labels["features"]
            if f["geometry"]]


def choose(zoom, seed=31):
    """Tiles where there are buurten, without an order."""
    dice = random.Random(seed + zoom)
    at = places()
    chosen = set()
    for _ in range(20 * TILES[zoom]):
        if len(chosen) < TILES[zoom]:
            chosen.add(tile_at(*dice.choice(at), zoom))
    return sorted(chosen, key=lambda _: dice.random())


def path_of(collection, properties, tile):
    zoom, y, x = tile
    return (f"/v1/collections/{collection}/tiles/WebMercatorQuad/{zoom}/{y}/"
            f"{x}?f=mvt" + (f"&properties={properties}" if properties else ""))


def copy_to(postgres, folder):
    """Stored in the system of the tiles, in the order of the index."""
    points = pathlib.Path(folder, "meldingen.csv")
    points.chmod(0o644)
    postgres.sql("CREATE TABLE raw (nummer int, lon float8, lat float8, "
                 "soort text, datum date)")
    postgres.sql(f"COPY raw FROM '{points}' CSV HEADER")
    postgres.sql(
        "CREATE TABLE meldingen AS SELECT nummer, soort, datum, ST_Transform("
        "ST_SetSRID(ST_Point(lon, lat), 4326), 3857) AS geom FROM raw")
    rows = pathlib.Path(folder, "buurten.csv")
    with open(rows, "w") as out:
        for feature in json.loads(BUURTEN.read_text())["features"]:
            if feature["geometry"]:
                one = feature["properties"]
                out.write("\t".join([one["statcode"], one["statnaam"],
                                     json.dumps(feature["geometry"])]) + "\n")
    rows.chmod(0o644)
    postgres.sql("CREATE TABLE shapes (statcode text, statnaam text, g text)")
    postgres.sql(f"COPY shapes FROM '{rows}'")
    postgres.sql(
        "CREATE TABLE buurten AS SELECT statcode, statnaam, ST_Transform("
        "ST_SetSRID(ST_GeomFromGeoJSON(g), 4326), 3857) AS geom FROM shapes")
    for table in ("meldingen", "buurten"):
        postgres.sql(f"CREATE INDEX {table}_geom ON {table} USING gist (geom)")
        postgres.sql(f"CLUSTER {table} USING {table}_geom")
        postgres.client("psql", "-d", "postgres", "-c",
                        f"VACUUM ANALYZE {table}")


def get(port, path):
    url = f"http://127.0.0.1:{port}{path}"
    with urllib.request.urlopen(url) as answer:
        return answer.read()


def ask(port, postgres, sql, questions, rounds):
    """All questions, of one and then of the other, by the plain client: for
    each the medians in ms, the bytes, and how our tile was reduced, or "-"."""
    lines = "".join("\t".join(map(str, one)) + "\n" for one in questions)
    done = subprocess.run(
        [CLIENT, str(port), f"host={postgres.folder} user=bench "
         "dbname=postgres", str(rounds), sql], input=lines,
        capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    for line in done.stdout.splitlines():
        ours, theirs, mine, other, reduced = line.split("\t")
        yield float(ours), float(theirs), int(mine), int(other), reduced


def floor(port, postgres):
    """What a round trip costs in which nothing is done."""
    ours, theirs, *_ = next(ask(port, postgres, "SELECT 1",
                                [("/health/live",)], FLOOR_ROUNDS))
    note(f"an empty round trip: ours {ours:.3f} ms (GET /health/live, TCP), "
         f"PostgreSQL {theirs:.3f} ms (SELECT 1, Unix socket)")


def computed(port, postgres, zoom, kind):
    """The sums of the medians of each tile."""
    name, collection, properties, sql, aim = kind
    questions = [(path_of(collection, properties, tile), *tile)
                 for tile in choose(zoom)]
    found = list(ask(port, postgres, sql.format(z="$1", y="$2", x="$3"),
                     questions, ROUNDS[zoom]))
    mine, other, sizes, their_sizes, reduced = zip(*found)
    row(f"{name}, z{zoom}, computed, vs ST_AsMVT", statistics.mean(mine),
        statistics.mean(other), "ms", sum(other) / sum(mine), aim, 3)
    steps = [one for one in reduced if one != "-"]
    note(f"{len(found)} tiles of {statistics.mean(sizes):,.0f} bytes (there "
         f"{statistics.mean(their_sizes):,.0f}); reduced: {len(steps)} "
         f"{sorted(set(steps))}")
    return statistics.mean(mine), statistics.mean(other)


def run(folder):
    db = bench_aggregate.prepare(folder)
    good = True
    with Postgres(folder) as postgres, serve(db, "--cache-mb", "0") as server:
        copy_to(postgres, folder)
        floor(server.port, postgres)
        for kind in KINDS:
            found = [computed(server.port, postgres, zoom, kind)
                     for zoom in ZOOMS]
            mine = sum(one[0] for one in found)
            other = sum(one[1] for one in found)
            good &= row(f"{kind[0]}, one tile of each zoom", mine, other, "ms",
                        other / mine, kind[-1], 3)
        note(f"peak memory: ours {server.memory():.0f} MB, PostgreSQL "
             f"{postgres.memory():.0f} MB")
    return good
