#!/usr/bin/env python3
"""Files as people make them: a spreadsheet's CSV with semicolons, decimal
commas and Windows letters, figures per quarter with padded codes and blanks, a
table that is still empty, one without places; and areas whose codes change.
Everything is made here."""
import csv
import io
import json
import time
from decimal import Decimal

import story

SIDE = 0.05


def square(column):
    west, south = 6.5 + column * SIDE, 53.2
    return [[[west, south], [west + SIDE, south], [west + SIDE, south + SIDE],
             [west, south + SIDE], [west, south]]]


def write_areas(folder, codes):
    features = [{"type": "Feature",
                 "properties": {"code": code, "naam": name, "inw": people},
                 "geometry": {"type": "Polygon", "coordinates": square(i)}}
                for i, (code, name, people) in enumerate(codes)]
    (folder / "gebieden.geojson").write_text(json.dumps(
        {"type": "FeatureCollection", "features": features}))


AREAS = [("BU00140000", "Één", 1000), ("BU00140001", "'t Zand \"oost\"", 500),
         ("BU00140100", "Ĳsselbuurt", 250)]
AREAS_YAML = """
id: gebieden
kind: areas
title: Gebieden
vintage: 2024
levels:
  buurt: {path: gebieden.geojson, code: code, name: naam}
  wijk: {from: buurt}
  gemeente: {from: buurt, names: {GM0014: Grönn}}
fields: [{name: aantal_inwoners, from: inw, type: integer}]
"""
POINTS_YAML = """
id: punten
kind: features
title: Punten
source: {path: punten.csv, crs: EPSG:4326, x: lon, y: lat}
id-field: nr
fields:
  - {name: datum, type: date, format: "%d-%m-%Y"}
  - {name: Soort ding, from: soort, enum: auto}
areas: gebieden
aggregate: {by: [Soort ding], time: datum, measures: [bedrag]}
"""
QUARTERS_YAML = """
id: kwartalen
kind: statistics
title: Kwartalen
areas: gebieden
source: {path: kwartalen.csv, decimal: ","}
area: {field: Gebied}
period: {field: Perioden, format: cbs}
by: [{name: soort, from: Soort}]
measures:
  - {name: aantal, from: Aantal}
  - {name: bedrag, from: Bedrag, type: number}
"""
QUARTERS = """Gebied;Perioden;Soort;Aantal;Bedrag
"BU00140000  ";2023KW01;"1.1 ";5;1,5
"BU00140000  ";2023KW02;"1.1 ";;2,25
"BU00140001  ";2023KW01;"1.1 ";0;0,1
"BU00140100  ";2023KW01;"1.1 ";3;-99997
"BU00149999  ";2023KW01;"1.1 ";2;.
"WK001400    ";2023KW01;"1.1 ";5;1,6
"BU00140100  ";2023JJ00;"1.1 ";3;1
"""
EMPTY_YAML = """
id: leeg
kind: features
title: Leeg
source: {path: leeg.csv, crs: EPSG:4326, x: x, y: y}
areas: gebieden
aggregate: {by: [naam]}
"""
PLACELESS_YAML = """
id: lijst
kind: features
title: Lijst
source: {path: lijst.csv}
areas: none
aggregate: {by: [naam]}
"""


def points():
    """(number, lon, lat, cents, day, kind) without randomness."""
    for i in range(1, 301):
        yield (i, 6.45 + i * 7919 % 25000 / 1e5,
               53.19 + i * 104729 % 7000 / 1e5,
               i * i * 37 % 99991, f"{i % 28 + 1:02}-{i % 12 + 1:02}-"
               f"{2020 + i % 4}", "abc"[i % 3])


def write_files(folder):
    rows = ["nr;naam;lon;lat;bedrag;datum;soort"]
    for i, lon, lat, cents, day, kind in points():
        rows.append(f"{i:04};Café {i} “x”;{lon:.5f};{lat:.5f};"
                    f"{cents / 100:.2f};{day};{kind}".replace(".", ","))
    rows += ["0301;=cmd();;;;;a", "0302;@x;;;3,5;01-01-2020;"]
    (folder / "punten.csv").write_bytes("\r\n".join(rows).encode("cp1252"))
    (folder / "kwartalen.csv").write_text(QUARTERS)
    (folder / "leeg.csv").write_text("nr;naam;x;y\n")
    (folder / "lijst.csv").write_text("nr;naam\n1;a\n2;b\n")
    for name, text in (("gebieden", AREAS_YAML), ("punten", POINTS_YAML),
                       ("kwartalen", QUARTERS_YAML), ("leeg", EMPTY_YAML),
                       ("lijst", PLACELESS_YAML)):
        (folder / f"{name}.yaml").write_text(text)
    write_areas(folder, AREAS)


def table(server, path):
    body = server.get(f"/v1/collections/{path}").body.decode()
    return list(csv.DictReader(io.StringIO(body)))


def get(server, path):
    return server.get(f"/v1/collections/{path}").json()


def wanted_sum(of=lambda row: True):
    cents = sum(row[3] for row in points() if of(row))
    return Decimal(cents) / 100


def check_points(checks, server):
    first = get(server, "punten/items/0001")["properties"]
    checks.equal(first["naam"], "Café 1 “x”", "Windows letters are read")
    checks.equal((first["bedrag"], first["datum"]), (0.37, "2021-02-02"),
                 "a decimal comma and a Dutch date are read")
    safe = table(server, "punten/items?f=csv&limit=1000")
    checks.equal({r["naam"] for r in safe if r["id"] in ("0301", "0302")},
                 {"'=cmd()", "'@x"}, "no cell starts a formula")
    for filters in ("Soort%20ding=a", "soortDing=a"):
        got = get(server, f"punten/items?{filters}&limit=1")
        checks.equal(got["numberMatched"], 101, f"{filters} filters")
    box = [r for r in points() if 6.5 <= round(r[1], 5) <= 6.55
           and 53.2 <= round(r[2], 5) <= 53.25]
    values = get(server, "punten/values/soortDing?bbox=6.5,53.2,6.55,53.25")
    checks.equal({v["value"]: v["count"] for v in values["values"]},
                 {k: sum(r[5] == k for r in box) for k in "abc"},
                 "values are counted inside a box")


def check_amounts(checks, server):
    whole = wanted_sum() + Decimal("3.5")
    for by in ("year", "quarter", "month", "soortDing", "soortDing,year"):
        rows = table(server, f"punten/aggregate?groupBy={by}"
                     "&measures=sum(bedrag)&f=csv")
        got = sum(Decimal(r["sum_bedrag"]) for r in rows if r["sum_bedrag"])
        checks.equal(got, whole, f"amounts per {by} add up to the cent")
    kinds = table(server, "punten/aggregate?groupBy=soortDing"
                  "&measures=sum(bedrag)&f=csv")
    checks.equal(Decimal(kinds[1]["sum_bedrag"]),
                 wanted_sum(lambda r: r[5] == "b"), "the amounts of a kind")


def check_quarters(checks, server):
    rows = table(server, "kwartalen/aggregate?groupBy=buurt,quarter"
                 "&measures=sum(aantal),sum(bedrag)&f=csv")
    got = {(r["buurt"][-4:], r["quarter"]): (r["sum_aantal"], r["sum_bedrag"],
                                             r["withheld"]) for r in rows}
    checks.equal(got, {
        ("0000", "2023-Q1"): ("5", "1.5", "0"),
        ("0000", "2023-Q2"): ("", "2.25", "1"),
        ("0001", "2023-Q1"): ("0", "0.1", "0"),
        ("0001", "2023-Q2"): ("", "", "0"),
        ("0100", "2023-Q1"): ("3", "", "1"),
        ("0100", "2023-Q2"): ("", "", "0"),
    }, "figures per quarter: null apart from 0, and only where it belongs")
    rest = get(server, "kwartalen/aggregate?measures=sum(aantal)"
               "&datetime=2023-01-01/2023-03-31")
    checks.equal(rest["groups"], [{"count": 4, "sum_aantal": 10}],
                 "without groupBy everything is one group")
    rates = table(server, "kwartalen/aggregate?groupBy=buurt&f=csv"
                  "&measures=rate(aantal,1000)&datetime=2023-01-01/2023-03-31")
    checks.equal([r["rate_aantal_1000"] for r in rates], ["5", "0", "12"],
                 "a rate is per 1,000 inhabitants")


def check_bare(checks, server):
    for name in ("leeg", "lijst"):
        about = get(server, name)
        checks.equal(about["itemType"], "feature", f"{name} holds features")
        checks.equal(get(server, f"{name}/items?bbox=6,53,7,54")["features"],
                     [], f"nothing of {name} is in a box")
    counts = get(server, "leeg/aggregate?groupBy=buurt,naam")
    checks.equal((counts["groups"], counts["total"]), ([], {"count": 0}),
                 "an empty table counts to nothing")
    counts = get(server, "lijst/aggregate?groupBy=naam")
    checks.equal(counts["groups"], [{"naam": "a", "count": 1},
                                    {"naam": "b", "count": 1}],
                 "a table without places is counted by category")


def per_buurt(server):
    got = get(server, "punten/aggregate?groupBy=buurt")
    adds_up = sum(g["count"] for g in got["groups"]) + \
        got["unassigned"]["count"] == got["total"]["count"]
    return {g["buurt"]: g["count"] for g in got["groups"]}, adds_up


def check_other_codes(checks, server, folder, db):
    before, _ = per_buurt(server)
    write_areas(folder, [("BU00140009", *a[1:]) if a[0] == "BU00140001" else a
                         for a in AREAS])
    story.buurt("import", folder / "gebieden.yaml", "--db", db)
    end = time.monotonic() + 10
    while get(server, "buurten")["version"] < 2 and time.monotonic() < end:
        time.sleep(0.1)
    after, adds_up = per_buurt(server)
    checks.that(adds_up, "groups and unassigned are the total, with new areas")
    checks.equal(after, {"BU00140000": before["BU00140000"], "BU00140009": 0,
                         "BU00140100": before["BU00140100"]},
                 "what had a code that is gone is unassigned")


def main():
    checks = story.Checks()
    with story.folder() as folder:
        write_files(folder)
        db = folder / "eigen.sqlite"
        for name in ("gebieden", "punten", "kwartalen", "leeg", "lijst"):
            out = story.buurt("import", folder / f"{name}.yaml", "--db", db)
            checks.that(f"{name}: published" in out, f"{name} is imported")
        with story.Server(db) as server:
            check_points(checks, server)
            check_amounts(checks, server)
            check_quarters(checks, server)
            check_bare(checks, server)
            check_other_codes(checks, server, folder, db)
    checks.end()


if __name__ == "__main__":
    main()
