"""What the tests of WFS share: a server of known data, requests by KVP and by
XML, and answers as trees."""

import json
import pathlib
import sys
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as tree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "conformance"))

import serve  # noqa: E402
import story  # noqa: E402

WFS = "{http://www.opengis.net/wfs/2.0}"
OWS = "{http://www.opengis.net/ows/1.1}"
GML = "{http://www.opengis.net/gml/3.2}"
BUURT = "{urn:x-buurt:features}"
SPACES = ('xmlns:fes="http://www.opengis.net/fes/2.0" '
          'xmlns:gml="http://www.opengis.net/gml/3.2" '
          'xmlns:buurt="urn:x-buurt:features"')


def url(server, request, **parameters):
    pairs = {"SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": request}
    pairs.update((k.upper(), v) for k, v in parameters.items())
    return f"{server.root}/v1/wfs?{urllib.parse.urlencode(pairs)}"


def get(server, request, **parameters):
    return server.get(url(server, request, **parameters))


def post(server, body, media_type="application/xml"):
    request = urllib.request.Request(
        f"{server.root}/v1/wfs", body if isinstance(body, bytes)
        else body.encode(), {"Content-Type": media_type})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return story.Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        return story.Answer(error.code, error.headers, error.read())


def query(type_name, inside="", **attributes):
    """A GetFeature as XML."""
    more = " ".join(f'{k}="{v}"' for k, v in attributes.items())
    return (f'<wfs:GetFeature xmlns:wfs="http://www.opengis.net/wfs/2.0" '
            f'{SPACES} service="WFS" version="2.0.0" {more}><wfs:Query '
            f'typeNames="buurt:{type_name}">{inside}</wfs:Query>'
            f'</wfs:GetFeature>')


def where(condition):
    return f"<fes:Filter {SPACES}>{condition}</fes:Filter>"


def reference(name):
    return f"<fes:ValueReference>{name}</fes:ValueReference>"


def compare(operator, name, value, more=""):
    return (f"<fes:{operator} {more}>{reference(name)}"
            f"<fes:Literal>{value}</fes:Literal></fes:{operator}>")


def parse(answer):
    if answer.status != 200:
        raise SystemExit(f"{answer.status}: {answer.body.decode()[:1000]}")
    return tree.fromstring(answer.body)


def ids(answer):
    """The gml:ids of the features in an answer, without their type."""
    return [f.get(GML + "id").split(".", 1)[1]
            for f in parse(answer).findall(f"{WFS}member/*")]


def exception(answer):
    """Status, code and locator of an exception report."""
    root = tree.fromstring(answer.body)
    found = root.find(OWS + "Exception")
    return answer.status, found.get("exceptionCode"), found.get("locator")


def message(answer):
    return tree.fromstring(answer.body).findtext(f".//{OWS}ExceptionText")


__all__ = ["json", "serve", "story"]
