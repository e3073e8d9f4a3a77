#!/usr/bin/env python3
"""Runs the API cases against the real program: see README.md beside this."""

import argparse
import datetime
import http.client
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile

from case import read_case
from check import Answer, Checker, Wrong

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SAMPLE = ["gebieden", "monumenten", "misdrijven", "stembureaus",
          "wegwerkzaamheden"]
GRID = "nl_nsgi_rdcorr2018.tif"
SKIPPED = 77
TIMEOUT_S = 60


def grid_folders():
    """Where the grid of RD may be; some answers need it."""
    data = os.environ.get("TEST_DATA", ROOT / "../shared/data")
    folders = [pathlib.Path(name) for name in
               os.environ.get("PROJ_DATA", "").split(":") if name]
    folders += [pathlib.Path(data) / "rd" / "grids", ROOT / "build" / "proj",
                pathlib.Path.home() / ".local/share/proj",
                pathlib.Path("/usr/share/proj")]
    return [folder for folder in folders if (folder / GRID).exists()]


def environment():
    env = {k: v for k, v in os.environ.items() if not k.startswith("BUURT_")}
    env["PROJ_NETWORK"] = "OFF"
    if not grid_folders():
        print(f"skipped: {GRID} is nowhere to be found")
        sys.exit(SKIPPED)
    env["PROJ_DATA"] = f"{grid_folders()[0]}:/usr/share/proj"
    return env


def import_sample(buurt, db):
    for name in SAMPLE:
        done = subprocess.run(
            [buurt, "import", ROOT / "sample-data" / f"{name}.yaml", "--db",
             db], env=environment(), capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"import of {name} ended with {done.returncode}:\n"
                     f"{done.stdout[-3000:]}{done.stderr[-3000:]}")


class Run:
    """One server with its options, and what its log may hold."""

    def __init__(self, buurt, db, options, started):
        self.started = started
        self.expected_log = []
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [buurt, "serve", "--db", db, "--listen", "127.0.0.1:0", *options],
            env=environment(), stdout=subprocess.PIPE, stderr=self.log,
            text=True)
        line = self.process.stdout.readline()
        found = re.match(r"listening on http://([^/]+)/$", line.strip())
        if not found:
            self.process.kill()
            self.log.seek(0)
            sys.exit(f"the server said {line!r}\n{self.log.read().decode()}")
        self.host = found[1]

    def is_now(self, stamp):
        text = stamp.rstrip("Z")[:19]
        at = datetime.datetime.fromisoformat(text)
        now = datetime.datetime.utcnow()
        return self.started <= at <= now

    def expect_log(self, text):
        self.expected_log.append(text)

    def stop(self):
        """The lines of the log."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = "nothing within 30 s"
        self.process.stdout.close()
        self.log.seek(0)
        lines = self.log.read().decode("utf-8", "replace").splitlines()
        if status != 0:
            lines.append(f"level=error the server ended with {status}")
        return lines


def address_of(host):
    name, _, port = host.rpartition(":")
    return name.strip("[]"), int(port)


def send_http(host, exchange, checker):
    connection = http.client.HTTPConnection(*address_of(host),
                                            timeout=TIMEOUT_S)
    target = checker.fill(exchange.target)
    try:
        connection.putrequest(exchange.method, target, skip_host=True,
                              skip_accept_encoding=True)
        names = [name.lower() for name, _ in exchange.headers]
        if "host" not in names:
            connection.putheader("Host", host)
        for name, value in exchange.headers:
            connection.putheader(name, checker.fill(value))
        body = exchange.body and checker.fill(exchange.body).encode()
        if body and "content-length" not in names:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        reply = connection.getresponse()
        return Answer(reply.status, reply.getheaders(), reply.read())
    finally:
        connection.close()


def read_reply(link):
    reply = http.client.HTTPResponse(link)
    reply.begin()
    return Answer(reply.status, reply.getheaders(), reply.read())


def send_raw(host, exchange):
    """Closes its half only when the case says so: the server may take such a
    client for one that has gone."""
    with socket.create_connection(address_of(host), TIMEOUT_S) as link:
        try:
            link.sendall(exchange.raw)
            if exchange.is_half_closed:
                link.shutdown(socket.SHUT_WR)
            return read_reply(link)
        except socket.timeout:
            raise
        except (http.client.HTTPException, OSError):
            return Answer()


def run_exchange(run, exchange, checker):
    """What is wrong with the answer, one text each."""
    try:
        answer = send_raw(run.host, exchange) if exchange.raw is not None \
            else send_http(run.host, exchange, checker)
    except (http.client.HTTPException, OSError) as problem:
        return [f"{exchange.line}: no answer: {problem!r}"]
    wrong = []
    for number, kind, rest in exchange.expected:
        try:
            checker.check(answer, kind, rest)
        except Wrong as problem:
            wrong.append(f"{number}: {problem}")
    return wrong


def run_case(run, case, bless):
    checker = Checker(run, case.path, bless)
    wrong = []
    for exchange in case.exchanges:
        wrong += run_exchange(run, exchange, checker)
    return wrong


def check_log(lines, expected):
    """Warnings, errors and 5xx that no case announced."""
    for line in lines:
        is_bad = re.search(r"level=(warning|error)|status=5\d\d|ERROR: ", line)
        if is_bad and not any(text in line for text in expected):
            yield f"log: {line}"


def routes():
    return {name for path in (ROOT / "server" / "routes").iterdir()
            for name in re.findall(r'\.id = "([\w.]+)"', path.read_text())}


def by_options(cases):
    groups = {}
    for case in cases:
        groups.setdefault(tuple(case.options), []).append(case)
    return groups.items()


def run_all(args, cases, db, started):
    wrong, asked, passed = [], set(), 0
    for options, group in by_options(cases):
        run = Run(args.buurt, db, options, started)
        for case in group:
            found = run_case(run, case, args.bless)
            passed += not found
            wrong += [f"{case.path.name}:{text}" for text in found]
        lines = run.stop()
        wrong += check_log(lines, run.expected_log)
        asked |= {m[1] for m in (re.search(r" op=([\w.]+) ", line)
                                 for line in lines) if m}
    if not args.words:
        wrong += [f"no case asks for {name}"
                  for name in sorted(routes() - asked)]
    return wrong, passed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buurt", default=ROOT / "build/release/bin/buurt")
    parser.add_argument("--db", help="a database with the sample data")
    parser.add_argument("--bless", action="store_true")
    parser.add_argument("words", nargs="*")
    args = parser.parse_args()
    cases = [read_case(path) for path in sorted(HERE.glob("*.case"))
             if not args.words or any(w in path.name for w in args.words)]
    with tempfile.TemporaryDirectory(prefix="buurt-api-") as folder:
        started = datetime.datetime.utcnow().replace(microsecond=0)
        db = args.db or f"{folder}/sample.sqlite"
        if args.db:
            started -= datetime.timedelta(days=1)
        else:
            import_sample(args.buurt, db)
        wrong, passed = run_all(args, cases, db, started)
    for text in wrong:
        print(f"FAILED {text}")
    print(f"{passed} of {len(cases)} cases hold")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
