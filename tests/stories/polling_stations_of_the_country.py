#!/usr/bin/env python3
"""Story 2: the whole country: 11,691 buurten (thousands of invalid polygons),
9,140 polling stations, 86,319 charge points.

The import takes less than two minutes (measured in release builds); the 31
stations without a place stay; every station and charge point has the codes
that PostGIS finds for it in the same polygons.
"""

import os
import json

from story import (Checks, DATA, PostGIS, Server, buurt, folder, import_all,
                   lowest_code, need_data)

SECONDS_MAX = 120

check = Checks()


def same_codes(db, where, tables):
    """The codes of every feature against a lookup in PostGIS, from the very
    tables of the database: they are open to any program."""
    with PostGIS(where) as postgis:
        postgis.load(db, "buurten", "-nlt", "MULTIPOLYGON", "-sql",
                     "SELECT geom, buurtcode FROM buurten_2014")
        for table in tables:
            postgis.load(db, table, "-sql",
                         "SELECT geom, fid AS nummer, buurtcode, wijkcode, "
                         f"gemeentecode FROM {table}")
            rows = postgis.rows(
                "SELECT nummer, buurtcode, code FROM (" + lowest_code(
                    table, "buurten", "buurtcode", "p.nummer, p.buurtcode") +
                ") x WHERE coalesce(buurtcode, '') <> coalesce(code, '')")
            check.equal(rows, [], f"{table}: PostGIS finds the same buurt for "
                        "every feature")
            rows = postgis.rows(
                f"SELECT nummer FROM {table} WHERE buurtcode IS NOT NULL AND ("
                "substr(buurtcode, 3, 6) <> coalesce(substr(wijkcode, 3), '')"
                " OR substr(buurtcode, 3, 4) <> "
                "coalesce(substr(gemeentecode, 3), ''))")
            check.equal(rows, [], f"{table}: wijk and gemeente are those of "
                        "the buurt")
            placed = postgis.rows(f"SELECT count(buurtcode) FROM {table}")
            check.that(int(placed[0][0]) > 0, f"{table}: {placed[0][0]} "
                       "features lie in a buurt")


def areas(server):
    for collection, count in (("buurten-2014", 11691), ("wijken-2014", 2738)):
        answer = server.json(f"/v1/collections/{collection}/items?limit=1")
        check.equal(answer.get("numberMatched"), count,
                    f"{collection} has {count} areas")
    report = json.loads(buurt("show", "gebieden-2014", "--db", server.db,
                              "--json"))["report"]
    counts = {rule["rule"]: rule["count"] for rule in report["rules"]}
    check.that(counts.get("invalid-polygon", 0) > 1000,
               "the report tells of the repaired polygons: "
               f"{counts.get('invalid-polygon')}, and "
               f"{counts.get('polygon-lost', 0)} that vanished")


def stations(server):
    features = server.items("stembureaus-2023")
    check.equal(len(features), 9140, "9,140 stations")
    check.equal(sum(f["geometry"] is None for f in features), 31,
                "31 stations have no place and stay")
    check.equal(len({f["id"] for f in features}), 9140, "ids are unique")
    answer = server.aggregate("stembureaus-2023", "groupBy=gemeente")
    check.equal(sum(g["count"] for g in answer["groups"]) +
                answer["unassigned"]["count"], 9140,
                "stations per gemeente and unassigned add up")


def main():
    need_data("areas/nl-2014", "polling-stations/tk2023", "city/charge-points")
    with folder() as where:
        db = where / "story.sqlite"
        seconds = import_all(db, "gebieden-2014", "stembureaus-2023",
                             "laadpunten")
        print(f"        the import took {seconds:.1f} s")
        if os.environ.get("BUILD_TYPE", "Release") == "Release":
            check.that(seconds < SECONDS_MAX, "it took less than two minutes")
        same_codes(db, where, ["stembureaus_2023", "laadpunten"])
        with Server(db) as server:
            areas(server)
            stations(server)
    check.end()


main()
