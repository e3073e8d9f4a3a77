"""What the load tests share: data made here, the real server, clients.

BUURT names the program; BUILD_TYPE other than Release widens the limits on
time, because sanitizers slow everything down.
"""

import contextlib
import http.client
import os
import pathlib
import random
import re
import signal
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUURT = os.environ.get("BUURT", str(ROOT / "build/release/bin/buurt"))
IS_RELEASE = os.environ.get("BUILD_TYPE", "Release") == "Release"
LIMIT_MS = 50 if IS_RELEASE else 500  # for what others ask meanwhile
ATTEMPTS = 3
MANIFEST = """id: punten
kind: features
title: {{nl: Punten}}
description: {{nl: Verzonnen punten}}
license: https://creativecommons.org/publicdomain/zero/1.0/deed.nl
attribution: Buurt
visibility: public
source: {{path: {name}, crs: EPSG:4326, x: lon, y: lat}}
id-field: nummer
fields:
  - {{name: nummer, type: integer, required: true}}
  - {{name: versie, type: integer}}
  - {{name: soort, type: string, enum: auto}}
  - {{name: omschrijving, type: string}}
aggregate: {{by: [soort]}}
"""


def environment():
    env = {k: v for k, v in os.environ.items() if not k.startswith("BUURT_")}
    return dict(env, PROJ_NETWORK="OFF")


def write_points(folder, count, version=1):
    """A manifest for `count` points, all of one version."""
    chance = random.Random(version)
    name = f"punten-{version}.csv"
    with open(folder / name, "w") as out:
        out.write("nummer,versie,soort,omschrijving,lon,lat\n")
        for number in range(1, count + 1):
            out.write(f"{number},{version},soort {number % 7},"
                      f"Punt {number} van versie {version},"
                      f"{chance.uniform(6.4, 6.8):.6f},"
                      f"{chance.uniform(53.1, 53.3):.6f}\n")
    manifest = folder / f"punten-{version}.yaml"
    manifest.write_text(MANIFEST.format(name=name))
    return manifest


def import_manifest(manifest, db):
    done = subprocess.run([BUURT, "import", manifest, "--db", db],
                          env=environment(), capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"import ended with {done.returncode}: "
                         f"{done.stdout[-2000:]}{done.stderr[-2000:]}")


class Server:
    def __init__(self, db, *options):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [BUURT, "serve", "--db", db, "--listen", "127.0.0.1:0", *options],
            env=environment(), stdout=subprocess.PIPE, stderr=self.log,
            text=True)
        found = re.match(r"listening on http://127.0.0.1:(\d+)/",
                         self.process.stdout.readline())
        if not found:
            self.process.kill()
            raise SystemExit(f"the server does not start: {self.log_text()}")
        self.port = int(found[1])

    def log_text(self):
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def connect(self, timeout=120):
        return http.client.HTTPConnection("127.0.0.1", self.port,
                                          timeout=timeout)

    def ask_to_stop(self):
        self.process.send_signal(signal.SIGTERM)

    def end(self):
        """Its exit status."""
        try:
            status = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = None
        self.process.stdout.close()
        return status


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix="buurt-load-") as name:
        yield pathlib.Path(name)


def get(connection, path):
    """Status and body."""
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def watch_health(server, until, probes=4):
    """How long each health check took in ms, on so many kept connections, until
    the time that is said; one that is not answered took for ever."""
    times = []

    def probe():
        connection = server.connect()
        while time.monotonic() < until:
            start = now_ms()
            status, _ = get(connection, "/health/live")
            times.append(now_ms() - start if status == 200 else float("inf"))
            time.sleep(0.005)
        connection.close()

    threads = [threading.Thread(target=probe) for _ in range(probes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def describe(times):
    return (f"{len(times)} answers: "
            f"median {percentile(times, .5):.1f} ms, "
            f"p99 {percentile(times, .99):.1f} ms, "
            f"longest {max(times):.1f} ms")


def check_quick(measure, what, share=.99):
    """That so large a share of the times that `measure` gives is below the
    limit. A server that makes others wait does so every time, a machine that
    has something else to do does not: one attempt of a few is enough."""
    for _ in range(ATTEMPTS):
        times = measure()
        print(describe(times), flush=True)
        if percentile(times, share) < LIMIT_MS:
            break
    check(percentile(times, share) < LIMIT_MS,
          f"{what}: {share:.0%} within {LIMIT_MS} ms")


def now_ms():
    return time.monotonic() * 1000


def check(holds, what):
    print(("ok      " if holds else "FAILED  ") + what, flush=True)
    if not holds:
        raise SystemExit(1)
