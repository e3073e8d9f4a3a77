"""Where the judges are that are not of this project: programs in build/tools,
and standards as data beside the real data."""

import os
import pathlib
import shutil
import sys

import serve

TOOLS = pathlib.Path(os.environ.get("TOOLS",
                                    serve.story.ROOT / "build/tools"))
STANDARDS = serve.story.DATA.parent / "conformance"


def in_venv(module):
    """Goes on in build/tools/venv, or skips."""
    python = TOOLS / "venv/bin/python"
    if not python.exists():
        serve.story.skip(f"{module} is not in build/tools: run "
                         "tests/clients/install.sh")
    if "IN_VENV" not in os.environ:
        os.environ["IN_VENV"] = "1"
        os.execv(python, [str(python), "-B", *sys.argv])


def node_program(name):
    found = TOOLS / "node_modules/.bin" / name
    return found if found.exists() and shutil.which("node") else None
