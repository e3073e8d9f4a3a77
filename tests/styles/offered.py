#!/usr/bin/env python3
"""Which styles there are follows from the data: none without any, none of what
is internal, made ones only where their fields are, and every one of them can be
drawn with what is left."""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "stories"))

import story  # noqa: E402

check = story.Checks()
SAMPLE = story.ROOT / "sample-data"


def load(db, where, name, **changes):
    """The sample's manifest, with other values for some of its keys; None
    leaves a key out."""
    lines = []
    for line in (SAMPLE / f"{name}.yaml").read_text().splitlines():
        key = line.split(":")[0]
        if key not in changes:
            lines.append(line)
        elif changes[key] is not None:
            lines.append(f"{key}: {changes[key]}")
    text = "\n".join(lines) + "\n"
    for source in SAMPLE.iterdir():
        text = text.replace(f"path: {source.name}", f"path: {source}")
        text = text.replace(f"labels: {source.name}", f"labels: {source}")
    path = where / f"{name}.yaml"
    path.write_text(text)
    story.buurt("import", path, "--db", db)


def ids(server):
    return {style["id"] for style in server.json("/v1/styles")["styles"]}


def is_whole(server, name):
    """What the style asks for that is not there."""
    style = server.json(f"/v1/styles/{name}")
    sources = style["sources"]
    missing = [layer["id"] for layer in style["layers"]
               if "source" in layer and layer["source"] not in sources]
    missing += [source["url"] for source in sources.values()
                if server.get(source["url"]).status != 200]
    layers = {name: {layer["id"] for layer in
                     server.json(source["url"])["vector_layers"]}
              for name, source in sources.items()}
    missing += [layer["id"] for layer in style["layers"]
                if "source" in layer and layer["source-layer"]
                not in layers[layer["source"]]]
    return missing


def check_whole(server, what):
    wrong = {name: is_whole(server, name) for name in ids(server)}
    check.equal(wrong, {name: [] for name in wrong},
                f"{what}: {len(wrong)} styles have all they ask for")


def main():
    with story.folder() as where:
        db = where / "buurt.sqlite"
        load(db, where, "monumenten", areas=None)
        with story.Server(db) as server:
            check.equal(ids(server), {"monumenten"}, "monuments and no areas")
            check_whole(server, "monuments alone")
            style = server.json("/v1/styles/monumenten")
            check.equal(set(style["sources"]), {"data"}, "nothing to stand on")
            story.buurt("remove", "monumenten", "--db", db)
        with story.Server(db) as server:
            check.equal(ids(server), set(), "no data, no styles")
            check.that("default" not in server.json("/v1/styles"),
                       "and no default")
        load(db, where, "gebieden")
        load(db, where, "monumenten")
        with story.Server(db) as server:
            check_whole(server, "areas and monuments")
            load(db, where, "stembureaus", visibility="internal")
            load(db, where, "misdrijven", visibility="internal")
        with story.Server(db) as server:
            check.equal(ids(server),
                        {"monumenten", "buurten", "wijken", "gemeenten"},
                        "no style of what is internal")
            check_whole(server, "internal figures")
            for name in ("stembureaus", "misdrijven"):
                for tail in ("", "/metadata", "/legend"):
                    check.equal(
                        server.get(f"/v1/styles/{name}{tail}").status, 404,
                        f"{name}{tail} is not there")
        load(db, where, "gebieden", visibility="internal")
        with story.Server(db) as server:
            check.equal(ids(server), {"monumenten"}, "internal areas")
            text = server.get("/v1/styles/monumenten").body.decode()
            check.that("gebieden" not in text and "buurten" not in text,
                       "the style does not speak of them")
    check.end()


main()
