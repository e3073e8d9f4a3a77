#!/usr/bin/env python3
"""The layer check must itself fail where it should."""
import pathlib
import subprocess
import sys
import tempfile

CHECK = pathlib.Path(__file__).with_name("layers.py")

CASES = [
    ("core/base/x.c", '#include "geo/geom.h"', False),
    ("core/base/x.c", "#include <stdlib.h>", True),
    ("core/geo/x.c", '#include "base/str.h"', True),
    ("core/geo/x.c", "#include <sqlite3.h>", False),
    ("core/store/x.c", "#include <sqlite3.h>", False),
    ("core/store/spatialite/x.c", "#include <sqlite3.h>", True),
    ("core/store/x.c", '#include "server/http.h"', False),
    ("importers/x.c", '#include "server/http.h"', False),
    ("importers/x.c", "#include <gdal.h>", False),
    ("importers/gdal.c", "#include <gdal.h>", True),
    ("server/x.c", '#include "store/query.h"', True),
    ("server/x.c", '#include "importers/manifest.h"', False),
    ("server/x.c", "#include <microhttpd.h>", False),
    ("core/other/x.c", "", False),
]


def passes(file, line):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, file)
        path.parent.mkdir(parents=True)
        path.write_text(line + "\n")
        done = subprocess.run([sys.executable, CHECK, folder],
                              capture_output=True)
        return done.returncode == 0


wrong = [case for case in CASES if passes(case[0], case[1]) != case[2]]
for case in wrong:
    print("wrong verdict:", case)
sys.exit(1 if wrong else 0)
