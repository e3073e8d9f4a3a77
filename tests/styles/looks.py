#!/usr/bin/env python3
"""What styles look like: colours that stand out and can be told apart, letters
that keep to their format, icons where their index says, pictures that are
whole."""

import io
import itertools
import json
import pathlib
import re
import struct
import sys
import xml.etree.ElementTree
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "stories"))

import story  # noqa: E402

check = story.Checks()
PAPER, LAND = "#ffffff", "#fffefb"
GRAPHICS = 3.0  # WCAG 2.2, 1.4.11: contrast of what carries meaning
# CIE76 distances, of which 2.3 is just noticeable: neighbouring classes, of
# which nine and zero share the way from white to black; categories anywhere.
CLASSES_APART, CATEGORIES_APART = 10.0, 14.0
# The matrices of Viénot, Brettel and Mollon (1999) for linear RGB.
SIGHTS = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red cones": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0),
                     (0.00401, -0.00401, 1)),
    "no green cones": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0),
                       (-0.02234, 0.02234, 1)),
}


def linear(color):
    parts = (int(color[i:i + 2], 16) / 255 for i in (1, 3, 5))
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4
            for p in parts]


def luminance(color):
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear(color)))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(color, sight):
    rgb = linear(color)
    rgb = [min(max(sum(w * p for w, p in zip(row, rgb)), 0), 1)
           for row in sight]
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722),
            (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    f = [(lambda t: t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116)(
        sum(w * p for w, p in zip(row, rgb)) / n)
        for row, n in zip(rows, white)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def apart(one, other, sight="all cones"):
    a, b = (lab(color, SIGHTS[sight]) for color in (one, other))
    return sum((x - y) ** 2 for x, y in zip(a, b)) ** 0.5


def items_of(server, path):
    legend = server.json(path)
    return [item for group in legend["groups"] for item in group["items"]]


def check_contrast(server, name):
    faint = []
    for item in items_of(server, f"/v1/styles/{name}/legend?f=json"):
        shape = item["shape"]
        if shape == "icon":
            continue
        line = item["outline"] if shape == "area" else item["color"]
        faint += [(item["title"], line, ground) for ground in (PAPER, LAND)
                  if contrast(line, ground) < GRAPHICS]
    check.equal(faint, [], f"{name}: what carries meaning stands out")


def check_icons_contrast():
    faint = []
    for path in sorted((story.ROOT / "styles/icons").glob("*.svg")):
        colors = set(re.findall(r"#[0-9a-f]{6}|#[0-9a-f]{3}\b",
                                path.read_text()))
        if max(contrast(widen(c), PAPER) for c in colors) < GRAPHICS:
            faint.append(path.stem)
    check.equal(faint, [], "every icon has a colour that stands out")


def widen(color):
    return color if len(color) == 7 else "#" + "".join(c * 2
                                                      for c in color[1:])


def check_classes(server):
    close = []
    for classes in range(2, 10):
        items = items_of(server, "/v1/styles/misdrijven/legend?f=json&groupBy="
                                 "buurt&soort=1.4.5&datetime=2025-07-01/"
                                 f"2025-12-31&method=equal&classes={classes}")
        colors = [i["color"] for i in items]
        check.equal(len(set(colors)), len(items),
                    f"{len(items)} entries have as many colours")
        close += [(pair, sight) for pair in itertools.pairwise(colors)
                  for sight in SIGHTS
                  if apart(*pair, sight) < CLASSES_APART]
    check.equal(close, [], "neighbouring classes can be told apart, also "
                           "without red or green cones")


def check_categories(server):
    colors = {i["color"] for i in items_of(
        server, "/v1/styles/monumenten/legend?f=json")}
    close = [pair for pair in itertools.combinations(sorted(colors), 2)
             if apart(*pair) < CATEGORIES_APART]
    check.equal(close, [], f"{len(colors)} categories can be told apart")


def varint(data):
    value, shift = 0, 0
    while True:
        byte = data.read(1)[0]
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value


def fields(message):
    """(number, value) of a protocol buffer that holds numbers and bytes."""
    data = io.BytesIO(message)
    while data.tell() < len(message):
        tag = varint(data)
        if tag & 7 == 2:
            yield tag >> 3, data.read(varint(data))
        elif tag & 7 == 0:
            yield tag >> 3, varint(data)
        else:
            raise ValueError(f"wire type {tag & 7}")


def steep(bitmap, width):
    """Neighbours whose distances differ by more than a pixel and rounding."""
    limit = 255 / 8 + 1
    across = (abs(a - b) for i, (a, b) in enumerate(
        itertools.pairwise(bitmap)) if (i + 1) % width)
    down = (abs(a - b) for a, b in zip(bitmap, bitmap[width:]))
    return sum(d > limit for d in itertools.chain(across, down))


def glyph_errors(glyph):
    """What of it is not as MapLibre's renderer takes it."""
    code, width, height = (glyph.get(i, 0) for i in (1, 3, 4))
    bitmap = glyph.get(2, b"")
    if bool(bitmap) != bool(width and height):
        yield f"{code}: a bitmap without a size"
        return
    if not bitmap:
        return
    if len(bitmap) != (width + 6) * (height + 6):
        yield f"{code}: {len(bitmap)} bytes for {width} by {height}"
    edge = bitmap[:width + 6] + bitmap[-(width + 6):]
    if max(edge) > 191 or max(bitmap) <= 160:
        yield f"{code}: an outline that does not close within its frame"
    if steep(bitmap, width + 6):
        yield f"{code}: not a field of distances"
    if not 0 <= glyph.get(7, 0) < 64:  # accents that join take no room
        yield f"{code}: an advance of {glyph.get(7)}"


def check_range(server, font, first):
    name = f"{first}-{first + 255}"
    body = server.get(f"/v1/fonts/{font.replace(' ', '%20')}/{name}.pbf").body
    (_, stack), = fields(body)
    parts = list(fields(stack))
    told = [value.decode() for number, value in parts if number in (1, 2)]
    glyphs = [dict(fields(value)) for number, value in parts if number == 3]
    codes = [glyph[1] for glyph in glyphs]
    wrong = [e for glyph in glyphs for e in glyph_errors(glyph)]
    check.equal((told, wrong), ([font, name], []),
                f"{font} {name}: {len(glyphs)} letters")
    check.that(codes == sorted(set(codes)) and
               all(first <= code < first + 256 for code in codes),
               f"{font} {name}: each once, in its range")
    return set(codes)


def check_glyphs(server):
    for font in ("Open Sans Regular", "Open Sans Semibold"):
        codes = set()
        for first in (0, 256, 512, 768, 7680, 8192, 65280):
            codes |= check_range(server, font, first)
        wanted = {ord(c) for c in "ABCabc019 áäàâéëèêíïóöúüçñøåæßŠžŁőĳ’‘“”–—…€"}
        check.equal(wanted - codes, set(), f"{font}: letters that are in use")


def png(data):
    """(width, height, channels, bytes) after every checksum held."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("no PNG")
    at, packed, head = 8, b"", None
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        if zlib.crc32(kind + body) != struct.unpack(
                ">I", data[at + 8 + size:at + 12 + size])[0]:
            raise ValueError("a checksum does not hold")
        head = body if kind == b"IHDR" else head
        packed += body if kind == b"IDAT" else b""
        at += size + 12
    width, height, _, color = struct.unpack(">IIBB", head[:10])
    return width, height, {2: 3, 6: 4}[color], zlib.decompress(packed)


def check_sprites(server):
    one = server.json("/v1/sprites/buurt.json")
    two = server.json("/v1/sprites/buurt@2x.json")
    wrong = [name for name in one if
             (two[name]["width"], two[name]["pixelRatio"]) !=
             (one[name]["width"] * 2, 2)]
    check.equal((set(one) ^ set(two), wrong), (set(), []),
                f"{len(one)} icons at two sizes")
    for tail, index in (("", one), ("@2x", two)):
        width, height, _, _ = png(server.get(f"/v1/sprites/buurt{tail}.png")
                                  .body)
        out = [n for n, i in index.items() if i["x"] + i["width"] > width or
               i["y"] + i["height"] > height]
        check.equal(out, [], f"buurt{tail}.png holds them all")


def check_icons_are_there(server, name):
    icons = set(server.json("/v1/sprites/buurt.json"))
    style = json.dumps(server.json(f"/v1/styles/{name}"))
    asked = set(re.findall(r'"(?:icon-image|fill-pattern)": "([^"]+)"', style))
    asked |= {i["icon"] for i in items_of(
        server, f"/v1/styles/{name}/legend?f=json") if "icon" in i}
    check.equal(asked - icons, set(), f"{name}: its icons are there")


def check_pictures(server, name):
    svg = xml.etree.ElementTree.fromstring(
        server.get(f"/v1/styles/{name}/legend").body)
    width, height, channels, data = png(
        server.get(f"/v1/styles/{name}/legend?f=png").body)
    check.equal((width, height), (2 * int(svg.get("width")),
                                  2 * int(svg.get("height"))),
                f"{name}: the PNG is twice the SVG")
    rows = [data[y * (width * channels + 1) + 1:][:width * channels]
            for y in range(height)]
    seen = {row[i:i + 3] for row in rows for i in range(0, len(row), channels)}
    colors = {i["color"] for i in items_of(
        server, f"/v1/styles/{name}/legend?f=json") if "color" in i}
    check.equal({c for c in colors if bytes.fromhex(c[1:]) not in seen}, set(),
                f"{name}: its colours are in the picture")
    titles = {t.text for t in svg.iter("{http://www.w3.org/2000/svg}text")}
    missing = {i["title"] for i in items_of(
        server, f"/v1/styles/{name}/legend?f=json")} - titles
    check.equal(missing, set(), f"{name}: its titles are in the SVG")


def main():
    with story.folder() as where:
        db = where / "buurt.sqlite"
        for name in ("gebieden", "misdrijven", "monumenten", "stembureaus",
                     "wegwerkzaamheden"):
            story.buurt("import", story.ROOT / "sample-data" / f"{name}.yaml",
                        "--db", db)
        with story.Server(db) as server:
            names = [s["id"] for s in server.json("/v1/styles")["styles"]]
            for name in names:
                check_contrast(server, name)
                check_icons_are_there(server, name)
                check_pictures(server, name)
            check_icons_contrast()
            check_classes(server)
            check_categories(server)
            check_glyphs(server)
            check_sprites(server)
    check.end()


main()
