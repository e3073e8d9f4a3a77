"""Reads PMTiles version 3 by its specification, and nothing else: written
without the program's own reader, to judge what it writes."""

import gzip
import json
import struct

ROOT_END = 16384
PARTS = ("root", "metadata", "leaves", "tiles")


def varints(data):
    value = shift = 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


def directory(data):
    """Its entries: id, offset, length, run."""
    numbers = varints(data)
    count = next(numbers)
    steps, runs, lengths, places = (
        [next(numbers) for _ in range(count)] for _ in range(4))
    assert next(numbers, None) is None, "something behind the directory"
    entries, last = [], 0
    for step, run, length, place in zip(steps, runs, lengths, places):
        last += step
        offset = place - 1 if place else entries[-1][1] + entries[-1][2]
        entries.append((last, offset, length, run))
    return entries


def turned(side, x, y, right, low):
    if low:
        return x, y
    return (side - 1 - y, side - 1 - x) if right else (y, x)


def address(number):
    """z, row, column of a tile's number: the walk of the specification."""
    zoom = first = 0
    while first + 4 ** zoom <= number:
        first += 4 ** zoom
        zoom += 1
    rest, x, y, side = number - first, 0, 0, 1
    while side < 2 ** zoom:
        right = 1 & (rest // 2)
        low = 1 & (rest ^ right)
        x, y = turned(side, x, y, right, low)
        x, y = x + side * right, y + side * low
        rest //= 4
        side *= 2
    return zoom, y, x


class Archive:
    def __init__(self, path):
        self.data = path.read_bytes()
        assert self.data[:8] == b"PMTiles\x03", "not PMTiles 3"
        numbers = struct.unpack("<11Q6B4iB2i", self.data[8:127])
        self.parts = {name: numbers[2 * i:2 * i + 2]
                      for i, name in enumerate(PARTS)}
        self.addressed, self.entries, self.contents = numbers[8:11]
        (self.clustered, self.internal, self.packing, self.type,
         self.min_zoom, self.max_zoom) = numbers[11:17]
        self.bounds = [n / 1e7 for n in numbers[17:21]]
        self.metadata = json.loads(self.read("metadata"))

    def read(self, part, offset=0, length=None):
        start, size = self.parts[part]
        length = size if length is None else length
        assert offset + length <= size, f"outside of the {part}"
        assert start + size <= len(self.data), f"the file is cut in {part}"
        return gzip.decompress(self.data[start + offset:][:length])

    def walk(self, entries=None):
        """All entries with tiles, in the order of the directories."""
        if entries is None:
            entries = directory(self.read("root"))
        for number, offset, length, run in entries:
            if run:
                yield number, offset, length, run
            else:
                yield from self.walk(directory(
                    self.read("leaves", offset, length)))

    def tiles(self):
        """(z, row, column): the tile, unpacked."""
        found = {}
        for number, offset, length, run in self.walk():
            data = self.read("tiles", offset, length)
            for i in range(run):
                found[address(number + i)] = data
        return found

    def flaws(self):
        """What the header and the order of the entries promise in vain."""
        walked = list(self.walk())
        start, size = self.parts["root"]
        end = last = 0
        for number, offset, length, run in walked:
            if number < last:
                yield f"{number} comes behind {last}"
            if offset > end:
                yield f"{number} is not clustered"
            end, last = max(end, offset + length), number + run
        if start + size > ROOT_END:
            yield "the root directory ends too late"
        if sum(run for *_, run in walked) != self.addressed:
            yield "addressed tiles"
        if len(walked) != self.entries:
            yield "entries"
        if len({offset for _, offset, _, _ in walked}) != self.contents:
            yield "contents"
        if end != self.parts["tiles"][1]:
            yield "bytes that no tile has"
