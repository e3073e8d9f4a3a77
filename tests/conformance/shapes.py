"""Just enough geometry to judge answers: boxes against GeoJSON geometries."""


def positions(geometry):
    """Every position of a GeoJSON geometry."""
    if geometry is None:
        return
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from positions(part)
        return
    yield from flat(geometry["coordinates"])


def flat(coordinates):
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates
    else:
        for part in coordinates:
            yield from flat(part)


def lists(geometry, depth):
    """The position lists `depth` levels up from a position."""
    def at(coordinates):
        level, probe = 0, coordinates
        while probe and isinstance(probe, list):
            level, probe = level + 1, probe[0]
        if level == depth:
            yield coordinates
        else:
            for part in coordinates:
                yield from at(part)
    yield from at(geometry["coordinates"])


def meets(geometry, box):
    """Whether a geometry has a point in common with a box; a box whose west
    lies east of its east crosses the antimeridian."""
    west, south, east, north = box
    if west > east:
        return meets(geometry, (west, south, 180, north)) or \
            meets(geometry, (-180, south, east, north))
    kind = geometry["type"].removeprefix("Multi")
    if kind == "GeometryCollection":
        return any(meets(part, box) for part in geometry["geometries"])
    if kind == "Point":
        return any(holds(box, p) for p in positions(geometry))
    if kind == "LineString":
        return any(line_meets(line, box) for line in lists(geometry, 2))
    return any(polygon_meets(polygon, box) for polygon in lists(geometry, 3))


def holds(box, position):
    return box[0] <= position[0] <= box[2] and box[1] <= position[1] <= box[3]


def line_meets(line, box):
    return any(segment_meets(a, b, box) for a, b in zip(line, line[1:]))


def segment_meets(a, b, box):
    """Liang and Barsky: what is left of a segment inside the box."""
    first, last = 0.0, 1.0
    for axis in (0, 1):
        step = b[axis] - a[axis]
        low, high = box[axis] - a[axis], box[axis + 2] - a[axis]
        if step == 0:
            if low > 0 or high < 0:
                return False
            continue
        near, far = sorted((low / step, high / step))
        first, last = max(first, near), min(last, far)
    return first <= last


def polygon_meets(rings, box):
    if any(line_meets(ring, box) for ring in rings):
        return True
    corner = (box[0], box[1])
    return ring_holds(rings[0], corner) and \
        not any(ring_holds(ring, corner) for ring in rings[1:])


def ring_holds(ring, point):
    inside = False
    for a, b in zip(ring, ring[1:]):
        if (a[1] > point[1]) != (b[1] > point[1]):
            at = a[0] + (point[1] - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
            inside ^= point[0] < at
    return inside


def in_world(geometry):
    return all(-180 <= p[0] <= 180 and -90 <= p[1] <= 90
               for p in positions(geometry))
