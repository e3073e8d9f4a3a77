#!/usr/bin/env python3
"""While eight clients ask for pages that take seconds, health checks on other
keep-alive connections go on as if nothing happened: p99 below 50 ms.

The slow request is a real one: a compressed page with every feature, which
max-limit allows here. Each client asks for a different one, so that none is answered
from memory.
"""

import multiprocessing
import os
import time

import load

ROWS = 400_000 if load.IS_RELEASE else 100_000
CLIENTS, SECONDS = 8, 10
SLOW_MS = 1000


def slow_client(port, number, until, results):
    os.nice(10)  # the clients should not be what slows the probes down
    limit = ROWS + number
    while time.monotonic() < until:
        connection = load.http.client.HTTPConnection("127.0.0.1", port,
                                                     timeout=120)
        start = load.now_ms()
        connection.request(
            "GET", f"/v1/collections/punten/items?limit={limit}",
            headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        size = 0
        while chunk := answer.read(1 << 20):
            size += len(chunk)
        results.put((answer.status, load.now_ms() - start, size))
        connection.close()
        limit += CLIENTS


def run(server, slow):
    """The times of health checks, while slow requests are added to `slow`."""
    results = multiprocessing.Queue()
    until = time.monotonic() + SECONDS
    clients = [multiprocessing.Process(target=slow_client, args=(
        server.port, number, until, results)) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    time.sleep(0.5)
    times = load.watch_health(server, until)
    while any(client.is_alive() for client in clients) or not results.empty():
        while not results.empty():
            slow.append(results.get())
        time.sleep(0.05)
    load.check(len(times) > 200, "there were health checks enough to tell")
    return times


def main():
    with load.folder() as folder:
        db = folder / "load.sqlite"
        load.import_manifest(load.write_points(folder, ROWS), db)
        server = load.Server(db, "--max-limit", "1000000",
                             "--max-response-mb", "1024",
                             "--request-memory-mb", "4096",
                             "--request-timeout-ms", "120000",
                             "--cache-mb", "0")
        slow = []
        load.check_quick(lambda: run(server, slow), "health checks")
        server.ask_to_stop()
        status = server.end()
    took = sorted(ms for _, ms, _ in slow)
    print(f"{len(slow)} slow requests of {slow[0][2] / 1e6:.0f} MB, "
          f"{took[0]:.0f} to {took[-1]:.0f} ms")
    load.check(all(each[0] == 200 for each in slow), "every page arrives")
    load.check(load.percentile(took, .5) > SLOW_MS, "the pages take seconds")
    load.check(status == 0, "the server stops cleanly")


if __name__ == "__main__":
    main()
