"""(f) The queries of an analyst on a million points, beside MapServer, QGIS
Server and (nearest) PostGIS: time of one answer, asked one after another. At
the end the full download, beside ogr2ogr."""
import contextlib
import http.client
import json
import random
import re
import sqlite3
import statistics
import time
import urllib.parse

import bench_download
import bench_items
import mapserver
import qgisserver
from common import note, pairs, row, serve, wrk
from postgres import Postgres

OURS = "/v1/collections/points/items"
MAPSERVER = "/ms/ogcapi/collections/points/items"
QGIS = "/wfs3/collections/points/items"
# MapServer 8.0's OGC API ignores `offset` and attributes of such a layer
# without a word; its WFS does not.
MAPSERVER_WFS = ("/ms/?map=BENCH&service=WFS&version=2.0.0&request=GetFeature"
                 "&typenames=points&count=100")
EQUALS = ("<Filter><PropertyIsEqualTo><ValueReference>a3</ValueReference>"
          "<Literal>{}</Literal></PropertyIsEqualTo></Filter>")
COUNTRIES = ["NLD", "BEL", "DEU", "FRA", "ESP", "PRT", "ITA", "GRC"]
PAGE = 100
NEAREST = """
\\set lon random(-18000000, 18000000)
\\set lat random(-8000000, 8000000)
SELECT id, a3, polygon, ring, vertex, ST_AsGeoJSON(place) FROM points
ORDER BY place <-> ST_MakePoint(:lon / 100000.0, :lat / 100000.0)::geography
LIMIT 10;
"""


def latency(port, paths, seconds=1):
    """Median milliseconds of answers over one connection, at least one."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    times, end = [], time.monotonic() + seconds
    for path in paths * 1000:
        start = time.monotonic()
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        times.append((time.monotonic() - start) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {body[:300]}")
        if time.monotonic() > end:
            break
    connection.close()
    return statistics.median(times)


def follow(port, path, pages):
    """The path of the page that so many `next` links lead to."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for _ in range(pages):
        connection.request("GET", path)
        links = json.load(connection.getresponse())["links"]
        link = next(one for one in links if one["rel"] == "next")
        parts = urllib.parse.urlsplit(link["href"])
        path = f"{parts.path}?{parts.query}"
    return path


def questions(csv, page_500):
    """Per question: its name and the paths that ask it of the three."""
    generator = random.Random(500)
    asked = list(bench_items.boxes(csv, 500))
    ids = [generator.randrange(1, 1_000_000) for _ in range(500)]
    filters = [urllib.parse.quote(EQUALS.format(c)) for c in COUNTRIES]
    first = f"?limit={PAGE}"
    return [
        ("by bbox", [f"{OURS}{first}&bbox={b}" for b in asked],
         [f"{MAPSERVER}{first}&f=json&bbox={b}" for b in asked],
         [f"{QGIS}.json{first}&bbox={b}" for b in asked]),
        ("by attribute", [f"{OURS}{first}&a3={c}" for c in COUNTRIES],
         [f"{MAPSERVER_WFS}&filter={f}" for f in filters],
         [f"{QGIS}.json{first}&a3={c}" for c in COUNTRIES]),
        ("by id", [f"{OURS}/{i}" for i in ids],
         [f"{MAPSERVER}/{i}?f=json" for i in ids],
         [f"{QGIS}/{i}.json" for i in ids]),
        ("page 1", [OURS + first], [f"{MAPSERVER}{first}&f=json"],
         [f"{QGIS}.json{first}"]),
        ("page 500", [page_500],
         [f"{MAPSERVER_WFS}&startindex={499 * PAGE}"],
         [f"{QGIS}.json{first}&offset={499 * PAGE}"]),
    ]


def compare(name, ours, theirs, rounds):
    """`ours` and `theirs`: port and paths. Some answers of MapServer take
    many seconds, so that it is asked in fewer rounds."""
    a, b, ratio = pairs(lambda: latency(*ours), lambda: latency(*theirs),
                        rounds)
    return row(name, a, b, "ms", 1 / ratio, 1)


def paging(port, page_500):
    first = f"{OURS}?limit={PAGE}"
    a, b, ratio = pairs(lambda: latency(port, [first]),
                        lambda: latency(port, [page_500]), 5)
    return row("page 1 beside page 500, both ours", a, b, "ms", ratio,
               round(1 / 1.3, 2))


def nearest(folder, csv, port):
    generator = random.Random(10)
    paths = [f"{OURS}?limit=10&near={generator.uniform(-180, 180):.5f},"
             f"{generator.uniform(-80, 80):.5f}" for _ in range(2000)]
    with Postgres(folder) as postgres:
        postgres.sql("CREATE TABLE points (id int, a3 text, polygon int, ring "
                     "int, vertex int, lon float, lat float)")
        with open(csv) as lines:
            postgres.client("psql", "-d", "postgres", "-c",
                            "COPY points FROM STDIN CSV HEADER", stdin=lines)
        postgres.sql("ALTER TABLE points ADD place geography; UPDATE points "
                     "SET place = ST_MakePoint(lon, lat)::geography; CREATE "
                     "INDEX ON points USING gist (place)")
        postgres.sql("VACUUM FULL ANALYZE points")
        script = postgres.folder / "nearest.sql"
        script.write_text(NEAREST)

        def theirs():
            out = postgres.client("pgbench", "-n", "-M", "prepared", "-c", "8",
                                  "-T", "3", "-f", script, "postgres")
            return float(re.search(r"tps = ([\d.]+)", out)[1])

        good = True
        # PostGIS does not say how many match; by default our answers do.
        for name, option in ("counted", ""), ("not counted", "&count=none"):
            asked = [path + option for path in paths]
            ours, other, ratio = pairs(lambda: wrk(port, asked, 3)["rate"],
                                       theirs)
            good &= row(f"nearest 10, {name}, 8 clients, vs PostGIS", ours,
                        other, "req/s", ratio, 1)
        note(f"peak memory: PostGIS {postgres.memory():.0f} MB")
    return good


def index(package):
    """What a careful operator of the others would do."""
    with contextlib.closing(sqlite3.connect(package)) as db, db:
        for column in "id", "a3":
            db.execute(f"CREATE INDEX IF NOT EXISTS points_{column} "
                       f"ON points ({column})")


def run(folder):
    csv, db, package = bench_items.prepare(folder)
    index(package)
    good = True
    with contextlib.ExitStack() as stack:
        # Without its cache: every answer is computed.
        server = stack.enter_context(serve(db, "--cache-mb", "0"))
        map_port, maps = mapserver.start(folder, package, stack, workers=2)
        qgis_port, qgis = qgisserver.start(folder, package, stack, workers=2)
        page_500 = follow(server.port, f"{OURS}?limit={PAGE}", 499)
        latency(qgis_port, [QGIS + ".json?limit=1"])  # reads its project
        for name, ours, theirs, others in questions(csv, page_500):
            good &= compare(f"{name}, vs QGIS Server", (server.port, ours),
                            (qgis_port, others), 3)
            good &= compare(f"{name}, vs MapServer", (server.port, ours),
                            (map_port, theirs), 1)
        good &= paging(server.port, page_500)
        good &= nearest(folder, csv, server.port)
        note(f"peak memory: ours {server.memory():.0f} MB; with nginx: "
             f"MapServer {sum(p.memory() for p in maps):.0f} MB, QGIS Server "
             f"{sum(p.memory() for p in qgis):.0f} MB")
    return bench_download.run(folder) and good
