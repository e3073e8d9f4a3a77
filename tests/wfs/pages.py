#!/usr/bin/env python3
"""Pages by number, order, formats, values and stored queries."""

import wfs
from wfs import (BUURT, GML, WFS, compare, exception, get, ids, parse, post,
                 query, serve, story, where)

check = story.Checks()
BY_ID = "urn:ogc:def:query:OGC-WFS::GetFeatureById"


def walk(server, answer, link):
    """The ids of every page from this one on, by its links."""
    while True:
        root = parse(answer)
        yield [f.get(GML + "id") for f in root.findall(f"{WFS}member/*")]
        if not root.get(link):
            return
        answer = server.get(root.get(link))


def pages(server):
    whole = [f["id"] for f in server.items("monumenten")]
    wanted = [f"monumenten.{i}" for i in whole]
    found = sum(walk(server, get(server, "GetFeature", typenames="monumenten",
                                 count=700), "next"), [])
    check.equal(found, wanted, "pages follow each other as items do")
    back = list(walk(server, get(server, "GetFeature", typenames="monumenten",
                                 count=700, startindex=2800), "previous"))
    check.equal(sum(reversed(back), []), wanted, "and back")
    for start in (2999, 1, 1500, 0, 3000, 99999):
        got = ids(get(server, "GetFeature", typenames="monumenten", count=3,
                      startindex=start))
        check.equal(got, [str(i) for i in whole[start:start + 3]],
                    f"STARTINDEX={start}")


def sorted_pages(server):
    items = server.items("monumenten", "&sortby=-bouwjaar,straat")
    wanted = [f"monumenten.{f['id']}" for f in items]
    first = get(server, "GetFeature", typenames="monumenten", count=450,
                sortby="bouwjaar DESC,buurt:straat ASC")
    check.equal(sum(walk(server, first, "next"), []), wanted,
                "pages of an order")
    sort = ("<fes:SortBy><fes:SortProperty><fes:ValueReference>bouwjaar"
            "</fes:ValueReference><fes:SortOrder>DESC</fes:SortOrder>"
            "</fes:SortProperty><fes:SortProperty><fes:ValueReference>straat"
            "</fes:ValueReference></fes:SortProperty></fes:SortBy>")
    check.equal(sum(walk(server, post(server, query(
        "monumenten", sort, count=450)), "next"), []), wanted,
        "and of one asked in XML")


def filtered_pages(server):
    condition = where(compare("PropertyIsGreaterThan", "bouwjaar", 1850))
    whole = ids(get(server, "GetFeature", typenames="monumenten",
                    filter=condition))
    first = post(server, query("monumenten", condition, count=100))
    got = [i.split(".")[1] for page in walk(server, first, "next")
           for i in page]
    check.equal(got, whole, "pages of a filter asked in XML go on by KVP")
    hits = parse(get(server, "GetFeature", typenames="monumenten",
                     filter=condition, resulttype="hits"))
    check.equal((hits.get("numberMatched"), len(hits)), (str(len(whole)), 0),
                "hits are as many")


def formats(server):
    page = get(server, "GetFeature", typenames="monumenten", count=5,
               outputformat="application/json").json()
    wanted = server.json("/v1/collections/monumenten/items?limit=5")
    check.equal(page["features"], wanted["features"], "GeoJSON is that of "
                "items, longitude first")
    text = get(server, "GetFeature", typenames="monumenten", count=5,
               outputformat="csv").body
    check.equal(text, server.get("/v1/collections/monumenten/items?limit=5"
                                 "&f=csv").body, "and so is CSV")
    root = parse(get(server, "GetFeature", typenames="monumenten", count=1,
                     propertyname="straat,buurt:geometry"))
    names = [e.tag for e in root.find(f"{WFS}member/*")]
    check.equal(names, [BUURT + "straat", BUURT + "geometry"],
                "only the properties that are asked for")


def values(server):
    root = parse(get(server, "GetPropertyValue", typenames="monumenten",
                     valuereference="bouwjaar"))
    got = [m.findtext(BUURT + "bouwjaar") for m in root]
    wanted = [str(f["properties"]["bouwjaar"])
              for f in server.items("monumenten")
              if f["properties"]["bouwjaar"] is not None]
    check.equal(got, wanted, "the values there are, nulls aside")
    check.equal(root.get("numberMatched"), str(len(wanted)), "are counted")
    root = parse(get(server, "GetPropertyValue", typenames="monumenten",
                     valuereference="@gml:id", count=2))
    check.that(all(m.text.startswith("monumenten.") for m in root), "gml:id")


def stored(server):
    one = get(server, "GetFeature", storedquery_id=BY_ID,
              id="monumenten.900720")
    check.equal(parse(one).get(GML + "id"), "monumenten.900720", "by its id")
    body = ('<GetFeature xmlns="http://www.opengis.net/wfs/2.0" service="WFS" '
            f'version="2.0.0"><StoredQuery id="{BY_ID}"><Parameter name="id">'
            'monumenten.900720</Parameter></StoredQuery></GetFeature>')
    check.equal(post(server, body).body, one.body, "and in XML")
    check.equal(exception(get(server, "GetFeature", storedquery_id=BY_ID,
                              id="monumenten.1")), (404, "NotFound", "id"),
                "no such feature")
    check.equal(exception(get(server, "GetFeature", storedquery_id="x")),
                (400, "InvalidParameterValue", "storedquery_id"),
                "no such query")
    name = "stembureaus.NLODSGM0014stembureaus20260318082"
    check.equal(ids(get(server, "GetFeature", resourceid=name)),
                [name.split(".")[1]], "RESOURCEID alone says the type")


def main():
    with serve.served() as server:
        pages(server)
        sorted_pages(server)
        filtered_pages(server)
        formats(server)
        values(server)
        stored(server)
    check.end()


main()
