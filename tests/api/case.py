"""Reads *.case files: tests/api/README.md describes the format."""

import re

REQUEST = re.compile(r"^([A-Z]{3,10}) (\S.*)$")
PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\*(\d+))?')
ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|.)")
ESCAPES = {"r": "\r", "n": "\n", "0": "\0", "t": "\t", "\\": "\\", '"': '"'}


class BadCase(Exception):
    pass


class Exchange:
    """One request and what is expected of its answer."""

    def __init__(self, line, method, target):
        self.line, self.method, self.target = line, method, target
        self.headers = []
        self.body = None
        self.expected = []  # (line number, kind, the rest)
        self.raw = None
        self.is_half_closed = method == "HALF"


class Case:
    def __init__(self, path):
        self.path, self.name = path, path.stem
        self.options, self.exchanges = [], []


def unescape(match):
    code = match[1]
    return chr(int(code[1:], 16)) if code[0] == "x" else ESCAPES[code]


def raw_bytes(text):
    pieces = PIECE.findall(text)
    if not pieces:
        raise BadCase("RAW wants text in double quotes")
    whole = "".join(ESCAPE.sub(unescape, piece) * int(times or 1)
                    for piece, times in pieces)
    return whole.encode("latin-1")


def add_line(case, exchange, number, line):
    """The exchange that the line belongs to, if any."""
    request = REQUEST.match(line)
    if exchange is None:
        if line.startswith("serve "):
            case.options = line.split()[1:]
            return None
        if not request:
            raise BadCase(f"not a request: {line!r}")
        exchange = Exchange(number, request[1], request[2])
        if exchange.method in ("RAW", "HALF"):
            exchange.raw = raw_bytes(exchange.target)
        case.exchanges.append(exchange)
        return exchange
    stripped = line.strip()
    if line.startswith("> "):
        name, colon, value = line[2:].partition(":")
        if not colon:
            raise BadCase(f"not a header: {line!r}")
        exchange.headers.append((name, value.strip()))
    elif line.startswith("< "):
        exchange.body = (exchange.body or "") + line[2:]
    elif stripped.startswith("+ ") and exchange.raw is not None:
        exchange.raw += raw_bytes(stripped)
    else:
        kind, _, rest = stripped.partition(" ")
        exchange.expected.append((number, kind, rest.strip()))
    return exchange


def read_case(path):
    case, exchange = Case(path), None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("#"):
            continue
        if not line.strip():
            exchange = None
            continue
        try:
            exchange = add_line(case, exchange, number, line)
        except (BadCase, KeyError) as problem:
            raise SystemExit(f"{path}:{number}: {problem}")
    for each in case.exchanges:
        if not each.expected:
            raise SystemExit(f"{path}:{each.line}: expects nothing")
    return case
