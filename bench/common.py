"""What every measurement needs: processes that are ended, memory that is
read, loads that are made with C clients (wrk, pgbench) on loopback."""
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
BUURT = pathlib.Path(os.environ.get(
    "BUURT", ROOT / "build" / "release" / "bin" / "buurt"))
CLIENT = ROOT / "build" / "bench" / "bin" / "bench_client"
GRIDS = DATA / "rd" / "grids"


def environment():
    env = dict(os.environ, PROJ_NETWORK="OFF")
    if GRIDS.is_dir():
        env["PROJ_DATA"] = f"{GRIDS}:/usr/share/proj"
    return env


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def timed(command, **options):
    """Runs a command; seconds and peak memory (MB) of it and its children."""
    start = time.monotonic()
    process = subprocess.Popen(
        [str(part) for part in command], env=environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command[0]} failed: {errors.decode()[-800:]}")
    return time.monotonic() - start, usage.ru_maxrss / 1024


def family(pid):
    """A process and its children."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *map(int, children.read_text().split())]


def processor_s(pid):
    """Processor time of a process and its children so far, in seconds."""
    def of(one):
        stat = pathlib.Path(f"/proc/{one}/stat").read_text()
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return sum(of(one) for one in family(pid))


def peak_memory(pid):
    """Peak resident memory of a process and its children, in MB."""
    def of(one):
        try:
            status = pathlib.Path(f"/proc/{one}/status").read_text()
        except FileNotFoundError:  # it has just ended
            return 0
        found = re.search(r"VmHWM:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0
    return sum(of(one) for one in family(pid))


class Process:
    """A program that runs while the with-block does."""

    def __init__(self, command, ready=None, port=None, variables=None):
        self.command, self.ready, self.port = command, ready, port
        self.variables = variables or {}

    def __enter__(self):
        self.process = subprocess.Popen(
            [str(part) for part in self.command], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env={**environment(), **self.variables})
        if self.ready:
            line = self.process.stdout.readline().decode()
            found = re.search(self.ready, line)
            if not found:
                raise SystemExit(f"{self.command[0]} said: {line!r}")
            self.port = int(found[1])
        else:
            self.wait_for_port()
        return self

    def wait_for_port(self):
        for _ in range(100):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise SystemExit(f"{self.command[0]} does not answer")

    def memory(self):
        return peak_memory(self.process.pid)

    def processor_s(self):
        return processor_s(self.process.pid)

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def serve(db, *options):
    return Process([BUURT, "serve", "--db", db, "--listen", "127.0.0.1:0",
                    *options], ready=r"listening on http://[^:]+:(\d+)/")


# Requests are written once: the client should not be what is measured. wrk
# itself counts what is not 2xx.
WRK_SCRIPT = """
local requests, at = {}, 0
function init(args)
    for line in io.lines("%s") do
        requests[#requests + 1] = wrk.format("GET", line)
    end
    math.randomseed(7)
    at = math.random(#requests)
end
request = function()
    at = at %% #requests + 1
    return requests[at]
end
"""


def wrk(port, paths, seconds=5, connections=8, threads=1):
    """Requests a second over keep-alive connections. Fails on any answer that
    is not 2xx, so that a fast error is no victory."""
    with tempfile.TemporaryDirectory() as folder:
        listed = pathlib.Path(folder, "paths")
        listed.write_text("\n".join(paths) + "\n")
        script = pathlib.Path(folder, "paths.lua")
        script.write_text(WRK_SCRIPT % listed)
        done = subprocess.run(
            ["wrk", "-t", str(threads), "-c", str(connections), "-d",
             f"{seconds}s", "--latency", "-s", script,
             f"http://127.0.0.1:{port}"], capture_output=True, text=True,
            check=True)
    out = done.stdout
    if "Non-2xx" in out or "Socket errors" in out:
        raise SystemExit("requests failed:\n" + out)
    latency = re.search(r"Latency\s+([\d.]+)(us|ms|s)", out)
    scale = {"us": 0.001, "ms": 1, "s": 1000}[latency[2]]
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]),
            "latency_ms": float(latency[1]) * scale}


def pairs(ours, theirs, rounds=3):
    """Medians of two measurements taken in turn, and of their ratio."""
    a, b = [], []
    for _ in range(rounds):
        a.append(ours())
        b.append(theirs())
    ratio = statistics.median(x / y for x, y in zip(a, b))
    return statistics.median(a), statistics.median(b), ratio


def row(name, ours, theirs, unit, ratio, aim, digits=1):
    verdict = "ok" if ratio >= aim else "BELOW"
    print(f"{name:<44} {ours:>12,.{digits}f} {theirs:>12,.{digits}f} {unit:<8}"
          f" {ratio:>7.2f} {aim:>6g} {verdict}", flush=True)
    return ratio >= aim


def note(text):
    print("    " + text, flush=True)


def need(path):
    if not path.exists():
        raise SystemExit(f"this measurement needs {path.name}, "
                         "which is not here")
    return path


def which(program):
    return shutil.which(program) or shutil.which(
        program, path="/usr/sbin:/usr/lib/postgresql/15/bin:/usr/lib/cgi-bin")


resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
