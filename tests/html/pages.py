#!/usr/bin/env python3
"""Holds every page against the Nu checker, axe-core and itself.

    tests/html/pages.py --buurt build/release/bin/buurt [--keep FOLDER]

Starts the real program on the sample data and on a data set full of markup
(hostile.csv), walks every link a browser would find, and fails on invalid
HTML or CSS, on a violation of WCAG 2.2 A or AA (of a map also in use), on a
broken link, on a script other than the map's, on anything wider than a screen of
320 pixels, and on a JSON answer that does not say where its page is. Skips (77)
without npm's registry, Java or Chromium.
"""

import argparse
import html.parser
import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SAMPLE = ["gebieden", "monumenten", "misdrijven", "stembureaus",
          "wegwerkzaamheden"]
SKIPPED = 77
CHROMIUM = ["chromium", "chromium-browser", "google-chrome"]
# Pages that no link leads to.
STARTS = [
    "/", "/v1", "/v1/collections/monumenten/items?f=html&datetime=&limit=25",
    "/v1/collections/monumenten/items?f=html&plaats=Atlantis",
    "/v1/collections/vijandig/items?f=html&naam=%22%3E%3Cscript%3E",
    "/v1/collections/vijandig/aggregate?f=html&groupBy=soort"
    "&measures=sum(gewicht)",
    "/v1/styles/misdrijven?f=html", "/v1/styles/stembureaus?f=html",
    "/v1/tilesets?f=html", "/v1/tilesets/monumenten?f=html",
    "/v1/collections/misdrijven/aggregate?f=html",
    "/v1/collections/misdrijven/aggregate?f=html&groupBy=wijk,year"
    "&measures=sum(aantal),rate(aantal,1000)",
    "/v1/collections/misdrijven/values/soort?f=html",
    "/v1/collections/vijandig/values/soort?f=html",
    "/v1/collections/wegwerkzaamheden/items?f=html&limit=50",
    "/v1/collections/stembureaus/items?f=html&limit=25",
]
# What is wrong with these is told as a page.
PROBLEMS = {
    "/nergens": 404,
    "/v1/collections/%3Cscript%3E": 404,
    "/v1/collections/monumenten/items/%3Cscript%3E?f=html": 404,
    "/v1/collections/monumenten/items?f=html&limit=0&bbox=1&%3Cb%3E=1": 400,
    "/v1/collections/misdrijven/aggregate?f=html&groupBy=straat": 400,
    "/v1/collections/monumenten/items?f=html&cursor=%3Cscript%3E": 400,
}
PAGES_MAX = 400
JSON = {"application/json", "application/geo+json", "application/schema+json",
        "application/vnd.oai.openapi+json"}


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def judges():
    """The folder with node_modules, filled from npm where it is not yet."""
    folder = ROOT / "build" / "judges"
    for name in ("npm", "node", "java"):
        if not shutil.which(name):
            skip(f"{name} is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (HERE / "package.json").read_text()
    have = folder / "package.json"
    done = folder / "node_modules" / ".package-lock.json"
    if not done.exists() or not have.exists() or have.read_text() != wanted:
        have.write_text(wanted)
        try:
            subprocess.run(["npm", "install", "--no-audit", "--no-fund"],
                           cwd=folder, check=True, timeout=300,
                           capture_output=True)
        except (subprocess.SubprocessError, OSError) as problem:
            have.unlink()
            skip(f"npm cannot get its packages: {problem}")
    return folder / "node_modules"


def chromium():
    for name in CHROMIUM:
        if shutil.which(name):
            return shutil.which(name)
    skip("there is no Chromium")


class Page(html.parser.HTMLParser):
    """The links of a page, and the ids that labels and regions point to."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.wanted = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        if tag in ("a", "link") and "href" in has:
            self.links.append(has["href"])
        if "id" in has:
            self.ids.append(has["id"])
        for name in ("for", "aria-labelledby", "aria-describedby"):
            self.wanted += has.get(name, "").split()


class Server:
    def __init__(self, buurt, db, tiles):
        self.process = subprocess.Popen(
            [buurt, "serve", "--db", db, "--listen", "127.0.0.1:0",
             "--tiles", tiles,
             "--log-level", "error", "--contact",
             "Gemeente & \"Co\" <data@example.nl> https://example.nl"],
            stdout=subprocess.PIPE, text=True)
        self.base = self.process.stdout.readline().split()[-1].rstrip("/")
        self.host = self.base.split("//")[1]

    def get(self, target, accept):
        link = http.client.HTTPConnection(self.host, timeout=60)
        try:
            link.request("GET", target, headers={"Accept": accept})
            reply = link.getresponse()
            return reply.status, reply.headers, reply.read().decode(errors="replace")
        finally:
            link.close()

    def stop(self):
        self.process.terminate()
        return self.process.wait(30)


def kind_of(headers):
    return headers["Content-Type"].split(";")[0]


def shape(target):
    """Targets of one shape are one page as far as judges go: items by their
    number, next pages by their cursor."""
    path, _, query = target.partition("?")
    path = re.sub(r"/items/[^/]+$", "/items/*", path)
    names = [name for name, _ in urllib.parse.parse_qsl(
        query, keep_blank_values=True)]
    return path, tuple(sorted(names))


class Walk:
    """Every page that links lead to from STARTS."""

    def __init__(self, server):
        self.server, self.wrong = server, []
        self.pages, self.seen, self.others = {}, {}, {}

    def add(self, target, status, headers, text):
        wanted = PROBLEMS.get(target, 200)
        if status != wanted:
            self.wrong.append(f"{target}: {status}, not {wanted}")
        if kind_of(headers) == "text/html":
            self.pages[target] = text
            self.check(target, headers, text)
        else:
            self.others[target] = (headers, text)

    def check(self, target, headers, text):
        page = Page(text)
        for name in page.wanted:
            if name not in page.ids:
                self.wrong.append(f"{target}: nothing has the id {name}")
        for name in {n for n in page.ids if page.ids.count(n) > 1}:
            self.wrong.append(f"{target}: the id {name} is there twice")
        policy = headers["Content-Security-Policy"]
        if "script-src" in (policy.replace("script-src 'self';", "")
                            if "kaart" in page.ids else policy):
            self.wrong.append(f"{target}: its policy allows scripts")
        if "default-src 'none'" not in headers["Content-Security-Policy"]:
            self.wrong.append(f"{target}: its policy allows anything")
        for href in page.links:
            self.follow(target, urllib.parse.urljoin(
                self.server.base + target, href))

    def follow(self, source, url):
        if not url.startswith(self.server.base):
            if not url.startswith(("https://", "mailto:", "data:,")):
                self.wrong.append(f"{source}: links to {url}")
            return
        target = url[len(self.server.base):].split("#")[0] or "/"
        if target not in PROBLEMS and len(self.seen) < PAGES_MAX:
            self.seen.setdefault(shape(target), target)

    def walk(self):
        for target in STARTS + list(PROBLEMS):
            self.seen[target] = target
        done = 0
        while done < len(self.seen):
            target = list(self.seen.values())[done]
            self.add(target, *self.server.get(target, "text/html,*/*;q=0.8"))
            done += 1


def check_alternates(server, walk):
    """Each JSON answer leads to its page."""
    count = 0
    for target, (headers, text) in walk.others.items():
        if kind_of(headers) not in JSON:
            continue
        if "/tiles" in target or "/tileMatrixSets" in target:
            continue  # what tells a map where its tiles are has no page
        body = json.loads(text)
        found = [link["href"] for link in body.get("links", [])
                 if link["rel"] == "alternate" and
                 link.get("type") == "text/html"]
        found += re.findall(r'<([^>]*)>; rel="alternate"; type="text/html"',
                            headers["Link"] or "")
        if len(found) != 1:
            walk.wrong.append(f"{target}: {len(found)} links to its page")
            continue
        status, answer, _ = server.get(found[0][len(server.base):], "*/*")
        if status != 200 or kind_of(answer) != "text/html":
            walk.wrong.append(f"{found[0]}: {status} {kind_of(answer)}")
        count += 1
    if count < 20:
        walk.wrong.append(f"only {count} JSON answers were met")


def check_validity(walk, modules, folder):
    """The Nu checker, over pages and stylesheet."""
    names = {}
    for number, (target, text) in enumerate(walk.pages.items()):
        path = folder / f"{number:03d}.html"
        path.write_text(text)
        names[path.name] = target
    style = [text for target, (_, text) in walk.others.items()
             if target == "/style.css"]
    (folder / "style.css").write_text(style[0] if style else "")
    done = subprocess.run(
        ["java", "-Xss1m", "-jar", modules / "vnu-jar/build/dist/vnu.jar",
         "--format", "json", "--also-check-css", folder],
        capture_output=True, text=True)
    for message in json.loads(done.stderr or "{}").get("messages", []):
        name = pathlib.PurePosixPath(message.get("url", "")).name
        walk.wrong.append(f"{names.get(name, name)}: vnu: "
                          f"{message['message']}: "
                          f"{message.get('extract', '')[:120]!r}")
    if done.returncode not in (0, 1):
        walk.wrong.append(f"vnu ended with {done.returncode}: {done.stderr}")


def look_in_browser(job, modules, browser):
    done = subprocess.run(
        ["node", HERE / "judge.mjs"], input=json.dumps(job), text=True,
        capture_output=True, env={**os.environ, "TOOLS": str(modules.parent),
                                  "CHROMIUM": browser})
    if done.returncode != 0:
        return [f"the browser failed: {done.stderr[-2000:]}"]
    return json.loads(done.stdout)["wrong"]


def check_in_browser(walk, modules, server, browser):
    kinds = {re.sub("/(collections|styles)/[^/?]+", r"/\1/*",
                    target.split("?")[0]): target
             for target in walk.pages if target not in PROBLEMS}
    kinds.update(zip(STARTS, STARTS))
    maps = [target for target in walk.pages
            if re.fullmatch(r"/v1/styles/[^/?]+\?f=html", target)]
    if len(maps) < 8:
        walk.wrong.append(f"only {len(maps)} maps were met: {maps}")
    job = {"pages": [server.base + target for target in walk.pages],
           "kinds": [server.base + target for target in kinds.values()],
           "maps": [server.base + target for target in maps],
           "base": server.base, "keys": True}
    walk.wrong += look_in_browser(job, modules, browser)


# Everything that the judges are here to see.
BAD = """<!DOCTYPE html><html><head><title>x</title>
<style>p{color:#aaa;background:#fff;width:2000px}</style></head>
<body><script>1</script><p>bleek<input><img src=x></p></b></body></html>"""


def check_judges(modules, browser, folder):
    """Judges that would let anything through are no judges."""
    path = folder / "bad.html"
    path.write_text(BAD)
    walk = Walk(None)
    walk.pages = {path.as_uri(): BAD}
    job = {"pages": [path.as_uri()], "kinds": [], "maps": [],
           "base": "file://"}
    found = look_in_browser(job, modules, browser)
    for name in ("color-contrast", "html-has-lang", "label", "image-alt",
                 "has a script", "pixels wide", "has 0 h1"):
        if not any(name in text for text in found):
            sys.exit(f"FAILED the browser does not see {name}: {found}")
    check_validity(walk, modules, folder)
    if not any("vnu" in text for text in walk.wrong):
        sys.exit("FAILED the Nu checker passes a bad page")


def import_all(buurt, db):
    files = [ROOT / "sample-data" / f"{name}.yaml" for name in SAMPLE]
    for path in files + [HERE / "hostile.yaml"]:
        done = subprocess.run([buurt, "import", path, "--db", db],
                              capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{path.name}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def export(buurt, db, folder):
    """A file of tiles, so that there is one to look at."""
    folder.mkdir()
    done = subprocess.run([buurt, "tiles", "monumenten",
                           folder / "monumenten.pmtiles", "--db", db,
                           "--zoom=0-14"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"buurt tiles: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buurt", default=ROOT / "build/release/bin/buurt")
    parser.add_argument("--keep", type=pathlib.Path,
                        help="leave the pages in this folder")
    args = parser.parse_args()
    modules, browser = judges(), chromium()
    with tempfile.TemporaryDirectory(prefix="buurt-html-") as name:
        bad = pathlib.Path(name) / "bad"
        bad.mkdir()
        check_judges(modules, browser, bad)
        import_all(args.buurt, f"{name}/pages.sqlite")
        tiles = pathlib.Path(name) / "tiles"
        export(args.buurt, f"{name}/pages.sqlite", tiles)
        server = Server(args.buurt, f"{name}/pages.sqlite", tiles)
        try:
            walk = Walk(server)
            walk.walk()
            check_alternates(server, walk)
            folder = args.keep or pathlib.Path(name) / "pages"
            folder.mkdir(parents=True, exist_ok=True)
            check_validity(walk, modules, folder)
            check_in_browser(walk, modules, server, browser)
        finally:
            status = server.stop()
    if status != 0:
        walk.wrong.append(f"the server ended with {status}")
    for text in walk.wrong:
        print(f"FAILED {text}")
    print(f"{len(walk.pages)} pages, {len(walk.wrong)} things wrong")
    sys.exit(1 if walk.wrong else 0)


if __name__ == "__main__":
    main()
