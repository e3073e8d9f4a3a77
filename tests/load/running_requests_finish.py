#!/usr/bin/env python3
"""SIGTERM in the middle of slow requests: each of them arrives whole, then the
program ends with status 0."""

import threading
import time

import load

ROWS = 200_000 if load.IS_RELEASE else 30_000
CLIENTS = 4


def fetch(server, number, results):
    connection = server.connect()
    status, body = load.get(
        connection, f"/v1/collections/punten/items?limit={ROWS + number}")
    results.append((status, body.rstrip().endswith(b"}"), len(body)))


def main():
    with load.folder() as folder:
        db = folder / "load.sqlite"
        load.import_manifest(load.write_points(folder, ROWS), db)
        server = load.Server(db, "--max-limit", "1000000",
                             "--max-response-mb", "1024",
                             "--request-memory-mb", "4096",
                             "--request-timeout-ms", "60000")
        idle = server.connect()
        load.get(idle, "/health/live")
        results = []
        threads = [threading.Thread(target=fetch, args=(server, n, results))
                   for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        began = time.monotonic()
        server.ask_to_stop()
        for thread in threads:
            thread.join()
        status = server.end()
        took = time.monotonic() - began
        log = server.log_text()
    print(f"{len(results)} answers; stopped after {took:.2f} s")
    load.check(len(results) == CLIENTS, "every client has an answer")
    load.check(all(s == 200 and whole for s, whole, _ in results),
               "every answer is whole")
    load.check(status == 0, "the program ends with status 0")
    load.check("level=error" not in log, "the log holds no error")


if __name__ == "__main__":
    main()
