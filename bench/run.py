#!/usr/bin/env python3
"""Measures Buurt beside other programs, in turn, in one run on one machine.

Every line is: what, ours, theirs, unit, the median of the ratios, the ratio we
aim at. Usage: run.py [PART]..., of those in PARTS.
"""
import importlib
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))

# What `queries` ends with is not measured twice.
BY_ITSELF = ["download"]
PARTS = ["import", "items", "aggregate", "ready", "download", "queries",
         "tiles", "ready-tiles", "pan", "export"]


def main():
    wanted = sys.argv[1:] or [p for p in PARTS if p not in BY_ITSELF]
    unknown = set(wanted) - set(PARTS)
    if unknown:
        raise SystemExit(f"no measurement {', '.join(unknown)}; "
                         f"there are: {', '.join(PARTS)}")
    print(f"{'':<44} {'ours':>12} {'theirs':>12} {'':<8} {'ratio':>7} "
          f"{'aim':>6}")
    good = True
    with tempfile.TemporaryDirectory(prefix="buurt-bench-") as folder:
        for part in wanted:
            good &= importlib.import_module(
                "bench_" + part.replace("-", "_")).run(folder)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
