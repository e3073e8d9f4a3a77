#!/usr/bin/env python3
"""The pages of any query, put together, are what somebody who has the whole
collection would pick and sort: the same features in the same order.

Seeded combinations of box, filter, property, near, order and page size on the
sample data, half of them asked in the body of a search.
"""

import json
import math
import random
import urllib.parse
import urllib.request

from story import ROOT, Checks, Server, buurt, folder, next_link

SEED, QUERIES = 20261121, 300
PATH = "/v1/collections/monumenten"
CENTRE = (6.56, 53.22)

check = Checks()


def compare(name, operator, value):
    """A part of a filter: its text, and what it says of properties (None where
    that is unknown)."""
    shown = f"'{value}'" if isinstance(value, str) else str(value)
    meaning = {
        "=": lambda a: a == value, "<>": lambda a: a != value,
        "<": lambda a: a < value, ">=": lambda a: a >= value,
    }[operator]
    return (f"{name} {operator} {shown}",
            lambda p: None if p[name] is None else meaning(p[name]))


def is_null(name):
    return f"{name} IS NULL", lambda p: p[name] is None


def starts(name, text):
    return (f"{name} LIKE '{text}%'",
            lambda p: None if p[name] is None else p[name].startswith(text))


def between(name, low, high):
    return (f"{name} BETWEEN {low} AND {high}",
            lambda p: None if p[name] is None else low <= p[name] <= high)


def negate(part):
    text, meaning = part

    def holds(properties):
        found = meaning(properties)
        return None if found is None else not found
    return f"NOT ({text})", holds


def join(word, left, right):
    def holds(properties):
        found = left[1](properties), right[1](properties)
        decisive = word == "OR"
        if decisive in found:
            return decisive
        return None if None in found else not decisive
    return f"({left[0]}) {word} ({right[0]})", holds


def random_part(dice, rows):
    name = dice.choice(["straat", "plaats", "hoofdcategorie"])
    text = dice.choice(rows)["properties"][name]
    year = dice.randint(1500, 2000)
    return dice.choice([
        compare("bouwjaar", dice.choice(["=", "<>", "<", ">="]), year),
        between("bouwjaar", year, year + dice.randint(0, 200)),
        is_null("bouwjaar"), is_null("huisnummer"),
        starts("straat", dice.choice("ABDGHNOPSZ")),
        compare(name, "=", text.replace("'", "''")) if text and "'" not in text
        else is_null(name),
        compare("inschrijving", "<", "1975-01-01"),
    ])


def random_filter(dice, rows):
    part = random_part(dice, rows)
    for _ in range(dice.choice([0, 0, 1, 2])):
        part = join(dice.choice(["AND", "OR"]), part,
                    random_part(dice, rows))
    return negate(part) if dice.random() < 0.2 else part


def in_box(box):
    def holds(feature):
        if not feature["geometry"]:
            return False
        x, y = feature["geometry"]["coordinates"]
        return box[0] <= x <= box[2] and box[1] <= y <= box[3]
    return holds


def random_box(dice):
    x, y = (c + dice.uniform(-0.1, 0.05) for c in CENTRE)
    return [round(c, 5) for c in (x, y, x + dice.uniform(0.01, 0.15),
                                  y + dice.uniform(0.01, 0.1))]


def sort(rows, keys):
    """Nulls last either way; what is equal keeps its order, which is what
    sorted does also with `reverse`."""
    for key in reversed(keys):
        name, is_down = key.lstrip("-"), key.startswith("-")
        known = [r for r in rows if r["properties"][name] is not None]
        rows = sorted(known, key=lambda r: r["properties"][name],
                      reverse=is_down) + \
            [r for r in rows if r["properties"][name] is None]
    return rows


class Asker:
    """Sends a query as parameters or as a body, and follows its pages."""

    def __init__(self, server):
        self.server = server

    def get(self, query):
        flat = {k: ",".join(map(str, v)) if isinstance(v, list) else v
                for k, v in query.items()}
        path = f"{PATH}/items?{urllib.parse.urlencode(flat)}"
        return list(self.server.pages(path))

    def send(self, body):
        request = urllib.request.Request(
            self.server.root + PATH + "/_search", json.dumps(body).encode(),
            {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def post(self, query):
        pages, body = [], dict(query)
        while True:
            page = self.send(body)
            pages.append(page)
            if not next_link(page):
                return pages
            link = [k for k in page["links"] if k["rel"] == "next"][0]
            body.update(link["body"])


def distance(feature):
    """On a ball: within a half percent of the truth."""
    x, y = map(math.radians, feature["geometry"]["coordinates"])
    u, v = map(math.radians, CENTRE)
    h = math.sin((y - v) / 2) ** 2 + \
        math.cos(y) * math.cos(v) * math.sin((x - u) / 2) ** 2
    return 2 * 6371008.8 * math.asin(math.sqrt(h))


def check_nearest(rows, nearest):
    placed = {r["id"] for r in rows if r["geometry"]}
    told = [r["properties"]["distance"] for r in nearest]
    check.equal(sorted(r["id"] for r in nearest), sorted(placed),
                "near has every feature with a place")
    check.that(told == sorted(told), "near comes in the order of distance")
    check.that(all(abs(t - distance(r)) <= 0.005 * t + 0.01
                   for t, r in zip(told, nearest)),
               "a distance is what it is on a ball, within half a percent")


def make_query(dice, rows, nearest):
    """A query, and the rows that it should give."""
    query = {"limit": dice.choice([1, 7, 50, 400])}
    wanted = rows
    if dice.random() < 0.3:
        wanted, query["near"] = nearest, list(CENTRE)
        if dice.random() < 0.7:
            within = dice.choice([80.5, 300, 2500])
            query["within"] = within
            wanted = [r for r in wanted
                      if r["properties"]["distance"] <= within]
    elif dice.random() < 0.7:
        names = ["bouwjaar", "straat", "huisnummer", "plaats", "inschrijving",
                 "rijksmonumentnummer"]
        keys = [dice.choice(["", "-"]) + name for name in
                dice.sample(names, dice.choice([1, 1, 2, 3]))]
        query["sortby"] = keys
        wanted = sort(wanted, keys)
    if dice.random() < 0.4:
        query["bbox"] = random_box(dice)
        wanted = list(filter(in_box(query["bbox"]), wanted))
    if dice.random() < 0.7:
        text, holds = random_filter(dice, rows)
        query["filter"] = text
        wanted = [r for r in wanted if holds(r["properties"]) is True]
    if dice.random() < 0.2:
        query["plaats"] = "Groningen"
        wanted = [r for r in wanted
                  if r["properties"]["plaats"] == "Groningen"]
    query["limit"] = max(query["limit"], len(wanted) // 12)
    return query, wanted


def holds(ask, query, wanted):
    pages = ask(query)
    got = [f for page in pages for f in page["features"]]
    if [f["id"] for f in got] != [r["id"] for r in wanted]:
        return False
    return all(page["numberMatched"] == len(wanted) and
               page["numberReturned"] == len(page["features"])
               for page in pages) and \
        all(f["properties"] == r["properties"] for f, r in zip(got, wanted))


def main():
    dice = random.Random(SEED)
    with folder() as where:
        for name in ("gebieden", "monumenten"):
            buurt("import", ROOT / "sample-data" / f"{name}.yaml", "--db",
                  where / "db.sqlite")
        with Server(where / "db.sqlite") as server:
            ask = Asker(server)
            rows = ask.get({"limit": 20000})[0]["features"]
            nearest = ask.get({"limit": 20000,
                               "near": list(CENTRE)})[0]["features"]
            check_nearest(rows, nearest)
            wrong = []
            for i in range(QUERIES):
                query, wanted = make_query(dice, rows, nearest)
                if not holds(ask.post if i % 2 else ask.get, query, wanted):
                    wrong.append(query)
            check.equal(wrong, [], f"{QUERIES} queries give what they should")
    check.end()


main()
