"""What people must see of what the API says. The rules of docs/api.md, "Pages
for people", written a second time and by themselves: every list of facts here
is made of a JSON answer, every list read is of a page or a popup."""

import datetime
import decimal
import html.parser
import json
import re
import typing
import urllib.parse
import zoneinfo

MONTHS = ("januari februari maart april mei juni juli augustus september "
          "oktober november december").split()
KINDS = {"Point": "Punt", "LineString": "Lijn", "Polygon": "Vlak",
         "MultiPoint": "Punten", "MultiLineString": "Lijnen",
         "MultiPolygon": "Vlakken", "GeometryCollection": "Verzameling"}
URL = ":/?#[]@!$'()*+,;=%&~"  # what need not be quoted in one
ADDRESSES = ("https://", "http://", "mailto:")
AREAS = {"buurtcode": "buurten", "wijkcode": "wijken",
         "gemeentecode": "gemeenten"}
NOTHING = "–"
WITHHELD = "niet gepubliceerd"


class Real(str):
    """A number with a fraction or an exponent, as JSON writes it."""


def parse(text):
    return json.loads(text, parse_float=Real)


class Fact(typing.NamedTuple):
    """What stands in one place. `exact` is what machines get beside it: the
    datetime of a <time>, the value of a <data>."""
    text: str
    link: str = None
    exact: str = None


# Of JSON.

def dutch(number, has_points=True):
    """-1234.5 as -1.234,5; what has an exponent has no points."""
    sign, whole, rest = re.fullmatch(r"(-?)(\d+)(.*)", str(number)).groups()
    if has_points and "e" not in rest:
        whole = f"{int(whole):,}".replace(",", ".")
    return sign + whole + rest.replace(".", ",")


def day(text):
    year, month, number = text[:10].split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {int(year)}"


def moment(text):
    """What clocks say in the Netherlands."""
    there = datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) \
        .astimezone(zoneinfo.ZoneInfo("Europe/Amsterdam")).isoformat()
    clock = (there[11:19] + text[19:].removesuffix("Z")).removesuffix(":00")
    return f"{day(there)}, {clock.replace('.', ',')} uur"


def text_of(field, value, is_measure):
    """One value of a property, without its unit and what it stands for."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, (int, Real)):
        return dutch(value, is_measure or "x-unit" in field)
    form = field.get("format")
    return moment(value) if form == "date-time" else \
        day(value) if form == "date" else value


def label_of(field, value):
    return dict(zip(field.get("enum", []), field.get("x-enumTitles", []))) \
        .get(value)


def fact_of(field, value, is_measure=False, link=None):
    if value is None:
        return Fact(NOTHING)
    text = text_of(field, value, is_measure)
    if isinstance(value, str) and value.startswith(ADDRESSES):
        link = urllib.parse.quote(value, safe=URL)
    label = label_of(field, value)
    if label:
        text = f"{label} ({text})"
    if "x-unit" in field:
        text += f"\u00a0{field['x-unit']}"
    return Fact(text, link, value if field.get("format") else None)


def positions(part):
    if isinstance(part[0], list):
        for each in part:
            yield from positions(each)
    else:
        yield part


def place_of(geometry):
    """The digits are those of the GeoJSON."""
    if geometry is None:
        return Fact(NOTHING)
    if geometry["type"] == "Point":
        return Fact(" ".join(map(str, geometry["coordinates"])))
    parts = geometry.get("geometries", [geometry])
    axes = list(zip(*[p for part in parts
                      for p in positions(part["coordinates"])]))
    low, high = (" ".join(str(choose(axis, key=float)) for axis in axes)
                 for choose in (min, max))
    return Fact(f"{KINDS[geometry['type']]} binnen {low} en {high}")


class About:
    """What the API says of a collection: its schema, and what may be summed."""

    def __init__(self, server, name):
        self.url = f"{server.root}/v1/collections/{name}"
        self.name = name
        self.root = server.root
        schema = parse(server.get(f"{self.url}/schema").body)
        self.title, self.fields = schema["title"], schema["properties"]
        offers = parse(server.get(f"{self.url}/aggregations").body)["measures"]
        self.titles = {m["key"]: m["title"] for m in offers}
        self.measures = {m["name"][4:-1] for m in offers
                         if m["name"].startswith("sum(")}
        self.id_name = next(
            name for name, field in self.fields.items()
            if field.get("x-ogc-role") == "id")

    def address(self, key):
        return f"{self.url}/items/{urllib.parse.quote(str(key), safe='')}"

    def link(self, name, value):
        """A code of an area leads there; an area's own codes do not."""
        if name not in AREAS or self.name in AREAS.values() or value is None:
            return None
        return f"{self.root}/v1/collections/{AREAS[name]}/items/{value}"

    def fact(self, name, value):
        return fact_of(self.fields[name], value, name in self.measures,
                       self.link(name, value))

    def item(self, item):
        """Every property of it, and its place."""
        facts = [(self.fields[name]["title"], self.fact(name, value))
                 for name, value in item["properties"].items()]
        if self.id_name not in item["properties"]:
            facts.insert(0, ("Nummer", Fact(str(item["id"]))))
        if "geometry" in self.fields:
            facts.append(("Coördinaten (lon, lat)", place_of(item["geometry"])))
        return facts

    def row(self, item):
        """In a table the id comes first and leads to the item; codes of areas
        are texts."""
        is_own = self.id_name in item["properties"]
        title = self.fields[self.id_name]["title"] if is_own else "Nummer"
        facts = [(title, Fact(str(item["id"]), self.address(item["id"])))]
        for name, value in item["properties"].items():
            if name != self.id_name:
                facts.append((self.fields[name]["title"],
                              fact_of(self.fields[name], value,
                                      name in self.measures)))
        if "geometry" in self.fields:
            facts.append(("Coördinaten (lon, lat)", place_of(item["geometry"])))
        return facts

    def entry(self, item, name):
        """Below its name, the first three things known that are no position,
        no code of an area and not the name again."""
        known = []
        is_named = False
        for key, value in item["properties"].items():
            field = self.fields[key]
            if value == name and not is_named:
                is_named = True
            elif value is not None and key != self.id_name and \
                    key not in AREAS and "number" not in field["type"]:
                text = fact_of(field, value, key in self.measures).text
                known.append(text if isinstance(value, str)
                             and "format" not in field
                             else f"{field['title']}: {text}")
        return name + " · ".join(known[:3])


def computed(value, withheld):
    """A measure of a group: three decimals, and all of them for machines."""
    if value is None:
        return Fact(WITHHELD if withheld else NOTHING)
    if not isinstance(value, Real):
        return Fact(dutch(value))
    short = decimal.Decimal(float(value)).quantize(
        decimal.Decimal("0.001"), decimal.ROUND_HALF_UP)
    return Fact(dutch(f"{short.normalize():f}"), None, str(value))


def group_facts(group, level, key, title):
    """One area of an answer of `aggregate`. Its rows are withheld or not."""
    withheld = group.get("withheld", 0)
    return [(level.capitalize(), Fact(f"{group[level + 'naam']} {group[level]}")),
            ("Aantal rijen", Fact(dutch(group["count"]))),
            (f"{title} ({key})", computed(group[key], withheld)),
            ("Achtergehouden", Fact(dutch(withheld)))]


# Of pages.

class Places(html.parser.HTMLParser):
    """The texts of these elements, each with the link and exact value in it."""
    NAMES = ("dt", "dd", "th", "td", "li")

    def __init__(self, text):
        super().__init__()
        self.found, self.is_open = [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        has = dict(attributes)
        if tag in self.NAMES:
            self.is_open = True
            self.found.append((tag, Fact("")))
        if not self.is_open:
            return
        if "href" in has:
            self.change(link=has["href"])
        if tag == "time" or tag == "data":
            self.change(exact=has.get("datetime" if tag == "time" else "value"))

    def handle_endtag(self, tag):
        if tag in self.NAMES:
            self.is_open = False

    def handle_data(self, data):
        if self.is_open:
            self.change(text=self.found[-1][1].text + data)

    def change(self, **words):
        tag, fact = self.found[-1]
        self.found[-1] = (tag, fact._replace(**words))


def between(text, begin, end):
    _, found, rest = text.partition(begin)
    return rest.partition(end)[0] if found else ""


def read_list(text):
    """The pairs of the first <dl>."""
    places = Places(between(text, "<dl", "</dl>")).found
    return [(name.text, fact) for (_, name), (_, fact)
            in zip(places[::2], places[1::2])]


def read_rows(text):
    """The rows of the first table, each with its columns."""
    head, _, rest = between(text, "<table", "</table>").partition("</thead>")
    names = [fact.text for _, fact in Places(head).found]
    return [[(name, fact) for name, (_, fact) in zip(names, Places(row).found)]
            for row in between(rest, "<tbody>", "</tbody>").split("<tr>")[1:]]


def read_entry(text):
    """The text of an entry of a list, the line's end aside."""
    return Places(f"<li>{text}</li>").found[0][1].text.replace("\n", "")


def differences(got, wanted):
    """What is missing, what is too much, and what is another value."""
    if [name for name, _ in got] != [name for name, _ in wanted]:
        return [("names", [n for n, _ in got], [n for n, _ in wanted])]
    return [(name, one, other) for (name, one), (_, other)
            in zip(got, wanted) if one != other]
