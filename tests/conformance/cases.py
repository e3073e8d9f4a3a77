"""What the tests of several files ask of a collection."""

import re

from api import need


def java(number):
    """As Java's ###.0000000 writes it: no zero before the point."""
    text = f"{number:.7f}"
    return re.sub(r"^(-?)0\.", r"\1.", text)


def extent(collection):
    box = collection["extent"]["spatial"]["bbox"][0]
    need(len(box) == 4, f"{collection['id']}: an extent of {len(box)} numbers")
    return box


def limit_of(api, collection):
    schema = api.parameter(collection, "limit")["schema"]
    return schema["minimum"], schema.get("maximum", -1)


def feature_url(api, collection):
    first = api.items(collection).must_be(200).json["features"][0]["id"]
    return api.items_url(collection).partition("?")[0] + f"/{first}"


def media(answer):
    return (answer.header("Content-Type") or "").split(";")[0].strip()
