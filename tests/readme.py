#!/usr/bin/env python3
"""The examples of the README are real: every `$ command` of its console blocks
is run against the sample data, and prints what stands there.

    readme.py            compare
    readme.py --bless    write what the commands print into the README
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BUURT = os.environ.get("BUURT", str(ROOT / "build/release/bin/buurt"))
ADDRESS = "http://127.0.0.1:8080"
BLOCK = re.compile(r"```console\n\$ (.*)\n((?:.*\n)*?)```\n")


def import_sample(db):
    others = sorted((ROOT / "sample-data").glob("*.yaml"))
    areas = ROOT / "sample-data" / "gebieden.yaml"
    others.remove(areas)
    for manifest in [areas, *others]:
        subprocess.run([BUURT, "import", manifest, "--db", db], check=True,
                       stdout=subprocess.DEVNULL)


def output_of(command, address):
    done = subprocess.run(["bash", "-c", command.replace(ADDRESS, address)],
                          capture_output=True, text=True, timeout=60)
    return done.stdout.replace(address, ADDRESS).replace("\r\n", "\n")


def run_examples(text, address):
    """(command, what stands in the README, what it prints) of each block."""
    for command, wanted in BLOCK.findall(text):
        yield command, wanted, output_of(command, address)


def bless(text, examples):
    for command, wanted, got in examples:
        text = text.replace(f"$ {command}\n{wanted}```",
                            f"$ {command}\n{got}```")
    README.write_text(text)


def main():
    text = README.read_text()
    with tempfile.TemporaryDirectory() as folder:
        db = os.path.join(folder, "sample.sqlite")
        import_sample(db)
        server = subprocess.Popen(
            [BUURT, "serve", "--db", db, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            line = server.stdout.readline()
            address = re.search(r"http://\S+:\d+", line)[0]
            examples = list(run_examples(text, address))
        finally:
            server.terminate()
            server.wait(30)
            server.stdout.close()
    if "--bless" in sys.argv:
        bless(text, examples)
    wrong = [e for e in examples if e[1] != e[2]]
    for command, wanted, got in wrong:
        print(f"$ {command}\n-- wanted\n{wanted}-- got\n{got}")
    print(f"{len(examples) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong or not examples else 0


if __name__ == "__main__":
    sys.exit(main())
