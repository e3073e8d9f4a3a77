"""A register of conformance tests, and what runs them and says how it went."""

import traceback

from api import Failed, Skipped

REGISTER = []


def once(_):
    yield ()


def per_collection(api):
    return ((c,) for c in api.collections)


def per_crs(api):
    return ((c, crs) for c in api.collections for crs in api.crs_list(c)[:20])


def test(name, over=once):
    """Registers a test under the name it has in the OGC suite, run for every
    tuple of arguments that `over` yields."""
    def add(function):
        REGISTER.append((name, over, function))
        return function
    return add


class Result:
    def __init__(self, name):
        self.name, self.passed = name, 0
        self.failed, self.skipped = [], []

    def word(self):
        if self.failed:
            return "FAILED"
        return "ok" if self.passed else "skipped"

    def line(self):
        counts = f"{self.passed} passed"
        for what, many in (("failed", self.failed), ("skipped", self.skipped)):
            counts += f", {len(many)} {what}" if many else ""
        return f"{self.word():8}{self.name}: {counts}"


def label(arguments):
    return " ".join(str(a.get("id", a)) if isinstance(a, dict) else str(a)
                    for a in arguments) or "-"


def run_one(api, name, over, function):
    result = Result(name)
    try:
        cases = list(over(api))
    except Failed as error:
        result.failed.append(f"cases: {error}")
        return result
    for arguments in cases:
        try:
            function(api, *arguments)
            result.passed += 1
        except Skipped as why:
            result.skipped.append(f"{label(arguments)}: {why}")
        except Failed as why:
            result.failed.append(f"{label(arguments)}: {why}")
        except (KeyError, TypeError, IndexError, ValueError, OSError):
            result.failed.append(f"{label(arguments)}: "
                                 f"{traceback.format_exc(limit=-3)}")
    if not cases:
        result.skipped.append("nothing to test it on")
    return result


def run(api, may_skip):
    """Prints every result; the number of tests that failed, or were skipped
    though `may_skip` does not hold their name."""
    bad, passed, skipped = 0, 0, 0
    for name, over, function in REGISTER:
        result = run_one(api, name, over, function)
        print(result.line(), flush=True)
        for why in result.failed[:6] or result.skipped[:1]:
            print("        " + why)
        bad += bool(result.failed)
        passed += result.word() == "ok"
        skipped += result.word() == "skipped"
        if result.word() == "skipped" and name not in may_skip:
            print("        a skip that should have run")
            bad += 1
    print(f"{passed} passed, {bad} failed, {skipped} skipped")
    return bad
