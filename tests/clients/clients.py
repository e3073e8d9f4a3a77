"""What the tests with real clients share: a server of known data, the source
files read on their own, and where the clients are."""

import csv
import datetime
import gzip
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "conformance"))

import serve  # noqa: E402
import story  # noqa: E402

TOOLS = pathlib.Path(os.environ.get("TOOLS", story.ROOT / "build/tools"))
MODULES = TOOLS / "node_modules"
MONUMENTS = story.ROOT / "sample-data" / "monumenten.csv"
CHARGE_POINTS = story.DATA / \
    "city/charge-points/laadpunten_nl_86k.derived.geojsonl.gz"
BOX = (6.54, 53.20, 6.58, 53.23)
KIND = "Religieuze gebouwen"


def decimal(text):
    return float(text.replace(",", "."))


def monument(row):
    day = datetime.datetime.strptime(row["inschrijving"], "%d-%m-%Y").date() \
        if row["inschrijving"] else None
    return {"id": int(row["rijksmonumentnummer"]),
            "place": (decimal(row["lengtegraad"]), decimal(row["breedtegraad"]))
            if row["lengtegraad"] else None,
            "hoofdcategorie": row["hoofdcategorie"] or None,
            "juridische_status": row["juridische_status"] or None,
            "bouwjaar": int(row["bouwjaar"]) if row["bouwjaar"] else None,
            "inschrijving": day.isoformat() if day else None,
            "straat": row["straat"] or None,
            "huisnummer": int(row["huisnummer"]) if row["huisnummer"] else
            None, "plaats": row["plaats"] or None}


def monuments():
    """The source file of the sample, by number."""
    with open(MONUMENTS, encoding="utf-8-sig", newline="") as source:
        found = map(monument, csv.DictReader(source, delimiter=";"))
        return {m["id"]: m for m in found}


def in_box(place, box=BOX):
    return place is not None and box[0] <= place[0] <= box[2] and \
        box[1] <= place[1] <= box[3]


def boxed(all_of_them):
    return {i for i, m in all_of_them.items() if in_box(m["place"])}


def of_kind(all_of_them, kind=KIND):
    return {i for i, m in all_of_them.items() if m["hoofdcategorie"] == kind}


def differences(feature, wanted):
    """What of a GeoJSON feature is not as in the source file."""
    got = dict(feature["properties"], id=feature["id"])
    names = [n for n in wanted if n not in ("place", "id")]
    wrong = {n: (got.get(n), wanted[n]) for n in names
             if as_text(got.get(n)) != as_text(wanted[n])}
    place = feature["geometry"] and tuple(feature["geometry"]["coordinates"])
    if not near(place, wanted["place"]):
        wrong["place"] = (place, wanted["place"])
    return wrong


def as_text(value):
    """Days are written with dashes or with slashes."""
    return str(value).replace("/", "-")


def near(place, wanted, off=1e-8):
    if place is None or wanted is None:
        return place == wanted
    return all(abs(a - b) <= off for a, b in zip(place, wanted))


def charge_points():
    """The source file of the charge points, in its order."""
    story.need_data(CHARGE_POINTS)
    with gzip.open(CHARGE_POINTS, "rt", encoding="utf-8") as source:
        return [json.loads(line.strip("\x1e\n")) for line in source
                if line.strip()]


def charge_points_manifest(where):
    """That of tests/manifests, without the areas of the country."""
    text = (story.MANIFESTS / "laadpunten.yaml").read_text()
    lines = [line for line in text.splitlines()
             if not line.startswith(("areas:", "source:"))]
    path = where / "laadpunten.yaml"
    path.write_text("\n".join(lines) +
                    f"\nsource: {{path: {CHARGE_POINTS}}}\n")
    return path


def program(name):
    found = shutil.which(name)
    if not found:
        story.skip(f"{name} is not installed (see tests/packages.txt)")
    return found


def need_tools(*names):
    for name in names:
        if not (MODULES / name).exists():
            story.skip(f"{name} is not in build/tools: run "
                       "tests/clients/install.sh")


def in_venv(module):
    """Goes on in build/tools/venv, which has newer clients than Debian."""
    python = TOOLS / "venv/bin/python"
    if "IN_VENV" not in os.environ and python.exists():
        os.environ["IN_VENV"] = "1"
        os.execv(python, [str(python), "-B", *sys.argv])
    if importlib.util.find_spec(module) is None or not python.exists():
        story.skip(f"{module} is not in build/tools: run "
                   "tests/clients/install.sh")


def output(*command, **environment):
    """What a client prints; its failure is the test's."""
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=600,
        env=dict(os.environ, TZ="UTC", PROJ_NETWORK="OFF", **environment))
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} ended with "
                         f"{done.returncode}:\n{done.stdout[-2000:]}"
                         f"{done.stderr[-2000:]}")
    return done.stdout


def in_chromium(script, *arguments):
    """What a script beside this file prints that uses Chromium."""
    return json.loads(output(program("node"), HERE / script, *arguments,
                             TOOLS=str(TOOLS), CHROMIUM=program("chromium")))


def has_wfs(server):
    """Whether the server speaks WFS; the tests of it wait until it does."""
    url = "/v1/wfs?service=WFS&request=GetCapabilities"
    if server.get(url).status == 200:
        return True
    print("skipped: the server has no /v1/wfs")
    return False


__all__ = ["serve", "story"]
