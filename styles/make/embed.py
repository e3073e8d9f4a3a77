#!/usr/bin/env python3
"""Writes the C file that makes files part of the program.

    embed.py LIST SOURCE

LIST has a line NAME=PATH for each file; the table that comes out is in order
of NAME. The version is of all contents together: it becomes part of URLs that
may be kept for ever.
"""
import hashlib
import pathlib
import sys

PIECE = """__asm__(".section .rodata\\n.balign 16\\n"
        "file{i}: .incbin \\"{path}\\"\\nfile{i}_end: .byte 0\\n"
        ".previous\\n");
extern const char file{i}[], file{i}_end[];
"""


def main():
    files = dict(line.split("=", 1)
                 for line in pathlib.Path(sys.argv[1]).read_text().splitlines())
    digest = hashlib.sha256()
    source = ['#include "server/embedded.h"\n']
    rows = []
    for i, name in enumerate(sorted(files)):
        digest.update(name.encode() + pathlib.Path(files[name]).read_bytes())
        source.append(PIECE.format(i=i, path=files[name]))
        rows.append(f'    {{ "{name}", file{i}, file{i}_end }},\n')
    source.append("const struct embedded embedded_files[] = {\n")
    source += rows + ["};\n"]
    source.append(f"const size_t embedded_count = {len(rows)};\n")
    source.append("const char *const embedded_version = "
                  f'"{digest.hexdigest()[:12]}";\n')
    pathlib.Path(sys.argv[2]).write_text("\n".join(source))


if __name__ == "__main__":
    main()
