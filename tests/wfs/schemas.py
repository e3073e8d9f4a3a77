#!/usr/bin/env python3
"""Every kind of answer against the schemas of OGC, by xmllint and without the
network: capabilities, schemas, features of every collection, exceptions."""

import os
import shutil
import subprocess

import wfs
from wfs import compare, get, post, query, serve, story, where

check = story.Checks()
SCHEMAS = story.DATA.parent / "conformance/wfs"
IMPORT = '<xsd:import namespace="{}" schemaLocation="{}"/>'


def validate(folder, name, answer, schema):
    path = folder / "answer.xml"
    path.write_bytes(answer.body)
    done = subprocess.run(
        ["xmllint", "--noout", "--nonet", "--schema", schema, path],
        capture_output=True, text=True,
        env=dict(os.environ,
                 XML_CATALOG_FILES=str(SCHEMAS / "schema-catalog.xml")))
    check.that(done.returncode == 0, name if done.returncode == 0 else
               f"{name}: {done.stderr[:600]}")


def with_features(folder, answer):
    """A schema of WFS and of our features together."""
    (folder / "types.xsd").write_bytes(answer.body)
    path = folder / "all.xsd"
    path.write_text(
        '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">' +
        IMPORT.format("http://www.opengis.net/wfs/2.0",
                      "http://schemas.opengis.net/wfs/2.0/wfs.xsd") +
        IMPORT.format("urn:x-buurt:features", "types.xsd") + "</xsd:schema>")
    return path


def service(server, folder):
    schema = SCHEMAS / "xsd/opengis/wfs/2.0/wfs.xsd"
    for request in ("GetCapabilities", "ListStoredQueries",
                    "DescribeStoredQueries"):
        validate(folder, f"{request} is valid", get(server, request), schema)
        body = (f'<{request} xmlns="http://www.opengis.net/wfs/2.0" '
                'service="WFS" version="2.0.0"/>')
        if request == "GetCapabilities":
            body = body.replace(' version="2.0.0"', "")
        check.equal(post(server, body).body, get(server, request).body,
                    f"{request} by XML is the same")


def features(server, folder):
    all_types = get(server, "DescribeFeatureType")
    schema = with_features(folder, all_types)
    root = wfs.parse(get(server, "GetCapabilities"))
    names = [t.findtext(wfs.WFS + "Name")
             for t in root.iter(wfs.WFS + "FeatureType")]
    check.that(len(names) >= 7, f"{len(names)} feature types")
    for name in names:
        for crs in ("", "urn:ogc:def:crs:EPSG::28992", "EPSG:3857"):
            more = {"srsname": crs} if crs else {}
            answer = get(server, "GetFeature", typenames=name, count=300,
                         **more)
            validate(folder, f"{name} {crs} is valid", answer, schema)
    validate(folder, "hits are valid",
             get(server, "GetFeature", typenames=names[0], resulttype="hits"),
             schema)
    one = get(server, "GetFeature", id="monumenten.900720", storedquery_id=
              "urn:ogc:def:query:OGC-WFS::GetFeatureById")
    validate(folder, "a feature by its id is valid", one, schema)
    values = get(server, "GetPropertyValue", typenames="monumenten",
                 valuereference="buurt:straat", count=20)
    validate(folder, "values are valid", values, schema)
    body = query("stembureaus", where(compare(
        "PropertyIsEqualTo", "CBS_x0020_gemeentecode", "GM0014")), count=5)
    validate(folder, "an answer to XML is valid", post(server, body), schema)


def exceptions(server, folder):
    schema = SCHEMAS / "xsd/opengis/ows/1.1/ows-1.1.0.xsd"
    for answer in (get(server, "GetNothing"), post(server, "<"),
                   get(server, "GetFeature", typenames="monumenten",
                       filter="<x>&amp;\"é</x>")):
        check.equal(answer.status, 400, "an exception has its status")
        validate(folder, "and is valid", answer, schema)


def main():
    story.need_data(SCHEMAS)
    if not shutil.which("xmllint"):
        story.skip("xmllint is not installed (see tests/packages.txt)")
    with serve.served() as server, story.folder() as folder:
        service(server, folder)
        features(server, folder)
        exceptions(server, folder)
    check.end()


main()
