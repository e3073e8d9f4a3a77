#!/usr/bin/env python3
"""Fails on a file or a function that is longer than a reader can hold.

Files: 500 lines, headers 120. Functions: 60 lines. Tests may be 600 lines
long: they hold tables of cases.
"""
import pathlib
import re
import sys

FILE_MAX, HEADER_MAX, TEST_MAX, FUNCTION_MAX = 500, 120, 600, 60
START = re.compile(r"^[A-Za-z_].*\)\s*$|^\s+.*\)\s*$")


def functions(lines):
    """(first line, length) of each function: a brace in column one opens it."""
    opened = None
    for number, line in enumerate(lines, 1):
        if line == "{" and START.match(lines[number - 2]):
            opened = number
        elif line == "}" and opened:
            yield opened, number - opened + 1
            opened = None


def check_file(name, path):
    lines = path.read_text().splitlines()
    limit = TEST_MAX if name.parts[0] == "tests" else \
        HEADER_MAX if path.suffix == ".h" else FILE_MAX
    if len(lines) > limit:
        yield f"{name}: {len(lines)} lines, more than {limit}"
    for first, length in functions(lines):
        if length > FUNCTION_MAX:
            yield f"{name}:{first}: a function of {length} lines, " \
                  f"more than {FUNCTION_MAX}"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    errors = []
    for top in ("core", "importers", "server", "styles", "tests", "bench"):
        for suffix in ("c", "h", "py", "js"):
            for path in sorted((root / top).rglob("*." + suffix)):
                errors += check_file(path.relative_to(root), path)
    print("\n".join(errors) if errors else "sizes: nothing is too long")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
