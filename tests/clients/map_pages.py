#!/usr/bin/env python3
"""The page of every style, used in Chromium: the map is drawn, a popup shows
what the API says of the feature, the list follows the map, works by keyboard,
and works without scripts."""

import json
import urllib.parse

import clients
from clients import HERE, TOOLS, output, serve, story

check = story.Checks()
PAGE = 10  # entries of a list
BLANK = 2000  # pixels that differ: fewer is no map


def get(server, path):
    return json.loads(server.get(path).body)


def dutch(number):
    """1728 as 1.728."""
    return f"{number:,}".replace(",", ".")


def texts(properties):
    """What a popup must hold, letter for letter; dates and addresses are
    written otherwise."""
    return [value for value in properties.values()
            if isinstance(value, str) and not value[:4].isdigit()
            and "://" not in value]


def numbers(properties):
    return [value for value in properties.values()
            if isinstance(value, int) and not isinstance(value, bool)]


def missing(popup, wanted):
    """Blanks aside: a browser folds them."""
    shown = " ".join(popup["text"].split())
    return [text for text in wanted if " ".join(text.split()) not in shown]


def check_item(server, name, collection, key, popup):
    item = get(server, f"/v1/collections/{collection}/items/"
                       f"{urllib.parse.quote(str(key))}")
    wanted = texts(item["properties"]) + [str(item["id"])]
    check.equal(missing(popup, wanted), [],
                f"{name}: the popup of {key} says what its item says")
    plain = popup["text"].replace(".", "")
    check.that(all(str(n) in plain for n in numbers(item["properties"])),
               f"{name}: the popup of {key} has the numbers of its item")
    schema = get(server, f"/v1/collections/{collection}/schema")
    names = [n for n in schema["properties"] if n in item["properties"]]
    check.that(len(popup["names"]) >= len(names),
               f"{name}: the popup has every property")


def check_counts(server, name, collection, feature):
    level, code = feature["properties"]["level"], feature["properties"]["code"]
    groups = get(server, f"/v1/collections/{collection}/aggregate?groupBy="
                         f"{level}&measures=sum(aantal)")["groups"]
    group = next(g for g in groups if g[level] == code)
    value = group["sum_aantal"]
    wanted = [code, dutch(group["count"]),
              "–" if value is None else dutch(value)]
    check.equal(missing(feature["popup"], wanted), [],
                f"{name}: the popup of {code} says what aggregate says")


def check_pointed(server, name, style, feature):
    collection = style["metadata"]["buurt:collections"][0]["id"]
    check.that(feature, f"{name}: there is something to point at")
    if not feature:
        return
    check.equal((feature["popup"]["hasFocus"], feature["popup"]["shut"]),
                (True, "Sluiten"), f"{name}: the popup is where the keys go")
    if "level" in feature["properties"]:
        check_counts(server, name, collection, feature)
    else:
        check_item(server, name, collection, feature["id"], feature["popup"])


def check_chosen(server, name, chosen):
    check.that(chosen["popup"]["hasFocus"] and chosen["isBack"],
               f"{name}: Enter opens, Escape closes and leads back")
    path = urllib.parse.urlsplit(chosen["href"]).path.split("/")
    if "items" in path:
        check_item(server, name, path[3], urllib.parse.unquote(path[5]),
                   chosen["popup"])
    else:
        check.equal(missing(chosen["popup"], [chosen["name"]]), [],
                    f"{name}: the popup is of the chosen area")


def check_followed(server, name, style, followed):
    """The number that the list gives is that of items in the same box."""
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(followed["url"]).query)
    if "groupBy" in query:
        return
    collection = style["metadata"]["buurt:collections"][0]["id"]
    found = get(server, f"/v1/collections/{collection}/items?limit=1&bbox="
                        f"{query['bbox'][0]}")["numberMatched"]
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


def check_page(server, name, seen):
    style = get(server, f"/v1/styles/{name}")
    check.equal((seen["state"], seen["complaints"]), ("drawn", []),
                f"{name}: the map is drawn without complaints")
    check.that(seen["drawn"] > BLANK, f"{name}: the canvas is not blank")
    if seen["complaints"]:
        return
    check_pointed(server, name, style, seen["pointed"])
    check_chosen(server, name, seen["chosen"])
    check_followed(server, name, style, seen["followed"])
    check_plain(name, seen["plain"])


def main():
    clients.need_tools("playwright-core")
    chromium = clients.program("chromium")
    with serve.served() as server:
        names = [s["id"] for s in get(server, "/v1/styles")["styles"]]
        urls = {n: f"{server.root}/v1/styles/{n}?f=html" for n in names}
        seen = json.loads(output(
            clients.program("node"), HERE / "map_pages.mjs", *urls.values(),
            TOOLS=str(TOOLS), CHROMIUM=chromium))
        for name, url in urls.items():
            check_page(server, name, seen[url])
        moves = [seen[url].get("chosen", {"moves": 0})["moves"]
                 for url in urls.values()]
        check.that(moves[0] <= 2 < max(moves[1:]),
                   f"who wants no movement gets a jump: {moves}")
    check.end()


main()
