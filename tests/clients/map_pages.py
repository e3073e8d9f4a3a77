#!/usr/bin/env python3
"""The pages of maps, used in Chromium: the map is drawn, a popup shows all that
the API says of the feature, the list follows the map, works by keyboard, and
works without scripts."""

import functools
import json
import re
import urllib.parse

import clients
from clients import in_chromium, serve, story
from shown import (About, between, computed, differences, dutch, group_facts,
                   parse, read_entry, read_list, read_rows)

check = story.Checks()
PAGE = 10  # entries of a list
BLANK = 2000  # pixels that differ: fewer is no map
ROWS = 200  # of each collection
ONE_IN = 10  # of these is also seen on its own page

MANIFEST = """id: waarden
kind: features
title: {nl: Allerlei waarden, en: All sorts of values}
license: https://creativecommons.org/publicdomain/zero/1.0/deed.nl
source: {path: waarden.geojson, crs: EPSG:4326}
id-field: code
fields:
  - {name: code, type: string, required: true}
  - {name: open, type: boolean, title: {nl: "Is <b>open</b>", en: Is open}}
  - {name: lengte, type: integer, unit: m}
  - {name: dag, type: date}
  - {name: tijd, type: datetime}
  - {name: aantal, type: integer}
  - {name: jaar, type: integer}
  - {name: vermogen, type: number, unit: kW}
  - {name: gewicht, type: number}
  - {name: graden, type: number}
  - {name: site, type: string}
  - {name: tekst, type: string}
aggregate:
  measures: [aantal, gewicht]
"""
NAMES = ("code", "open", "lengte", "dag", "tijd", "aantal", "jaar", "vermogen",
         "gewicht", "graden", "site", "tekst")
VALUES = [
    ("alles", True, 1234567, "2026-03-01", "2026-03-18T07:30:00+01:00", 31805,
     2026, 1234.5, 1234567.891, 52.123456789, "https://example.org/?a=1&b=<c>",
     "Café 't Hoekje – \"5°\" & <b>co</b>"),
    ("niets",) + (None,) * 11,
    ("a/b?c#d é", False, -1000, "1899-12-31", "2026-12-31T23:59:59Z", 0, 0,
     0.1, -0.25, 0.000001, "mailto:a@example.org", " voor  en\nachter "),
    ("klein", True, 999, "2024-02-29", "2026-08-01T00:00:00.250Z", 1000, 12345,
     1.5e-9, 0.1 + 0.2, 1e-300, "javascript:alert(1)", "2026-03-18"),
    ("groot", False, -999, "2026-10-05", "2026-08-01T00:00:15.5Z", 2 ** 53, -1,
     1e21, 1.5e300, -123456789.125, "zie https://example.org", "1234.5"),
]
# What may not be taken for the popup of the first.
WRONG = [
    ("1 maart 2026", "2026-03-01"), ("07:30 uur", "06:30 uur"),
    ("1.234.567,891", "1.234.567,89"), ("1.234,5", "1234,5"), ("kW", "MW"),
    (">ja<", ">nee<"), ("31.805", "31805"), ("2026<", "2.026<"),
    ('href="https', 'title="https'), ("52,123456789", "–"),
    ("(?s)<dt>dag.*?</dd>", ""), ("<dt>tekst</dt>", "<dt>site</dt>"),
    ('datetime="2026-03-18T06:30:00Z"', ""),
]


def get(server, path):
    return parse(server.get(path).body)


def query_of(url):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))


def asked_as(url, **changes):
    """The same address with other parameters; None takes one away."""
    query = {name: value for name, value in
             dict(query_of(url), **changes).items() if value is not None}
    return url.partition("?")[0] + "?" + urllib.parse.urlencode(query)


def check_facts(name, popup, title, wanted):
    """Not a value less or more than the API says, and all of it in sight."""
    check.equal(popup["title"], title, f"{name}: whose popup it is")
    check.equal(differences(read_list(popup["html"]), wanted), [],
                f"{name}: the popup of {title} says what the API says")
    check.equal(popup["hidden"], [], f"{name}: all of {title} can be seen")


def check_item(server, name, about, key, popup):
    item = get(server, about.address(key))
    check.equal(popup["url"], f"{about.address(key)}?f=html",
                f"{name}: the popup of {key} leads to its page")
    check_facts(name, popup, f"{about.title}: {item['id']}", about.item(item))
    return item


def check_area(server, name, about, popup):
    """The popup of counts, and the counts."""
    url = popup["url"]
    query = query_of(url)
    level = query["groupBy"]
    key = re.sub(r"\W+", "_", query.get("measures", "count")).strip("_")
    groups = get(server, asked_as(url, f="json"))["groups"]
    check.equal([group[level] for group in groups], [query[f"{level}code"]],
                f"{name}: the popup of {url} is of one area")
    check_facts(name, popup, f"{about.title}: tellingen",
                group_facts(groups[0], level, key, about.titles[key]))
    return groups[0], key, level


def check_pointed(server, name, abouts, pointed):
    check.that(pointed, f"{name}: there is something to point at")
    for feature in pointed:
        popup, properties = feature["popup"], feature["properties"]
        check.equal((popup["hasFocus"], popup["shut"]), (True, "Sluiten"),
                    f"{name}: the popup is where the keys go")
        about = abouts(feature["collection"])
        if "level" not in properties:
            check_item(server, name, about, feature["id"], popup)
            continue
        group, key, level = check_area(server, name, about, popup)
        check.equal((properties["level"], properties["code"],
                     properties["count"], properties.get(key)),
                    (level, group[level], group["count"], group[key]),
                    f"{name}: the map and the popup of {group[level]} count "
                    "the same")


def check_chosen(server, name, abouts, entry):
    popup, href = entry["popup"], entry["href"]
    check.that(popup["hasFocus"] and entry["isBack"],
               f"{name}: Enter opens, Escape closes and leads back")
    path = urllib.parse.urlsplit(href).path.split("/")
    about = abouts(path[3])
    if "items" in path:
        item = check_item(server, name, about, urllib.parse.unquote(path[5]),
                          popup)
        wanted = about.entry(item, entry["name"])
    else:
        check.equal(query_of(popup["url"]), query_of(href),
                    f"{name}: the popup of {href} leads there too")
        group, key, level = check_area(server, name, about, popup)
        value = computed(group[key], group.get("withheld"))
        wanted = f"{group[level + 'naam']}Aantal: {value.text}"
    check.equal(read_entry(entry["html"]), wanted,
                f"{name}: the list says it as the popup does")


def check_labels(server, name, about, filters, labels):
    """What the map writes itself, in JavaScript: as the pages write it."""
    for label in labels:
        level = label["level"]
        groups = get(server, f"{about.url}/aggregate?" + urllib.parse.urlencode(
            {**filters, "groupBy": level, f"{level}code": label["code"],
             "measures": "sum(aantal)"}))["groups"]
        value = computed(groups[0]["sum_aantal"], groups[0].get("withheld"))
        check.equal(label["text"].split("\n"),
                    [groups[0][f"{level}naam"], value.text],
                    f"{name}: {label['code']} on the map")


def check_followed(server, name, abouts, seen):
    """The number that the list gives is that of items in the same box."""
    followed = seen["followed"]
    query = query_of(followed["url"])
    if "groupBy" in query:
        return
    about = abouts(seen["collections"][0]["id"])
    found = get(server, asked_as(f"{about.url}/items?" + urllib.parse.urlencode(
        query), f=None, limit=1))["numberMatched"]
    check.that(followed["status"].startswith(f"{dutch(found)} in dit deel"),
               f"{name}: the list has the {found} in view, "
               f"not '{followed['status']}'")


def check_plain(name, plain):
    first, second = plain["first"], plain.get("second")
    check.that(second or len(first) < PAGE, f"{name}: the list has pages")
    check.that(plain["isHidden"] and first, f"{name}: a list without scripts")
    check.that(second is None or (second and not set(first) & set(second)),
               f"{name}: its next page has other entries")
    check.that((second or first)[0] == plain["item"],
               f"{name}: an entry leads to its page")


def check_page(server, name, url, abouts, seen):
    check.equal((seen["state"], seen["complaints"]), ("drawn", []),
                f"{name}: the map is drawn without complaints")
    check.that(seen["drawn"] > BLANK, f"{name}: the canvas is not blank")
    if seen["complaints"]:
        return
    check_pointed(server, name, abouts, seen["pointed"])
    check.that(seen["chosen"], f"{name}: there is something to choose")
    for entry in seen["chosen"]:
        check_chosen(server, name, abouts, entry)
    filters = {key: value for key, value in query_of(url).items() if key != "f"}
    opened = [each["popup"]["url"] for each in seen["chosen"] + seen["pointed"]]
    check.that(all("/items/" in popup or filters.items() <=
                   query_of(popup).items() for popup in opened),
               f"{name}: popups count what the map shows: {filters}")
    check_labels(server, name, abouts(seen["collections"][0]["id"]), filters,
                 seen["labels"])
    check_followed(server, name, abouts, seen)
    check_plain(name, seen["plain"])


def check_collection(server, about):
    """Every value on the pages: of rows in the table, and of items one by
    one."""
    url = f"{about.url}/items?limit={ROWS}"
    items = get(server, url)["features"]
    rows = read_rows(server.get(f"{url}&f=html").body.decode())
    wrong = [(item["id"], differences(row, about.row(item)))
             for row, item in zip(rows, items)]
    check.equal((len(rows), [each for each in wrong if each[1]]),
                (len(items), []),
                f"{about.name}: the table says what its {len(items)} items say")
    wrong = []
    for item in items[::ONE_IN]:
        page = server.get(f"{about.address(item['id'])}?f=html").body.decode()
        item = get(server, about.address(item["id"]))
        wrong += differences(read_list(between(page, "<main", "</main>")),
                             about.item(item))
    check.equal(wrong, [], f"{about.name}: so do their own pages")


def pages_of(server):
    """Every style, every collection with a map of its own, and some of them
    narrowed down."""
    names = [s["id"] for s in get(server, "/v1/styles")["styles"]]
    paths = [f"/v1/styles/{name}?f=html" for name in names]
    for collection in get(server, "/v1/collections")["collections"]:
        if any(link["rel"].endswith("/tilesets-vector")
               for link in collection["links"]):
            paths.append(f"/v1/collections/{collection['id']}/tiles?f=html")
    paths += ["/v1/styles/misdrijven?f=html&soort=1.1.1",
              "/v1/collections/monumenten/tiles?f=html&plaats=Haren"]
    return {path: server.root + path for path in paths}


def write_values(where):
    """Every kind of value there is, beside what the sample data have."""
    (where / "waarden.yaml").write_text(MANIFEST)
    (where / "waarden.geojson").write_text(json.dumps(
        {"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": dict(zip(NAMES, row)),
             "geometry": {"type": "Point",
                          "coordinates": [6.5 + i / 100, 53.2 + i / 400]}}
            for i, row in enumerate(VALUES)]}))
    return where / "waarden"


def check_values(server, abouts, seen):
    """Every value was in a popup; a popup that says or lacks something else
    is found out."""
    popups = {each["popup"]["url"]: each["popup"]["html"]
              for each in seen["chosen"] + seen["pointed"]}
    about = abouts("waarden")
    check.equal(set(popups), {f"{about.address(row[0])}?f=html"
                              for row in VALUES}, "popups of all values")
    html = popups[f"{about.address('alles')}?f=html"]
    wanted = about.item(get(server, about.address("alles")))
    for other in WRONG:
        wrong = re.sub(*other, html)
        check.that(wrong != html and differences(read_list(wrong), wanted),
                   f"a popup with {other[1]!r} for {other[0]!r} is wrong")


def main():
    clients.need_tools("playwright-core")
    clients.program("chromium")
    with story.folder() as where, serve.served(write_values(where)) as server:
        abouts = functools.lru_cache(None)(functools.partial(About, server))
        for collection in get(server, "/v1/collections")["collections"]:
            check_collection(server, abouts(collection["id"]))
        urls = pages_of(server)
        seen = in_chromium("map_pages.mjs", *urls.values())
        for name, url in urls.items():
            check_page(server, name, url, abouts, seen[url])
        check_values(server, abouts, seen[urls["/v1/styles/waarden?f=html"]])
        moves = [max((entry["moves"] for entry in seen[url].get("chosen", [])),
                     default=0) for url in urls.values()]
        check.that(max(moves[1:]) <= 2 < moves[0],
                   f"who wants no movement gets jumps: {moves}")
    check.end()


main()
