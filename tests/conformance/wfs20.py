#!/usr/bin/env python3
"""OGC's own suite for WFS 2.0 (ets-wfs20 1.25, the newest that Maven Central
has) on the sample data: every test that fails, does not start, or is skipped
without being expected to fails this one.

The suite is of the time of Java 8: wfs20/AllowServices.java says what it needs
of a newer one. The schemas that it asks the web for come from a folder."""

import collections
import contextlib
import http.server
import re
import shutil
import subprocess
import threading
import xml.etree.ElementTree as tree

import judges
from serve import story

check = story.Checks()
HERE = story.ROOT / "tests/conformance/wfs20"
JARS = judges.TOOLS / "wfs20"
SCHEMAS = judges.STANDARDS / "wfs"
PACKAGE = "org.opengis.cite.iso19142."
CATALOG = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}system"
# How many methods the suite ran when it was last looked at: fewer means that
# part of it did not start.
TESTS_AT_LEAST = 355
# What the suite compares a date with, should it happen to pick one, is written
# as a moment (xs:date('1970-01-16T00:00:00.000Z') in an XPath of its own),
# which no XPath reads. So dates are moments here, and readings without a place
# stand for the statistics, whose periods are dates; tests/wfs/filters.py
# compares dates.
SAMPLE = ("gebieden", "monumenten", "stembureaus", "wegwerkzaamheden")
DATE = re.compile(r"type: date, ")
KINDS = ("licht", "geluid")
READINGS = """id: metingen
kind: features
title: {nl: Metingen zonder plaats, en: Readings without a place}
license: https://creativecommons.org/publicdomain/zero/1.0/deed.nl
source: {path: metingen.csv}
id-field: nummer
fields:
  - {name: nummer, type: integer, required: true}
  - {name: moment, type: datetime}
  - {name: soort, type: string}
  - {name: waarde, type: number}
"""

# What may fail: preconditions of classes that the capabilities do not claim.
# The suite tells them as failed configuration, and skips what they guard.
NOT_DECLARED = {
    "locking.GetFeatureWithLockTests.sutImplementsGetFeatureWithLock":
        "GetFeatureWithLock is of the class Locking WFS",
    "locking.LockingCapabilitiesTests.implementsLockingWFS":
        "Locking WFS",
    "transaction.TransactionCapabilitiesTests.implementsTransactionalWFS":
        "Transactional WFS",
}
# What may be skipped: the beginning of its name, what the suite says, why.
SKIPPED = [
    ("locking.", "", "Locking WFS is not declared"),
    ("transaction.", "", "Transactional WFS is not declared"),
    ("versioning.", "", "Versioning is not declared"),
    ("joins.", "", "joins are not declared"),
    ("querymgmt.", "", "managing stored queries is not declared"),
    ("basic.filter.spatial.", "Feature type has no geometry properties",
     "readings have no place"),
    ("basic.filter.temporal.", "Feature type has no temporal properties",
     "areas have no times"),
]


def need():
    for program in ("java", "javac"):
        if not shutil.which(program):
            story.skip(f"{program} is not installed: run ./dev conformance")
    if not list(JARS.glob("ets-wfs20-*.jar")):
        story.skip("ets-wfs20 is not in build/tools: run ./dev conformance")
    if not (SCHEMAS / "schema-catalog.xml").exists():
        story.skip("the schemas of OGC are not here")


def schemas():
    """The files of the catalogue by the address that they are asked by."""
    catalog = tree.parse(SCHEMAS / "schema-catalog.xml")
    return {entry.get("systemId"): SCHEMAS / entry.get("uri")
            for entry in catalog.iter(CATALOG)}


@contextlib.contextmanager
def web_of_schemas():
    """A proxy that knows the schemas, and nothing else of the web."""
    known = schemas()

    class Proxy(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path not in known:
                return self.send_error(404)
            body = known[self.path].read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        yield proxy.server_address[1]
        proxy.shutdown()


def import_with_moments(where, db):
    sample = where / "sample"
    shutil.copytree(story.ROOT / "sample-data", sample)
    (sample / "metingen.yaml").write_text(READINGS)
    (sample / "metingen.csv").write_text("nummer,moment,soort,waarde\n" + "".join(
        f"{n},2024-{n % 12 + 1:02}-15T12:30:00Z,{KINDS[n % 2]},{n / 4}\n"
        for n in range(1, 101)))
    for name in (*SAMPLE, "metingen"):
        manifest = sample / f"{name}.yaml"
        manifest.write_text(DATE.sub("type: datetime, ",
                                     manifest.read_text()))
        story.buurt("import", manifest, "--db", db)


def run_suite(where, service, proxy):
    patch, properties = where / "patch", where / "properties.xml"
    subprocess.run(["java", "--add-exports",
                    "java.base/jdk.internal.org.objectweb.asm=ALL-UNNAMED",
                    HERE / "AllowServices.java", patch], check=True)
    properties.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><properties version="1.0">'
        f'<entry key="wfs">{service}?service=WFS&amp;request=GetCapabilities'
        '</entry></properties>')
    opened = ("java.base/java.lang", "java.base/java.util",
              "java.xml/com.sun.org.apache.xerces.internal.jaxp")
    with open(where / "log", "wb") as log:
        subprocess.run(
            ["java", "--patch-module", f"java.desktop={patch}",
             "-Dhttp.proxyHost=127.0.0.1", f"-Dhttp.proxyPort={proxy}",
             "-Dhttp.nonProxyHosts=127.0.0.1|localhost",
             *(f"--add-opens={name}=ALL-UNNAMED" for name in opened),
             "-cp", f"{JARS}/*", f"{PACKAGE}TestNGController",
             "-o", where / "out", properties],
            stdout=log, stderr=log, timeout=500, check=False, cwd=where)
    found = list((where / "out").rglob("testng-results.xml"))
    if not found:
        print((where / "log").read_text(errors="replace")[-4000:])
        raise SystemExit("the suite gave no results")
    check.that(b"Can't link" not in (where / "log").read_bytes(),
               "every class of the suite is loaded")
    return tree.parse(found[0])


def methods(results):
    """(name, status, message) of each that tests, or that failed."""
    for one_class in results.iter("class"):
        for method in one_class.iter("test-method"):
            status = method.get("status")
            if method.get("is-config") == "true" and status != "FAIL":
                continue
            name = f"{one_class.get('name')}.{method.get('name')}"
            yield (name.removeprefix(PACKAGE), status,
                   " ".join((method.findtext(".//message") or "").split()))


def reason_to_skip(name, message):
    for start, words, reason in SKIPPED:
        if name.startswith(start) and message.startswith(words):
            return reason
    return None


def judge(results):
    passed, skipped = collections.Counter(), collections.Counter()
    refused = set()
    for name, status, message in methods(results):
        if status == "PASS":
            passed[name] += 1
        elif status == "FAIL" and name in NOT_DECLARED:
            refused.add(name)
        elif status == "SKIP" and reason_to_skip(name, message):
            skipped[reason_to_skip(name, message)] += 1
        else:
            check.that(False, f"{name}: {status} {message[:400]}")
    for name, times in sorted(passed.items()):
        print(f"ok      {name} ({times})")
    for reason, times in skipped.items():
        print(f"skipped {times}: {reason}")
    check.equal(refused, set(NOT_DECLARED), "only preconditions of classes "
                "that are not declared fail")
    total = sum(passed.values())
    check.that(total >= TESTS_AT_LEAST, f"ets-wfs20 1.25: {total} passed, "
               f"{check.failed} failed")


def main():
    need()
    with story.folder() as where, web_of_schemas() as proxy:
        import_with_moments(where, where / "buurt.sqlite")
        with story.Server(where / "buurt.sqlite") as server:
            results = run_suite(where, f"{server.root}/v1/wfs", proxy)
    judge(results)
    check.end()


main()
