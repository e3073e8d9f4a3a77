"""A private PostgreSQL cluster on a Unix socket, gone when the block ends."""
import pathlib
import pwd
import os
import re
import subprocess

from common import peak_memory, which

SETTINGS = {
    "listen_addresses": "''", "shared_buffers": "2GB", "work_mem": "256MB",
    "effective_cache_size": "8GB", "maintenance_work_mem": "512MB",
    "fsync": "off", "max_parallel_workers_per_gather": "2",
    "random_page_cost": "1.1",
}


class Postgres:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder, "pg")
        self.user = "postgres" if os.getuid() == 0 else None

    def run(self, *command, **options):
        prefix = ["runuser", "-u", self.user, "--"] if self.user else []
        return subprocess.run([*prefix, *map(str, command)], check=True,
                              capture_output=True, text=True, **options).stdout

    def __enter__(self):
        self.folder.mkdir()
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            os.chmod(self.folder.parent, 0o755)
        data = self.folder / "data"
        self.run(which("initdb"), "-D", data, "-A", "trust", "-U", "bench")
        with open(data / "postgresql.conf", "a") as conf:
            conf.writelines(f"{k} = {v}\n" for k, v in SETTINGS.items())
            conf.write(f"unix_socket_directories = '{self.folder}'\n")
        self.run(which("pg_ctl"), "-D", data, "-w", "-l",
                 self.folder / "log", "start")
        self.sql("CREATE EXTENSION postgis")
        return self

    def __exit__(self, *_):
        self.run(which("pg_ctl"), "-D", self.folder / "data", "-m", "fast",
                 "-w", "stop")

    def client(self, program, *arguments, **options):
        return self.run(which(program), "-h", self.folder, "-U", "bench",
                        *arguments, **options)

    def sql(self, text):
        return self.client("psql", "-d", "postgres", "-qAt", "-v",
                           "ON_ERROR_STOP=1", "-c", text)

    def latency_ms(self, text, seconds=5):
        """Mean time of a prepared statement whose rows a client reads."""
        script = self.folder / "script.sql"
        script.write_text(text + ";\n")
        out = self.client("pgbench", "-n", "-M", "prepared", "-c", "1", "-T",
                          str(seconds), "-f", script, "postgres")
        return float(re.search(r"latency average = ([\d.]+) ms", out)[1])

    def memory(self):
        pid = (self.folder / "data" / "postmaster.pid").read_text().split()[0]
        return peak_memory(pid)
