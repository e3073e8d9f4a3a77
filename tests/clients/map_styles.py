#!/usr/bin/env python3
"""Every style keeps to MapLibre's specification and is drawn by MapLibre GL in
Chromium, from another origin and with no other host; on a choropleth every
area has the colour that the legend gives to what aggregate says of it."""

import json
import pathlib
import tempfile
import urllib.parse

import clients
from clients import HERE, TOOLS, in_chromium, output, serve, story
from web_pages import pages

check = story.Checks()
MOMENT = "?at=2026-03-18T12:00:00Z"
# What each is asked for, and the layers that must show something.
DRAWN = {
    "monumenten": ("", {"monumenten", "gebied-naam"}),
    "stembureaus": (MOMENT, {"stembureaus-ver", "gebied-grens"}),
    "verkeer": (MOMENT, {"lijnen", "punten", "lijnen-later"}),
    "wegwerkzaamheden": ("", {"vlakken", "lijnen", "punten"}),
    "vormen": ("", {"vlakken", "lijnen", "punten"}),
    "buurten": ("", {"vlakken", "gebied-namen"}),
    "misdrijven": ("?groupBy=buurt&method=quantile&classes=4",
                   {"klassen", "niet-gepubliceerd", "namen"}),
}


def get(server, path):
    return json.loads(server.get(path).body)


def find_errors(styles):
    with tempfile.TemporaryDirectory() as where:
        path = pathlib.Path(where) / "styles.json"
        path.write_text(json.dumps(styles))
        return json.loads(output(clients.program("node"),
                                 HERE / "check_styles.mjs", path,
                                 TOOLS=str(TOOLS)))


def check_specification(server):
    ids = [style["id"] for style in get(server, "/v1/styles")["styles"]]
    styles = {i: get(server, f"/v1/styles/{i}") for i in ids}
    for method in ("jenks", "quantile", "equal"):
        for level in ("auto", "buurt", "gemeente"):
            name = f"misdrijven?method={method}&groupBy={level}&classes=9"
            styles[name] = get(server, f"/v1/styles/{name}")
    check.that(set(DRAWN) <= set(ids), "the styles are there")
    check.equal(find_errors(styles), {name: [] for name in styles},
                f"{len(styles)} styles keep to the specification")
    broken = dict(styles["monumenten"], version=7)
    check.that(find_errors({"broken": broken})["broken"],
               "a style that does not is found out")
    return styles


def draw(origin, server, name, query):
    asked = urllib.parse.urlencode(
        {"style": f"{server.root}/v1/styles/{name}{query}"})
    return in_chromium("browse.mjs", f"{origin}/maplibre.html?{asked}")


def check_drawn(origin, server, name):
    query, layers = DRAWN[name]
    drawn = draw(origin, server, name, query)
    check.equal((drawn["complaints"], drawn.get("problems")), ([], []),
                f"{name}: nothing to complain of")
    check.that(drawn["crossOrigin"], f"{name}: from another origin")
    check.equal(drawn["hosts"], [urllib.parse.urlsplit(server.root).netloc],
                f"{name}: needs no other host")
    check.equal(layers - set(drawn["features"]), set(),
                f"{name}: its layers show something")
    return drawn


def color_of(value, legend):
    """What the legend says, by least and most alone."""
    items = legend["groups"][0]["items"]
    if value is None:
        return [i["color"] for i in items if i["class"] == "withheld"]
    if value == 0:
        return [i["color"] for i in items if i["class"] == "zero"]
    return [i["color"] for i in items if i["class"] == "range" and i["areas"]
            and i["least"] <= value <= i["most"]]


def as_hex(color):
    """rgba(253,233,201,1) as #fde9c9."""
    parts = color[color.index("(") + 1:-1].split(",")[:3]
    return "#" + "".join(f"{round(float(p)):02x}" for p in parts)


def check_choropleth(server, drawn):
    query = DRAWN["misdrijven"][0]
    legend = get(server, f"/v1/styles/misdrijven/legend{query}&f=json")
    counted = get(server, "/v1/collections/misdrijven/aggregate"
                          "?groupBy=buurt&measures=sum(aantal)")
    values = {g["buurt"]: g["sum_aantal"] for g in counted["groups"]}
    shown = {f["code"]: f for f in drawn["features"]["klassen"]}
    wrong = {code: (values[code], as_hex(f["color"]))
             for code, f in shown.items()
             if f.get("sum_aantal") != values[code]
             or [as_hex(f["color"])] != color_of(values[code], legend)}
    check.equal(set(shown), set(values), "every buurt is on the map")
    check.equal(wrong, {}, "each has its number and the legend's colour")
    hatched = {f["code"] for f in drawn["features"]["niet-gepubliceerd"]}
    check.equal(hatched, {c for c, v in values.items() if v is None},
                "what is withheld is hatched, and nothing else")
    colors = {i["color"] for i in legend["groups"][0]["items"]}
    check.equal(colors - set(drawn["colors"]), set(),
                "every colour of the legend is in the picture")


def check_open(server, drawn):
    """Who is open at the moment of the map is who items says is valid then."""
    day = server.items("stembureaus", "&datetime=" + MOMENT[4:])
    shown = {f["id"]: as_hex(f["color"])
             for f in drawn["features"]["stembureaus-ver"]}
    all_of_them = {f["id"] for f in server.items("stembureaus")}
    open_now = {f["id"] for f in day}
    check.that(0 < len(open_now) < len(all_of_them), "some are open, not all")
    check.that(len(shown) > len(all_of_them) / 2, "most are in the window")
    check.equal({i for i, color in shown.items() if color == "#0b5394"},
                open_now & set(shown), "those that are open are blue")


def check_categories(server, drawn):
    legend = get(server, "/v1/styles/monumenten/legend?f=json")
    colors = {i["title"]: i["color"] for i in legend["groups"][0]["items"]}
    other = colors["Overig of onbekend"]
    wrong = [(f["id"], as_hex(f["color"]))
             for f in drawn["features"]["monumenten"]
             if as_hex(f["color"]) != colors.get(f.get("hoofdcategorie"),
                                                 other)]
    check.equal(wrong, [], f"{len(drawn['features']['monumenten'])} monuments "
                           "have the colour of their category")


FURTHER = {"misdrijven": check_choropleth, "stembureaus": check_open,
           "monumenten": check_categories}


def main():
    clients.need_tools("maplibre-gl", "@maplibre/maplibre-gl-style-spec",
                       "playwright-core")
    clients.program("chromium")
    with serve.served() as server, pages() as origin:
        check_specification(server)
        for name in DRAWN:
            drawn = check_drawn(origin, server, name)
            if name in FURTHER:
                FURTHER[name](server, drawn)
    check.end()


main()
