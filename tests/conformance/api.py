"""A client of OGC API Features that takes nothing for granted: standard
library only, so that no other client's leniency hides a fault of the server."""

import dataclasses
import functools
import http.client
import json
import re
import urllib.parse

CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
CRS_CLASS = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CRS84H = "http://www.opengis.net/def/crs/OGC/0/CRS84h"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
GEOJSON = "application/geo+json"
JSON = "application/json"
HTML = "text/html"
COLLECTIONS_MAX = 20
TIMEOUT_S = 60


class Failed(Exception):
    """A requirement does not hold; the text says which and where."""


class Skipped(Exception):
    """The requirement does not apply to what is served."""


def need(holds, what):
    if not holds:
        raise Failed(what)


@dataclasses.dataclass(frozen=True)
class Answer:
    url: str
    status: int
    version: int
    headers: tuple
    body: bytes

    def header(self, name):
        values = [v for n, v in self.headers if n.lower() == name.lower()]
        return ", ".join(values) if values else None

    @functools.cached_property
    def json(self):
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise Failed(f"GET {self.url}: not JSON: {error}") from error

    def must_be(self, status):
        need(self.status == status, f"GET {self.url}: {self.status}, not "
             f"{status}: {self.body[:300].decode('utf-8', 'replace')}")
        return self


def send(url, accept=None, method="GET", headers=()):
    parts = urllib.parse.urlsplit(url)
    link = http.client.HTTPConnection(parts.hostname, parts.port or 80,
                                      timeout=TIMEOUT_S)
    target = parts.path + ("?" + parts.query if parts.query else "")
    all_headers = dict(headers)
    if accept:
        all_headers["Accept"] = accept
    try:
        link.request(method, target or "/", headers=all_headers)
        reply = link.getresponse()
        return Answer(url, reply.status, reply.version,
                      tuple(reply.getheaders()), reply.read())
    finally:
        link.close()


def with_query(url, **parameters):
    """`url` and these parameters; bbox_crs stands for bbox-crs."""
    pairs = [(name.replace("_", "-"), value)
             for name, value in parameters.items() if value is not None]
    if not pairs:
        return url
    query = urllib.parse.urlencode(pairs, safe=":/,")
    return url + ("&" if "?" in url else "?") + query


def links(document, rel, media=None):
    return [link for link in document.get("links", ())
            if link.get("rel") == rel and media in (None, link.get("type"))]


def only_link(document, rel, media=None):
    found = links(document, rel, media)
    need(found, f"no link with rel={rel} and type={media}")
    return found[0]["href"]


def resolved(document, schema):
    """What a local $ref stands for."""
    while "$ref" in schema:
        need(schema["$ref"].startswith("#/"), f"{schema['$ref']} is remote")
        found = document
        for step in schema["$ref"][2:].split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        schema = found
    return schema


class Api:
    """What a server says of itself, read once."""

    def __init__(self, iut):
        self.iut = iut.rstrip("/")
        self.asked = {}
        self.landing = self.get(self.iut + "/", JSON).must_be(200).json
        href = only_link(self.landing, "service-desc", OPENAPI)
        self.definition = self.get(href, OPENAPI).must_be(200).json
        self.server = self.server_url()
        conformance = self.get(self.server + "/conformance", JSON)
        self.classes = set(conformance.must_be(200).json["conformsTo"])
        page = self.get(self.server + "/collections", JSON).must_be(200)
        self.collections_page = page
        self.collections = [c for c in page.json["collections"]
                            if self.holds_features(c)][:COLLECTIONS_MAX]

    def get(self, url, accept=GEOJSON):
        """Every answer once: servers may not change while they are tested."""
        key = (url, accept)
        if key not in self.asked:
            self.asked[key] = send(url, accept)
        return self.asked[key]

    def server_url(self):
        servers = self.definition.get("servers")
        if not servers:
            return self.iut
        url = servers[0]["url"]
        need(url == self.iut, f"servers[0].url {url} is not {self.iut}")
        return url

    @staticmethod
    def holds_features(collection):
        kind = (collection.get("itemType") or "feature").lower()
        return kind == "feature" and bool(links(collection, "items"))

    def path_item(self, path):
        """The OpenAPI path for a path of the server: literal before
        template."""
        paths = self.definition["paths"]
        if path in paths:
            return paths[path]
        for template, item in paths.items():
            pattern = re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path):
                return item
        raise Failed(f"the OpenAPI document has no path for {path}")

    def parameter(self, collection, name):
        """The definition of a query parameter of a collection's items."""
        item = self.path_item(f"/collections/{collection['id']}/items")
        for parameter in item["get"].get("parameters", []) + \
                item.get("parameters", []):
            found = resolved(self.definition, parameter)
            if found["name"] == name:
                return found
        raise Failed(f"{collection['id']}: no parameter {name} in OpenAPI")

    def parameters(self, collection):
        item = self.path_item(f"/collections/{collection['id']}/items")
        return [resolved(self.definition, p)
                for p in item["get"].get("parameters", [])]

    def encodings(self):
        """(of /collections, of items) by the classes declared."""
        listing, items = [JSON], []
        if CORE + "geojson" in self.classes:
            items.append(GEOJSON)
        if CORE + "html" in self.classes:
            listing.append(HTML)
            items.append(HTML)
        return listing, items

    @staticmethod
    def items_url(collection):
        return only_link(collection, "items", GEOJSON)

    def items(self, collection, **parameters):
        """A page; without a limit ten features, as the suite does."""
        parameters.setdefault("limit", 10)
        return self.get(with_query(self.items_url(collection), **parameters))

    def crs_list(self, collection):
        listed = collection.get("crs", [])
        if "#/crs" in listed:
            listed = [c for c in listed if c != "#/crs"] + \
                self.collections_page.json.get("crs", [])
        return listed
