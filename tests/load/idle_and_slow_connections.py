#!/usr/bin/env python3
"""A thousand idle connections, and hundreds that send their headers a byte at
a time, leave the server available to everyone else."""

import socket
import time

import load

IDLE, TRICKLING = 1000, 300
LIMIT_MS = 50 if load.IS_RELEASE else 500


def open_connections(port, count, first_bytes):
    links = []
    for _ in range(count):
        link = socket.create_connection(("127.0.0.1", port), 10)
        link.sendall(first_bytes)
        links.append(link)
    return links


def main():
    with load.folder() as folder:
        db = folder / "load.sqlite"
        load.import_manifest(load.write_points(folder, 1000), db)
        server = load.Server(db, "--idle-timeout-s", "4")
        idle = open_connections(server.port, IDLE, b"")
        slow = open_connections(server.port, TRICKLING,
                                b"GET /v1 HTTP/1.1\r\nHost: a\r\nX-A: ")
        times, connection = [], server.connect()
        for _ in range(60):
            for link in slow:
                link.sendall(b"a")
            start = load.now_ms()
            status, _ = load.get(connection, "/v1/collections/punten")
            times.append(load.now_ms() - start)
            load.check(status == 200, "an answer") if status != 200 else None
            time.sleep(0.02)
        time.sleep(6)
        idle[0].settimeout(5)
        closed = idle[0].recv(1) == b""
        for link in idle + slow:
            link.close()
        server.ask_to_stop()
        status = server.end()
    print(f"p99 {load.percentile(times, .99):.1f} ms")
    load.check(load.percentile(times, .95) < LIMIT_MS,
               f"answers within {LIMIT_MS} ms")
    load.check(closed, "idle connections are closed after idle-timeout-s")
    load.check(status == 0, "the server stops cleanly")


if __name__ == "__main__":
    main()
