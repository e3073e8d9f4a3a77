#!/usr/bin/env python3
"""A request that comes again is answered from memory, and with what it would
get otherwise: a server that keeps nothing (cache-mb 0) gives the same status,
headers and body, in any order, whatever differs from one request to the next,
and after a new version."""

import json
import random
import re
import time

import load

ROWS, QUESTIONS, ROUNDS = 2000, 300, 8
EXPECTED = {200, 304, 400, 404, 405, 406, 431}
HITS_MIN = 500  # of the 4,800 questions
LIMITS = ["--max-header-bytes", "4096"]
TILE = "/v1/collections/punten/tiles/WebMercatorQuad"
PATHS = [
    "/v1", "/v1/", "/v1/collections", "/v1/collections/punten",
    "/v1/collections/punten/items?limit=3",
    "/v1/collections/punten/items?limit=3&",
    "/v1/collections/punten/items?limit=4",
    "/v1/collections/punten/items?limit=0",
    "/v1/collections/punten/items?soort=soort%203&limit=3",
    "/v1/collections/punten/items?soort=soort+3&limit=3",
    "/v1/collections/punten/items/17", "/v1/collections/punten/items/0",
    TILE, f"{TILE}/8/83/133", f"{TILE}/8/83/133?properties=soort",
    f"{TILE}/8/1/1", f"{TILE}/8/83/x",
    "/v1/styles/punten", "/v1/tilesets", "/health/live", "/nothing",
]
HEADERS = {
    "Accept": ["", "application/json", "text/html", "application/geo+json",
               "image/png", "*/*;q=0.5, text/html"],
    "Accept-Encoding": ["", "gzip", "zstd, gzip", "gzip;q=0"],
    "Host": ["a", "b.example:8080", "", "a b"],
    "X-Forwarded-Proto": ["", "https"],
    "X-Forwarded-Host": ["", "c.example"],
    "If-None-Match": ["", "*", '"other"', "ETAG", "W/ETAG"],
    "If-Modified-Since": ["", "LAST", "Sun, 06 Nov 1994 08:49:37 GMT"],
    "Filler": ["", "x" * 5000],
}
METHODS = ["GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "DELETE"]
USUAL = 0.85  # how often a header has the first of its values
CHANGING = ("Date",)


def ask(server, question, known):
    """Status, headers and body."""
    method, path, headers = question
    connection = server.connect()
    connection.putrequest(method, path, skip_host=True,
                          skip_accept_encoding=True)
    for name, value in headers:
        value = value.replace("ETAG", known.get("ETag", '"x"'))
        connection.putheader(
            name, value.replace("LAST", known.get("Last-Modified", "x")))
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    found = {name: value for name, value in answer.getheaders()
             if name not in CHANGING}
    return answer.status, found, body


def think_up(dice):
    chosen = []
    for name, values in HEADERS.items():
        value = values[0] if dice.random() < USUAL else dice.choice(values)
        if value:
            chosen.append((name, value))
    return dice.choice(METHODS), dice.choice(PATHS), tuple(chosen)


def without_id(answer):
    """What is wrong with us is told with the number of the request."""
    status, headers, body = answer
    return status, headers, re.sub(rb"[0-9a-f]{16}", b"", body) \
        if status >= 500 else body


def compare(keeping, forgetting, dice):
    """How many answers there were of each status."""
    counts = {}
    questions = list(dict.fromkeys(think_up(dice)
                                  for _ in range(QUESTIONS)))
    validators = {}
    for turn in range(ROUNDS):
        dice.shuffle(questions)
        for question in questions:
            known = validators.get(question[1], {})
            ours = ask(keeping, question, known)
            theirs = ask(forgetting, question, known)
            if without_id(ours) != without_id(theirs):
                load.check(False, f"{question} in turn {turn}: {ours[:2]} "
                                  f"is {theirs[:2]}")
            counts[ours[0]] = counts.get(ours[0], 0) + 1
            if "ETag" in ours[1] and turn % 3 == 0:
                validators[question[1]] = ours[1]
    return counts


def hits(server):
    _, body = load.get(server.connect(), "/metrics")
    return int(re.search(r"^buurt_cache_hits_total (\d+)$", body.decode(),
                         re.M)[1])


def served_version(server):
    _, body = load.get(server.connect(),
                       "/v1/collections/punten/items?limit=1")
    return json.loads(body)["features"][0]["properties"]["versie"]


def publish(folder, db, version, servers):
    load.import_manifest(load.write_points(folder, ROWS, version), db)
    while any(served_version(server) != version for server in servers):
        time.sleep(0.05)


def run(folder, db, options):
    dice = random.Random(431)
    servers = [load.Server(db, *LIMITS, *options, *kept)
               for kept in ([], ["--cache-mb", "0"])]
    for version in (1, 2):
        publish(folder, db, version, servers)
        counts = compare(*servers, dice)
        print(f"{sum(counts.values())} answers: {sorted(counts.items())}")
        load.check(EXPECTED <= set(counts), "there were all kinds of answers")
    print(f"{hits(servers[0])} answers came from memory")
    load.check(hits(servers[0]) > HITS_MIN and not hits(servers[1]),
               "one server kept its answers, the other none")
    for server in servers:
        server.ask_to_stop()
        load.check(server.end() == 0, "the server stops cleanly")


def main():
    for options in ([], ["--trust-proxy", "yes"]):
        with load.folder() as folder:
            db = folder / "load.sqlite"
            load.import_manifest(load.write_points(folder, ROWS), db)
            run(folder, db, options)


if __name__ == "__main__":
    main()
