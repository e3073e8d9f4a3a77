"""Draws borders: a region cut into areas that fit together exactly.

A honeycomb of small cells covers the region. Every cell goes to the nearest
seed; the areas are unions of cells. Exactly three cells meet in every corner
of a honeycomb, so a union of them never touches itself in a point, and two
neighbours have the same corners along their border: no gaps, no overlaps.
Afterwards the corners are moved (one corner, one move, whoever shares it) so
that borders look drawn by hand.

Plane coordinates are kilometres; only + - * / and the square root are used,
which give the same bits on every machine.
"""

import math

# The corners of a cell around its centre, counter-clockwise, in units of half
# a cell's width and half its side; both are integers for every corner, so a
# corner has the same key whichever cell names it.
CORNERS = [(0, 2), (-1, 1), (-1, -1), (0, -2), (1, -1), (1, 1)]
NEIGHBOURS = [(-1, 3), (-2, 0), (-1, -3), (1, -3), (2, 0), (1, 3)]


def is_inside(point, ring):
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            inside = not inside
    return inside


class Noise:
    """Smooth random values over the plane: a lattice, blended in between."""

    def __init__(self, random, step):
        self.step, self.random, self.values = step, random, {}
        for i in range(-30, 31):
            for j in range(-30, 31):
                self.values[i, j] = random() * 2 - 1

    def at(self, x, y):
        u, v = x / self.step, y / self.step
        i, j = math.floor(u), math.floor(v)
        u, v = u - i, v - j
        u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)
        get = self.values.get
        low = get((i, j), 0) * (1 - u) + get((i + 1, j), 0) * u
        high = get((i, j + 1), 0) * (1 - u) + get((i + 1, j + 1), 0) * u
        return low * (1 - v) + high * v


class Tiling:
    """cells: centre key -> number of its area; rings: area -> its rings."""

    def __init__(self, random, side):
        self.random, self.side = random, side
        self.half_width = side * math.sqrt(3) / 2
        self.half_side = side / 2
        self.cells = {}

    def place(self, key):
        return key[0] * self.half_width, key[1] * self.half_side

    def fill(self, region, choose):
        """Every cell whose centre lies in `region` goes to choose(x, y)."""
        xs, ys = [p[0] for p in region], [p[1] for p in region]
        for row in range(math.floor(min(ys) / self.half_side / 3),
                         math.ceil(max(ys) / self.half_side / 3) + 1):
            first = math.floor(min(xs) / self.half_width)
            last = math.ceil(max(xs) / self.half_width)
            for column in range(first, last + 1):
                key = (column, 3 * row)
                if (column + row) % 2 == 0:
                    point = self.place(key)
                    if is_inside(point, region):
                        self.cells[key] = choose(*point)
        self.join_strays()

    def around(self, key):
        return [(key[0] + dx, key[1] + dy) for dx, dy in NEIGHBOURS]

    def parts(self):
        """The connected parts of all areas, as lists of cells."""
        left, parts = dict(self.cells), []
        for key in sorted(self.cells):
            if key not in left:
                continue
            area, part, todo = left.pop(key), [key], [key]
            while todo:
                for other in self.around(todo.pop()):
                    if left.get(other) == area:
                        del left[other]
                        part.append(other)
                        todo.append(other)
            parts.append((area, sorted(part)))
        return parts

    def join_strays(self):
        """Gives every part but an area's largest to a neighbour."""
        parts = self.parts()
        largest = {}
        for area, part in parts:
            largest[area] = max(largest.get(area, 0), len(part))
        for area, part in parts:
            if len(part) == largest[area]:
                continue
            around = [self.cells[o] for k in part for o in self.around(k)
                      if self.cells.get(o, area) != area]
            for key in part:
                if around:
                    self.cells[key] = max(sorted(set(around)),
                                          key=around.count)
                else:
                    del self.cells[key]

    def edges(self):
        """area -> {corner: next corner}, counter-clockwise around it."""
        result = {}
        for key in sorted(self.cells):
            area = self.cells[key]
            corners = [(key[0] + dx, key[1] + dy) for dx, dy in CORNERS]
            for i, other in enumerate(self.around(key)):
                if self.cells.get(other) != area:
                    result.setdefault(area, {})[corners[i]] = \
                        corners[(i + 1) % 6]
        return result

    def draw(self):
        edges = self.edges()
        links = {}
        for steps in edges.values():
            for a, b in steps.items():
                links.setdefault(a, set()).add(b)
                links.setdefault(b, set()).add(a)
        self.corners = self.smooth(links)
        kept = thin(links)
        self.rings = {area: [[k for k in ring if k in kept]
                             for ring in follow(steps)]
                      for area, steps in edges.items()}

    def smooth(self, links):
        places = {}
        for key in sorted(links):
            x, y = self.place(key)
            places[key] = (x + (self.random() - 0.5) * self.side * 0.5,
                           y + (self.random() - 0.5) * self.side * 0.5)
        for _ in range(2):
            moved = {}
            for key, others in links.items():
                n = len(others)
                around = sorted(others)
                x = sum(places[o][0] for o in around) / n
                y = sum(places[o][1] for o in around) / n
                moved[key] = ((places[key][0] + x) / 2,
                              (places[key][1] + y) / 2)
            places = moved
        return places


def thin(links):
    """Leaves out every second corner between two meeting points."""
    kept = {k for k, others in links.items() if len(others) > 2}
    seen = set(kept)
    for start in sorted(kept):
        for key in sorted(links[start]):
            before, count = start, 1
            while key not in seen:
                seen.add(key)
                if count % 2 == 0:
                    kept.add(key)
                before, key = key, next(o for o in sorted(links[key])
                                        if o != before)
                count += 1
    return kept | (set(links) - seen)


def follow(steps):
    """The closed rings of {corner: next corner}, each once, unclosed."""
    left, rings = dict(steps), []
    for start in sorted(steps):
        if start not in left:
            continue
        ring, key = [], start
        while key in left:
            ring.append(key)
            key = left.pop(key)
        rings.append(ring)
    return rings


def ring_area(points):
    return sum(ax * by - bx * ay for (ax, ay), (bx, by)
               in zip(points, points[1:] + points[:1])) / 2
