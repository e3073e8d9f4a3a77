#!/usr/bin/env python3
"""Each limit that time, memory or other clients bring about is answered with a
problem that names it; equal requests are computed once; nobody works for a
client that has gone."""

import json
import re
import threading
import time

import load

ROWS = 200_000 if load.IS_RELEASE else 30_000
LARGE = ["--max-limit", "1000000", "--max-response-mb", "1024",
         "--request-memory-mb", "4096", "--request-timeout-ms", "60000"]


def page(limit):
    return f"/v1/collections/punten/items?limit={limit}"


def fetch(server, path, results):
    connection = server.connect()
    connection.request("GET", path)
    answer = connection.getresponse()
    results.append((answer.status, dict(answer.getheaders()), answer.read()))
    connection.close()


def fetch_all(server, paths, pause=0.0):
    results = []
    threads = [threading.Thread(target=fetch, args=(server, path, results))
               for path in paths]
    for thread in threads:
        thread.start()
        time.sleep(pause)
    for thread in threads:
        thread.join()
    return results


def counter(server, name):
    _, body = load.get(server.connect(), "/metrics")
    return int(re.search(rf"^{name} (\d+)$", body.decode(), re.M)[1])


def check_problem(result, status, words, what):
    got, headers, body = result
    problem = json.loads(body) if got >= 400 else {}
    load.check(got == status and words in problem.get("detail", ""),
               f"{what}: {got} {problem.get('detail')}")
    if status == 503:
        load.check("Retry-After" in headers, f"{what}: with Retry-After")


def stop(server):
    server.ask_to_stop()
    load.check(server.end() == 0, "the server stops cleanly")


def one_request(db, path, *options):
    server = load.Server(db, *options)
    results = []
    fetch(server, path, results)
    stop(server)
    return results[0]


def limits_of_one_request(db):
    start = time.monotonic()
    late = one_request(db, page(1000000), *LARGE[:-1], "10")
    took = time.monotonic() - start
    check_problem(late, 503, "request-timeout-ms", "a request that takes too long")
    load.check(took < 10, f"it is given up soon ({took:.1f} s with start and "
                          "stop)")
    large = one_request(db, page(1000000), "--max-limit", "1000000",
                        "--max-response-mb", "1")
    check_problem(large, 400, "max-response-mb", "an answer that is too large")
    hungry = one_request(db, page(1000000), "--max-limit", "1000000",
                         "--max-response-mb", "4", "--request-memory-mb", "4")
    check_problem(hungry, 503, "request-memory-mb", "too little memory")


def a_full_queue(db):
    server = load.Server(db, *LARGE, "--worker-threads", "1",
                         "--queue-length", "1", "--cache-mb", "0")
    results = fetch_all(server, [page(ROWS + n) for n in range(6)], 0.01)
    refused = [each for each in results if each[0] == 503]
    load.check(refused and len(refused) < 6,
               f"{len(refused)} of 6 found the queue full")
    check_problem(refused[0], 503, "queue-length", "a full queue")
    load.check(all(each[0] in (200, 503) for each in results),
               "the others have their page")
    stop(server)


def one_computation_for_all(db):
    server = load.Server(db, *LARGE)
    results = fetch_all(server, [page(ROWS)] * 8)
    load.check(len({each[2] for each in results}) == 1 and
               all(each[0] == 200 for each in results),
               "eight equal requests have equal answers")
    misses = counter(server, "buurt_cache_misses_total")
    load.check(misses <= 2, f"computed {misses} times")
    stop(server)


def no_work_for_who_has_gone(db):
    server = load.Server(db, *LARGE, "--worker-threads", "1",
                         "--cache-mb", "0")
    first = threading.Thread(target=fetch_all,
                             args=(server, [page(ROWS), page(ROWS + 1)]))
    first.start()
    time.sleep(0.1)
    gone = [server.connect() for _ in range(5)]
    for number, connection in enumerate(gone, 2):
        connection.request("GET", page(ROWS + number))
    time.sleep(0.1)
    for connection in gone:
        connection.close()
    first.join()
    deadline = time.monotonic() + 20
    while counter(server, "buurt_abandoned_total") == 0 and \
            time.monotonic() < deadline:
        time.sleep(0.05)
    abandoned = counter(server, "buurt_abandoned_total")
    load.check(abandoned > 0, f"{abandoned} of 5 abandoned requests were not "
                              "worked on")
    stop(server)


def main():
    with load.folder() as folder:
        db = folder / "load.sqlite"
        load.import_manifest(load.write_points(folder, ROWS), db)
        limits_of_one_request(db)
        a_full_queue(db)
        one_computation_for_all(db)
        no_work_for_who_has_gone(db)


if __name__ == "__main__":
    main()
