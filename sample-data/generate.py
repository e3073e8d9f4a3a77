#!/usr/bin/env python3
"""Makes the sample data: a Groningen that is recognisable and invented.

    sample-data/generate.py            writes the files beside this script
    sample-data/generate.py --check    compares them with what it would write

Every run gives the same bytes (SEED, no clock, no network, nothing but the
standard library). Only random() is asked of the generator, because its other
methods differ between versions of Python.
"""

import json
import random
import sys
from pathlib import Path

import places
from tiling import Noise, Tiling, is_inside, ring_area

SEED = 14
KM_PER_DEGREE = 111.32
COSINE = 0.599  # of 53.2 degrees
GEMEENTE = "GM0014"
HERE = Path(__file__).resolve().parent


def to_plane(point):
    lon, lat = point
    return ((lon - places.CENTRE[0]) * KM_PER_DEGREE * COSINE,
            (lat - places.CENTRE[1]) * KM_PER_DEGREE)


def to_lonlat(point):
    x, y = point
    return [round(places.CENTRE[0] + x / KM_PER_DEGREE / COSINE, 6),
            round(places.CENTRE[1] + y / KM_PER_DEGREE, 6)]


class Dice:
    """What is drawn by lot, all from one random()."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, n):
        return int(self.random() * n)

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def one(self, things):
        return things[self.below(len(things))]

    def chance(self, p):
        return self.random() < p

    def weighted(self, things):
        """things: (thing, weight) pairs."""
        left = self.random() * sum(weight for _, weight in things)
        for thing, weight in things:
            left -= weight
            if left < 0:
                return thing
        return things[-1][0]

    def around(self, mean):
        """A whole number near `mean`, never negative, rarely far away."""
        spread = sum(self.random() for _ in range(4)) / 2 - 1
        whole = mean * (1 + 0.6 * spread)
        return int(whole) + (self.random() < whole - int(whole))


class Buurt:
    def __init__(self, wijk, number, name, lon, lat):
        self.wijkcode = f"WK0014{wijk:02d}"
        self.code = f"BU0014{wijk:02d}{number:02d}"
        self.wijknaam = places.WIJKEN[wijk][0]
        self.name = name
        self.seed = to_plane((lon, lat))
        self.is_within_canals = name.startswith("Binnenstad")
        self.inhabitants = None

    def distance(self):
        x, y = self.seed
        return (x * x + y * y) ** 0.5


class Town:
    """The buurten and their borders; knows how to find a place in one."""

    def __init__(self, dice):
        self.dice = dice
        self.buurten = [Buurt(w, i, *buurt)
                        for w, (_, buurten) in enumerate(places.WIJKEN)
                        for i, buurt in enumerate(buurten)]
        self.canals = [to_plane(p) for p in places.DIEPENRING]
        self.noise = Noise(dice.random, 0.7), Noise(dice.random, 0.7)
        self.tiling = Tiling(dice.random, 0.085)
        self.tiling.fill([to_plane(p) for p in places.OUTLINE], self.nearest)
        self.tiling.draw()
        self.cells = [[] for _ in self.buurten]
        for key in sorted(self.tiling.cells):
            self.cells[self.tiling.cells[key]].append(key)
        for i, buurt in enumerate(self.buurten):
            buurt.inhabitants = self.settle(buurt, len(self.cells[i]))

    def nearest(self, x, y):
        is_within = is_inside((x, y), self.canals)
        reach = 0.0 if is_within else 0.16
        x += reach * self.noise[0].at(x, y)
        y += reach * self.noise[1].at(x, y)
        best, least = 0, 1e9
        for i, buurt in enumerate(self.buurten):
            if buurt.is_within_canals == is_within:
                dx, dy = x - buurt.seed[0], y - buurt.seed[1]
                if dx * dx + dy * dy < least:
                    best, least = i, dx * dx + dy * dy
        return best

    def settle(self, buurt, cell_count):
        """Inhabitants: dense in town, in fives, unknown where few live."""
        if buurt.name in ("Eemspoort", "Driebond", "Roodehaan", "Westpoort",
                          "Winschoterdiep", "Stadspark", "Selwerderhof"):
            return None
        km2 = cell_count * 0.0188
        density = 9000 / (1 + (buurt.distance() / 2.1) ** 3)
        people = min(self.dice.around(km2 * density), 9500)
        return people // 5 * 5 if people >= 50 else None

    def rings(self, index):
        shapes = []
        for ring in self.tiling.rings[index]:
            points = [to_lonlat(self.tiling.corners[k]) for k in ring]
            shapes.append(points + points[:1])
        return sorted(shapes, key=lambda r: -ring_area(r[:-1]))

    def place_in(self, index):
        x, y = self.tiling.place(self.dice.one(self.cells[index]))
        reach = self.tiling.side
        return (x + (self.dice.random() - 0.5) * reach,
                y + (self.dice.random() - 0.5) * reach)

    def street(self, index):
        name = self.buurten[index].name.replace(" ", "-").split("-")[0]
        return self.dice.one(places.STREETS + [f"{name}weg", f"{name}laan"])


def feature(identity, geometry, properties):
    member = {"type": "Feature"}
    if identity is not None:
        member["id"] = identity
    member["geometry"] = geometry
    member["properties"] = properties
    return member


def geojson(name, features):
    """One feature a line: small, and readable in a diff."""
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":"))
             for f in features]
    return ('{"type":"FeatureCollection","name":"%s","features":[\n' % name
            + ",\n".join(lines) + "\n]}\n")


def make_buurten(town):
    features = []
    for i, buurt in enumerate(town.buurten):
        features.append(feature(
            None, {"type": "Polygon", "coordinates": town.rings(i)},
            {"buurtcode": buurt.code, "buurtnaam": buurt.name,
             "wijkcode": buurt.wijkcode, "gemeentecode": GEMEENTE,
             "aantal_inwoners": buurt.inhabitants}))
    return geojson("buurten", features)


def draw_year(dice, category):
    if category == "Archeologie" or dice.chance(0.06):
        return ""
    if dice.chance(0.35):
        return dice.between(1880, 1938)
    return dice.between(1450, 1900)


def make_monumenten(dice, town):
    weights = [(i, len(town.cells[i]) ** 0.5 /
                (0.15 + (b.distance() / 0.9) ** 2))
               for i, b in enumerate(town.buurten)]
    lines = ["rijksmonumentnummer;hoofdcategorie;juridische_status;bouwjaar;"
             "inschrijving;straat;huisnummer;plaats;lengtegraad;breedtegraad"]
    number = 900000
    for row in range(3000):
        number += dice.between(1, 9)
        index = dice.weighted(weights)
        category = dice.weighted(places.HOOFDCATEGORIEEN)
        lon, lat = to_lonlat(town.place_in(index))
        where = f"{lon};{lat}".replace(".", ",")
        if row % 214 == 100:
            where = ";"
        town_name = "Haren" if town.buurten[index].wijkcode == "WK001413" \
            else "Groningen"
        lines.append(";".join(map(str, [
            number, category,
            "rijksmonument" if dice.chance(0.97) else "in procedure",
            draw_year(dice, category),
            "%02d-%02d-%d" % (dice.between(1, 28), dice.between(1, 12),
                              dice.weighted([(1970, 4), (1971, 3), (1973, 3),
                                             (1995, 2), (1999, 3), (2001, 2),
                                             (2004, 1), (2012, 1)])),
            town.street(index), dice.between(1, 180), town_name, where])))
    return "\n".join(lines) + "\n"


def monthly_rate(buurt, code, month):
    """What ten thousand inhabitants see, times what this place adds."""
    rate = {c: r for c, _, r in places.SOORTEN}[code]
    centre = 1 + 4 / (1 + buurt.distance() ** 2)
    season = 1 + 0.25 * (1 - abs(month - 7) / 3)
    people = (buurt.inhabitants or 150) + 400 / (1 + buurt.distance())
    return rate * centre * season * people / 10000


def make_misdrijven(dice, town):
    """Small buurten are withheld until July 2024, as if published later."""
    lines = ["ID;SoortMisdrijf;WijkenEnBuurten;Perioden;"
             "GeregistreerdeMisdrijven_1"]
    row = 0
    for code, _, _ in places.SOORTEN:
        for buurt in town.buurten:
            for month in range(36):
                period = "%dMM%02d" % (2023 + month // 12, month % 12 + 1)
                count = dice.around(monthly_rate(buurt, code, month % 12 + 1))
                if buurt.inhabitants is None and month < 18:
                    count = ""
                lines.append(f"{row};{code:6};{buurt.code};{period};{count}")
                row += 1
        for month in range(36):  # what could not be given a buurt
            period = "%dMM%02d" % (2023 + month // 12, month % 12 + 1)
            lines.append(f"{row};{code:6};BU00149999;{period};{dice.below(3)}")
            row += 1
    return "\n".join(lines) + "\n"


def make_soorten():
    return "code;label\n" + "".join(f"{code};{label}\n"
                                    for code, label, _ in places.SOORTEN)


def opening_hours(dice, kind):
    if kind == "bijzonder":
        return dice.one([("10:00:00", "17:00:00"), ("08:00:00", "16:30:00"),
                         ("12:00:00", "20:00:00")])
    if kind == "mobiel":
        return dice.one([("07:30:00", "12:00:00"), ("13:00:00", "17:30:00"),
                         ("18:00:00", "21:00:00")])
    return "07:30:00", "21:00:00"


def accessibility(dice):
    def yes(p):
        return "ja" if dice.chance(p) else "nee"
    is_accessible = dice.chance(0.9)
    return {
        "Toegankelijk voor mensen met een lichamelijke beperking":
            "ja" if is_accessible else "nee",
        "Toegankelijke ov-halte": dice.one(["ja", "nee", ""]),
        "Toilet": dice.one(["ja", "ja, toegankelijk toilet", "nee", ""]),
        "Host": yes(0.3),
        "Geleidelijnen": dice.one(["buiten en binnen", "buiten", "nee", ""]),
        "Stemmal met audio-ondersteuning": yes(0.2),
        "Kandidatenlijst in braille": yes(0.1),
        "Kandidatenlijst met grote letters": yes(0.9),
        "Gebarentolk (NGT)": dice.one(["op afstand", "nee", "nee", ""]),
        "Gebarentalig stembureaulid (NGT)": yes(0.05),
        "Akoestiek geschikt voor slechthorenden": dice.one(["ja", "nee", ""]),
        "Prikkelarm": yes(0.15),
        "Prokkelduo": yes(0.05),
        "Extra toegankelijkheidsinformatie":
            "" if is_accessible else "Drempel van 6 cm bij de ingang",
    }


def make_stembureaus(dice, town):
    homes = [(i, b.inhabitants ** 0.5)
             for i, b in enumerate(town.buurten) if b.inhabitants]
    features, taken = [], {}
    for number in range(1, 121):
        index = homes[number - 1][0] if number <= len(homes) \
            else dice.weighted(homes)
        building, use = dice.one(places.STEMLOKALEN)
        kind = "mobiel" if number > 114 else \
            dice.weighted([("regulier", 92), ("bijzonder", 8)])
        name = f"{building} {town.buurten[index].name}"
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            name += f" {taken[name]}"
        lon, lat = to_lonlat(town.place_in(index))
        opens, closes = opening_hours(dice, kind)
        identity = f"NLODS{GEMEENTE}stembureaus20260318{number:03d}"
        properties = {
            "ID": identity, "Gemeente": "Groningen",
            "CBS gemeentecode": GEMEENTE, "Nummer stembureau": number,
            "Naam stembureau": name, "Type stembureau": kind,
            "Gebruiksdoel van het gebouw": use,
            "BAG Nummeraanduiding ID": "0000000000000000",
            "Straatnaam": town.street(index),
            "Huisnummer": str(dice.between(1, 180)), "Plaats": "Groningen",
            "Extra adresaanduiding": "Verzonnen adres",
            "Latitude": lat, "Longitude": lon,
            "Openingstijd": f"2026-03-18T{opens}",
            "Sluitingstijd": f"2026-03-18T{closes}",
            **accessibility(dice),
            "Overige informatie": "", "Kieskring ID": "Groningen",
            "Tellocatie": "ja" if dice.chance(0.8) else "nee",
            "Contactgegevens gemeente":
                "Team Verkiezingen, verkiezingen@voorbeeld.example",
            "Verkiezingswebsite gemeente":
                "https://voorbeeld.example/verkiezingen",
            "Verkiezingen": "gemeenteraadsverkiezingen",
        }
        features.append(feature(
            identity, {"type": "Point", "coordinates": [lon, lat]},
            properties))
    return geojson("stembureaus", features)


def walk(dice, start, steps, length):
    points, (x, y) = [start], start
    dx, dy = dice.random() - 0.5, dice.random() - 0.5
    for _ in range(steps):
        size = (dx * dx + dy * dy) ** 0.5 or 1
        x, y = x + dx / size * length, y + dy / size * length
        points.append((x, y))
        dx += (dice.random() - 0.5) * size * 0.6
        dy += (dice.random() - 0.5) * size * 0.6
    return points


def work_geometry(dice, town):
    index = dice.weighted([(i, len(c)) for i, c in enumerate(town.cells)])
    start = town.place_in(index)
    shape = dice.weighted([("LineString", 60), ("Polygon", 20), ("Point", 15),
                           ("MultiLineString", 5)])
    if shape == "Point":
        coordinates = to_lonlat(start)
    elif shape == "Polygon":
        x, y = start
        w, h = 0.03 + dice.random() * 0.1, 0.03 + dice.random() * 0.1
        ring = [(x - w, y - h), (x + w, y - h * 0.8), (x + w * 0.9, y + h),
                (x - w, y + h)]
        coordinates = [[to_lonlat(p) for p in ring + ring[:1]]]
    else:
        lines = [walk(dice, start, dice.between(2, 7), 0.06)
                 for _ in range(2 if shape == "MultiLineString" else 1)]
        coordinates = [[to_lonlat(p) for p in line] for line in lines]
        if shape == "LineString":
            coordinates = coordinates[0]
    return index, {"type": shape, "coordinates": coordinates}


def make_wegwerkzaamheden(dice, town):
    features = []
    for number in range(1, 81):
        index, geometry = work_geometry(dice, town)
        kind, words = dice.one(places.WERK)
        street = town.street(index)
        month = dice.below(18)
        start = "%d-%02d-%02d" % (2025 + (month + 9) // 12,
                                  (month + 9) % 12 + 1, dice.between(1, 28))
        until = month + dice.between(1, 8)
        end = "%d-%02d-%02d" % (2025 + (until + 9) // 12,
                                (until + 9) % 12 + 1, dice.between(1, 28))
        identity = f"W{number:04d}"
        features.append(feature(identity, geometry, {
            "werknummer": identity, "omschrijving": f"{words}, {street}",
            "soort": kind, "straat": street,
            "hinder": dice.weighted([("geen", 2), ("beperkt", 5),
                                     ("groot", 3)]),
            "afgesloten": dice.chance(0.4),
            "start": f"{start}T07:00:00",
            "einde": None if dice.chance(0.15) else f"{end}T17:00:00"}))
    return geojson("wegwerkzaamheden", features)


def make_all():
    """name -> text. Each set has dice of its own, so that a change in one
    leaves the others as they were."""
    town = Town(Dice(SEED))
    files = {"buurten.geojson": make_buurten(town),
             "soorten.csv": make_soorten()}
    for i, (name, make) in enumerate([
            ("monumenten.csv", make_monumenten),
            ("misdrijven.csv", make_misdrijven),
            ("stembureaus.geojson", make_stembureaus),
            ("wegwerkzaamheden.geojson", make_wegwerkzaamheden)]):
        town.dice = Dice(SEED + 1 + i)
        files[name] = make(town.dice, town)
    return files


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    status = 0
    for name, text in make_all().items():
        path = HERE / name
        if not arguments:
            path.write_bytes(text.encode())
        elif not path.exists() or path.read_bytes() != text.encode():
            print(f"{name} is not what generate.py makes", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main(sys.argv[1:]))
