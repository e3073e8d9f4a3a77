#!/usr/bin/env python3
"""The sample data as ./dev run has it: imports without a refused row, and the
counts of everything per buurt, wijk and gemeente add up."""

from story import Checks, ROOT, Server, buurt, folder

SAMPLE = ROOT / "sample-data"
SETS = ["gebieden", "misdrijven", "monumenten", "stembureaus",
        "wegwerkzaamheden"]
COUNTS = {"buurten": 100, "wijken": 14, "gemeenten": 1, "monumenten": 3000,
          "stembureaus": 120, "wegwerkzaamheden": 80, "misdrijven": 21816}
MISDRIJVEN_IN_2025 = "datetime=2025-01-01/2025-12-31&measures=sum(aantal)"

check = Checks()


def counts(server):
    for collection, count in COUNTS.items():
        answer = server.json(f"/v1/collections/{collection}/items?limit=1")
        check.equal(answer.get("numberMatched"), count,
                    f"{collection}: {count} features")
    for collection in ("monumenten", "stembureaus", "wegwerkzaamheden"):
        for level, groups in (("buurt", 100), ("wijk", 14), ("gemeente", 1)):
            answer = server.aggregate(collection, f"groupBy={level}")
            total = sum(g["count"] for g in answer["groups"])
            check.equal((len(answer["groups"]), total +
                         answer["unassigned"]["count"]),
                        (groups, COUNTS[collection]),
                        f"{collection} per {level} add up")


def crimes(server):
    whole = server.aggregate("misdrijven", "groupBy=wijk&" + MISDRIJVEN_IN_2025)
    total = sum(g["sum_aantal"] for g in whole["groups"])
    check.equal(total + whole["unassigned"]["sum_aantal"],
                whole["total"]["sum_aantal"],
                "crimes of 2025 are all published and add up")
    early = server.aggregate("misdrijven", "groupBy=wijk&measures=sum(aantal)"
                             "&datetime=2023-01-01/2023-12-31")
    check.that(any(g["sum_aantal"] is None for g in early["groups"]) and
               any(g["sum_aantal"] is not None for g in early["groups"]),
               "in 2023 some wijken are withheld, and null, others not")


def voting(server):
    morning = server.items("stembureaus",
                           "&datetime=2026-03-18T06:45:00Z")
    hours = {f["properties"]["Openingstijd"] for f in morning}
    check.equal(hours, {"2026-03-18T06:30:00Z"}, "at a quarter to eight only "
                "those are open that open at half past seven, Dutch time")


def works(server):
    far = server.items("wegwerkzaamheden", "&datetime=2050-01-01T00:00:00Z")
    check.that(far and all(f["properties"]["einde"] is None for f in far),
               "road works without an end go on")


def main():
    with folder() as where:
        db = where / "sample.sqlite"
        for name in SETS:
            buurt("import", SAMPLE / f"{name}.yaml", "--db", db)
        with Server(db) as server:
            counts(server)
            crimes(server)
            voting(server)
            works(server)
    check.end()


main()
