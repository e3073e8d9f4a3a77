"""(c) Counts per buurt over a million points that carry the codes of all Dutch
buurten: `aggregate` beside PostGIS's GROUP BY on the same codes."""
import csv
import json
import pathlib
import random
import sqlite3
import urllib.request

from common import BUURT, DATA, need, note, row, serve, timed, wrk
from postgres import Postgres

ROWS = 1_000_000
AREAS = """
id: nl-2014
kind: areas
title: Buurten 2014
license: https://creativecommons.org/licenses/by/4.0/
vintage: 2014
levels:
  buurt: {{path: {buurten}, code: statcode, name: statnaam}}
  wijk: {{from: buurt}}
  gemeente: {{from: buurt}}
"""
POINTS = """
id: meldingen
kind: features
title: Made up
license: https://creativecommons.org/publicdomain/zero/1.0/
source: {{path: {csv}, crs: "EPSG:4326", x: lon, y: lat}}
id-field: nummer
areas: nl-2014
fields:
  - {{name: nummer, type: integer}}
  - {{name: soort, type: string}}
  - {{name: datum, type: date}}
aggregate: {{by: [soort], time: datum}}
"""


def write_points(path):
    """Points around the label points of the buurten, ten kinds, ten years."""
    generator = random.Random(2014)
    folder = need(DATA / "areas" / "nl-2014")
    labels = json.loads(
        (folder / "Buurt_2014_labels.derived.geojson").read_text())
    places = [f["geometry"]["coordinates"] for f in labels["features"]
              if f["geometry"]]
    with open(path, "w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["nummer", "lon", "lat", "soort", "datum"])
        for number in range(1, ROWS + 1):
            lon, lat = generator.choice(places)
            rows.writerow([
                number, f"{lon + generator.gauss(0, .002):.6f}",
                f"{lat + generator.gauss(0, .001):.6f}",
                f"soort {generator.randrange(10)}",
                f"{generator.randrange(2014, 2024)}-"
                f"{generator.randrange(1, 13):02}-"
                f"{generator.randrange(1, 29):02}"])


def prepare(folder):
    db = pathlib.Path(folder, "meldingen.sqlite")
    if db.exists():
        return db
    points = pathlib.Path(folder, "meldingen.csv")
    write_points(points)
    areas = pathlib.Path(folder, "nl-2014.yaml")
    areas.write_text(AREAS.format(buurten=DATA / "areas" / "nl-2014"
                                  / "Buurt_2014_layer_q1e3.derived.geojson"))
    manifest = pathlib.Path(folder, "meldingen.yaml")
    manifest.write_text(POINTS.format(csv=points))
    for one in (areas, manifest):
        timed([BUURT, "import", one, "--db", db])
    return db


def copy_to(postgres, folder, db):
    """The same rows with the same codes, and the best indexes for both
    questions: index-only scans."""
    path = pathlib.Path(folder, "codes.csv")
    with open(path, "w", newline="") as out:
        csv.writer(out).writerows(sqlite3.connect(db).execute(
            "SELECT nummer, buurtcode, soort, datum FROM meldingen"))
    path.chmod(0o644)
    postgres.sql("CREATE TABLE m (nummer int PRIMARY KEY, buurtcode text "
                 "COLLATE \"C\", soort text COLLATE \"C\", datum date)")
    postgres.sql(f"COPY m FROM '{path}' CSV")
    postgres.sql("CREATE INDEX ON m (buurtcode)")
    postgres.sql("CREATE INDEX ON m (soort, datum, buurtcode)")
    postgres.client("psql", "-d", "postgres", "-c", "VACUUM ANALYZE m")


QUESTIONS = [
    ("no filter", "", "", 50),
    ("a category and a year",
     "&soort=soort%203&datetime=2020-01-01/2020-12-31",
     "WHERE soort = 'soort 3' AND datum BETWEEN '2020-01-01' "
     "AND '2020-12-31'", 3),
]


def agree(postgres, port, path, sql):
    url = f"http://127.0.0.1:{port}{path}"
    answer = json.load(urllib.request.urlopen(url))
    ours = {g["buurt"]: g["count"] for g in answer["groups"] if g["count"]}
    if answer["unassigned"]["count"]:
        ours[""] = answer["unassigned"]["count"]
    theirs = dict(line.split("|") for line in postgres.sql(sql).split("\n")
                  if line)
    if ours != {code: int(count) for code, count in theirs.items()}:
        raise SystemExit(f"the counts differ: {path}")
    return sum(ours.values())


def measure(postgres, server, sql, path):
    """Medians by ratio: the ratio, ours, theirs."""
    ratios = []
    for _ in range(3):
        ours = wrk(server.port, [path], seconds=3, connections=1)["latency_ms"]
        theirs = postgres.latency_ms(sql, seconds=3)
        ratios.append((theirs / ours, ours, theirs))
    return sorted(ratios)[1]


def run(folder):
    db = prepare(folder)
    good = True
    with Postgres(folder) as postgres:
        copy_to(postgres, folder, db)
        for title, query, where, aim in QUESTIONS:
            path = ("/v1/collections/meldingen/aggregate?groupBy=buurt"
                    "&f=json" + query)
            sql = (f"SELECT buurtcode, count(*) FROM m {where} "
                   "GROUP BY buurtcode")
            with serve(db, "--cache-mb", "0") as server:
                agree(postgres, server.port, path, sql)
                ratio, ours, theirs = measure(postgres, server, sql, path)
            with serve(db) as server:
                total = agree(postgres, server.port, path, sql)
                found = measure(postgres, server, sql, path)
                good &= row(f"counts per buurt, {title}, vs PostGIS",
                            *found[1:], "ms", found[0], aim)
                memory = server.memory()
            note(f"counted anew for every answer: {ours:.2f} and {theirs:.2f} "
                 f"ms, {ratio:.1f} times")
            note(f"equal to the last count ({total:,}); peak memory: ours "
                 f"{memory:.0f} MB, PostgreSQL {postgres.memory():.0f} MB")
    return good
