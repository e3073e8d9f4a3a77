"""Part 5: schemas, queryables and sortables as its abstract tests ask, and
every feature held to the schema of its collection."""

import re

from api import Skipped, need
from filters import document
from suite import per_collection, test
from whole import every

DIALECT = "https://json-schema.org/draft/2020-12/schema"
GEOMETRY = re.compile(r"geometry-(point|multipoint|linestring|"
                      r"multilinestring|polygon|multipolygon|"
                      r"geometrycollection|any|point-or-multipoint|"
                      r"linestring-or-multilinestring|"
                      r"polygon-or-multipolygon)")
KEYWORDS = {"$schema", "$id", "title", "description", "type", "properties",
            "required", "additionalProperties", "format", "enum", "minimum",
            "maximum", "minLength", "maxLength", "pattern", "items", "oneOf",
            "anyOf", "const", "default", "examples", "readOnly", "writeOnly"}
TYPES = {"string": str, "integer": int, "number": (int, float),
         "boolean": bool, "array": list, "object": dict}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def documents(api):
    """The three of each collection; sortables where there are any."""
    for c in api.collections:
        for name in ("schema", "queryables", "sortables"):
            if any(link["rel"].endswith("/" + name) for link in c["links"]):
                yield c, name


@test("schemas: JSON Schema in its own words", documents)
def dialect(api, collection, name):
    found = document(api, collection, name)
    need(found["$schema"] == DIALECT, found["$schema"])
    need("?" not in found["$id"], found["$id"])
    need(found["type"] == "object", found["type"])
    for schema in (found, *found["properties"].values()):
        for keyword in schema:
            need(keyword in KEYWORDS or keyword.startswith("x-"),
                 f"{keyword} is no keyword")


@test("schemas: a type or a kind of geometry for each", documents)
def kinds(api, collection, name):
    for own, schema in document(api, collection, name)["properties"].items():
        is_place = GEOMETRY.fullmatch(schema.get("format", ""))
        need(("type" in schema) != bool(is_place), f"{own}: {schema}")
        sequence = schema.get("x-ogc-propertySeq", 0)
        need(isinstance(sequence, int), f"{own}: {sequence}")
        unit = schema.get("x-ogc-unit")
        need(unit is None or {"number", "integer"} & set(kinds_of(schema)),
             f"{own}: a unit of a {schema.get('type')}")


@test("schemas: roles", per_collection)
def roles(api, collection):
    found = {}
    properties = document(api, collection, "schema")["properties"]
    for name, schema in properties.items():
        role = schema.get("x-ogc-role")
        need(role is None or isinstance(role, str), f"{name}: {role}")
        found.setdefault(role, []).append(name)
    need(len(found.get("id", [])) == 1, f"ids: {found.get('id')}")
    need(properties[found["id"][0]]["type"] in ("string", "integer"), "id")
    for role in ("primary-geometry", "primary-instant", "primary-interval",
                 "primary-interval-start", "primary-interval-end", "type"):
        need(len(found.get(role, [])) <= 1, f"{role}: {found.get(role)}")
    for role in ("primary-instant", "primary-interval-start",
                 "primary-interval-end"):
        for name in found.get(role, []):
            need(properties[name]["format"] in ("date", "date-time"), name)


def kinds_of(schema):
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else kind


def fits(schema, value):
    if value is None:
        return True
    return any(fits_kind(schema, kind, value) for kind in kinds_of(schema))


def fits_kind(schema, kind, value):
    if kind == "null":
        return False
    if kind != "boolean" and isinstance(value, bool):
        return False
    if not isinstance(value, TYPES[kind]):
        return False
    wanted = {"date": DAY, "date-time": MOMENT}.get(schema.get("format"))
    return (not wanted or wanted.fullmatch(value)) and \
        value in schema.get("enum", [value])


@test("schemas: every feature is what the schema says", per_collection)
def features(api, collection):
    schema = document(api, collection, "schema")
    properties = {n: s for n, s in schema["properties"].items()
                  if "type" in s}
    identity = [s for s in properties.values() if s.get("x-ogc-role") == "id"]
    for feature in every(api, collection):
        need(fits(identity[0], feature["id"]), f"id {feature['id']}")
        own = feature["properties"]
        unknown = set(own) - set(properties)
        need(not unknown, f"{feature['id']}: {unknown} are not in the schema")
        for name, value in own.items():
            need(fits(properties[name], value),
                 f"{feature['id']}: {name} is {value!r}")
        for name in schema.get("required", []):
            if name in own or schema["properties"][name].get(
                    "x-ogc-role") != "id":
                need(own.get(name) is not None, f"{feature['id']}: no {name}")


@test("schemas: what is in the queryables is in the schema", per_collection)
def queryables(api, collection):
    schema = document(api, collection, "schema")["properties"]
    for name in document(api, collection, "queryables")["properties"]:
        need(name in schema, f"{name} is not in the schema")
    extra = document(api, collection, "queryables").get(
        "additionalProperties", True)
    if extra is not False:
        raise Skipped("other queryables are allowed")
