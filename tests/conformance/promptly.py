"""How much work a refusal is for the server, in time of the processor: what a
busy machine adds is not the server's. The least of several tries counts."""

import http.client
import os
import time
import urllib.parse

from serve import story

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


def worked_ms(server):
    """So far. The clock that clock_getcpuclockid(3) gives for a process."""
    return time.clock_gettime(~server.process.pid << 3 | 2) * 1000


def answered(server, check, what, function, statuses=(400,)):
    """The last of several answers, each of which has one of the statuses."""
    took = []
    for _ in range(TRIES):
        before = worked_ms(server)
        answer = function()
        took.append(worked_ms(server) - before)
        if answer.status not in statuses:
            break
    check.that(answer.status in statuses, f"{what}: {answer.status}"
               f"{'' if answer.status in statuses else answer.body[:300]}")
    check.that(0 < min(took) < LIMIT_MS, f"{what}: {min(took):.1f} ms of work")
    return answer
