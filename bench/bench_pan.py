"""(h) Two hundred people who pan and zoom at random over a map of a million
points and all buurten, with an empty cache at first."""
import json
import pathlib
import random
import re
import subprocess
import tempfile

import bench_aggregate
import bench_tiles
from common import note, row, serve

CLIENTS = 200
SECONDS = 60
PAUSE_MS = 250  # between two tiles of one person: a new row of four a second
P99_MS = 50
MEMORY_MB = 300
VIEW = [(dy, dx) for dy in range(3) for dx in range(4)]

SCRIPT = """
local paths, at = {}, 0
for line in io.lines("%s") do paths[#paths + 1] = line end
function init(args) math.randomseed(os.time()); at = math.random(#paths) end
request = function()
    at = at %% #paths + 1
    return wrk.format("GET", paths[at])
end
delay = function() return math.random(0, %d) end
done = function(summary, latency, requests)
    local e = summary.errors
    io.write(string.format("RESULT %%d %%d %%d %%.3f %%.3f %%.3f\\n",
        summary.requests, e.status, e.connect + e.read + e.write + e.timeout,
        latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        latency.max / 1000))
end
"""


def walk(dice, at):
    """The views of one person: steps sideways, in and out."""
    lon, lat = dice.choice(at)
    zoom = dice.randrange(6, 15)
    for _ in range(12):
        collection = dice.choice(("meldingen", "buurten"))
        _, y, x = bench_tiles.tile_at(lon, lat, zoom)
        yield [(collection, (zoom, y + dy, x + dx)) for dy, dx in VIEW]
        zoom = min(14, max(6, zoom + dice.choice((-1, 0, 0, 1))))
        lon += dice.gauss(0, 1) * 180 / 2 ** zoom
        lat += dice.gauss(0, 1) * 90 / 2 ** zoom
        if not (3.4 < lon < 7.2 and 50.8 < lat < 53.5):
            lon, lat = dice.choice(at)


def limits_of(server):
    """Where a collection has tiles: a map asks for no others."""
    found = {}
    for collection in ("meldingen", "buurten"):
        path = f"/v1/collections/{collection}/tiles/WebMercatorQuad?f=json"
        for one in json.loads(bench_tiles.get(server.port, path))[
                "tileMatrixSetLimits"]:
            found[collection, int(one["tileMatrix"])] = (
                one["minTileRow"], one["maxTileRow"], one["minTileCol"],
                one["maxTileCol"])
    return found


def is_there(limits, collection, tile):
    zoom, y, x = tile
    top, bottom, left, right = limits[collection, zoom]
    return top <= y <= bottom and left <= x <= right


def write_paths(out, limits):
    """What all of them ask, in turn."""
    dice, at = random.Random(200), bench_tiles.places()
    walks = [walk(dice, at) for _ in range(CLIENTS)]
    for views in zip(*walks):
        for tiles in zip(*views):
            for collection, tile in tiles:
                if not is_there(limits, collection, tile):
                    continue
                out.write(bench_tiles.path_of(collection, "", tile) + "\n")


def pan(server, path):
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, "pan.lua")
        script.write_text(SCRIPT % (path, 2 * PAUSE_MS))
        done = subprocess.run(
            ["wrk", "-t", "2", "-c", str(CLIENTS), "-d", f"{SECONDS}s", "-s",
             script, f"http://127.0.0.1:{server.port}"], capture_output=True,
            text=True, check=True)
    return re.search(r"RESULT (\d+) (\d+) (\d+) ([\d.]+) ([\d.]+) ([\d.]+)",
                     done.stdout).groups()


def run(folder):
    db = bench_aggregate.prepare(folder)
    paths = pathlib.Path(folder, "pan.txt")
    with serve(db) as server:
        with open(paths, "w") as out:
            write_paths(out, limits_of(server))
        result = pan(server, paths)
        memory = server.memory()
    count, refused, broken = map(int, result[:3])
    p50, p99, most = map(float, result[3:])
    good = row("200 clients panning: 99th percentile", p99, P99_MS, "ms",
               P99_MS / p99, 1)
    good &= row("200 clients panning: peak memory", memory, MEMORY_MB, "MB",
                MEMORY_MB / memory, 1)
    note(f"{count:,} tiles, median {p50:.1f} ms, slowest {most:.0f} ms; "
         f"{refused} not 2xx, {broken} broken")
    return good and not refused and not broken
