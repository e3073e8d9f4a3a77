#!/usr/bin/env python3
"""Downloads: equal to paging, bounded, and gone with their client. Twenty slow
clients stall nobody, one too many is told so, and a download that is cut in
the middle looks like it to curl."""

import json
import re
import socket
import subprocess
import time

import load

ROWS = 200_000 if load.IS_RELEASE else 100_000
PATH = "/v1/collections/punten/download"
SLOW, MAX = 20, 20
# Long enough for the first bytes of each format, on a busy machine too.
DEADLINE_S = 4 if load.IS_RELEASE else 15


def metric(server, name):
    _, body = load.get(server.connect(), "/metrics")
    found = re.search(rf"^{name} (\S+)$", body.decode(), re.M)
    return float(found[1])


def wait_for(what, holds, seconds=10):
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    load.check(holds(), what)


def downloaded(server):
    _, body = load.get(server.connect(), PATH)
    return json.loads(body)["features"]


def paged(server):
    connection, found = server.connect(), []
    path = "/v1/collections/punten/items?limit=10000"
    while path:
        _, body = load.get(connection, path)
        page = json.loads(body)
        found += page["features"]
        links = [x["href"] for x in page["links"] if x["rel"] == "next"]
        path = links[0].split("/", 3)[3] if links else None
        path = "/" + path if path else None
    return found


def open_slow(server, query="?f=geojson"):
    """A client that reads the head of a download and then stops."""
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.connect(("127.0.0.1", server.port))
    link.sendall(f"GET {PATH}{query} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    return link, link.recv(64)


def equal_to_paging(server):
    whole, pages = downloaded(server), paged(server)
    load.check(len(whole) == ROWS, f"a download has all {ROWS} features")
    load.check(whole == pages, "the same features as the pages, in order")


def health_times(server):
    times, connection = [], server.connect()
    for _ in range(200):
        start = load.now_ms()
        load.get(connection, "/health/live")
        times.append(load.now_ms() - start)
    return times


def slow_clients(server):
    links = [open_slow(server) for _ in range(SLOW)]
    load.check(all(b" 200 " in head for _, head in links),
               f"{SLOW} slow clients have an answer")
    wait_for("their makers have stopped",
             lambda: metric(server, "buurt_downloads") == SLOW)
    load.check_quick(lambda: health_times(server), "health checks")
    status, _ = load.get(server.connect(), "/v1/collections/punten/items?limit=5")
    load.check(status == 200, "items are answered beside them")
    too_many, head = open_slow(server)
    load.check(b" 503 " in head, "one more than max-downloads is refused")
    too_many.close()
    return links


def clients_leave(server, links):
    before = metric(server, "buurt_connections")
    began = time.monotonic()
    for link, _ in links:
        link.close()
    wait_for("no download is left when its client has gone",
             lambda: metric(server, "buurt_downloads") == 0)
    print(f"after {time.monotonic() - began:.2f} s")
    wait_for("nor its connection", lambda:
             metric(server, "buurt_connections") <= before - SLOW + 2)
    wait_for("nor its request", lambda:
             metric(server, "buurt_requests_in_flight") <= 1)
    load.check(metric(server, "buurt_workers_busy") == 0, "nor a worker")


def leaving_while_it_is_made(server):
    """The client of a GeoPackage goes before its first byte."""
    link = socket.create_connection(("127.0.0.1", server.port))
    link.sendall(f"GET {PATH}?f=gpkg HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    time.sleep(0.05)
    link.close()
    wait_for("a GeoPackage that nobody waits for is given up",
             lambda: metric(server, "buurt_downloads") == 0)


def stalled_client(server):
    link, _ = open_slow(server)
    wait_for("a stalled client is cut after idle-timeout-s",
             lambda: metric(server, "buurt_downloads") == 0, 15)
    link.close()


def held_curl(server, query):
    """A download by curl that stands still, because nobody reads what it
    writes, until `read_on`."""
    process = subprocess.Popen(
        ["curl", "-sN", f"http://127.0.0.1:{server.port}{PATH}{query}"],
        stdout=subprocess.PIPE)
    process.stdout.read(1)
    return process


def read_on(process):
    """Its exit status, once it has everything that the server sent."""
    while process.stdout.read(1 << 20):
        pass
    process.stdout.close()
    return process.wait(60)


def too_long(db):
    """A deadline in the middle of each format."""
    server = load.Server(db, "--download-timeout-s", str(DEADLINE_S))
    held = {name: held_curl(server, f"?f={name}")
            for name in ("geojson", "jsonfg", "fgb")}
    wait_for("downloads are cut at their deadline", lambda:
             metric(server, "buurt_downloads_cut_total") == len(held), 60)
    for name, process in held.items():
        status = read_on(process)
        load.check(status == 18, f"a cut download ({name}) is broken for curl "
                                 f"(exit {status})")
    server.ask_to_stop()
    load.check(server.end() == 0, "the server stops cleanly")
    load.check(server.log_text().count("download cut") == len(held),
               "and the log says why")


def killed(db):
    server = load.Server(db)
    process = held_curl(server, "?f=geojson")
    server.process.kill()
    status = read_on(process)
    load.check(status in (18, 56), f"a killed server is seen (exit {status})")
    server.end()


def stopping(db):
    """A download that runs when the server is told to stop, and ends in time,
    is whole; one that does not is cut."""
    server = load.Server(db, "--request-timeout-ms", "3000")
    quick = held_curl(server, "?f=geojson")
    slow = held_curl(server, "?f=geojson")
    server.ask_to_stop()
    load.check(read_on(quick) == 0, "a download that goes on is whole")
    load.check(server.end() == 0, "the program ends with status 0")
    load.check(read_on(slow) in (18, 56), "one that stands still is cut")


def main():
    with load.folder() as folder:
        db = folder / "load.sqlite"
        load.import_manifest(load.write_points(folder, ROWS), db)
        server = load.Server(db, "--max-downloads", str(MAX),
                             "--idle-timeout-s", "5")
        equal_to_paging(server)
        clients_leave(server, slow_clients(server))
        leaving_while_it_is_made(server)
        stalled_client(server)
        server.ask_to_stop()
        load.check(server.end() == 0, "the server stops cleanly")
        load.check("level=error" not in server.log_text(),
                   "the log holds no error")
        too_long(db)
        killed(db)
        stopping(db)


if __name__ == "__main__":
    main()
