"""What every story needs: the program, its server, the real data, and PostGIS
to hold the answers against.

A story runs the real `buurt` (its path in BUURT) on the data in TEST_DATA; it
skips (exit status 77) when that is not there. Only the standard library and
the programs of tests/packages.txt are used.
"""

import contextlib
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MANIFESTS = ROOT / "tests" / "manifests"
DATA = pathlib.Path(os.environ.get("TEST_DATA", ROOT / "../shared/data"))
GRIDS = DATA / "rd" / "grids"
BUURT = os.environ.get("BUURT", ROOT / "build/release/bin/buurt")
SKIPPED = 77


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def need_data(*names):
    for name in names:
        if not (DATA / name).exists():
            shown = str(name).removeprefix(f"{DATA}/")
            skip(f"the real data ({shown}) is not here")


def environment():
    env = dict(os.environ, PROJ_NETWORK="OFF")
    if GRIDS.is_dir():
        env["PROJ_DATA"] = f"{GRIDS}:/usr/share/proj"
    return env


class Checks:
    """Counts what does not hold, so that a story tells all of it."""

    def __init__(self):
        self.failed = 0

    def that(self, holds, what):
        print(("ok      " if holds else "FAILED  ") + what, flush=True)
        self.failed += not holds

    def equal(self, got, wanted, what):
        self.that(got == wanted, what if got == wanted else
                  f"{what}: got {shorten(got)}, wanted {shorten(wanted)}")

    def end(self):
        sys.exit(1 if self.failed else 0)


def shorten(thing):
    text = repr(thing)
    return text if len(text) < 400 else text[:400] + " …"


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix="buurt-story-") as name:
        os.chmod(name, 0o755)  # the database server is another user
        yield pathlib.Path(name)


def buurt(*arguments, status=0):
    done = subprocess.run([str(BUURT), *map(str, arguments)],
                          env=environment(), capture_output=True, text=True)
    if done.returncode != status:
        print(done.stdout[-4000:], done.stderr[-4000:], sep="\n")
        raise SystemExit(f"buurt {' '.join(map(str, arguments))} ended with "
                         f"{done.returncode}, not {status}")
    return done.stdout


def import_all(db, *names):
    """Imports manifests of tests/manifests; the seconds it took."""
    start = time.monotonic()
    for name in names:
        buurt("import", MANIFESTS / f"{name}.yaml", "--db", db)
    return time.monotonic() - start


def start(arguments):
    return subprocess.Popen([str(BUURT), *map(str, arguments)],
                            env=environment(), stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)


def start_import(db, name):
    return start(["import", MANIFESTS / f"{name}.yaml", "--db", db])


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Server:
    """`buurt serve` on a free port while the with-block runs."""

    def __init__(self, db, *options):
        self.db, self.options = db, options

    def __enter__(self):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [str(BUURT), "serve", "--db", str(self.db), "--listen",
             "127.0.0.1:0", *self.options], env=environment(), stdout=subprocess.PIPE,
            stderr=self.log, text=True)
        line = self.process.stdout.readline()
        found = re.match(r"listening on (http://[^/]+)/", line)
        if not found:
            self.process.kill()
            raise SystemExit(f"the server said {line!r}")
        self.root = found[1]
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise SystemExit("the server did not stop within 20 s")
        finally:
            self.process.stdout.close()
        if status != 0:
            self.log.seek(0)
            print(self.log.read().decode()[-4000:])
            raise SystemExit(f"the server ended with {status}")

    def get(self, path):
        url = path if path.startswith("http") else self.root + path
        try:
            with urllib.request.urlopen(url, timeout=120) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def json(self, path):
        answer = self.get(path)
        if answer.status != 200:
            raise SystemExit(f"GET {path}: {answer.status} "
                             f"{answer.body.decode()[:1000]}")
        return answer.json()

    def pages(self, path):
        """Every page from `path` on, by its next links."""
        while path:
            page = self.json(path)
            yield page
            path = next_link(page)

    def items(self, collection, query=""):
        path = f"/v1/collections/{collection}/items?limit=1000{query}"
        return [f for page in self.pages(path) for f in page["features"]]

    def aggregate(self, collection, query):
        return self.json(f"/v1/collections/{collection}/aggregate?{query}")


def next_link(page):
    for link in page["links"]:
        if link["rel"] == "next":
            return link["href"]
    return None


def program(name):
    path = "/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/usr/sbin"
    found = shutil.which(name) or shutil.which(name, path=path)
    if not found:
        skip(f"{name} is not installed (see tests/packages.txt)")
    return found


class PostGIS:
    """A private cluster on a Unix socket, owned by a user without rights."""

    def __init__(self, where):
        self.where = pathlib.Path(where) / "pg"
        self.user = "postgres" if os.getuid() == 0 else None

    def run(self, *command, **options):
        prefix = ["runuser", "-u", self.user, "--"] if self.user else []
        done = subprocess.run([*prefix, *map(str, command)], text=True,
                              capture_output=True, **options)
        if done.returncode != 0:
            raise SystemExit(f"{command[0]}: {done.stderr[-2000:]}")
        return done.stdout

    def __enter__(self):
        self.where.mkdir()
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(self.where, owner.pw_uid, owner.pw_gid)
        data = self.where / "data"
        self.run(program("initdb"), "-D", data, "-A", "trust", "-U", "story",
                 "-E", "UTF8", "--no-sync")
        with open(data / "postgresql.conf", "a") as conf:
            conf.write("listen_addresses = ''\nfsync = off\n"
                       f"unix_socket_directories = '{self.where}'\n")
        self.run(program("pg_ctl"), "-D", data, "-w", "-l",
                 self.where / "log", "start")
        self.rows("CREATE EXTENSION postgis")
        return self

    def __exit__(self, *_):
        self.run(program("pg_ctl"), "-D", self.where / "data", "-m",
                 "immediate", "-w", "stop")

    def psql(self, *arguments, **options):
        return self.run(program("psql"), "-h", self.where, "-U", "story",
                        "-d", "postgres", "-qAtX", "-v", "ON_ERROR_STOP=1",
                        *arguments, **options)

    def rows(self, sql):
        """The rows as lists of texts; an absent value is ''."""
        return [line.split("|")
                for line in self.psql("-c", sql).splitlines()]

    def load(self, source, table, *options):
        """A layer that OGR opens, as a table with `geom`, through a dump."""
        dump = subprocess.run(
            [program("ogr2ogr"), "-f", "PGDump", "/vsistdout/", str(source),
             "-nln", table, "-lco", "GEOMETRY_NAME=geom", "-lco",
             "SPATIAL_INDEX=NONE", "-lco", "CREATE_SCHEMA=OFF", "-lco",
             "PRECISION=NO", *options],
            env=environment(), capture_output=True, text=True)
        if dump.returncode != 0:
            raise SystemExit(f"ogr2ogr {source}: {dump.stderr[-2000:]}")
        self.psql("-f", "-", input=dump.stdout)
        self.rows(f"CREATE INDEX ON {table} USING gist (geom)")
        self.rows(f"ANALYZE {table}")


def lowest_code(points, areas, code, columns):
    """SQL: for each point the lowest code of the areas that hold it, borders
    included: the rule of the program in the words of another engine."""
    return (f"SELECT {columns}, (SELECT min(a.{code}) FROM {areas} a "
            f"WHERE ST_Intersects(a.geom, p.geom)) AS code FROM {points} p")
