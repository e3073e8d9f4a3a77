#!/usr/bin/env python3
"""Questions that nobody would ask: schemathesis after our own OpenAPI
document, and parameters put together from pieces that hurt. No answer is a
5xx, and every error is a problem that says what to change."""

import os
import random
import subprocess
import time
import urllib.parse

import api
import judges
import serve
from cases import media
from serve import story

check = story.Checks()
SEED = 20260318
SCHEMATHESIS_S = 60
PIECES_S = 20
CHECKS = ("not_a_server_error", "status_code_conformance",
          "content_type_conformance", "response_schema_conformance")
NAMES = ("bbox", "bbox-crs", "crs", "datetime", "limit", "cursor", "filter",
         "filter-lang", "filter-crs", "sortby", "properties", "skipGeometry",
         "q", "near", "within", "contains", "count", "resultType", "f",
         "bouwjaar", "straat", "groupBy", "measures", "x\0", "")
PIECES = ("", " ", ",", "0", "1", "-1", "1e308", "1e400", "nan", "-inf",
          "6.5,53.2,6.6,53.3", "180,90,-180,-90", "2026-01-01", "..", "/",
          "../..", "P1Y", "9999-12-31T23:59:60Z", "0000-00-00", "true",
          "geojson", "csv", "cql2-text", "cql2-json", "bouwjaar",
          "bouwjaar > 1900", "NOT " * 50, "(" * 200, ")" * 5, "'", "\"", "%",
          "\\", "\0", "\ud800".encode("utf-8", "surrogatepass"), "é", "ß",
          "\u202e", "🏛", b"\xff\xfe", b"\xc0\x80", "A" * 3000, "-", "+",
          "{\"op\":\"and\",\"args\":[]}", "[" * 200, "{}", "null",
          "S_INTERSECTS(geometry,POINT(6.5 53.2))", "POINT EMPTY",
          "LIKE '%a%_%'", "http://www.opengis.net/def/crs/EPSG/0/28992",
          "http://www.opengis.net/def/crs/EPSG/0/99999", "count,sum(x)",
          "buurt,wijk", "AAAAAAAAAAEAAAAAAAAAAYddYdgOgWwn", "<script>",
          "' OR 1=1 --", "; DROP TABLE x", "${jndi:ldap://x}", "18446744073"
          "709551616", "-9223372036854775809", "0x10", "٣", "1,2,3,4,5,6")
PATHS = ("/collections/{c}/items", "/collections/{c}/items/{p}",
         "/collections/{c}/aggregate", "/collections/{c}/values/{p}",
         "/collections/{p}", "/collections/{c}/{p}", "/{p}",
         "/collections/{c}/queryables", "/collections")


def piece(random_one):
    found = [random_one.choice(PIECES) for _ in range(random_one.choice(
        (1, 1, 1, 2, 3)))]
    raw = b"".join(p if isinstance(p, bytes) else
                   p.encode("utf-8", "surrogatepass") for p in found)
    return urllib.parse.quote_from_bytes(raw, safe="")


def question(random_one, collections):
    path = random_one.choice(PATHS).format(
        c=random_one.choice(collections), p=piece(random_one))
    pairs = [f"{urllib.parse.quote(random_one.choice(NAMES), safe='')}="
             f"{piece(random_one)}" for _ in range(random_one.randrange(5))]
    return path + ("?" + "&".join(pairs) if pairs else "")


def judge(root, path):
    """What is wrong with the answer to a question."""
    try:
        answer = api.send(root + path)
    except OSError as error:
        return f"no answer: {error}"
    if answer.status >= 500:
        return f"{answer.status} {answer.body[:200]}"
    if answer.status < 400:
        return None
    if media(answer) != "application/problem+json":
        return f"{answer.status} as {media(answer)}"
    told = answer.json
    return None if told["status"] == answer.status and told.get("detail") \
        else f"a problem that says nothing: {told}"


def pieces(root):
    random_one = random.Random(SEED)
    collections = [c["id"] for c in
                   api.send(root + "/collections").json["collections"]]
    until, asked, wrong = time.monotonic() + PIECES_S, 0, []
    while time.monotonic() < until and len(wrong) < 5:
        path = question(random_one, collections)
        fault = judge(root, path)
        wrong += [f"GET {path[:300]}: {fault}"] if fault else []
        asked += 1
    check.equal(wrong, [], f"{asked} questions from pieces")
    check.that(asked > 200, f"{asked} questions were asked in {PIECES_S} s")


def schemathesis(root):
    program = judges.TOOLS / "venv/bin/schemathesis"
    if not program.exists():
        print("skipped: schemathesis is not in build/tools: run "
              "tests/clients/install.sh")
        return
    with story.folder() as where:
        done = subprocess.run(
            [str(program), "run", f"{root}/openapi.json", "--seed",
             str(SEED), "--max-time", str(SCHEMATHESIS_S), "--max-examples",
             "100", "--phases", "examples,coverage,fuzzing", "--checks",
             ",".join(CHECKS), "--suppress-health-check", "all",
             "--generation-database", "none", "--no-color", "--no-shrink"],
            cwd=where, capture_output=True, text=True,
            timeout=4 * SCHEMATHESIS_S)
    told = [line for line in done.stdout.splitlines() if line.strip()]
    check.that(done.returncode == 0, "schemathesis: " +
               (" ".join(n.strip() for n in told if " generated, " in n)
                if done.returncode == 0 else "\n".join(told[-60:])))


def main():
    with serve.served() as server:
        root = f"{server.root}/v1"
        pieces(root)
        if os.environ.get("BUILD_TYPE", "Release") == "Release":
            schemathesis(root)
        check.that(server.get("/health/live").status == 200,
                   "the server lives on")
    check.end()


main()
