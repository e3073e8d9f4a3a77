"""(d) A ready body: Buurt beside nginx serving the same bytes from a file."""
import pathlib
import urllib.request

import bench_import
import mapserver
from common import BUURT, free_port, note, pairs, row, serve, timed, wrk

FILES = """
  server {{ listen 127.0.0.1:{port}; root {root};
           location / {{ default_type application/geo+json; }} }}
"""


def run(folder):
    csv, manifest, _ = bench_import.prepare(folder)
    db = pathlib.Path(folder, "ours.sqlite")
    if not db.exists():
        timed([BUURT, "import", manifest, "--db", db])
    path = "/v1/collections/points/items?limit=50"
    port = free_port()
    www = pathlib.Path(folder, "www")
    www.mkdir(exist_ok=True)
    with serve(db) as server:
        url = f"http://127.0.0.1:{server.port}{path}"
        body = urllib.request.urlopen(url).read()
        (www / "body").write_bytes(body)
        with mapserver.nginx(folder, FILES.format(port=port, root=www),
                             port) as other:
            ours, theirs, ratio = pairs(
                lambda: wrk(server.port, [path], connections=32)["rate"],
                lambda: wrk(port, ["/body"], connections=32)["rate"])
            good = row(f"a ready body of {len(body):,} bytes, vs nginx", ours,
                       theirs, "req/s", ratio, 0.9)
            note(f"peak memory: ours {server.memory():.0f} MB, "
                 f"nginx {other.memory():.0f} MB")
    return good
