#!/usr/bin/env python3
"""Every tile of counts that covers the country, and to street level those of
Groningen, is strictly valid and adds up: polling stations and crimes on the
real areas, broken polygons and codes of another vintage included."""

import os

import tiles_counts_add_up as add_up
from tiles_counts_add_up import check, serve, story

# The size of a cell at these zooms is about that of zooms 10 and 14 of
# WebMercatorQuad.
COUNTRY = {"WebMercatorQuad": 10, "NetherlandsRDNewQuad": 5,
           "EuropeanETRS89_LAEAQuad": 6, "WorldCRS84Quad": 9}
CITY = {"WebMercatorQuad": 14, "NetherlandsRDNewQuad": 9,
        "EuropeanETRS89_LAEAQuad": 10, "WorldCRS84Quad": 13}


def sums(client, where, collection, tms, query, layer, deepest):
    """The sum of the counts of each zoom, every tile strictly checked."""
    path = f"/v1/collections/{collection}/aggregate/tiles"
    found = {}
    tiles = 0
    for zoom, bodies in add_up.tiles_of(client, path, tms, query, deepest):
        tiles += len(bodies)
        found[zoom] = sum(f["tags"]["count"]
                          for tile in add_up.decode(where, bodies)
                          for f in tile if f["layer"] == layer)
    check.that(tiles > deepest, f"{collection} {tms} {query}: {tiles} tiles")
    return found


def areas(client, where, collection, sets, query):
    """Returns how many of the rows lie in areas without a shape."""
    shapeless = 0
    for tms, deepest in sets.items():
        path = f"/v1/collections/{collection}/aggregate/tiles/{tms}"
        levels = client.json(f"{path}?f=json&{query}")["levels"]
        found = sums(client, where, collection, tms, query,
                     f"{collection}-labels", deepest)
        wanted = {}
        for zoom in found:
            one = next(level for level in levels
                       if level["minzoom"] <= zoom <= level["maxzoom"])
            wanted[zoom] = one["total"]["count"] - \
                one["unassigned"]["count"] - one["withoutShape"]
            shapeless += one["withoutShape"]
        check.equal(found, wanted, f"{collection} {tms} {query}: labels add "
                                   f"up to {levels[0]['total']['count']}")
    return shapeless


def places(client, where, collection, sets, form):
    total = client.json(f"/v1/collections/{collection}/aggregate")["total"]
    for tms, deepest in sets.items():
        path = f"/v1/collections/{collection}/aggregate/tiles/{tms}"
        told = client.json(f"{path}?f=json&groupBy={form}")["levels"][0]
        check.equal(told["shown"]["count"] + told["withoutPlace"] +
                    told["outside"], total["count"],
                    f"{collection} {tms} {form}: {told}")
        found = sums(client, where, collection, tms, f"groupBy={form}",
                     collection, deepest)
        check.equal(found, dict.fromkeys(found, told["shown"]["count"]),
                    f"{collection} {tms} {form}: the counts add up")


def ask(server, where):
    client = add_up.Client(server.root)
    lost = areas(client, where, "stembureaus-2023", COUNTRY, "")
    check.that(lost > 0, "wijken without a shape are told")
    areas(client, where, "stembureaus-2023", {"WebMercatorQuad": 10},
          "groupBy=buurt")
    areas(client, where, "misdrijven-per-buurt", CITY,
          "measures=sum(aantal),rate(aantal,1000)")
    areas(client, where, "misdrijven-per-buurt", CITY, "groupBy=buurt")
    for form in ("cluster", "grid"):
        places(client, where, "stembureaus-2023", COUNTRY, form)
        places(client, where, "laadpunten", {"NetherlandsRDNewQuad": 5}, form)


def main():
    if os.environ.get("BUILD_TYPE") != "Release":
        story.skip("thousands of tiles are for a release build")
    serve.find_grid()
    story.need_data("areas", "crime", "polling-stations", "city")
    with story.folder() as where:
        db = where / "buurt.sqlite"
        story.import_all(db, "gebieden-2014", "gebieden-2017",
                         "stembureaus-2023", "misdrijven-per-buurt",
                         "laadpunten")
        with story.Server(db) as server:
            ask(server, where)
    check.end()


if __name__ == "__main__":
    main()
