"""How long the server takes to refuse, beside a small answer that it has
ready. The fastest of several tries counts: what a busy machine adds is not the
server's. While even the small answer takes longer than it should, so may the
rest."""

import http.client
import os
import time
import urllib.parse

from serve import story

SMALL = "/v1/collections/monumenten/items?limit=1"
SMALL_MS = 3
# Sanitizers slow everything down.
IS_RELEASE = os.environ.get("BUILD_TYPE", "Release") == "Release"
LIMIT_MS = 50 if IS_RELEASE else 500
TRIES = 5


def ask(server, method, path, body=None, headers=None):
    """On a connection of its own."""
    connection = http.client.HTTPConnection(
        urllib.parse.urlsplit(server.root).netloc, timeout=60)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return story.Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def timed(function):
    start = time.perf_counter()
    answer = function()
    return answer, (time.perf_counter() - start) * 1000


def answered(server, check, what, function, statuses=(400,)):
    """The last of several answers, each of which has one of the statuses."""
    times, small = [], []
    for _ in range(TRIES):
        small.append(timed(lambda: ask(server, "GET", SMALL))[1])
        answer, took = timed(function)
        times.append(took)
        if answer.status not in statuses:
            break
    check.that(answer.status in statuses, f"{what}: {answer.status}"
               f"{'' if answer.status in statuses else answer.body[:300]}")
    took, beside = min(times), min(small)
    check.that(took < LIMIT_MS * max(1, beside / SMALL_MS), f"{what}: "
               f"{took:.1f} ms, beside {beside:.1f} ms for a small answer")
    return answer
