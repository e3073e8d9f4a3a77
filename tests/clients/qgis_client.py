#!/usr/bin/env python3
"""QGIS without a screen: its providers for OGC API Features and, where it is
there, WFS open the layers, count, take boxes and filters."""

import os
import re
import sys
import tempfile

from clients import (BOX, KIND, boxed, has_wfs, monuments, near, of_kind,
                     serve, story)

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
os.environ["HOME"] = tempfile.mkdtemp()
try:
    from qgis.core import (NULL, Qgis, QgsApplication, QgsFeatureRequest,
                           QgsRectangle, QgsVectorLayer)
except ImportError:
    story.skip("python3-qgis is not installed (see tests/packages.txt)")

check = story.Checks()
NUMBER = "rijksmonumentnummer"


def numbers(layer, request=None):
    rows = layer.getFeatures(request) if request else layer.getFeatures()
    return sorted(int(f[NUMBER]) for f in rows)


def open_layer(uri, provider):
    layer = QgsVectorLayer(uri, "layer", provider)
    check.that(layer.isValid(), f"{provider} opens {uri.split()[1]}"
               if layer.isValid() else layer.error().message())
    return layer


def judge(layer, what, source):
    check.equal(layer.featureCount(), len(source), f"{what}: counted")
    check.that({NUMBER, "hoofdcategorie", "bouwjaar", "inschrijving"} <=
               {f.name() for f in layer.fields()}, f"{what}: fields")
    # First of all: QGIS 3.22 keeps what it read, and reads absent numbers back
    # from there as 0.
    wrong = [d for f in layer.getFeatures()
             if (d := unlike(f, source[int(f[NUMBER])]))]
    check.equal(wrong[:3], [], f"{what}: what stands in the source")
    check.equal(numbers(layer), sorted(source), f"{what}: every monument")
    box = QgsFeatureRequest().setFilterRect(QgsRectangle(*BOX))
    check.equal(numbers(layer, box), sorted(boxed(source)), f"{what}: a box")
    text = QgsFeatureRequest().setFilterExpression(
        f"\"hoofdcategorie\" = '{KIND}'")
    check.equal(numbers(layer, text), sorted(of_kind(source)),
                f"{what}: a filter")


def unlike(feature, wanted):
    """What of a feature is not as in the source file."""
    shape = feature.geometry()
    point = None if shape.isNull() else shape.asPoint()
    place = point and (point.x(), point.y())
    pairs = {n: (None if feature[n] == NULL else feature[n], wanted[n])
             for n in ("plaats", "straat", "bouwjaar")}
    wrong = {n: both for n, both in pairs.items() if both[0] != both[1]}
    if not near(place, wanted["place"]):
        wrong["place"] = (place, wanted["place"])
    return wrong


def shapes(root):
    layer = open_layer(f"url='{root}/v1' typename='vormen'", "OAPIF")
    check.equal(layer.featureCount(), serve.SHAPES, "shapes of RD: counted")
    found = [f.geometry().isGeosValid() for f in layer.getFeatures()]
    check.equal(found, [True] * serve.SHAPES, "shapes of RD: drawn")


def main():
    print(f"QGIS {Qgis.QGIS_VERSION}")
    application = QgsApplication([], False)
    application.initQgis()
    source = monuments()
    with serve.served() as server:
        layer = open_layer(f"url='{server.root}/v1' typename='monumenten'",
                           "OAPIF")
        judge(layer, "OAPIF", source)
        shapes(server.root)
        if has_wfs(server):
            layer = open_layer(f"url='{server.root}/v1/wfs' typename='"
                               f"{wfs_name(server)}' version='2.0.0' "
                               "srsname='EPSG:4326'", "WFS")
            judge(layer, "WFS", source)
    sys.stdout.flush()
    # QGIS falls over when Python takes it down.
    os._exit(1 if check.failed else 0)


def wfs_name(server):
    body = server.get("/v1/wfs?service=WFS&request=GetCapabilities").body
    return re.search(r"Name>(\S*monumenten)<", body.decode())[1]


main()
