#!/usr/bin/env python3
"""PMTiles as its makers' library reads it, by Range from our server: every
tile of an export, at all zooms, is the one that the server makes."""

import hashlib
import json
import os
import subprocess

import clients
from clients import HERE, TOOLS, serve, story

check = story.Checks()
DEEPEST = 14
SET = "/v1/collections/monumenten/tiles/WebMercatorQuad"


def addresses(server):
    """All within the limits, and one beside them."""
    for one in server.json(SET + "?f=json")["tileMatrixSetLimits"]:
        zoom = int(one["tileMatrix"])
        if zoom <= DEEPEST:
            for row in range(one["minTileRow"], one["maxTileRow"] + 1):
                for col in range(one["minTileCol"], one["maxTileCol"] + 1):
                    yield f"{zoom}/{row}/{col}"


def made(server, address):
    answer = server.get(f"{SET}/{address}?f=mvt")
    return hashlib.sha256(answer.body).hexdigest() \
        if answer.status == 200 else None


def main():
    clients.need_tools("pmtiles")
    with story.folder() as where:
        os.environ["BUURT_TILES"] = str(where)
        with serve.served() as server:
            story.buurt("tiles", "monumenten", where / "monumenten.pmtiles",
                        "--db", server.db, "--zoom", f"0-{DEEPEST}")
            wanted = {at: made(server, at) for at in addresses(server)}
            wanted["14/0/0"] = None
            done = subprocess.run(
                [clients.program("node"), HERE / "pmtiles_reader.mjs",
                 f"{server.root}/v1/tilesets/monumenten/archive.pmtiles"],
                input="\n".join(wanted), capture_output=True, text=True,
                env=dict(os.environ, TOOLS=str(TOOLS)))
    check.equal((done.returncode, done.stderr), (0, ""), "it is read")
    found = json.loads(done.stdout)
    check.equal(found["tiles"], wanted,
                f"{len(wanted)} tiles are those that the server makes")
    check.that(sum(map(bool, wanted.values())) > 100, "which are many")
    check.equal(found["header"]["clustered"], True, "clustered")
    check.equal(found["metadata"]["vector_layers"][0]["id"], "monumenten",
                "metadata")
    check.end()


main()
