"""A PostgreSQL of the tests' own, which can be stopped, killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import threading
import uuid
from collections import deque
from functools import partial
from glob import glob
from pathlib import Path

import psycopg


def tool(name: str) -> str | None:
    """Find a tool of PostgreSQL, which Debian keeps off the path."""
    beside = sorted(glob(f"/usr/lib/postgresql/*/bin/{name}"))
    return shutil.which(name) or (beside[-1] if beside else None)


class Server:
    """A server in a folder of its own.

    Parameters
    ----------
    home : Path
        Where its data go, unless it must run as another user.
    safe : bool
        Write through to the disk, so that a killed server loses nothing.
    """

    def __init__(self, home: Path, *, safe: bool) -> None:
        # It refuses to run as root; Debian's package makes a user for it.
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self._safe, self._running = safe, None
        short = Path("/tmp") / f"ba-pg-{uuid.uuid4().hex[:8]}"
        self.folder = short if self._as_user else home / "data"
        if self._as_user:
            self.folder.mkdir()
            shutil.chown(self.folder, "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        words = ["--auth=trust", "--username=clinic", "--encoding=UTF8", "--no-sync"]
        made = [*self._as_user, str(tool("initdb")), "-D", str(self.folder / "d"), *words]
        subprocess.run(made, check=True, capture_output=True, cwd="/")

    def set(self, **settings: str) -> None:
        """Write settings into its configuration; they count from the next start."""
        with (self.folder / "d" / "postgresql.conf").open("a") as configuration:
            configuration.writelines(f"{name} = '{value}'\n" for name, value in settings.items())

    def use_certificate(self, certificate: Path, key: Path) -> None:
        """Encrypt connections from the next start on."""
        for file, name in ((certificate, "server.crt"), (key, "server.key")):
            there = self.folder / "d" / name
            shutil.copyfile(file, there)
            there.chmod(0o600)
            if self._as_user:
                shutil.chown(there, "postgres")
        self.set(ssl="on")

    @property
    def address(self) -> str:
        return f"postgresql://clinic@127.0.0.1:{self.port}"

    def start(self) -> None:
        options = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={self.port}"]
        options += ["-c", f"unix_socket_directories={self.folder}"]
        options += [] if self._safe else ["-c", "fsync=off"]
        self._running = subprocess.Popen(
            [*self._as_user, str(tool("postgres")), "-D", str(self.folder / "d"), *options],
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
        )
        assert self._running.stderr is not None
        said = []
        for line in self._running.stderr:
            said.append(line)
            if "ready to accept" in line:
                # Read on, or the server waits for somebody who does when a pipe of words is full.
                words = partial(deque, self._running.stderr, maxlen=0)
                self._reader = threading.Thread(target=words, daemon=True)
                self._reader.start()
                return
        raise AssertionError(f"PostgreSQL did not start: {''.join(said[-5:])}")

    def restart(self) -> None:
        """End it in order and start it again."""
        self.stop()
        self.start()

    def crash(self) -> None:
        """Let it end on the spot, without writing anything down; the next start recovers."""
        self._end(signal.SIGQUIT)

    def stop(self) -> None:
        """End it in order, whoever is connected."""
        if self._running is not None:
            self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> None:
        # Itself, and not `runuser`, which would go before it.
        assert self._running is not None
        assert self._running.stderr is not None
        pid = int((self.folder / "d" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, how)
        self._running.wait(timeout=60)
        self._reader.join(timeout=60)
        self._running.stderr.close()
        self._running = None

    def new_database(self, disk: Path | None = None) -> str:
        """Make an empty database, on a disk of its own if one is named; returns its address."""
        name, on_disk = f"clinic_{uuid.uuid4().hex[:8]}", ""
        with psycopg.connect(f"{self.address}/postgres", autocommit=True) as connection:
            if disk is not None:
                on_disk = f' TABLESPACE "{name}"'
                folder = disk / "space"
                folder.mkdir(mode=0o700)
                if self._as_user:
                    shutil.chown(folder, "postgres")
                connection.execute(f"CREATE TABLESPACE \"{name}\" LOCATION '{folder}'".encode())
            connection.execute(f'CREATE DATABASE "{name}"{on_disk}'.encode())
        return f"{self.address}/{name}"

    def close(self) -> None:
        self.stop()
        if self._as_user:
            shutil.rmtree(self.folder, ignore_errors=True)
