#!/usr/bin/env python3
"""What goes wrong gets an exception that says what and where, at once; nothing
that XML can smuggle in is followed."""

import wfs
from wfs import (compare, exception, get, message, post, query, serve, story,
                 where)

import promptly  # noqa: E402

check = story.Checks()

LOL = "<!DOCTYPE l [<!ENTITY a 'lol'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi")
) + "]><l>&i;</l>"
XXE = ("<!DOCTYPE f [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
       "<f service='&x;'/>")
PARAMETER = ("<!DOCTYPE f [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/'>%x;]>"
             "<f/>")


def refused(answer, code, locator, what):
    check.equal(exception(answer), (*code, locator), what)


def invalid(server):
    bad = (400, "InvalidParameterValue")
    base = {"typenames": "monumenten"}
    for more, locator in (
            ({"srsname": "EPSG:1"}, "srsName"),
            ({"count": "-1"}, "count"), ({"startindex": "x"}, "startIndex"),
            ({"bbox": "1,2,3"}, "bbox"), ({"bbox": "1,2,3,NaN"}, "bbox"),
            ({"bbox": "1,2,3,4,EPSG:1"}, "bbox"),
            ({"resulttype": "x"}, "resultType"),
            ({"outputformat": "x"}, "outputFormat"),
            ({"propertyname": "x"}, "propertyName"),
            ({"sortby": "x"}, "sortBy"), ({"filter": "x"}, "filter"),
            ({"filter": where(compare("PropertyIsEqualTo", "x", 1))},
             "filter"),
            ({"resolve": "remote"}, "resolve"),
            ({"version": "1.1.0"}, "version")):
        refused(get(server, "GetFeature", **{**base, **more}), bad, locator,
                f"{more}")
    refused(get(server, "GetFeature"), (400, "MissingParameterValue"),
            "typeNames", "no type")
    refused(get(server, "GetFeature", typenames="monumenten,buurten"),
            (501, "OptionNotSupported"), "typeNames", "two types")
    refused(get(server, "Transaction"), (501, "OperationNotSupported"),
            "Transaction", "a transaction")
    refused(get(server, "GetCapabilities", acceptversions="1.0.0,1.1.0"),
            (400, "VersionNegotiationFailed"), "acceptVersions", "versions")
    refused(get(server, "DescribeFeatureType", typename="x"), bad, "typeName",
            "an unknown type")
    refused(get(server, "GetPropertyValue", typenames="monumenten"),
            (400, "MissingParameterValue"), "valueReference", "no value")
    refused(get(server, "GetPropertyValue", typenames="monumenten",
                valuereference=""), bad, "valueReference", "an empty one")


def quickly(server, what, ask, *says):
    answer = promptly.answered(server, check, what, ask)
    for text in says:
        check.that(text in message(answer), f"{what}: {message(answer)}")


def hostile(server):
    doctype = "a document type declaration is not accepted"
    deep = "<a>" * 10000
    nots = "<fes:Not>" * 90 + compare("PropertyIsEqualTo", "bouwjaar", 1) + \
        "</fes:Not>" * 90
    wide = where("<fes:Or>" + compare("PropertyIsEqualTo", "bouwjaar", 1) *
                 3000 + "</fes:Or>")
    bomb = where(compare("PropertyIsLike", "straat", "%a" * 2000,
                         'wildCard="%" singleChar="_" escapeChar="!"'))
    for what, body, says in (
            ("billion laughs", LOL, doctype), ("a file", XXE, doctype),
            ("a parameter entity", PARAMETER, doctype),
            ("10,000 deep", deep, "nest deeper than 100"),
            ("90 times NOT", query("monumenten", where(nots)), "nested deeper"),
            ("3,000 conditions", query("monumenten", wide), "more than"),
            ("a pattern of 4,000", query("monumenten", bomb), "pattern"),
            ("a megabyte of commas", "<a b='" + "," * 1000000, "at character"),
            ("not UTF-8", b"<a>\xff</a>", "byte 4")):
        quickly(server, what, lambda b=body: post(server, b), says)
    for what, text, says in (("billion laughs", LOL, doctype),
                             ("100 deep", "<a>" * 101, "nest deeper")):
        quickly(server, f"FILTER: {what}",
                lambda: get(server, "GetFeature", typenames="monumenten",
                            filter=text), says)


def injection(server):
    text = "x' OR 1=1 --"
    root = wfs.parse(get(server, "GetFeature", typenames="monumenten",
                         filter=where(compare("PropertyIsEqualTo", "straat",
                                              text))))
    check.equal(root.get("numberMatched"), "0", "a literal is a literal")


def around(server):
    answer = post(server, "{}", "application/json")
    check.equal((answer.status, exception(answer)[1]),
                (415, "NoApplicableCode"), "what is no XML")
    answer = server.get("/v1/wfs?service=WFS&request=%zz")
    check.equal(exception(answer)[:2], (400, "NoApplicableCode"),
                "a query that is no query is an exception too")


def main():
    with serve.served() as server:
        invalid(server)
        hostile(server)
        injection(server)
        around(server)
    check.end()


main()
