"""(j) Ready tiles of all buurten: Buurt beside nginx serving the same bytes
from files. Both have two threads and write an access log, gathered, to
/dev/null; nginx sends files with sendfile. The same once more for who wonders,
with nginx keeping its files open (open_file_cache)."""
import pathlib
import statistics

import bench_aggregate
import bench_tiles
import mapserver
from common import free_port, note, pairs, row, serve, wrk

ROUNDS = 5
SECONDS = 3
CONNECTIONS = 32
AIM = 1

FILES = """
  server {{ listen 127.0.0.1:{port}; root {root};
           access_log /dev/null combined buffer=32k flush=1s; {options}
           default_type application/vnd.mapbox-vector-tile; }}
"""
KEPT_OPEN = "open_file_cache max=1000;"


def write_files(server, www):
    """The tiles that are not empty: their paths here and there."""
    paths, files = [], []
    www.mkdir(exist_ok=True)
    for tile in [one for zoom in bench_tiles.ZOOMS
                 for one in bench_tiles.choose(zoom)]:
        path = bench_tiles.path_of("buurten", "", tile)
        body = bench_tiles.get(server.port, path)
        if not body:
            continue
        name = "-".join(map(str, tile)) + ".mvt"
        (www / name).write_bytes(body)
        paths.append(path)
        files.append("/" + name)
    return paths, files


class Side:
    """One of the two servers: what it answers, and what that costs it."""

    def __init__(self, server, paths):
        self.server, self.paths = server, paths
        self.rates, self.spent_us = [], []

    def ask(self):
        before = self.server.processor_s()
        rate = wrk(self.server.port, self.paths, SECONDS, CONNECTIONS)["rate"]
        spent = self.server.processor_s() - before
        self.rates.append(rate)
        self.spent_us.append(spent / (rate * SECONDS) * 1e6)
        return rate


def compare(folder, server, paths, files, options):
    """The pairs' medians and ratio, and both sides."""
    port = free_port()
    www = pathlib.Path(folder, "tiles")
    with mapserver.nginx(folder, FILES.format(port=port, root=www,
                                              options=options),
                         port) as other:
        ours, theirs = Side(server, paths), Side(other, files)
        result = pairs(ours.ask, theirs.ask, ROUNDS)
        theirs.memory = other.memory()
    return *result, ours, theirs


def tell(ours, theirs):
    each = [f"{a / b:.2f}" for a, b in zip(ours.rates, theirs.rates)]
    spent = [statistics.median(side.spent_us) for side in (ours, theirs)]
    note(f"each pair: {', '.join(each)}; processor time of an answer: "
         f"{spent[0]:.1f} and {spent[1]:.1f} us")


def run(folder):
    db = bench_aggregate.prepare(folder)
    with serve(db) as server:
        paths, files = write_files(server, pathlib.Path(folder, "tiles"))
        rate, other, ratio, *sides = compare(folder, server, paths, files, "")
        good = row(f"{len(paths)} ready tiles, vs nginx with files", rate,
                   other, "req/s", ratio, AIM)
        tell(*sides)
        note(f"peak memory: ours {server.memory():.0f} MB, nginx "
             f"{sides[1].memory:.0f} MB")
        rate, other, ratio, *sides = compare(folder, server, paths, files,
                                             KEPT_OPEN)
        note(f"with open_file_cache: {rate:,.0f} and {other:,.0f} req/s, "
             f"{ratio:.2f}")
        tell(*sides)
    return good
