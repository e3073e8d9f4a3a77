#!/usr/bin/env python3
"""Classes, legend and map say the same as aggregate, for many questions; the
breaks are those that an independent reckoning finds."""

import fractions
import itertools
import json
import math
import os
import pathlib
import random
import sys
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "stories"))

import story  # noqa: E402
from expression import work_out  # noqa: E402

check = story.Checks()
COLLECTION = "/v1/collections/misdrijven"
METHODS = ("jenks", "quantile", "equal")
LEVELS = ("buurt", "wijk", "gemeente")
MEASURES = ("sum(aantal)", "count", "rate(aantal,1000)", "avg(aantal)",
            "max(aantal)")
# Months of one kind have areas without any: zero is in them.
FILTERS = ({}, {"datetime": "2025-01-01/2025-12-31"},
           {"soort": "1.4.5"}, {"soort": "1.1.1", "datetime": "2024-02-15"},
           {"soort": "1.4.5", "datetime": "2025-07-15"},
           {"wijkcode": "WK001400", "datetime": "2024-01-01/2024-06-30"})
QUESTIONS = 60


def spread(values):
    """Squared distances to the mean, exactly."""
    parts = [fractions.Fraction(value) for value in values]
    mean = sum(parts) / len(parts)
    return sum((part - mean) ** 2 for part in parts)


def least_spread(values, classes):
    """Of every way to part the values, by all cuts of all prefixes."""
    values = [float(value) for value in values]
    count = len(values)
    sums, squares = [0.0], [0.0]
    middle = sum(values) / count
    for value in values:
        sums.append(sums[-1] + value - middle)
        squares.append(squares[-1] + (value - middle) ** 2)

    def cost(low, high):
        whole = sums[high] - sums[low]
        return squares[high] - squares[low] - whole * whole / (high - low)
    best = [math.inf] + [cost(0, end) for end in range(1, count + 1)]
    for _ in range(classes - 1):
        best = [math.inf] + [min([best[cut] + cost(cut, end)
                                  for cut in range(1, end)] + [best[end]])
                             for end in range(1, count + 1)]
    return best[count]


def quantile_bounds(values, classes):
    ends = [values[math.ceil(i * len(values) / classes) - 1]
            for i in range(1, classes)]
    return sorted({min(v for v in values if v > end)
                   for end in ends if end < values[-1]})


def equal_bounds(values, classes):
    low, high = values[0], values[-1]
    return [low + (high - low) * (i / classes) for i in range(1, classes)] \
        if high > low else []


def grouped(values, bounds):
    edges = [-math.inf, *bounds, math.inf]
    return [[v for v in values if low <= v < high]
            for low, high in itertools.pairwise(edges)]


def breaks_are_right(method, values, classes, bounds):
    if method == "quantile":
        return bounds == quantile_bounds(values, classes)
    if method == "equal":
        return bounds == equal_bounds(values, classes)
    wanted = min(classes, len(set(values)))
    parts = grouped(values, bounds)
    ours = float(sum(spread(part) for part in parts if part))
    least = least_spread(values, wanted)
    return len(parts) == wanted and \
        abs(ours - least) <= 1e-9 * max(1, spread(values))


def ask(server, path, query):
    answer = server.get(f"{path}?{urllib.parse.urlencode(query)}")
    return json.loads(answer.body)


def legend_is_right(legend, level, values, method, classes):
    """What is wrong with it."""
    group = legend["groups"][0]
    items = group["items"]
    numbers = sorted(v for v in values.values() if v)
    ranges = [item for item in items if item["class"] == "range"]
    bounds = [item["from"] for item in ranges[1:]]
    if group["level"] != level:
        yield f"level {group['level']}"
    if numbers and not breaks_are_right(method, numbers, classes, bounds):
        yield f"breaks {bounds}"
    for item, part in zip(ranges, grouped(numbers, bounds)):
        if item["areas"] != len(part):
            yield f"{item['areas']} areas, not {len(part)}"
        if part and (item["least"], item["most"]) != (part[0], part[-1]):
            yield f"{item['least']} to {item['most']}"
    for name, number in (("zero", sum(v == 0 for v in values.values())),
                         ("withheld", sum(v is None for v in
                                          values.values()))):
        told = [i["areas"] for i in items if i["class"] == name]
        if told != ([number] if number else []):
            yield f"{name}: {told}, not {number}"
    if sum(item["areas"] for item in items) != len(values):
        yield "not every area is in a class"


def color_in_legend(legend, value):
    def fits(item):
        if item["class"] == "range":
            return bool(value) and item["areas"] and \
                item["least"] <= value <= item["most"]
        return value is None if item["class"] == "withheld" else value == 0
    return [i["color"] for i in legend["groups"][0]["items"] if fits(i)]


def map_is_right(style, legend, values, key, level):
    """An area as it is in a tile (withheld is absent) gets the legend's
    colour."""
    layers = {layer["id"]: layer for layer in style["layers"]}
    paint = layers["klassen"]["paint"]["fill-color"]
    hatched = layers["niet-gepubliceerd"]["filter"]
    for code, value in values.items():
        tile = {"code": code, "level": level}
        if value is not None:
            tile[key] = value
        got = work_out(paint, tile)
        if [got] != color_in_legend(legend, value):
            yield f"{code} with {value} is {got}"
        if work_out(hatched, tile) != (value is None):
            yield f"{code} with {value} is hatched wrongly"


def question(chance):
    method, level = chance.choice(METHODS), chance.choice(LEVELS[:2])
    measure = chance.choice(MEASURES)
    classes = chance.randint(2, 9)
    return method, level, measure, classes, chance.choice(FILTERS)


def check_question(server, asked):
    method, level, measure, classes, filters = asked
    counted = ask(server, COLLECTION + "/aggregate",
                  {"groupBy": level, "measures": measure, **filters})
    query = {"groupBy": level, "measures": measure, "method": method,
             "classes": classes, **filters}
    legend = ask(server, "/v1/styles/misdrijven/legend", {**query, "f": "json"})
    style = ask(server, "/v1/styles/misdrijven", query)
    key = legend["attribute"]
    values = {group[level]: group[key] for group in counted["groups"]}
    wrong = list(legend_is_right(legend, level, values, method, classes))
    wrong += map_is_right(style, legend, values, key, level)
    check.equal(wrong, [], f"{method} {level} {measure} {classes} {filters}: "
                           f"{len(values)} areas")
    return {item["class"] for item in legend["groups"][0]["items"]}


def check_tilejson(server):
    """The tiles of a style are asked with the style's own question."""
    style = ask(server, "/v1/styles/misdrijven",
                {"groupBy": "wijk", "measures": "avg(aantal)",
                 "soort": "1.4.5"})
    path = "/" + style["sources"]["data"]["url"].split("/", 3)[3]
    tiles = json.loads(server.get(path).body)
    fields = tiles["vector_layers"][0]["fields"]
    check.that("avg_aantal" in fields, "the tiles have the measure")
    check.that("soort=1.4.5" in tiles["tiles"][0], "and the filter")


def check_levels(server):
    """Without groupBy every level has classes of its own."""
    legend = ask(server, "/v1/styles/misdrijven/legend", {"f": "json"})
    check.equal([g["level"] for g in legend["groups"]], list(LEVELS[::-1]),
                "each level has a legend")
    style = ask(server, "/v1/styles/misdrijven", {})
    wrong = []
    for place, level in enumerate(LEVELS[::-1]):
        counted = ask(server, COLLECTION + "/aggregate",
                      {"groupBy": level, "measures": "sum(aantal)"})
        values = {g[level]: g["sum_aantal"] for g in counted["groups"]}
        own = {"groups": [legend["groups"][place]]}
        wrong += map_is_right(style, own, values, "sum_aantal", level)
    check.equal(wrong, [], "and a map by them")


def main():
    chance = random.Random(2026)
    seen = set()
    with story.folder() as where:
        db = where / "buurt.sqlite"
        for name in ("gebieden", "misdrijven"):
            story.buurt("import", story.ROOT / "sample-data" / f"{name}.yaml",
                        "--db", db)
        with story.Server(db) as server:
            for _ in range(int(os.environ.get("QUESTIONS", QUESTIONS))):
                seen |= check_question(server, question(chance))
            check_tilejson(server)
            check_levels(server)
    check.equal(seen, {"range", "zero", "withheld"}, "all kinds were there")
    check.end()


main()
