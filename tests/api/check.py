"""Holds an answer against what a case expects of it."""

import gzip
import json
import re

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")


class Wrong(Exception):
    pass


class Answer:
    """status is None when the connection was closed without an answer."""

    def __init__(self, status=None, headers=(), body=b""):
        self.status, self.headers, self.body = status, list(headers), body

    def header(self, name):
        values = [v for k, v in self.headers if k.lower() == name.lower()]
        return ", ".join(values) if values else None

    def text(self):
        body = self.body
        if self.header("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return body.decode("utf-8", "replace")


def excerpt(text):
    return text if len(text) <= 600 else text[:600] + " …"


class Checker:
    def __init__(self, run, case_path, bless):
        self.run, self.folder, self.bless = run, case_path.parent, bless
        self.saved = {"host": run.host}

    def fill(self, text):
        for name, value in self.saved.items():
            text = text.replace("{" + name + "}", value)
        return text

    def normal(self, text):
        """Without what differs from run to run."""
        text = text.replace(f"http://{self.run.host}", "http://HOST")
        return STAMP.sub(
            lambda m: "IMPORT-TIME" if self.run.is_now(m[0]) else m[0], text)

    def check(self, answer, kind, rest):
        method = getattr(self, "check_" + kind, None)
        if not method:
            raise Wrong(f"unknown expectation '{kind}'")
        method(answer, self.fill(rest))

    def check_status(self, answer, rest):
        got = "closed" if answer.status is None else str(answer.status)
        if got not in rest.split():
            raise Wrong(f"status is {got}, not {rest}: "
                        f"{excerpt(answer.text())}")

    def check_type(self, answer, rest):
        if answer.header("Content-Type") != rest:
            raise Wrong(f"type is {answer.header('Content-Type')}, "
                        f"not {rest}")

    def check_header(self, answer, rest):
        name, _, rest = rest.partition(" ")
        operator, _, wanted = rest.strip().partition(" ")
        self.compare(f"header {name}", answer.header(name), operator,
                     wanted.strip())

    def compare(self, what, got, operator, wanted):
        if operator == "!":
            if got is not None:
                raise Wrong(f"{what} should not be there: {excerpt(got)}")
            return
        if got is None:
            raise Wrong(f"{what} is not there")
        holds = {"=": got == wanted, "~": wanted in got,
                 "!~": wanted not in got}.get(operator)
        if holds is None:
            raise Wrong(f"unknown operator '{operator}'")
        if not holds:
            raise Wrong(f"{what} {operator} {wanted} does not hold: "
                        f"{excerpt(got)}")

    def check_body(self, answer, rest):
        operator, _, wanted = rest.partition(" ")
        if operator == "empty":
            if answer.body:
                raise Wrong(f"the body is not empty: {excerpt(answer.text())}")
        elif operator == "=":
            self.golden(self.folder / wanted.strip(), answer)
        else:
            self.compare("body", self.normal(answer.text()), operator,
                         wanted.strip())

    def golden(self, path, answer):
        got = self.normal(answer.text())
        if path.suffix == ".json":
            got = json.dumps(json.loads(got), indent=1,
                             ensure_ascii=False) + "\n"
        if self.bless:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(got.encode())
            return
        wanted = path.read_bytes().decode() if path.exists() else ""
        if got != wanted:
            raise Wrong(f"the body differs from {path.name}: "
                        f"{first_difference(got, wanted)}")

    def member(self, answer, path):
        try:
            value = json.loads(answer.text())
        except ValueError:
            raise Wrong(f"the body is not JSON: {excerpt(answer.text())}")
        for part in path.split("."):
            try:
                value = value[int(part)] if isinstance(value, list) \
                    else value[part]
            except (KeyError, IndexError, TypeError, ValueError):
                return None, False
        return value, True

    def check_json(self, answer, rest):
        path, _, rest = rest.partition(" ")
        operator, _, wanted = rest.strip().partition(" ")
        value, is_there = self.member(answer, path)
        if operator == "count":
            if not is_there or len(value) != int(wanted):
                count = len(value) if is_there else "no"
                raise Wrong(f"json {path} has {count} elements, not {wanted}")
            return
        if operator == "=" and is_there:
            if value != json.loads(wanted):
                raise Wrong(f"json {path} is {excerpt(json.dumps(value))}, "
                            f"not {wanted}")
            return
        text = json.dumps(value, ensure_ascii=False) if is_there else None
        self.compare(f"json {path}", text and self.normal(text), operator,
                     wanted.strip())

    def check_save(self, answer, rest):
        name, source, what = rest.split(None, 2)
        if source == "header":
            value = answer.header(what)
        elif source == "link":
            links, _ = self.member(answer, "links")
            found = [link["href"] for link in links or []
                     if link["rel"] == what]
            value = found[0] if found else None
        else:
            value, _ = self.member(answer, what)
        if value is None:
            raise Wrong(f"nothing to save from {source} {what}")
        # Addresses are asked for by their path.
        self.saved[name] = str(value).removeprefix(f"http://{self.run.host}")

    def check_log(self, answer, rest):
        self.run.expect_log(rest.partition(" ")[2].strip())


def first_difference(got, wanted):
    pairs = zip(got.splitlines() + ["(end)"], wanted.splitlines() + ["(end)"])
    for number, (g, w) in enumerate(pairs, 1):
        if g != w:
            return f"line {number}: got {excerpt(g)!r}, wanted {excerpt(w)!r}"
    return "in its length"


