#!/usr/bin/env python3
"""The command line, as scripts meet it: exit statuses, what goes to stdout and
what to stderr, and that a stopped import changes nothing.

    run.py PATH_OF_BUURT
"""
import json
import os
import signal
import subprocess
import sys
import tempfile

BUURT = sys.argv[1]
HEAD = "id: m\nkind: statistics\ntitle: M\nsource: {path: m.csv}\n"
GOOD = HEAD + ("area: {field: code}\nperiod: {field: jaar, format: year}\n"
               "measures: [{name: n}]\n")
AREAS = ("id: places\nkind: areas\ntitle: P\nvintage: 2020\nlevels:\n"
         "  gemeente: {path: places.geojson, code: code}\n")
FILES = {
    "m.csv": "code,jaar,n\nGM0014,2023,3\nGM0037,2023,\n",
    "bad.csv": "code,jaar,n\nGM0014,2023,3\nGM0014,2023,4\n",
    "m.yaml": GOOD,
    "bad.yaml": GOOD.replace("m.csv", "bad.csv"),
    "wrong.yaml": GOOD + "colour: red\n",
    "absent.yaml": GOOD.replace("m.csv", "absent.csv"),
    "areas.yaml": GOOD + "areas: gebieden\n",
    "places.geojson": json.dumps({
        "type": "FeatureCollection", "features": [{
            "type": "Feature", "properties": {"code": "GM0014"},
            "geometry": {"type": "Polygon", "coordinates": [
                [[6, 53], [6.1, 53], [6.1, 53.1], [6, 53]]]}}]}),
    "places.yaml": AREAS,
    "crs.yaml": "id: crs\nkind: features\ntitle: C\n"
                "source: {path: places.geojson, crs: EPSG:99999}\n",
    "others.yaml": AREAS.replace("id: places", "id: others"),
    "gemeenten.yaml": GOOD.replace("id: m", "id: gemeenten"),
    "of-places.yaml": GOOD.replace("id: m", "id: of-places") +
                      "areas: places\n",
    "no-places.yaml": GOOD.replace("id: m", "id: places"),
    "no.sqlite": "This is no database, however long one looks at it." * 100,
}

# arguments, exit status, part of stdout, part of stderr
CASES = [
    ("", 2, "", "no command given"),
    ("--help", 0, "usage: buurt import", ""),
    ("--version", 0, "buurt ", ""),
    ("fly", 2, "", "unknown command fly"),
    ("list", 4, "", "buurt.sqlite: No such file"),
    ("import --help", 0, "Exit status:", ""),
    ("import", 2, "", "no manifest given"),
    ("import --fast m.yaml", 2, "", "unknown option --fast"),
    ("import --db", 2, "", "--db needs a value"),
    ("import --dry-run=yes m.yaml", 2, "", "--dry-run takes no value"),
    ("import m.yaml m.yaml --from x", 2, "", "--from goes with one manifest"),
    ("import nowhere.yaml", 2, "", "nowhere.yaml: No such file"),
    ("import wrong.yaml", 2, "", "wrong.yaml:8: unknown key 'colour'"),
    ("import m.yaml wrong.yaml", 2, "", "unknown key"),
    ("import areas.yaml", 2, "", "'gebieden' is not in the database"),
    ("import crs.yaml", 2, "", "crs.yaml: EPSG:99999 is not a coordinate"),
    ("import absent.yaml", 3, "", "absent.csv"),
    ("import m.yaml --db no.sqlite", 4, "", "no.sqlite"),
    ("import m.yaml --db nowhere/b.sqlite", 4, "", "nowhere/b.sqlite"),
    ("import --dry-run m.yaml --db new.sqlite", 0, "m: would be published", ""),
    ("import m.yaml", 0, "m: published\n2 rows read, 2 kept, 0 refused", ""),
    ("import bad.yaml", 1, "m: nothing changed", "1 row was refused"),
    ("import m.yaml --from bad.csv", 1, "refused: duplicate-key (1)", ""),
    ("list", 0, "m        statistics        1          2", ""),
    ("list --json", 0, '"version":1', ""),
    ("list --fast", 2, "", "unknown option --fast"),
    ("show m", 0, "last import", ""),
    ("show m --json", 0, '"report":{"rows":{"read":2', ""),
    ("show", 2, "", "which dataset?"),
    ("show n", 2, "", "there is no dataset 'n'"),
    ("import m.yaml --progress=none --json", 0, '"published":true', ""),
    ("show m", 0, "version 2", ""),
    ("import places.yaml of-places.yaml", 0, "of-places: published", ""),
    ("import --dry-run others.yaml", 2, "",
     "others.yaml: the collection 'gemeenten' belongs to the dataset 'places'"),
    ("import others.yaml", 2, "", "'gemeenten' belongs to the dataset 'places'"),
    ("import gemeenten.yaml", 2, "", "'gemeenten' belongs to the dataset 'places'"),
    ("import --dry-run no-places.yaml", 2, "", "cannot become statistics"),
    ("import no-places.yaml", 2, "",
     "no-places.yaml: 'places' holds the areas that 'of-places' takes its"),
    ("show places", 0, "places: areas, public, version 1", ""),
    ("remove m --json", 2, "", "unknown option --json"),
    ("remove m", 0, "m: removed", ""),
    ("remove m", 2, "", "m"),
]


def run(folder, arguments):
    return subprocess.run([BUURT, *arguments.split()], cwd=folder, text=True,
                          capture_output=True, timeout=60,
                          env={k: v for k, v in os.environ.items()
                               if k != "BUURT_DB"})


def check_cases(folder):
    failures = 0
    for arguments, status, out, err in CASES:
        got = run(folder, arguments)
        if (got.returncode, out in got.stdout, err in got.stderr) != (
                status, True, True):
            failures += 1
            print(f"FAILED buurt {arguments}\n  status {got.returncode}, "
                  f"wanted {status}\n  {got.stdout}{got.stderr}")
    if os.path.exists(os.path.join(folder, "new.sqlite")):
        failures += 1
        print("FAILED a dry run made a database")
    return failures


def check_environment(folder):
    env = {**os.environ, "BUURT_DB": "other.sqlite"}
    subprocess.run([BUURT, "import", "m.yaml"], cwd=folder, env=env,
                   capture_output=True, check=True, timeout=60)
    return not os.path.exists(os.path.join(folder, "other.sqlite"))


def check_stop(folder):
    """A signal in the middle of a long import: nothing is published."""
    with open(os.path.join(folder, "long.csv"), "w") as out:
        out.write("code,jaar,n\n")
        for i in range(400000):
            out.write(f"GM{i % 10000:04},{2000 + i // 10000},{i}\n")
    run(folder, "import m.yaml --db stop.sqlite")
    process = subprocess.Popen(
        [BUURT, *"import m.yaml --from long.csv --db stop.sqlite "
         "--progress=json".split()],
        cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    lines = [json.loads(process.stdout.readline())]
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)
    lines += [json.loads(line) for line in out.splitlines()]
    shown = run(folder, "show m --db stop.sqlite").stdout
    ok = (process.returncode == -signal.SIGTERM and "nothing changed" in err
          and "statistics, public, version 1\n" in shown
          and all(line["progress"]["dataset"] == "m" for line in lines))
    if not ok:
        print(f"FAILED stop: status {process.returncode}, {err}{shown}")
    return not ok


def check_no_grid(folder):
    """A server that cannot give RD says so when it starts."""
    run(folder, "import m.yaml --db grid.sqlite")
    process = subprocess.Popen(
        [BUURT, *"serve --db grid.sqlite --listen 127.0.0.1:0".split()],
        cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PROJ_DATA": folder, "PROJ_NETWORK": "OFF",
             "HOME": folder})
    started = process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    err = process.communicate(timeout=60)[1]
    # PROJ looks in its system folder, too, where the grid may be installed.
    system = os.path.exists("/usr/share/proj/nl_nsgi_rdcorr2018.tif")
    ok = (started.startswith("listening") and
          ("RD is not offered: EPSG:28992 needs the grid" in err) != system)
    if not ok:
        print(f"FAILED no grid: {started}{err}")
    return not ok


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            with open(os.path.join(folder, name), "w") as out:
                out.write(text)
        failures = check_cases(folder)
        failures += check_environment(folder)
        failures += check_stop(folder)
        failures += check_no_grid(folder)
    print(f"{len(CASES) + 3 - failures} passed, {failures} failed")
    return failures > 0


sys.exit(main())
