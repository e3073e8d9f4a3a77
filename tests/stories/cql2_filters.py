#!/usr/bin/env python3
"""What a filter in CQL2 selects is what PostGIS selects with the same thing
said in SQL.

The filters stand in cql2_filters.txt, each above its SQL. They are asked of
the countries, places and rivers of Natural Earth on which OGC tests CQL2.
"""

import pathlib
import string
import urllib.parse

from story import DATA, Checks, PostGIS, Server, folder, import_all, need_data

NAMES = ("countries", "places", "rivers")
LAYERS = dict(zip(NAMES, ("ne_110m_admin_0_countries",
                          "ne_110m_populated_places_simple",
                          "ne_110m_rivers_lake_centerlines")))
SOURCE = DATA / "../conformance/cql2/data/ne110m4cql2.gpkg"
TABLE = pathlib.Path(__file__).with_suffix(".txt")
AT_LEAST = 150

# Text is ordered by code point there, as in CQL2 here; and Russia, whose border
# lies a hair outside the world, is refused at import. Times without a zone are
# those of Amsterdam at import, and those of UTC to ogr2ogr.
PREPARATION = r"""
SET client_min_messages = error;
SET timezone = 'UTC';
CREATE FUNCTION casei(t text) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT replace(lower(t COLLATE "und-x-icu"), 'ς', 'σ') COLLATE "C" $$;
CREATE FUNCTION accenti(t text) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT normalize(regexp_replace(normalize(t, NFD),
                                       '[\u0300-\u036f]', '', 'g'), NFC) $$;
CREATE FUNCTION wkt(t text) RETURNS geometry LANGUAGE sql IMMUTABLE AS
    $$ SELECT ST_GeomFromText(t, 4326) $$;
CREATE FUNCTION box(a float8, b float8, c float8, d float8)
    RETURNS geometry LANGUAGE sql IMMUTABLE AS
    $$ SELECT ST_MakeEnvelope(a, b, c, d, 4326) $$;
DO $$ DECLARE c record; BEGIN
    FOR c IN SELECT table_name t, column_name n
             FROM information_schema.columns
             WHERE data_type = 'character varying'
               AND table_name IN ('countries', 'places', 'rivers') LOOP
        EXECUTE format('ALTER TABLE %I ALTER %I TYPE text COLLATE "C"',
                       c.t, c.n);
    END LOOP;
END $$;
UPDATE places SET
    "start" = "start" AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Amsterdam',
    "end" = "end" AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Amsterdam';
UPDATE countries SET geom = ST_SnapToGrid(geom, 1e-9)
    WHERE ST_XMin(geom) < -180 OR ST_XMax(geom) > 180;
"""


# Places of the data that filters name with a $.
COUNTRY = "(SELECT geom FROM countries WHERE adm0_a3 = '{}')"
OUTLINE = """(SELECT ST_ExteriorRing(ST_GeometryN(geom, 1)) FROM countries
               WHERE adm0_a3 = 'LUX')"""
BERLIN = "(SELECT geom FROM places WHERE name = 'Berlin')"
DANUBE = "(SELECT geom FROM rivers WHERE name_en = 'Danube')"
BEND = f"ST_PointN({DANUBE}, 8)"
UPPER = f"""(SELECT ST_MakeLine(geom ORDER BY path)
             FROM ST_DumpPoints({DANUBE}) WHERE path[1] <= 10)"""
PLACES = {
    "LUXEMBOURG": COUNTRY.format("LUX"),
    "LESOTHO": COUNTRY.format("LSO"),
    "CORNER": f"ST_PointN({OUTLINE}, 1)",
    "BORDER": f"ST_MakeLine(ST_PointN({OUTLINE}, 1), "
              f"ST_PointN({OUTLINE}, 2))",
    "BERLIN": BERLIN,
    "THROUGH_BERLIN": f"ST_MakeLine(ARRAY[ST_Translate({BERLIN}, -1, 0), "
                      f"{BERLIN}, ST_Translate({BERLIN}, 1, 0)])",
    "FROM_BERLIN": f"ST_MakeLine({BERLIN}, wkt('POINT(0 0)'))",
    "BESIDE_BERLIN": f"ST_MakePolygon(ST_MakeLine(ARRAY[{BERLIN}, "
                     f"wkt('POINT(20 60)'), wkt('POINT(0 60)'), {BERLIN}]))",
    "DANUBE": DANUBE,
    "DANUBE_UPWARDS": f"ST_Reverse({DANUBE})",
    "UPPER_DANUBE": UPPER,
    "UPPER_DANUBE_AND_ON": f"ST_AddPoint({UPPER}, wkt('POINT(40 60)'))",
    "MOUTH": f"ST_EndPoint({DANUBE})",
    "FROM_MOUTH": f"ST_MakeLine(ST_EndPoint({DANUBE}), wkt('POINT(50 0)'))",
    "ACROSS_DANUBE": f"""ST_MakeLine(ARRAY[
        ST_Translate({BEND}, -1, -5), {BEND},
        ST_Translate({BEND}, 1, 5)])""",
}


def find_places(pg):
    """The WKT of every name in PLACES, each coordinate to its last bit."""
    return {name: pg.psql("-c", f"SELECT ST_AsText({sql}, 17)").strip()
            for name, sql in PLACES.items()}


def read_table(places):
    """Triples of a collection, a filter, and its SQL."""
    text = string.Template(TABLE.read_text("utf-8")).substitute(places)
    lines = [line for line in text.splitlines()
             if line and not line.startswith("#")]
    for first, second in zip(lines[::2], lines[1::2], strict=True):
        name, text = first.split(": ", 1)
        if name not in NAMES or not second.startswith("    "):
            raise SystemExit(f"not a filter and its SQL: {first}")
        yield name, text, second.strip()


def ask_server(server, name, text):
    """The sorted ids that a filter selects, or what the server has against
    it."""
    query = urllib.parse.urlencode({
        "limit": 1000, "filter": text, "filter-lang":
        "cql2-json" if text.startswith("{") else "cql2-text"})
    answer = server.get(f"/v1/collections/cql2-{name}/items?{query}")
    if answer.status != 200:
        return f"{answer.status} {answer.json().get('detail')}"
    page = answer.json()
    ids = sorted(int(f["id"]) for f in page["features"])
    if page["numberMatched"] != len(ids):
        return f"{len(ids)} features, numberMatched {page['numberMatched']}"
    return ids


def ask_postgis(pg, rows):
    """For every row the sorted ids, in one go."""
    script = "".join(
        f"SELECT coalesce(string_agg(fid::text, ' ' ORDER BY fid), '') "
        f"FROM {name} WHERE {sql};\n" for name, _, sql in rows)
    answers = pg.psql("-f", "-", input=script).split("\n")[:-1]
    return [[int(word) for word in line.split()] for line in answers]


def compare(check, server, pg):
    rows = list(read_table(find_places(pg)))
    wanted = ask_postgis(pg, rows)
    check.equal(len(wanted), len(rows), "PostGIS answers every filter")
    check.that(len(rows) >= AT_LEAST,
               f"there are {len(rows)} filters, at least {AT_LEAST}")
    empty = sum(not ids for ids in wanted)
    check.that(empty * 5 < len(rows),
               f"{empty} of them select nothing, which is less than a fifth")
    for (name, text, _), ids in zip(rows, wanted):
        check.equal(ask_server(server, name, text), ids,
                    f"{name}: {text[:200]}")


def main():
    need_data(SOURCE)
    check = Checks()
    with folder() as where, PostGIS(where) as pg:
        for name in NAMES:
            pg.load(SOURCE, name, LAYERS[name])
        pg.psql("-f", "-", input=PREPARATION)
        import_all(where / "db.sqlite", *(f"cql2-{name}" for name in NAMES))
        with Server(where / "db.sqlite") as server:
            for name in NAMES:
                kept = pg.rows(f"SELECT fid FROM {name} ORDER BY fid")
                check.equal(ask_server(server, name, "TRUE"),
                            [int(row[0]) for row in kept],
                            f"{name}: the same features are here and there")
            compare(check, server, pg)
    check.end()


main()
