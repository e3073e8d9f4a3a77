"""Every resource that a link leads to, every error, and what the OpenAPI
document says of both."""

import html.parser
import json
import urllib.parse

from api import CORE, GEOJSON, JSON, Skipped, need, send, with_query
from cases import feature_url, media
from suite import per_collection, test

PROBLEM = "application/problem+json"
CRAWL_MAX = 400
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link",
        "meta", "source", "track", "wbr"}


def all_links(node):
    if isinstance(node, dict):
        if isinstance(node.get("href"), str) and "rel" in node:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from all_links(part)


def crawl(api):
    """(link, answer) of all that the landing page leads to, once each."""
    waiting = list(all_links(api.landing))
    seen = set()
    while waiting and len(seen) < CRAWL_MAX:
        link = waiting.pop(0)
        key = (link["href"], link.get("type"))
        templated = "{" in link["href"] or link.get("templated")
        if key in seen or templated or not link["href"].startswith(
                api.iut.rsplit("/", 1)[0]):
            continue
        seen.add(key)
        answer = send(link["href"], link.get("type"))
        yield link, answer
        # A page of features leads to pages without end.
        if answer.status == 200 and media(answer).endswith("json") and \
                link["rel"] not in ("next", "prev"):
            waiting += all_links(json.loads(answer.body))


@test("core: every link leads to what it says")
def every_link(api):
    count = 0
    for link, answer in crawl(api):
        count += 1
        need(answer.status == 200, f"{link['rel']} {link['href']} "
             f"({link.get('type')}): {answer.status}")
        wanted = link.get("type", media(answer)).split(";")[0]
        need(media(answer) == wanted, f"{link['href']} is {media(answer)}, "
             f"not {wanted}")
    need(count > 50, f"only {count} links found")


@test("oas30: every link is a path of the document")
def every_path(api):
    for link, _ in crawl(api):
        path = urllib.parse.urlsplit(link["href"]).path
        base = urllib.parse.urlsplit(api.server).path
        if path.startswith(base):
            api.path_item(urllib.parse.unquote(path[len(base):]) or "/")


ERRORS = (
    ("/collections/nothing", 404), ("/collections/nothing/items", 404),
    ("/collections/nothing/schema", 404), ("/nothing", 404),
    ("/collections/monumenten/items/nothing", 404),
    ("/collections/monumenten/items/0", 404),
    ("/collections/monumenten/items?bbox=1,2,3", 400),
    ("/collections/monumenten/items?bbox=a,b,c,d", 400),
    ("/collections/monumenten/items?bbox=nan,0,1,1", 400),
    ("/collections/monumenten/items?bbox=1,2,0,1e400", 400),
    ("/collections/monumenten/items?datetime=yesterday", 400),
    ("/collections/monumenten/items?limit=0", 400),
    ("/collections/monumenten/items?limit=-1", 400),
    ("/collections/monumenten/items?limit=1.5", 400),
    ("/collections/monumenten/items?cursor=x", 400),
    ("/collections/monumenten/items?f=nothing", 400),
    ("/collections/monumenten/items?Limit=1", 400),
    ("/collections?nothing=1", 400), ("/conformance?nothing=1", 400),
    ("?nothing=1", 400))


@test("oas30: errors are problems, and in the document",
      lambda _: ERRORS)
def errors(api, path, status):
    answer = send(api.server + path).must_be(status)
    need(media(answer) == PROBLEM, f"{path}: {media(answer)}")
    need(answer.json["status"] == status, "another status in the problem")
    route = path.partition("?")[0] or "/"
    if route == "/nothing":
        return
    described = api.path_item(route)["get"]["responses"]
    need(str(status) in described or "default" in described,
         f"{route}: {status} is not described")


@test("core: HEAD is GET without a body", per_collection)
def head(api, collection):
    url = with_query(api.items_url(collection), limit=3)
    whole, bare = send(url, GEOJSON), send(url, GEOJSON, "HEAD")
    need((bare.status, bare.body) == (200, b""), f"{bare.status}")
    for name in ("Content-Type", "Content-Crs", "ETag", "Content-Length"):
        need(bare.header(name) == whole.header(name), f"{name} differs")


@test("core: answers validate again without a body", per_collection)
def conditional(api, collection):
    url = with_query(api.items_url(collection), limit=3)
    tag = send(url, GEOJSON).header("ETag")
    again = send(url, GEOJSON, headers={"If-None-Match": tag})
    need((again.status, again.body) == (304, b""), f"{again.status}")


@test("core: other origins may read", per_collection)
def cors(api, collection):
    url = api.items_url(collection)
    origin = {"Origin": "https://example.org"}
    need(send(url, GEOJSON, headers=origin).header(
        "Access-Control-Allow-Origin") == "*", "no CORS")
    asked = send(url, method="OPTIONS", headers=dict(
        origin, **{"Access-Control-Request-Method": "GET"}))
    need(asked.status in (200, 204) and "GET" in
         (asked.header("Access-Control-Allow-Methods") or ""),
         f"OPTIONS: {asked.status}")


class Tags(html.parser.HTMLParser):
    """Well-formed enough that every element closes where it should."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.wrong = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag == "html" and not dict(attrs).get("lang"):
            self.wrong.append("no lang")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")


@test("html: every resource as a page")
def pages(api):
    if CORE + "html" not in api.classes:
        raise Skipped("HTML is not declared")
    urls = [api.server, api.server + "/conformance",
            api.server + "/collections"]
    for c in api.collections:
        own = f"{api.server}/collections/{c['id']}"
        urls += [own, own + "/items?limit=5", feature_url(api, c),
                 own + "/schema", own + "/queryables"]
    for url in urls:
        answer = send(url, "text/html").must_be(200)
        need(media(answer) == "text/html", f"{url}: {media(answer)}")
        text = answer.body.decode()
        need(text.lower().startswith("<!doctype html>"), f"{url}: no doctype")
        tags = Tags()
        tags.feed(text)
        need(not tags.wrong and not tags.open,
             f"{url}: {tags.wrong or tags.open}")
        need({"title", "h1", "main"} <= tags.seen, f"{url}: lacks a title, "
             "a heading or a main part")


@test("core: JSON for a client that takes anything")
def anything(api):
    for accept in (None, "*/*", "application/json", "application/geo+json, "
                   "application/json;q=0.5"):
        answer = api.get(api.items_url(api.collections[0]), accept)
        answer.must_be(200)
        need("json" in media(answer), f"{accept}: {media(answer)}")


@test("core: f=json everywhere")
def f_json(api):
    for path in ("", "/conformance", "/collections", "/openapi.json",
                 *(f"/collections/{c['id']}{rest}" for c in api.collections
                   for rest in ("", "/items", "/schema", "/queryables"))):
        answer = api.get(with_query(api.server + path, f="json"), JSON)
        need("json" in media(answer.must_be(200)), path)
