#!/usr/bin/env python3
"""@camptocamp/ogc-client, the library under GeoNetwork's pages, in node."""

import json

import clients
from clients import BOX, HERE, TOOLS, boxed, monuments, output, serve, story

check = story.Checks()


def main():
    clients.need_tools("@camptocamp/ogc-client")
    source = monuments()
    number = sorted(source)[42]
    with serve.served() as server:
        found = json.loads(output(
            clients.program("node"), HERE / "ogc_client.mjs",
            f"{server.root}/v1", ",".join(map(str, BOX)), number,
            TOOLS=str(TOOLS)))
    check.that(found["features"], "it sees an API of features")
    check.equal(found["collections"], 7, "and seven collections of them")
    check.equal(found["count"], len(source), "as many items as there are")
    check.that("application/geo+json" in found["formats"], "GeoJSON is offered")
    check.that("bouwjaar" in found["queryables"], "queryables are found")
    check.equal(len(found["five"]), 5, "five items when it asks for five")
    check.equal(found["first"], found["five"], "also with an offset of 0")
    check.equal(set(found["boxed"]), boxed(source), "in a box")
    check.equal(found["one"], source[number]["straat"], "one by its id")
    check.end()


main()
