"""A PostgreSQL of our own, so that the database itself can be killed: in a folder, on a socket, as a plain user."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg

PATIENCE = 60
USERS = ("postgres", "nobody")  # a server refuses to run as root


def binaries() -> Path | None:
    """The folder of initdb and postgres, where they are installed."""
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip()
        if (Path(told) / "initdb").exists():
            return Path(told)
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    return known[-1].parent if known else None


def user() -> str | None:
    """Whom it runs as: oneself, or somebody without rights where one is root. None: there is nobody."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid()).pw_name
    for name in USERS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    return None


def complaint() -> str:
    """Why there can be no cluster here, or nothing."""
    if binaries() is None:
        return "no initdb is installed (Debian: postgresql)"
    return "" if user() else "one is root, and there is nobody whom a server could run as"


class Cluster:
    """A server that can be killed and started again. `settings` are lines of its postgresql.conf."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.folder, self.data = folder, folder / "data"
        found, name = binaries(), user()
        assert found, complaint()
        assert name, complaint()
        self.binaries, self.user = found, name
        self.settings = {"listen_addresses": "''", "unix_socket_directories": f"'{folder}'", **settings}
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"postgresql://{self.user}@/onaccount?host={self.folder}"

    def make(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o755)
        who = pwd.getpwnam(self.user)
        os.chown(self.folder, who.pw_uid, who.pw_gid)
        initdb = [str(self.binaries / "initdb"), "--pgdata", str(self.data), "--auth=trust", "--no-sync"]
        initdb += ["--encoding=UTF8", "--locale=C"]
        subprocess.run(initdb, check=True, capture_output=True, cwd=self.folder, **self._as_user())
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in self.settings.items())
        self.start()
        with psycopg.connect(self._address_of("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE onaccount")

    def start(self) -> None:
        """Until it answers. One that was killed may leave processes that must be gone first."""
        give_up = time.monotonic() + PATIENCE
        while True:
            with (self.folder / "server.log").open("ab") as log:
                self.process = subprocess.Popen(
                    [str(self.binaries / "postgres"), "-D", str(self.data)],
                    stdout=log, stderr=log, cwd=self.folder, **self._as_user(),
                )  # fmt: skip
            while self.process.poll() is None:
                if self.answers():
                    return
                time.sleep(0.02)
            assert time.monotonic() < give_up, self.said()[-3000:]
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            psycopg.connect(self._address_of("postgres"), connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True

    def kill(self) -> None:
        """The postmaster first, then all that it started: what was in their memory is gone."""
        assert self.process
        children = children_of(self.process.pid)
        for pid in (self.process.pid, *children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast: nobody is waited for
            self.process.wait(PATIENCE)

    def said(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")

    def _address_of(self, database: str) -> str:
        return f"postgresql://{self.user}@/{database}?host={self.folder}"

    def _as_user(self) -> dict[str, Any]:
        if os.getuid() != 0:
            return {}
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}


def children_of(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True, check=False)
    return [int(word) for word in listed.stdout.split()]


@contextlib.contextmanager
def cluster(settings: Mapping[str, str], *, folder: Path | None = None) -> Iterator[Cluster]:
    """A running one, in a folder that anybody may pass through; gone afterwards."""
    place = folder or Path(tempfile.mkdtemp(prefix="onaccount-pg-"))
    made = Cluster(place, settings)
    try:
        made.make()
        yield made
    finally:
        made.stop()
        shutil.rmtree(place, ignore_errors=True)
