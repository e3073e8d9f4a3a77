#!/usr/bin/env python3
"""Tiles whose features are in memory are made on the event threads. While 192
connections ask for such tiles all the time, none of them kept, health checks
on other connections go on: p99 below 50 ms. Packed or not, at once or by a
worker, a tile has the same bytes."""

import gzip
import multiprocessing
import os
import re
import socket
import time

import load

ROWS, PROCESSES, CONNECTIONS, SECONDS = 9000, 4, 48, 8
TILES = "/v1/collections/punten/tiles/WebMercatorQuad"
LARGE = f"{TILES}/8/83/132?properties=soort"
SMALL = f"{TILES}/12/1328/2123?properties=soort"
# Each connection has a host of its own: equal questions are computed once.
QUESTION = f"GET {LARGE} HTTP/1.1\r\nHost: {{}}\r\n\r\n"


def read_answer(link):
    """Whether it is 200. The body is read and thrown away."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += link.recv(1 << 16)
    head, _, body = got.partition(b"\r\n\r\n")
    size = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
    have = len(body)
    while have < size:
        have += len(link.recv(1 << 18))
    return head.startswith(b"HTTP/1.1 200")


def hammer(port, name, until, results):
    os.nice(10)  # the clients should not be what slows the probes down
    links = [socket.create_connection(("127.0.0.1", port))
             for _ in range(CONNECTIONS)]
    good = bad = 0
    while time.monotonic() < until:
        for number, link in enumerate(links):
            link.sendall(QUESTION.format(f"h{name}-{number}").encode())
        for link in links:
            if read_answer(link):
                good += 1
            else:
                bad += 1
    results.put((good, bad))


def run(server, counts):
    """The times of health checks, while tiles are counted: good, bad."""
    results = multiprocessing.Queue()
    until = time.monotonic() + SECONDS
    clients = [multiprocessing.Process(target=hammer,
                                       args=(server.port, name, until, results))
               for name in range(PROCESSES)]
    for client in clients:
        client.start()
    times = load.watch_health(server, until)
    counts += [results.get() for _ in clients]
    for client in clients:
        client.join()
    load.check(len(times) > 100, "there were health checks enough to tell")
    return times


def quick_count(server):
    _, body = load.get(server.connect(), "/metrics")
    return int(re.search(r"^buurt_quick_total (\d+)$", body.decode(), re.M)[1])


def fetch(server, path, coding):
    connection = server.connect()
    connection.request("GET", path, headers={"Accept-Encoding": coding})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    packed = answer.headers["Content-Encoding"]
    return (answer.status, packed,
            gzip.decompress(body) if packed == "gzip" else body)


def check_packing(server):
    for path, name in ((LARGE, "a large tile"), (SMALL, "a small tile")):
        first = fetch(server, path, "identity")
        before = quick_count(server)
        answers = [fetch(server, path, coding)
                   for coding in ("identity", "gzip", "identity", "gzip")]
        load.check(first[0] == 200 and
                   {body for _, _, body in answers} == {first[2]},
                   f"{name} of {len(first[2])} bytes stays what it is")
        load.check(quick_count(server) - before >= 2,
                   f"{name} was made without a worker")
        load.check(answers[1][1] == answers[3][1]
                   == ("gzip" if len(first[2]) > 1024 else None),
                   f"{name} is packed as ever")


def main():
    with load.folder() as folder:
        db = folder / "load.sqlite"
        load.import_manifest(load.write_points(folder, ROWS), db)
        server = load.Server(db, "--cache-mb", "0")
        check_packing(server)
        before = quick_count(server)
        counts = []
        load.check_quick(lambda: run(server, counts), "health checks")
        made = quick_count(server) - before
        server.ask_to_stop()
        status = server.end()
    good, bad = (sum(each) for each in zip(*counts))
    print(f"{good} tiles, {made} of them without a worker")
    load.check(good > 100 and not bad, "every tile arrives")
    load.check(0 < made < good, "some are made at once, some by workers")
    load.check(status == 0, "the server stops cleanly")


if __name__ == "__main__":
    main()
