#!/usr/bin/env python3
"""Every row of docs/conformance.md leads to a test that is there."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "conformance.md"
ROW = re.compile(r"^\| [☑☐] (.+?) \| .*\[[^\]]+\]\(([^)]+)\) `(.+?)` \|$")


def fault(line):
    row = ROW.match(line)
    if not row:
        return "leads to no test"
    path = (PAGE.parent / row[2]).resolve()
    if not path.is_file():
        return f"{row[2]} is not there"
    if row[3] not in re.sub(r'"\s+f?"', "", path.read_text()):
        return f"{row[2]} has no test {row[3]}"
    return None


def main():
    rows = [line for line in PAGE.read_text().splitlines()
            if line.startswith(("| ☑", "| ☐"))]
    faults = [f"{line}\n    {found}" for line in rows
              if (found := fault(line))]
    print("\n".join(faults) or f"{len(rows)} rows lead to their tests")
    sys.exit(1 if faults or len(rows) < 60 else 0)


main()
