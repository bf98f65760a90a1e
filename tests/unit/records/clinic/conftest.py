"""Databases to keep records in: SQLite in a file, and a PostgreSQL that the tests start."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import subprocess
import uuid
from collections.abc import Iterator
from glob import glob
from pathlib import Path

import psycopg
import pytest
from clinic_kit import Clock, Make

from balance_arcade.core.events import Event
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.reading import ReadRecording, file_hash


def _tool(name: str) -> str | None:
    """Find a tool of PostgreSQL, which Debian keeps off the path."""
    beside = sorted(glob(f"/usr/lib/postgresql/*/bin/{name}"))
    return shutil.which(name) or (beside[-1] if beside else None)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a PostgreSQL of our own, which ends with the tests."""
    initdb, postgres = _tool("initdb"), _tool("postgres")
    if initdb is None or postgres is None:
        pytest.skip("There is no PostgreSQL on this computer (Debian: postgresql).")
    # It refuses to run as root; Debian's package makes a user for it.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    home = tmp_path_factory.mktemp("postgres")
    folder = Path("/tmp") / f"ba-pg-{uuid.uuid4().hex[:8]}" if as_user else home / "data"
    if as_user:
        folder.mkdir()
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--auth=trust", "--username=clinic", "--encoding=UTF8", "--no-sync"]
    made = [*as_user, initdb, "-D", str(folder / "d"), *words]
    subprocess.run(made, check=True, capture_output=True, cwd="/")
    options = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-c", "fsync=off"]
    options += ["-c", f"unix_socket_directories={folder}"]
    running = subprocess.Popen(
        [*as_user, postgres, "-D", str(folder / "d"), *options],
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
    )
    try:
        assert running.stderr is not None
        for line in running.stderr:
            if "ready to accept" in line:
                break
        else:
            pytest.fail("PostgreSQL did not start.")
        yield f"postgresql://clinic@127.0.0.1:{port}"
    finally:
        running.terminate()
        running.communicate(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        address = str(tmp_path / "clinic.db")
    else:
        server = request.getfixturevalue("server")
        name = f"clinic_{uuid.uuid4().hex[:8]}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        address = f"{server}/{name}"
    with Database(address) as opened:
        yield opened


@pytest.fixture
def records(database: Database, tmp_path: Path) -> Records:
    """Empty records."""
    return Records(database, tmp_path, actor="therapist-1", now=Clock())


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make what was read of a recording, with a file of its own bytes."""

    def made(name: str, **facts: object) -> ReadRecording:
        file = tmp_path / f"{name}.mcap"
        file.write_bytes(name.encode())
        given: dict[str, object] = {
            "file": file,
            "sha256": file_hash(file),
            "session_id": "s1",
            "trial_id": f"trial-{name}",
            "label": "assess-mctsib-firm",
            "person": "p-017",
            "origin": "real",
            "board": "Board",
            "calibration": "c1",
            "app_version": "0.1",
            "began": dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC),
            "seconds": 60.0,
            "n_samples": 6000,
            "complete": True,
            "end_reason": "finished",
            "outcomes": (),
            "events": (Event(1.0, "safety.adverse_event", {"kind": "near fall"}),),
            **facts,
        }
        return ReadRecording(**given)  # type: ignore[arg-type]

    return made
