#!/usr/bin/env python3
"""The OpenAPI document before its judges: openapi-spec-validator, redocly,
spectral with the rules of the Dutch API Design Rules and with those of PDOK,
and KaiZen, which is what the OGC suite asks. What they may say all the same is
listed here, with the reason."""

import json
import subprocess

import judges
import serve
from serve import story

check = story.Checks()
ALLOWED = {
    # The server of the tests is on this machine, and without TLS.
    "no-server-example.com", "nlgov:servers-use-https", "servers-use-https",
    # Each collection has a licence of its own.
    "info-license",
}
# Names that OGC has given.
OGC_NAMES = {"bbox-crs", "filter-lang", "filter-crs"}


def run(*command):
    return subprocess.run(list(map(str, command)), capture_output=True,
                          text=True, timeout=120)


def objects(text, opening):
    """The JSON in what a program prints around it."""
    closing = {"[": "]", "{": "}"}[opening]
    start, end = text.find(opening), text.rfind(closing)
    return json.loads(text[start:end + 1]) if start >= 0 else []


def validator(path):
    python = judges.TOOLS / "venv/bin/python"
    if not python.exists():
        return missing("openapi-spec-validator")
    done = run(python, "-m", "openapi_spec_validator", path)
    check.that(done.returncode == 0, "openapi-spec-validator: "
               f"{done.stdout.strip()[-500:]}")


def missing(name):
    print(f"skipped: {name} is not here")


def redocly(path):
    program = judges.node_program("redocly")
    if not program:
        return missing("redocly")
    done = run(program, "lint", "--extends", "recommended", "--format",
               "json", path)
    found = [f"{p['ruleId']} {p['location'][0].get('pointer')}: "
             f"{p['message'][:100]}"
             for p in objects(done.stdout, "{")["problems"]
             if p["ruleId"] not in ALLOWED]
    check.equal(found, [], "redocly, recommended rules")


def spectral(path, rules):
    program = judges.node_program("spectral")
    ruleset = judges.STANDARDS / "adr" / rules
    if not program or not ruleset.exists():
        return missing(f"spectral or {rules}")
    done = run(program, "lint", "-r", ruleset, "-f", "json", path)
    check.that(done.returncode in (0, 1), f"spectral runs with {rules}"
               f"{done.stderr[-300:] if done.returncode > 1 else ''}")
    found = [f"{p['code']} {'/'.join(map(str, p['path']))}: {p['message']}"
             for p in objects(done.stdout, "[")
             if p["code"] not in ALLOWED and not is_ogc_name(p)]
    check.equal(found, [], f"spectral, {rules}")


def is_ogc_name(problem):
    if problem["code"].endswith("paths-kebab-case"):
        return problem["message"].startswith("/tileMatrixSets")
    return problem["code"].endswith("query-keys-camel-case") and \
        problem["message"].split(" ")[0] in OGC_NAMES


def kaizen(path):
    jars = judges.TOOLS / "kaizen"
    if not jars.is_dir() or not story.shutil.which("java"):
        return missing("KaiZen")
    done = run("java", "-cp", f"{jars}/*", story.ROOT /
               "tests/conformance/kaizen/Validate.java", path.as_uri())
    check.that(done.returncode == 0, "KaiZen 4.0.4, as the OGC suite asks"
               f"{(done.stdout + done.stderr)[:1500]}")


def main():
    with serve.served() as server, story.folder() as where:
        path = where / "openapi.json"
        path.write_bytes(server.get("/v1/openapi.json").body)
        validator(path)
        redocly(path)
        for rules in ("logius-adr-linter.yaml", "spectral-oas.yaml",
                      "gokoala-ruleset-adr21.yaml"):
            spectral(path, rules)
        kaizen(path)
    check.end()


main()
