#!/usr/bin/env python3
"""Fails when a fuzz target has no row in tests/fuzz/README.md or no corpus, or
when the table names a target that is not there."""
import pathlib
import re
import sys


def check(folder):
    targets = {path.stem for path in folder.glob("fuzz_*.c")}
    table = {name for line in (folder / "README.md").read_text().splitlines()
             if line.startswith("|")
             for name in re.findall(r"`(fuzz_\w+)`", line)}
    for name in sorted(targets - table):
        yield f"{name} has no row in tests/fuzz/README.md"
    for name in sorted(table - targets):
        yield f"{name} is in tests/fuzz/README.md, but there is no {name}.c"
    for name in sorted(targets):
        corpus = folder / "corpus" / name.removeprefix("fuzz_")
        if not any(corpus.glob("*")):
            yield f"{name} has no inputs in {corpus.relative_to(folder)}"


def main():
    errors = list(check(pathlib.Path(sys.argv[1]) / "tests/fuzz"))
    print("\n".join(errors) if errors else "fuzz table: complete")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
