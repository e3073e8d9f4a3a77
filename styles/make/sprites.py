#!/usr/bin/env python3
"""Makes a sheet of icons, as MapLibre takes it, at one and two pixels a pixel.

    sprites.py RSVG-CONVERT FOLDER/NAME ICON.svg...

Out come NAME.json and NAME.png, NAME@2x.json and NAME@2x.png, and NAME@2x.rgba:
the pixels of the last as they are, four bytes each, for legends.
"""
import json
import pathlib
import struct
import subprocess
import sys
import zlib

SHEET_WIDTH = 256  # of the sheet at one pixel a pixel


def chunks(png):
    at = 8
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at:at + 8])
        yield kind, png[at + 8:at + 8 + size]
        at += size + 12


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def unfilter(kind, line, above):
    """One line of a PNG (section 9 of its specification), 4 bytes a pixel."""
    out = bytearray(line)
    for i, value in enumerate(line):
        a = out[i - 4] if i >= 4 else 0
        c = above[i - 4] if i >= 4 else 0
        b = above[i]
        out[i] = (value + (0, a, b, (a + b) // 2, paeth(a, b, c))[kind]) & 255
    return out


def read_png(png):
    """(width, height, lines of RGBA) of what rsvg-convert writes."""
    parts = list(chunks(png))
    width, height, depth, color, _, _, interlaced = struct.unpack(
        ">IIBBBBB", parts[0][1])
    if (depth, color, interlaced) != (8, 6, 0):
        sys.exit("sprites: not RGBA of 8 bits")
    data = zlib.decompress(b"".join(body for kind, body in parts
                                    if kind == b"IDAT"))
    lines, above = [], bytes(width * 4)
    for y in range(height):
        start = y * (width * 4 + 1)
        above = unfilter(data[start], data[start + 1:start + 1 + width * 4],
                         above)
        lines.append(above)
    return width, height, lines


def write_png(width, lines):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + \
            struct.pack(">I", zlib.crc32(kind + body))
    head = struct.pack(">IIBBBBB", width, len(lines), 8, 6, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes(line) for line in lines), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + \
        chunk(b"IDAT", data) + chunk(b"IEND", b"")


def make_sheet(convert, icons, ratio):
    """Icons from left to right, in rows as high as the highest in them."""
    index, x, y, high, placed = {}, 0, 0, 0, []
    for icon in sorted(icons, key=lambda icon: icon.stem):
        png = subprocess.run([convert, "-z", str(ratio), str(icon)],
                             check=True, stdout=subprocess.PIPE).stdout
        width, height, lines = read_png(png)
        if x + width > SHEET_WIDTH * ratio:
            x, y, high = 0, y + high, 0
        placed.append((x, y, lines))
        index[icon.stem] = {"x": x, "y": y, "width": width, "height": height,
                            "pixelRatio": ratio}
        x, high = x + width, max(high, height)
    sheet = [bytearray(SHEET_WIDTH * ratio * 4) for _ in range(y + high)]
    for left, top, lines in placed:
        for i, line in enumerate(lines):
            sheet[top + i][left * 4:left * 4 + len(line)] = line
    return index, sheet


def main():
    convert, name = sys.argv[1], sys.argv[2]
    icons = [pathlib.Path(path) for path in sys.argv[3:]]
    pathlib.Path(name).parent.mkdir(parents=True, exist_ok=True)
    for ratio, tail in ((1, ""), (2, "@2x")):
        index, sheet = make_sheet(convert, icons, ratio)
        pathlib.Path(name + tail + ".json").write_text(
            json.dumps(index, indent=1, sort_keys=True) + "\n")
        pathlib.Path(name + tail + ".png").write_bytes(
            write_png(SHEET_WIDTH * ratio, sheet))
        if ratio == 2:
            pathlib.Path(name + tail + ".rgba").write_bytes(b"".join(sheet))


if __name__ == "__main__":
    main()
