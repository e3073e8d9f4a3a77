"""Part 3, sorting and text search, through the items of collections: run for
the classes that are declared, as their abstract tests ask."""

import re
import urllib.parse

from api import GEOJSON, Skipped, need, send
from suite import per_collection, test
from whole import every, ids

SCHEMA = "application/schema+json"
SORTABLES = "http://www.opengis.net/def/rel/ogc/1.0/sortables"
# What a test's name starts with, and the class that it needs.
NEEDED = {"filter: ": "features-3/1.0/conf/filter",
          "cql2-json: ": "cql2/1.0/conf/cql2-json",
          "cql2: ": "cql2/1.0/conf/cql2-text",
          "sorting: ": "conf/sorting",
          "sortables: ": "conf/sortables"}


def declared(api, ending):
    if not any(c.endswith(ending) for c in api.classes):
        raise Skipped(f"{ending} is not declared")


def document(api, collection, name):
    url = f"{api.server}/collections/{collection['id']}/{name}"
    answer = api.get(url, SCHEMA).must_be(200)
    need(answer.header("Content-Type").startswith(SCHEMA), "another type")
    need(answer.json["$id"] == url, f"$id is {answer.json['$id']}")
    return answer.json


def ask(api, collection, **parameters):
    query = urllib.parse.urlencode({n.replace("_", "-"): v
                                    for n, v in parameters.items()})
    return send(f"{api.items_url(collection)}?limit=10000&{query}", GEOJSON)


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def literal(value):
    return str(value) if isinstance(value, (int, float)) else \
        "'" + value.replace("'", "''") + "'"


def sample(api, collection):
    """A queryable that holds text or whole numbers, and a value of it."""
    properties = document(api, collection, "queryables")["properties"]
    for name, schema in properties.items():
        if schema.get("type") not in ("string", "integer"):
            continue
        for feature in every(api, collection):
            value = feature["properties"].get(name)
            if value not in (None, "") and "format" not in schema:
                return name, value
    raise Skipped("no queryable to compare with")


def check_filter(api, collection, expression, holds, **parameters):
    """A filter selects the features for which `holds`."""
    wanted = [f["id"] for f in every(api, collection) if holds(f)]
    answer = ask(api, collection, filter=expression, **parameters)
    found = ids(answer.must_be(200).json["features"])
    need(sorted(found) == sorted(wanted),
         f"{expression}: {len(found)}, by hand {len(wanted)}")


@test("filter: selects, in CQL2 text and its old name", per_collection)
def basic(api, collection):
    declared(api, NEEDED["filter: "])
    name, value = sample(api, collection)
    for extra in ({}, {"filter_lang": "cql2-text"},
                  {"filter_lang": "cql-text"}):
        check_filter(api, collection, f"{quoted(name)} = {literal(value)}",
                     lambda f: f["properties"].get(name) == value, **extra)


@test("cql2-json: selects", per_collection)
def basic_json(api, collection):
    declared(api, NEEDED["cql2-json: "])
    name, value = sample(api, collection)
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    check_filter(api, collection, '{"op":"=","args":[{"property":"%s"},%s]}' %
                 (name, shown.replace("\\", "\\\\")),
                 lambda f: f["properties"].get(name) == value,
                 filter_lang="cql2-json")


@test("filter: with other parameters both hold", per_collection)
def mixed(api, collection):
    declared(api, NEEDED["filter: "])
    name, value = sample(api, collection)
    expression = f"{quoted(name)} <> {literal(value)}"
    check_filter(api, collection, expression, lambda f: False,
                 **{name: value})


@test("filter: what cannot be read is refused", per_collection)
def refused(api, collection):
    declared(api, NEEDED["filter: "])
    for parameters in ({"filter": "THIS IS NOT A FILTER"},
                       {"filter": "nothing_of_the_kind = 1"},
                       {"filter": "1 = 1", "filter_lang": "nothing"},
                       {"filter": "1 = 1", "filter_crs":
                        "http://www.opengis.net/def/crs/0/unsupported"}):
        ask(api, collection, **parameters).must_be(400)


@test("cql2: null, not, and, or, comparison", per_collection)
def logic(api, collection):
    declared(api, NEEDED["cql2: "])
    name, value = sample(api, collection)
    own = quoted(name)

    def of(feature):
        return feature["properties"].get(name)
    check_filter(api, collection, f"{own} IS NULL", lambda f: of(f) is None)
    check_filter(api, collection, f"NOT ({own} = {literal(value)})",
                 lambda f: of(f) is not None and of(f) != value)
    check_filter(api, collection, f"{own} < {literal(value)} OR {own} IS NULL",
                 lambda f: of(f) is None or of(f) < value)
    check_filter(api, collection, f"{own} >= {literal(value)} AND "
                 f"{own} IS NOT NULL",
                 lambda f: of(f) is not None and of(f) >= value)


@test("sortables: linked, and a schema", per_collection)
def sortables(api, collection):
    declared(api, NEEDED["sortables: "])
    found = document(api, collection, "sortables")
    need(found["properties"], "nothing to sort by")
    answer = send(api.items_url(collection), GEOJSON, "HEAD")
    need(SORTABLES in (answer.header("Link") or ""), "no Link header")
    need(any(n["rel"] == SORTABLES for n in collection["links"]), "no link")


def key_of(value):
    return (value is None, value if value is not None else 0)


@test("sorting: up and down by every sortable", per_collection)
def sorting(api, collection):
    declared(api, NEEDED["sorting: "])
    names = document(api, collection, "sortables")["properties"]
    for name in names:
        for sign in ("", "+", "-"):
            answer = ask(api, collection, sortby=sign + name).must_be(200)
            column = [f["id"] if name not in f["properties"] else
                      f["properties"][name] for f in answer.json["features"]]
            present = [v for v in column if v is not None]
            need(present == sorted(present, reverse=sign == "-"),
                 f"sortby={sign}{name}: not in that order")
            need(column[:len(present)] == present or
                 column[-len(present):] == present,
                 f"sortby={sign}{name}: empty ones in the middle")


@test("sorting: what cannot be sorted by is refused", per_collection)
def sorting_refused(api, collection):
    declared(api, NEEDED["sorting: "])
    for text in ("THIS IS NOT A SORTBY EXPRESSION", "this_is_not_a_sortable",
                 "-", ""):
        ask(api, collection, sortby=text).must_be(400)


@test("text search: what it finds", per_collection)
def search(api, collection):
    declared(api, "conf/text-search")
    for feature in every(api, collection)[:200:20]:
        for value in feature["properties"].values():
            if not isinstance(value, str) or not value.isalpha():
                continue
            answer = ask(api, collection, q=value)
            if answer.status == 400:
                raise Skipped("the collection cannot be searched")
            need(feature["id"] in ids(answer.must_be(200).json["features"]) or
                 answer.json["numberMatched"] > 10000, f"{value} not found")
            return
    raise Skipped("no word to look for")


def values_of(api, collection, pattern):
    """Different texts of the collection that look like this."""
    found = {}
    for feature in every(api, collection)[:400]:
        for value in feature["properties"].values():
            if isinstance(value, str) and re.fullmatch(pattern, value):
                found.setdefault(value.lower(), value)
    if not found:
        raise Skipped("no such text to look for")
    return list(found.values())


def found_by(api, collection, q):
    answer = ask(api, collection, q=q)
    if answer.status == 400 or answer.json["numberMatched"] > 10000:
        raise Skipped("too much, or nothing to search in")
    return answer.must_be(200).json["features"]


@test("text search: terms between commas are alternatives", per_collection)
def search_alternatives(api, collection):
    declared(api, "conf/text-search")
    words = values_of(api, collection, r"[A-Za-z]{4,}")[:3]
    each = [f["id"] for word in words
            for f in found_by(api, collection, word)]
    whole = [f["id"] for f in found_by(api, collection, ",".join(words))]
    need(sorted(set(each)) == sorted(whole),
         f"{words} find something else than each of them")


@test("text search: words follow one another", per_collection)
def search_phrases(api, collection):
    declared(api, "conf/text-search")
    for text in values_of(api, collection, r"[A-Za-z]+ [A-Za-z]{2,}")[:5]:
        found = found_by(api, collection, text.replace(" ", " \t "))
        need(found, f"{text!r} is not found")
        for feature in found:
            texts = [" ".join(re.findall(r"\w+", value)).lower()
                     for value in feature["properties"].values()
                     if isinstance(value, str)]
            need(any(text.lower() in value for value in texts),
                 f"{feature['id']} does not hold {text!r}")


@test("text search: what is not there", per_collection)
def search_nothing(api, collection):
    declared(api, "conf/text-search")
    answer = ask(api, collection, q="xqzvwkjy")
    if answer.status != 400:
        need(answer.must_be(200).json["features"] == [], "something found")
