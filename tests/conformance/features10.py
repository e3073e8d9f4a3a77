#!/usr/bin/env python3
"""The 80 tests of the OGC suite ets-ogcapi-features10, against collections of
points, lines and polygons, stored in CRS84 and in RD: docs/conformance.md.

  features10.py [LANDING-PAGE-URL]     without one it serves its own
"""

import sys

import api
import serve
import suite
import core  # noqa: F401  registers its tests
import crs  # noqa: F401
import ground  # noqa: F401

# What the suite skips too where the optional thing is absent.
OPTIONAL = {f"{group}_TimeStamp" for group in
            ("Features", "FeaturesBBox", "FeaturesLimit", "FeaturesTime")}


def main():
    if len(sys.argv) > 1:
        sys.exit(suite.run(api.Api(sys.argv[1]), OPTIONAL) > 0)
    with serve.served() as server:
        bad = suite.run(api.Api(server.root + "/v1"), OPTIONAL)
    sys.exit(bad > 0)


main()
