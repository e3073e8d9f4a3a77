#!/usr/bin/env python3
"""While clients read, new versions are published. No request fails, none sees
two versions at once, none goes back to an older one on its connection, and the
new one is served within a second of the import's end.
"""

import json
import threading
import time

import load

VERSIONS, READERS, ROWS = 4, 4, 3000
LATE_S = 1.0 if load.IS_RELEASE else 5.0


def rows_of(version):
    return ROWS + 100 * version


class Readers:
    def __init__(self, server):
        self.server, self.stop = server, threading.Event()
        self.wrong, self.answers, self.newest = [], 0, 0
        self.threads = [threading.Thread(target=self.read, args=(path,))
                        for path in self.paths()]
        for thread in self.threads:
            thread.start()

    @staticmethod
    def paths():
        base = "/v1/collections/punten/"
        return [base + "items?limit=700", base + "items?limit=50&soort=soort+3",
                base + "values/versie", base + "aggregate?groupBy=soort"][:READERS]

    def versions(self, path, body):
        """The versions that an answer speaks of, by its rows or its number."""
        if "items" in path:
            found = {f["properties"]["versie"] for f in body["features"]}
            if "soort" not in path:
                found.add((body["numberMatched"] - ROWS) // 100)
            return found
        if "values" in path:
            counts = {v["value"]: v["count"] for v in body["values"]}
            return {version if count == rows_of(version) else -1
                    for version, count in counts.items()}
        return {(body["total"]["count"] - ROWS) // 100}

    def read(self, path):
        connection, last = self.server.connect(), 0
        while not self.stop.is_set():
            status, body = load.get(connection, path)
            if status != 200:
                self.wrong.append(f"{path}: {status} {body[:300]}")
                break
            found = self.versions(path, json.loads(body))
            if len(found) != 1 or min(found) < last:
                self.wrong.append(f"{path}: versions {found} after {last}")
            last = max(found)
            self.answers += 1
        connection.close()

    def end(self):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def served_version(server):
    connection = server.connect()
    _, body = load.get(connection, "/v1/collections/punten/items?limit=1")
    connection.close()
    return json.loads(body)["features"][0]["properties"]["versie"]


def wait_for(server, version):
    """Seconds until the version is served."""
    start = time.monotonic()
    while served_version(server) != version:
        if time.monotonic() - start > 20:
            return float("inf")
        time.sleep(0.02)
    return time.monotonic() - start


def main():
    with load.folder() as folder:
        db = folder / "load.sqlite"
        manifests = [load.write_points(folder, rows_of(version), version)
                     for version in range(1, VERSIONS + 1)]
        load.import_manifest(manifests[0], db)
        server = load.Server(db)
        readers, waits = Readers(server), []
        for version, manifest in enumerate(manifests[1:], 2):
            time.sleep(0.5)
            load.import_manifest(manifest, db)
            waits.append(wait_for(server, version))
        time.sleep(0.5)
        readers.end()
        server.ask_to_stop()
        status = server.end()
        log = server.log_text()
    print(f"{readers.answers} answers over {VERSIONS} versions; picked up "
          f"after {', '.join(f'{wait:.2f}' for wait in waits)} s")
    for each in readers.wrong[:5]:
        print(each)
    load.check(not readers.wrong, "no request fails, and none mixes versions")
    load.check(readers.answers > 100, "there was load enough to tell")
    load.check(max(waits) < float("inf"), "each new version is picked up")
    load.check(load.percentile(waits, .5) < LATE_S,
               f"new versions within {LATE_S} s")
    load.check("level=error" not in log and "level=warning" not in log,
               "the log holds no warning")
    load.check(status == 0, "the server stops cleanly")


if __name__ == "__main__":
    main()
