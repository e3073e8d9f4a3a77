#!/usr/bin/env python3
"""All gemeenten of the country in one small answer: every shape valid to
PostGIS, and what shares border in the source shares it still, point by point."""

import json

from story import (Checks, DATA, GRIDS, PostGIS, Server, folder,
                   import_all, need_data)

SOURCE = DATA / "areas/gemeenten/gemeenten_2024.geojson"
COLLECTION = "gemeenten-2024"
ITEMS = f"/v1/collections/{COLLECTION}/items"
ZOOM = 6
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"

check = Checks()


def polygons(feature):
    geometry = feature["geometry"]
    parts = geometry["coordinates"]
    return [parts] if geometry["type"] == "Polygon" else parts


def size(polygon):
    return abs(sum(a[0] * b[1] - b[0] * a[1]
                   for a, b in zip(polygon[0], polygon[0][1:])))


def mainland(feature):
    """Small parts may go from the simpler shapes, but never the largest."""
    return [max(polygons(feature), key=size)]


def edges(parts):
    return {frozenset((tuple(a), tuple(b)))
            for rings in parts for ring in rings
            for a, b in zip(ring, ring[1:])}


def neighbours(server, collection):
    """Pairs that share border, by the server."""
    items = f"/v1/collections/{collection}/items"
    ids = [f["id"] for f in server.items(collection, "&skipGeometry=true")]
    return {frozenset((one, other["id"])) for one in ids
            for other in server.json(f"{items}/{one}/adjacent"
                                     "?skipGeometry=true")["features"]}


def sharing(features, pairs, parts):
    by_id = {f["id"]: edges(parts(f)) for f in features}
    return {pair for pair in pairs
            if set.intersection(*(by_id[one] for one in pair))}


def check_shared(server, collection, query, least):
    """What shares border in the source does so in the simpler shapes. Sources
    may have drawn neighbours apart: `least` of them they have not."""
    pairs = neighbours(server, collection)
    drawn = sharing(server.items(collection), pairs, mainland)
    print(f"        {collection}: {len(drawn)} of {len(pairs)} pairs of "
          "neighbours share border point by point in the source")
    check.that(len(drawn) >= least * len(pairs), "most are drawn so")
    kept = sharing(server.items(collection, query), drawn, polygons)
    check.equal(sorted(map(sorted, drawn - kept)), [],
                f"those share it in the simpler shapes too ({query})")


def check_valid(where, features):
    path = where / "simple.json"
    path.write_text(json.dumps({"type": "FeatureCollection",
                                "features": features}))
    with PostGIS(where) as postgis:
        postgis.load(path, "simple")
        wrong = postgis.rows("SELECT gemeentecode, ST_IsValidReason(geom) "
                             "FROM simple WHERE NOT ST_IsValid(geom) "
                             "OR ST_IsEmpty(geom)")
        check.equal(wrong, [], "every shape is valid")


def main():
    need_data(SOURCE, GRIDS)
    with folder() as where:
        db = where / "story.sqlite"
        import_all(db, "gemeenten-2024", "gebieden-2017")
        with Server(db) as server:
            query = f"?limit=1000&properties=gemeentecode&zoom={ZOOM}"
            answer = server.get(ITEMS + query)
            features = answer.json()["features"]
            print(f"        {len(answer.body)} bytes")
            check.equal(len(features), 343, "343 gemeenten in one answer")
            check.that(len(answer.body) < 250_000, "of less than 250 kB")
            check_shared(server, COLLECTION, f"&zoom={ZOOM}", 0.5)
            check_shared(server, COLLECTION,
                         f"&crs={RD}&maxAllowableOffset=400", 0.5)
            check_shared(server, "buurten-2017", "&zoom=10", 0.9)
            paged = [f for page in server.pages(
                f"{ITEMS}?limit=100&properties=gemeentecode&zoom={ZOOM}")
                for f in page["features"]]
            check.equal(paged, features, "pages hold the same shapes")
        check_valid(where, features)
    check.end()


main()
