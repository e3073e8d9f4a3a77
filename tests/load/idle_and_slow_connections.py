#!/usr/bin/env python3
"""A thousand idle connections, and hundreds that send their headers a byte at
a time, leave the server available to everyone else."""

import socket
import time

import load

IDLE, TRICKLING = 1000, 300


def open_connections(port, count, first_bytes):
    links = []
    for _ in range(count):
        link = socket.create_connection(("127.0.0.1", port), 10)
        link.sendall(first_bytes)
        links.append(link)
    return links


def close(links):
    for link in links:
        link.close()


def answer_times(server):
    """How long answers take while all slow clients send another byte."""
    slow = open_connections(server.port, TRICKLING,
                            b"GET /v1 HTTP/1.1\r\nHost: a\r\nX-A: ")
    times, connection = [], server.connect()
    for _ in range(60):
        for link in slow:
            link.sendall(b"a")
        start = load.now_ms()
        status, _ = load.get(connection, "/v1/collections/punten")
        times.append(load.now_ms() - start)
        if status != 200:
            load.check(False, f"status {status} is no answer")
        time.sleep(0.02)
    close(slow)
    return times


def main():
    with load.folder() as folder:
        db = folder / "load.sqlite"
        load.import_manifest(load.write_points(folder, 1000), db)
        server = load.Server(db, "--idle-timeout-s", "4")
        idle = open_connections(server.port, IDLE, b"")
        load.check_quick(lambda: answer_times(server), "answers", .95)
        time.sleep(6)
        idle[0].settimeout(5)
        closed = idle[0].recv(1) == b""
        close(idle)
        server.ask_to_stop()
        status = server.end()
    load.check(closed, "idle connections are closed after idle-timeout-s")
    load.check(status == 0, "the server stops cleanly")


if __name__ == "__main__":
    main()
