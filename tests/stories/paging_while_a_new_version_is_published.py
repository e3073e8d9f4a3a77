#!/usr/bin/env python3
"""Paging through 86,319 charge points visits every id exactly once.

Also while re-imports publish new versions: a page then either goes on in the
version in which it began, or is 410 with a problem that says to start again.
"""

from story import (Checks, Server, folder, import_all, need_data, next_link,
                   start_import)

COUNT = 86319
FIRST = "/v1/collections/laadpunten/items?limit=1000&skipGeometry=true"
REIMPORTS = 2

check = Checks()


def quiet(server):
    ids = [f["id"] for page in server.pages(FIRST) for f in page["features"]]
    check.equal((len(ids), len(set(ids))), (COUNT, COUNT),
                "every id is visited exactly once")


def says_start_again(answer):
    problem = answer.json()
    words = (problem.get("title", "") + problem.get("detail", "")).lower()
    return answer.headers["Content-Type"].startswith(
        "application/problem+json") and problem["status"] == 410 and \
        "start" in words


def walk(server):
    """One walk: the ids, and the answer that ended it early, if any."""
    ids, path = [], FIRST
    while path:
        answer = server.get(path)
        if answer.status != 200:
            return ids, answer
        page = answer.json()
        ids += [f["id"] for f in page["features"]]
        path = next_link(page)
    return ids, None


def busy(server, db):
    whole = gone = wrong = 0
    for _ in range(REIMPORTS):
        running = start_import(db, "laadpunten")
        while True:
            is_over = running.poll() is not None
            ids, refusal = walk(server)
            if refusal is None:
                whole += 1
                wrong += len(ids) != COUNT or len(set(ids)) != COUNT
            else:
                gone += 1
                wrong += refusal.status != 410 or not says_start_again(refusal)
                wrong += len(ids) != len(set(ids))
            if is_over:
                break
        check.equal(running.returncode, 0, "the re-import succeeds")
    print(f"        {whole} walks came to the end, {gone} were told to start "
          "again")
    check.equal(wrong, 0, "no walk visits an id twice, misses one or fails "
                "otherwise")
    check.that(whole > 0, "walks come to the end between publications")


def main():
    need_data("city/charge-points", "areas/nl-2014")
    with folder() as where:
        db = where / "story.sqlite"
        import_all(db, "gebieden-2014", "laadpunten")
        with Server(db) as server:
            quiet(server)
            busy(server, db)
    check.end()


main()
