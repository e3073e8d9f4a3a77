#!/usr/bin/env python3
"""Fails on an #include that the table of layers does not allow.

The table is the one of docs/architecture.md. A folder that is not in it may
hold no C at all.
"""
import pathlib
import re
import sys

# folder: folders of ours that it may include, besides itself.
LAYERS = {
    "core/base": [],
    "core/geo": ["core/base"],
    "core/tile": ["core/geo", "core/base"],
    "core/cql": ["core/geo", "core/base"],
    "core/store": ["core/cql", "core/geo", "core/base"],
    "importers": ["core/store", "core/geo", "core/base"],
    "server": ["core/store", "core/tile", "core/cql", "core/geo", "core/base"],
}

# header of others: the files (or the folder) that alone may include it.
FOREIGN = {
    "proj.h": ["core/geo/crs.c"],
    "geodesic.h": ["core/geo/geodesic.c"],
    "geos_c.h": ["core/geo/valid.c", "core/geo/relate.c"],
    "utf8proc.h": ["core/cql/fold.c"],
    "sqlite3.h": ["core/store/spatialite/"],
    "spatialite.h": ["core/store/spatialite/"],
    "spatialite/": ["core/store/spatialite/"],
    "microhttpd.h": ["server/http.c"],
    "libdeflate.h": ["server/compress.c"],
    "zlib.h": ["server/compress.c"],
    "zstd.h": ["server/compress.c"],
    "libxml/": ["server/wfs/xml.c"],
    "yaml.h": ["importers/yaml.c"],
}
GDAL = re.compile(r"^(gdal|ogr|cpl)[a-z_0-9]*\.h$")
LIBC = re.compile(
    r"^(sys/|linux/|netinet/|arpa/)?(assert|ctype|dirent|dlfcn|endian|errno|"
    r"fcntl|fenv|float|inttypes|in|inet|libgen|limits|locale|malloc|math|netdb|"
    r"poll|prctl|pthread|random|resource|sched|semaphore|setjmp|signal|socket|"
    r"stat|stdarg|stdatomic|"
    r"stdbool|stddef|stdint|stdio|stdlib|string|strings|syscall|time|types|"
    r"uio|un|unistd|file|ioctl|mman|wait|eventfd|tcp|statvfs|quickack)\.h$")
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^">]+)[">]')


def layer_of(path):
    fits = [name for name in LAYERS if path.startswith(name + "/")]
    return max(fits, key=len) if fits else None


def own_error(layer, target):
    full = target if target.startswith(("server/", "importers/")) \
        else "core/" + target
    wanted = layer_of(full)
    if wanted is None:
        return "is in no layer"
    if wanted != layer and wanted not in LAYERS[layer]:
        return f"{layer} may not include {wanted}"
    return None


def foreign_error(path, target):
    if GDAL.match(target):
        return None if path == "importers/gdal.c" \
            else "only importers/gdal.c may include GDAL"
    for header, homes in FOREIGN.items():
        if target == header or (header.endswith("/")
                                and target.startswith(header)):
            fits = any(path == home or (home.endswith("/")
                                        and path.startswith(home))
                       for home in homes)
            return None if fits else f"only {', '.join(homes)} may include it"
    return None if LIBC.match(target) else "is not a header of libc"


def check_file(root, path):
    name = path.relative_to(root).as_posix()
    layer = layer_of(name)
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        kind, target = match.groups()
        error = own_error(layer, target) if kind == '"' \
            else foreign_error(name, target)
        if error:
            yield f'{name}:{number}: "{target}": {error}'


def check_tree(root):
    for path in sorted(root.glob("core/*.[ch]")):
        yield f"{path.relative_to(root)}: is in no layer"
    for top in ("core", "importers", "server"):
        for path in sorted((root / top).rglob("*.[ch]")):
            if layer_of(path.relative_to(root).as_posix()):
                yield from check_file(root, path)
            else:
                yield f"{path.relative_to(root)}: is in no layer"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    errors = list(check_tree(root))
    print("\n".join(errors) if errors else "layers: every include is allowed")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
