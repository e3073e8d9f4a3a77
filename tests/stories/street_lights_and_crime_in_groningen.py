#!/usr/bin/env python3
"""Story 1: street lights and crimes in the buurten of Groningen.

31,805 lights in 108 buurten: what the program counts is what PostGIS counts,
buurt by buurt, and the groups with `unassigned` add up. Crimes of a wijk are
the sum of its buurten where all are published, and null where not.
"""

import csv
import collections

from story import (Checks, DATA, PostGIS, Server, folder, import_all,
                   lowest_code, need_data)

LIGHTS = 31805
AREAS = DATA / "areas/groningen-2017/buurt2017.zip"
SHAPES = DATA / "city/groningen-street-lights/openbareverlichting.zip"
CRIMES = DATA / "crime/politie-per-buurt" / \
    "misdrijven_per_buurt_2021_2025.derived.csv"

check = Checks()


def count_with_postgis(where):
    with PostGIS(where) as postgis:
        postgis.load(f"/vsizip/{AREAS}", "buurten", "-nlt", "MULTIPOLYGON")
        postgis.load(f"/vsizip/{SHAPES}", "lichten")
        counts = postgis.rows(
            "SELECT code, count(*) FROM (" +
            lowest_code("lichten", "buurten", "bu_code", "1") +
            ") x GROUP BY code")
        codes = [row[0] for row in postgis.rows("SELECT bu_code FROM buurten")]
    return codes, {code: int(count) for code, count in counts}


def lights(server, where):
    codes, wanted = count_with_postgis(where)
    check.equal(len(codes), 108, "the source has 108 buurten")
    check.equal(len(server.items("buurten-2017", "&skipGeometry=true")), 108,
                "108 buurten are served")
    answer = server.aggregate("straatverlichting", "groupBy=buurt")
    got = {g["buurt"]: g["count"] for g in answer["groups"]}
    check.equal(sorted(got), sorted(codes), "every buurt has a group")
    check.equal(answer["total"]["count"], LIGHTS, "31,805 lights in all")
    check.equal(sum(got.values()) + answer["unassigned"]["count"], LIGHTS,
                "the groups and unassigned add up to the total")
    check.equal(answer["unassigned"]["count"], wanted.pop("", 0),
                "as many lights lie in no buurt as PostGIS says")
    check.equal({c: n for c, n in got.items() if n}, wanted,
                "PostGIS counts the same in each of the 108 buurten")
    for level, length in (("wijk", 8), ("gemeente", 6)):
        sums = collections.Counter()
        for code, count in got.items():
            sums[code[2:length]] += count
        groups = server.aggregate("straatverlichting", f"groupBy={level}")
        check.equal({g[level][2:]: g["count"] for g in groups["groups"]},
                    dict(sums), f"each {level} counts what its buurten do")
    code = max(got, key=got.get)
    check.equal(len(server.items("straatverlichting", f"&buurtcode={code}")),
                got[code], f"someone who counts the items of {code} agrees")


def published():
    """buurt -> crimes of 2023, None where withheld."""
    with open(CRIMES, encoding="utf-8", newline="") as file:
        return {row["buurtcode"]: int(row["misdrijven_2023"])
                if row["misdrijven_2023"] else None
                for row in csv.DictReader(file)}


def sum_or_none(numbers):
    numbers = list(numbers)
    return None if None in numbers else sum(numbers)


def crimes(server):
    figures = published()
    buurten = [f["id"] for f in
               server.items("buurten-2017", "&skipGeometry=true")]
    wijken = collections.defaultdict(list)
    for code in buurten:
        wijken["WK" + code[2:8]].append(figures.get(code))
    for level, wanted in (
            ("buurt", {c: figures.get(c) for c in buurten}),
            ("wijk", {c: sum_or_none(n) for c, n in wijken.items()})):
        answer = server.aggregate(
            "misdrijven-per-buurt",
            f"groupBy={level}&datetime=2023-01-01/2023-12-31"
            "&measures=sum(aantal)")
        check.equal({g[level]: g["sum_aantal"] for g in answer["groups"]},
                    wanted, f"crimes of 2023 per {level}: the sum where all "
                    "are published, null where not")
    check.that(None in wanted.values() and
               any(n is not None for n in wanted.values()),
               "there are wijken of both kinds")


def main():
    need_data(AREAS, SHAPES, CRIMES)
    with folder() as where:
        db = where / "story.sqlite"
        import_all(db, "gebieden-2017", "straatverlichting",
                   "misdrijven-per-buurt")
        with Server(db) as server:
            lights(server, where)
            crimes(server)
    check.end()


main()
