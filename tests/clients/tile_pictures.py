#!/usr/bin/env python3
"""MapLibre, OpenLayers (in Web Mercator, and in RD through proj4) and QGIS draw
the tiles; the pictures are those of golden/*.png.

BLESS=1 rewrites these; look at them. Two pictures are the same when, seen from
afar, hardly any spot has another colour: letters, edges and dots may be drawn
otherwise, things may not be elsewhere."""

import base64
import os
import sys
import tempfile
import urllib.parse

import clients
from clients import HERE, TOOLS, in_chromium, serve, story
from web_pages import pages

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
os.environ["HOME"] = tempfile.mkdtemp()
try:
    from PyQt5.QtCore import QByteArray, QSize, Qt
    from PyQt5.QtGui import QColor, QImage
    from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem,
                           QgsCoordinateTransform, QgsMapRendererParallelJob,
                           QgsMapSettings, QgsProject, QgsRectangle,
                           QgsVectorTileBasicRenderer,
                           QgsVectorTileBasicRendererStyle, QgsVectorTileLayer,
                           QgsFillSymbol, QgsMarkerSymbol, QgsWkbTypes)
except ImportError:
    story.skip("python3-qgis is not installed (see tests/packages.txt)")

check = story.Checks()
GOLDEN = HERE / "golden"
BOX = (6.50, 53.17, 6.66, 53.26)
SIZE = (400, 300)
KEPT = (200, 150)  # of the pictures in golden/
FAR = (100, 75)   # as large as a picture looks from afar
APART = 40        # of 255, in any channel: another colour
SHARE = 0.02      # of the spots: more is another picture


def seen(image):
    """The spots of a picture from afar."""
    small = image.convertToFormat(QImage.Format_RGB32).scaled(
        *FAR, Qt.IgnoreAspectRatio, Qt.SmoothTransformation)
    return [QColor(small.pixel(x, y)).getRgb()[:3]
            for y in range(FAR[1]) for x in range(FAR[0])]


def difference(one, other):
    """The share of spots with another colour."""
    pairs = list(zip(seen(one), seen(other)))
    wrong = sum(max(abs(a - b) for a, b in zip(*pair)) > APART
                for pair in pairs)
    return wrong / len(pairs)


def judge(name, image):
    path = GOLDEN / f"{name}.png"
    image = image.scaled(*KEPT, Qt.IgnoreAspectRatio, Qt.SmoothTransformation)
    if os.environ.get("BLESS"):
        GOLDEN.mkdir(exist_ok=True)
        image.save(str(path))
    off = difference(image, QImage(str(path)))
    if off > SHARE:
        image.save(str(TOOLS / f"{name}.png"))
    check.that(off <= SHARE, f"{name}: {off:.2%} of the picture is otherwise")
    return image


def image_of(data_url):
    image = QImage()
    image.loadFromData(QByteArray(base64.b64decode(data_url.split(",")[1])))
    return image.scaled(*SIZE, Qt.KeepAspectRatioByExpanding,
                        Qt.SmoothTransformation)


def browse(url, what):
    drawn = in_chromium("browse.mjs", url)
    check.equal((drawn["complaints"], drawn.get("failed", []),
                 drawn.get("problems", [])), ([], [], []),
                f"{what}: nothing to complain of")
    return image_of(drawn["picture"])


def openlayers(origin, server, tms, projection):
    query = urllib.parse.urlencode(
        {"root": server.root, "tms": tms, "projection": projection,
         "box": ",".join(map(str, BOX))})
    return browse(f"{origin}/ol_tiles.html?{query}", f"OpenLayers, {tms}")


def maplibre(origin, server, style):
    query = urllib.parse.urlencode(
        {"style": f"{server.root}/v1/styles/{style}", "picture": 1})
    return browse(f"{origin}/maplibre.html?{query}", f"MapLibre, {style}")


def qgis_layer(server, collection, kind, symbol):
    url = (f"{server.root}/v1/collections/{collection}/tiles/WebMercatorQuad/"
           "{z}/{y}/{x}?f=mvt")
    uri = f"type=xyz&url={urllib.parse.quote(url, safe='')}&zmin=0&zmax=14"
    layer = QgsVectorTileLayer(uri, collection)
    check.that(layer.isValid(), f"QGIS opens the tiles of {collection}")
    style = QgsVectorTileBasicRendererStyle(collection, collection, kind)
    style.setSymbol(symbol)
    style.setEnabled(True)
    renderer = QgsVectorTileBasicRenderer()
    renderer.setStyles([style])
    layer.setRenderer(renderer)
    return layer


def qgis(server):
    fill = QgsFillSymbol.createSimple({"color": "#f3ead7",
                                       "outline_color": "#5b4636"})
    dot = QgsMarkerSymbol.createSimple({"color": "#0b5394", "size": "1.2",
                                        "outline_style": "no"})
    layers = [qgis_layer(server, "monumenten", QgsWkbTypes.PointGeometry, dot),
              qgis_layer(server, "buurten", QgsWkbTypes.PolygonGeometry, fill)]
    mercator = QgsCoordinateReferenceSystem("EPSG:3857")
    change = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"),
                                    mercator, QgsProject.instance())
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(mercator)
    settings.setOutputSize(QSize(*SIZE))
    settings.setBackgroundColor(QColor("#ffffff"))
    settings.setExtent(change.transformBoundingBox(QgsRectangle(*BOX)))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def main():
    clients.need_tools("ol", "proj4", "maplibre-gl", "playwright-core")
    clients.program("chromium")
    application = QgsApplication([], False)
    application.initQgis()
    with serve.served() as server, pages() as origin:
        web = judge("openlayers-webmercator", openlayers(
            origin, server, "WebMercatorQuad", "EPSG:3857"))
        rd = judge("openlayers-rd", openlayers(
            origin, server, "NetherlandsRDNewQuad", "EPSG:28992"))
        for style in ("monumenten", "misdrijven"):
            judge(f"maplibre-{style}", maplibre(origin, server, style))
        judge("qgis-webmercator", qgis(server))
    check.that(difference(web, rd) > SHARE,
               "RD, which is turned, is told from Web Mercator")
    blank = QImage(*SIZE, QImage.Format_RGB32)
    blank.fill(QColor("#ffffff"))
    check.that(difference(web, blank) > SHARE, "a blank picture is told")
    application.exitQgis()
    check.end()


if __name__ == "__main__":
    sys.exit(main())
