"""(g) Vector tiles of a million points and of all buurten: computed, beside
PostGIS's ST_AsMVT; ready, beside nginx with the same bytes in files."""
import contextlib
import json
import math
import pathlib
import random
import socket
import statistics
import time
import urllib.request

import psycopg2

import bench_aggregate
import mapserver
from common import DATA, free_port, note, pairs, row, serve, wrk
from postgres import Postgres

ZOOMS = (6, 8, 10, 12, 14)
TILES = {6: 4, 8: 8, 10: 16, 12: 32, 14: 32}  # so many different ones a zoom
ROUNDS = {6: 3, 8: 3, 10: 5, 12: 9, 14: 15}
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


class Ours:
    """A plain client on one kept connection."""

    def __init__(self, port, collection, properties):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.collection, self.properties = collection, properties

    def get(self, tile):
        path = path_of(self.collection, self.properties, tile)
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        got = b""
        while b"\r\n\r\n" not in got:
            got += self.socket.recv(1 << 20)
        head, _, body = got.partition(b"\r\n\r\n")
        fields = head.decode().split("\r\n")
        if fields[0].split()[1] not in ("200", "204"):
            raise SystemExit(f"{path}: {fields[0]}")
        named = dict(one.lower().split(": ", 1) for one in fields[1:])
        size = int(named.get("content-length", 0))
        parts, have = [body], len(body)
        while have < size:
            parts.append(self.socket.recv(1 << 20))
            have += len(parts[-1])
        return have, named.get("x-tile-reduced")


class Theirs:
    """The same through libpq, with a prepared statement."""

    def __init__(self, postgres, sql):
        self.link = psycopg2.connect(host=str(postgres.folder), user="bench",
                                     dbname="postgres")
        self.link.autocommit = True
        self.cursor = self.link.cursor()
        self.cursor.execute("PREPARE tile(int, int, int) AS "
                            + sql.format(z="$1", y="$2", x="$3"))

    def get(self, tile):
        self.cursor.execute("EXECUTE tile(%s, %s, %s)", tile)
        return len(self.cursor.fetchone()[0] or b""), None


def took(client, tile):
    start = time.perf_counter()
    client.get(tile)
    return (time.perf_counter() - start) * 1000


def computed(ours, theirs, zoom, kind):
    """Each tile in turn from both, a few times: the sums of its medians."""
    name, aim = kind[0], kind[-1]
    tiles = choose(zoom)
    mine, other = [], []
    told = [ours.get(tile) for tile in tiles]
    sizes = [theirs.get(tile)[0] for tile in tiles]
    for tile in tiles:
        rounds = [(took(ours, tile), took(theirs, tile))
                  for _ in range(ROUNDS[zoom])]
        mine.append(statistics.median(a for a, _ in rounds))
        other.append(statistics.median(b for _, b in rounds))
    good = row(f"{name}, z{zoom}, computed, vs ST_AsMVT", statistics.mean(mine),
               statistics.mean(other), "ms", sum(other) / sum(mine), aim)
    note(f"{len(tiles)} tiles of {statistics.mean(t[0] for t in told):,.0f} "
         f"bytes (there {statistics.mean(sizes):,.0f}); reduced: "
         f"{sum(bool(t[1]) for t in told)} "
         f"{sorted({t[1] for t in told if t[1]})}")
    return good


FILES = """
  server {{ listen 127.0.0.1:{port}; root {root};
           default_type application/vnd.mapbox-vector-tile; }}
"""


def ready(folder, server):
    www = pathlib.Path(folder, "tiles")
    www.mkdir(exist_ok=True)
    paths, files = [], []
    for tile in [one for zoom in ZOOMS for one in choose(zoom)]:
        path = path_of("buurten", "", tile)
        body = get(server.port, path)
        if not body:
            continue
        name = "-".join(map(str, tile)) + ".mvt"
        (www / name).write_bytes(body)
        paths.append(path)
        files.append("/" + name)
    port = free_port()
    with mapserver.nginx(folder, FILES.format(port=port, root=www),
                         port) as other:
        ours, theirs, ratio = pairs(
            lambda: wrk(server.port, paths, 3, connections=32)["rate"],
            lambda: wrk(port, files, 3, connections=32)["rate"])
        good = row(f"{len(paths)} ready tiles, vs nginx with files", ours,
                   theirs, "req/s", ratio, 1)
        note(f"peak memory: ours {server.memory():.0f} MB, nginx "
             f"{other.memory():.0f} MB")
    return good


def run(folder):
    db = bench_aggregate.prepare(folder)
    good = True
    with contextlib.ExitStack() as stack:
        postgres = stack.enter_context(Postgres(folder))
        copy_to(postgres, folder)
        server = stack.enter_context(serve(db, "--cache-mb", "0"))
        for kind in KINDS:
            ours = Ours(server.port, *kind[1:3])
            theirs = Theirs(postgres, kind[3])
            for zoom in ZOOMS:
                good &= computed(ours, theirs, zoom, kind)
        note(f"peak memory: ours {server.memory():.0f} MB, PostgreSQL "
             f"{postgres.memory():.0f} MB")
    with serve(db) as server:
        good &= ready(folder, server)
    return good
