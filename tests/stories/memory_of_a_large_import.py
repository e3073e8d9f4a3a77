#!/usr/bin/env python3
"""Memory stays bounded however large the source is. A million rows stay under
400 MB, half of which is the spool, mapped; a larger spool is read in pieces, so
ten million stay under 512 MB: BUURT_STORY_ROWS=10000000 shows it."""
import os
import sys

import story
from files_as_people_make_them import AREAS, AREAS_YAML, write_areas

ROWS = int(os.environ.get("BUURT_STORY_ROWS", 1_000_000))
LIMIT_MB = 400 if ROWS <= 1_000_000 else 512
YAML = """
id: veel
kind: features
title: Veel
source: {path: veel.csv, crs: EPSG:4326, x: x, y: y}
id-field: id
areas: gebieden
aggregate: {by: [soort], time: dag, measures: [getal]}
"""


def write_rows(path, count):
    """Ids in no order, places all over the areas and beside them."""
    with open(path, "w") as out:
        out.write("id,x,y,soort,dag,getal\n")
        for i in range(count):
            out.write(f"{i * 7919 % 10000019},{6.45 + i * 7907 % 200003 / 1e6},"
                      f"{53.19 + i * 6007 % 70001 / 1e6},s{i % 9},"
                      f"20{i % 9 + 15}-{i % 12 + 1:02}-{i % 28 + 1:02},"
                      f"{i % 1000}\n")


def peak_mb(folder, count):
    """The most memory that an import of so many rows had at one time."""
    write_rows(folder / "veel.csv", count)
    db = folder / f"{count}.sqlite"
    story.buurt("import", folder / "gebieden.yaml", "--db", db)
    process = story.start(["import", folder / "veel.yaml", "--db", db])
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"the import ended with {process.returncode}")
    db.unlink()
    return usage.ru_maxrss / 1024


def main():
    if os.environ.get("BUILD_TYPE", "Release") != "Release":
        story.skip("a sanitizer's memory says nothing")
    checks = story.Checks()
    with story.folder() as folder:
        (folder / "gebieden.yaml").write_text(AREAS_YAML)
        (folder / "veel.yaml").write_text(YAML)
        write_areas(folder, AREAS)
        peak = peak_mb(folder, ROWS)
        checks.that(peak < LIMIT_MB, f"{ROWS} rows took {peak:.0f} MB of "
                    f"{LIMIT_MB}")
    checks.end()


if __name__ == "__main__":
    main()
