"""Answers held to all features of a collection, read once and judged here:
a filter must leave out nothing that belongs and add nothing that does not."""

import json
import urllib.parse

from api import EPSG, GEOJSON, links, need, with_query
from cases import extent
from serve import shapes
from shapes import meets, positions
from suite import per_collection, test

PAGE = 1000
DAY_START, DAY_END = "T00:00:00Z", "T23:59:59Z"


def every(api, collection, **parameters):
    """All features that a query selects, by its next links."""
    found = []
    url = with_query(api.items_url(collection), limit=PAGE, **parameters)
    while url:
        page = api.get(url).must_be(200).json
        found += page["features"]
        need(len(found) <= page["numberMatched"], "more than numberMatched")
        following = links(page, "next")
        need(not following or page["features"], "an empty page with a next")
        url = following[0]["href"] if following else None
    return found


def ids(features):
    return [f["id"] for f in features]


@test("core: pages hold every feature once", per_collection)
def pages(api, collection):
    found = ids(every(api, collection))
    need(len(found) == len(set(found)), "a feature twice")
    need(len(found) == collection["itemCount"], f"{len(found)} features")
    odd, url = [], with_query(api.items_url(collection), limit=37)
    while url and len(odd) < 200:
        page = api.get(url).must_be(200).json
        odd += ids(page["features"])
        following = links(page, "next")
        url = following[0]["href"] if following else None
    need(odd == found[:len(odd)], "another order with another limit")


def orders(api, collection):
    yield {}
    sortables = api.items_url(collection).rsplit("/", 1)[0] + "/sortables?f=json"
    for name in list(api.get(sortables).must_be(200).json["properties"])[:2]:
        yield {"sortby": '-"' + name + '"'}
    box = collection.get("extent", {}).get("spatial", {}).get("bbox")
    if box:
        west, south, east, north = box[0]
        yield {"near": f"{(west + east) / 2},{(south + north) / 2}"}


@test("core: a page that begins by number is that of the links",
      per_collection)
def numbered(api, collection):
    for order in orders(api, collection):
        wanted = ids(every(api, collection, **order))
        for name, start in (("offset", 13), ("startindex", 71),
                            ("offset", len(wanted))):
            url = with_query(api.items_url(collection), limit=7,
                             **{name: start}, **order)
            page = api.get(url).must_be(200).json
            found = ids(page["features"])
            for link in links(page, "next"):
                page = api.get(link["href"]).must_be(200).json
                found += ids(page["features"])
            need(found == wanted[start:start + 14],
                 f"{order} from {start}: {found}")


@test("core: a limit beyond the maximum is the maximum", per_collection)
def big_limit(api, collection):
    most = api.parameter(collection, "limit")["schema"]["maximum"]
    page = api.items(collection, limit=most + 1).must_be(200).json
    need(len(page["features"]) <= most, "more than the maximum")


def parts_of(box):
    """Boxes of all sizes inside an extent, and one around it."""
    west, south, east, north = box
    width, height = east - west, north - south
    yield west - 1, south - 1, east + 1, north + 1
    for part in (2, 5, 20):
        for x in range(0, part, max(1, part // 3)):
            yield (west + x * width / part, south + x * height / part,
                   west + (x + 1) * width / part,
                   south + (x + 1) * height / part)


def boxes(api):
    return ((c, box) for c in api.collections for box in parts_of(extent(c)))


@test("core: a box selects what touches it, all of it", boxes)
def bbox(api, collection, box):
    box = [round(n, 6) for n in box]
    text = ",".join(f"{n:.6f}" for n in box)
    wanted = [f["id"] for f in every(api, collection)
              if f["geometry"] and meets(f["geometry"], box)]
    found = ids(every(api, collection, bbox=text))
    need(sorted(found) == sorted(wanted),
         f"{text}: {len(found)}, by hand {len(wanted)}; one of them "
         f"{list(set(found) ^ set(wanted))[:3]}")


@test("crs: a box in 4326 is latitude first", per_collection)
def north_first(api, collection):
    west, south, east, north = extent(collection)
    middle = (west + east) / 2
    one = every(api, collection, bbox=f"{west},{south},{middle},{north}")
    other = every(api, collection, bbox=f"{south},{west},{north},{middle}",
                  bbox_crs=EPSG + "4326")
    need(ids(one) == ids(other), f"{len(one)} and {len(other)} features")


@test("crs: what came in RD goes out the same, to the millimetre")
def in_rd(api):
    shape = next(c for c in api.collections if c["id"] == "vormen")
    need(shape["storageCrs"] == EPSG + "28992", shape["storageCrs"])
    source = {s["properties"]["nummer"]: s for s in shapes()}
    for feature in every(api, shape, crs=EPSG + "28992"):
        for a, b in zip(positions(feature["geometry"]), positions(
                source[feature["id"]]["geometry"]), strict=True):
            need(max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= 0.0005,
                 f"{feature['id']}: {a} was {b}")


def period(schema, feature):
    """When a feature is valid, as text that sorts; None for an open end."""
    roles = {p.get("x-ogc-role"): name
             for name, p in schema["properties"].items()}
    own = feature["properties"]
    if "primary-instant" in roles:
        at = own[roles["primary-instant"]]
        return at and (spell(at, DAY_START), spell(at, DAY_END))
    if "primary-interval-start" not in roles:
        return None
    start = own.get(roles["primary-interval-start"])
    end = own.get(roles.get("primary-interval-end"))
    return (start and spell(start, DAY_START), end and spell(end, DAY_END))


def spell(text, time_of_day):
    return text if "T" in text else text + time_of_day


def asked(interval):
    """Instants and intervals around an extent: (text, start, end)."""
    start, end = interval
    start, end = start or "2000-01-01T00:00:00Z", end or "2030-01-01T00:00:00Z"
    middle = f"{(int(start[:4]) + int(end[:4])) // 2}-{end[5:10]}"
    yield start, start, start
    yield end, end, end
    yield middle, middle + DAY_START, middle + DAY_END
    yield f"{start}/{middle}", start, middle + DAY_END
    yield f"{middle}/..", middle + DAY_START, None
    yield f"../{middle}", None, middle + DAY_END
    yield f"/{middle}", None, middle + DAY_END


def times(api):
    for c in api.collections:
        interval = c["extent"].get("temporal", {}).get("interval")
        for case in asked(interval[0]) if interval else ():
            yield (c, *case)


@test("core: datetime selects what overlaps it, all of it", times)
def datetime(api, collection, text, start, end):
    schema = api.get(f"{api.server}/collections/{collection['id']}/schema",
                     "application/schema+json").must_be(200).json
    wanted = []
    for feature in every(api, collection):
        valid = period(schema, feature)
        if valid is None:
            continue
        if (end is None or valid[0] is None or valid[0] <= end) and \
                (start is None or valid[1] is None or valid[1] >= start):
            wanted.append(feature["id"])
    found = ids(every(api, collection, datetime=text))
    timeless = {f["id"] for f in every(api, collection)
                if period(schema, f) is None}
    need(sorted(set(found) - timeless) == sorted(wanted),
         f"{text}: {len(found)}, by hand {len(wanted)}")


def values(api):
    """(collection, property, value) of the queryables, a few values each."""
    for c in api.collections:
        queryables = api.get(f"{api.server}/collections/{c['id']}/queryables",
                             "application/schema+json").must_be(200).json
        features = every(api, c)
        for name, schema in queryables["properties"].items():
            if schema.get("format", "").startswith("geometry-") or \
                    schema.get("type") not in ("string", "integer"):
                continue
            seen = [f["properties"].get(name) for f in features[::97]]
            for value in list(dict.fromkeys(
                    v for v in seen if v not in (None, "")))[:2]:
                yield c, name, value


@test("queryables: each is a parameter that selects by its value", values)
def by_value(api, collection, name, value):
    wanted = [f["id"] for f in every(api, collection)
              if f["properties"].get(name) == value]
    query = urllib.parse.urlencode({name: value})
    found = []
    url = api.items_url(collection) + f"?limit=10000&{query}"
    found = ids(api.get(url).must_be(200).json["features"])
    need(sorted(found) == sorted(wanted[:10000]) or len(wanted) > 10000,
         f"{len(found)}, by hand {len(wanted)}")


@test("core: one by one they are as in the list", per_collection)
def alone(api, collection):
    features = every(api, collection)
    for feature in features[::max(1, len(features) // 20)]:
        number = urllib.parse.quote(str(feature["id"]), safe="")
        one = api.get(f"{api.items_url(collection)}/{number}", GEOJSON)
        found = one.must_be(200).json
        for name in ("type", "id", "geometry", "properties"):
            need(json.dumps(found[name]) == json.dumps(feature[name]),
                 f"{feature['id']}: {name} differs")
