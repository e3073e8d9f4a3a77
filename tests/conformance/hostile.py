#!/usr/bin/env python3
"""What nobody sends who means well: nesting without end, megabytes, patterns
that explode, numbers that are none, bytes that are no text. Each is refused at
once, with the place of the mistake. tests/wfs/hostile.py does so for XML."""

import itertools
import json
import urllib.parse

import promptly
import serve
from serve import story

check = story.Checks()
ITEMS = "/v1/collections/monumenten/items"
SEARCH = "/v1/collections/monumenten/_search"
AREAS = "/v1/collections/buurten/items"
DEEP = 10_000
LINE = ", ".join(f"{6 + i / 1e5:.5f} {53 + i % 7 / 1e3}" for i in range(13000))
ZIGZAG = ", ".join(f"{6 + i % 2} {53 + i / 1e4}" for i in range(9999))
COLLECTIONS = "GEOMETRYCOLLECTION(" * DEEP + "POINT(6 53)" + ")" * DEEP

# A filter in a body, and words of the answer.
TEXTS = [
    ("10,000 brackets", "(" * DEEP + "bouwjaar=1" + ")" * DEEP,
     "at character 65: the filter is nested deeper than 64"),
    ("10,000 times NOT (", "NOT (" * DEEP + "bouwjaar=1" + ")" * DEEP,
     "nested deeper than 64"),
    ("10,000 times NOT", "NOT " * DEEP + "bouwjaar=1", "at character 5"),
    ("10,000 minus signs", "bouwjaar=" + "-" * DEEP + "1", "at character 11"),
    ("10,000 functions", "casei(" * DEEP + "straat" + ")" * DEEP + "='a'",
     "nested deeper than 64"),
    ("a megabyte of AND", " AND ".join(["bouwjaar=1"] * 66_000),
     "at character 262145: the filter has"),
    ("250 kB of AND", " AND ".join(["bouwjaar=1"] * 16_000),
     "more than 2000 parts"),
    ("a list of 100,000", f"bouwjaar IN ({','.join(['1'] * 100_000)})",
     "more than 2000 parts"),
    ("a name of 250 kB", "a" * 250_000, "at character 1: there is no property"),
    ("a number of 250 kB", "bouwjaar=" + "9" * 250_000,
     "at character 10: 9999"),
    ("a LIKE of 4,000", f"straat LIKE '{'%a' * 2000}'",
     "at character 13: the pattern has 4000 bytes"),
    ("NaN", "bouwjaar = NaN", "at character 12: there is no property NaN"),
    ("infinity", "bouwjaar < Infinity", "at character 12"),
    ("1e999", "bouwjaar = 1e999", "at character 12: 1e999"),
    ("WKT with NaN", "S_INTERSECTS(geometry, POINT(NaN 1))",
     "at character 30: a coordinate"),
    ("WKT with 1e999", "S_INTERSECTS(geometry, POINT(1 1e999))",
     "at character 32: a coordinate"),
    ("WKT 10,000 deep", f"S_INTERSECTS(geometry, {COLLECTIONS})",
     "nested deeper than"),
    ("WKT that crosses itself", f"S_WITHIN(geometry, POLYGON(({ZIGZAG}, "
     "6 53)))", "at character 20: the geometry is not valid"),
    ("a box with NaN", "S_INTERSECTS(geometry, BBOX(1,NaN,2,3))",
     "at character 31"),
    ("nothing but a quote", "'", "at character 1"),
]
EQUALS = '{{"op":"=","args":[{{"property":"bouwjaar"}},{}]}}'
# The rest of a body after "filter":
JSONS = [
    ("JSON 10,000 deep", '{"op":"not","args":[' * DEEP + "true" + "]}" * DEEP,
     "nested too deeply"),
    ("JSON of arrays", "[" * DEEP + "]" * DEEP, "nested too deeply"),
    ("JSON of 900 kB", '{"op":"and","args":['
     + ",".join([EQUALS.format(1)] * 20_000) + "]}",
     "at character 262145: the filter has"),
    ("JSON with NaN", EQUALS.format("NaN"), "at character 53"),
    ("JSON with Infinity", EQUALS.format("-Infinity"), "at character"),
    ("JSON with 1e999", EQUALS.format("1e999"), "1e999"),
    ("JSON without an end", EQUALS.format('"'), "at character"),
    ("80,000 members", "{" + ",".join(f'"k{i}":1' for i in range(80_000))
     + "}", "at character"),
    ("one member 80,000 times", "{" + ",".join(['"op":1'] * 80_000) + "}",
     "stands here twice"),
]
# A GET, the parameter it stumbles over, words.
ADDRESSES = [
    (f"{ITEMS}?filter={'(' * 3000}", "filter", "nested deeper than 64"),
    (f"{ITEMS}?filter=straat='%FF'", "filter", "UTF-8"),
    (f"{ITEMS}?filter-lang=cql2-json&filter={'[' * 3000}", "filter",
     "nested too deeply"),
    (f"{ITEMS}?bbox=NaN,1,2,3", "bbox", "number 1"),
    (f"{ITEMS}?bbox=1,2,inf,3", "bbox", "number 3"),
    (f"{ITEMS}?bbox=1,1e999,2,3", "bbox", "number 2"),
    (f"{ITEMS}?bbox={'1,' * 3000}", "bbox", ""),
    (f"{ITEMS}?near=NaN,53", "near", "NaN,53"),
    (f"{ITEMS}?near=6,53&within=inf", "within", "inf"),
    (f"{AREAS}?contains=POINT(NaN%201)", "contains", "POINT(NaN 1)"),
    (f"{AREAS}?contains=6,-Infinity", "contains", "-Infinity"),
    (f"{ITEMS}?cursor={'A' * 7900}", "cursor", "this is not a cursor"),
    (f"{ITEMS}?cursor=%FF%FE", "cursor", "UTF-8"),
    (f"{ITEMS}?cursor=%00", "cursor", "UTF-8"),
    (f"{ITEMS}?q=%FF", "q", "UTF-8"),
    (f"{ITEMS}?q=a%00b", "q", "UTF-8"),
    (f"{ITEMS}?q={'a' * 7900}", "q", "7900 bytes"),
    (f"{ITEMS}?q={'%2C' * 400}", "q", "no word"),
    (f"{ITEMS}?q={'+'.join(f'w{i}' for i in range(99))}", "q", "16 words"),
    (f"{ITEMS}?datetime={'9' * 7900}", "datetime", "is not a time"),
    (f"{ITEMS}?sortby={','.join(['bouwjaar'] * 800)}", "sortby", "twice"),
    (f"{ITEMS}?limit=1e999", "limit", "1e999"),
    (f"{ITEMS}?{'&'.join(f'x{i}=1' for i in range(1000))}", "x0", ""),
]
# The value of Accept, and the status.
ACCEPTS = [
    (",".join(f"a{i}/b;q=0.{i % 9}" for i in range(900)), 406),
    (";" * 11_000, 406), ('"' * 11_000, 406), ("*/*;" * 2700, 200),
    ("*/*," * 2700, 200), (b"\xff\xfe/\xff", 406), ("*/*;q=NaN", 200),
    ("text/html;q=" + "9" * 10_000, 200), ("*/*," * 6000, 431),
]


def detail(answer):
    problem = json.loads(answer.body)
    return problem.get("errors", [{}])[0].get("detail") or problem["detail"]


def name(answer):
    return json.loads(answer.body)["errors"][0]["name"]


def search(server, body):
    return promptly.ask(server, "POST", SEARCH, body,
                        {"Content-Type": "application/json"})


def says(answer, words, what):
    check.that(words in detail(answer), f"{what}: {detail(answer)[:120]}")


def filters(server):
    bodies = [(what, json.dumps({"filter": text}), words)
              for what, text, words in TEXTS]
    bodies += [(what, f'{{"filter":{text}}}', words)
               for what, text, words in JSONS]
    bodies.append(("a body that is not UTF-8", b'{"q":"\xff"}', "at byte 7"))
    bodies.append(("words of 900 kB", json.dumps({"q": "a " * 450_000}),
                   "bytes"))
    for what, body, words in bodies:
        answer = promptly.answered(server, check, what,
                                   lambda body=body: search(server, body))
        says(answer, words, what)


def within_the_limits(server):
    """What is accepted, however much work it looks, is answered as fast. Every
    try is another question, so that none comes from the cache."""
    number = itertools.count()

    def different(text):
        return lambda: search(server, json.dumps(
            {"filter": text, "near": [6.5, 53 + next(number) / 1000]}))
    for what, text in (
            ("a LIKE of 900 with many ways to match",
             f"straat LIKE '{'%a' * 449}'"),
            ("a LIKE of 900 of any letter", f"straat LIKE '{'%_' * 449}z'"),
            ("a LIKE that ignores case", f"casei(straat) LIKE "
             f"casei('{'%e%_' * 224}')"),
            ("a text of 250 kB", f"straat='{'a' * 250_000}'"),
            ("a line of 13,000 points",
             f"S_INTERSECTS(geometry, LINESTRING({LINE}))")):
        promptly.answered(server, check, what, different(text), (200,))


def addresses(server):
    for path, parameter, words in ADDRESSES:
        what = path if len(path) < 90 else f"{path[:80]}… ({len(path)} bytes)"
        answer = promptly.answered(
            server, check, what,
            lambda path=path: promptly.ask(server, "GET", path))
        if answer.status == 400:
            check.equal(name(answer), parameter, f"{what}: which parameter")
            says(answer, words, what)
    promptly.answered(server, check, "an address of 20 kB", lambda:
                      promptly.ask(server, "GET", f"{ITEMS}?filter="
                                   + urllib.parse.quote("(" * 7000)), (414,))


def accepts(server):
    for value, status in ACCEPTS:
        promptly.answered(
            server, check, f"Accept: {value[:40]} ({len(value)} bytes)",
            lambda value=value: promptly.ask(
                server, "GET", f"{ITEMS}?limit=1",
                headers={"Accept": value}), (status,))


def main():
    with serve.served() as server:
        filters(server)
        within_the_limits(server)
        addresses(server)
        accepts(server)
    check.end()


main()
