"""Databases to keep records in: SQLite in a file, and a PostgreSQL that the tests start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from clinic_kit import Clock, Make
from network_kit import Network
from postgres_kit import Server, tool

from balance_arcade.core.events import Event
from balance_arcade.files.content import file_hash
from balance_arcade.records.analyze import AnalysisResult, analyze_file
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.reading import ReadRecording


def _server(home: Path, *, safe: bool) -> Iterator[Server]:
    if tool("initdb") is None or tool("postgres") is None:
        pytest.skip("There is no PostgreSQL on this computer (Debian: postgresql).")
    server = Server(home, safe=safe)
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL of our own, which ends with the tests."""
    yield from _server(tmp_path_factory.mktemp("postgres"), safe=False)


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """One for a single test, which may kill it."""
    yield from _server(tmp_path, safe=True)


@pytest.fixture(scope="session")
def walk(tmp_path_factory: pytest.TempPathFactory) -> AnalysisResult:
    """What was measured of a table."""
    file = tmp_path_factory.mktemp("walk") / "walk.csv"
    rows = [f"{i / 50},{(i % 7) / 2},{(i % 11) / 3}" for i in range(300)]
    file.write_text("t_s,cop_ml_mm,cop_ap_mm\n" + "\n".join(rows) + "\n")
    return analyze_file(file, "raw")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        address = str(tmp_path / "clinic.db")
    else:
        address = request.getfixturevalue("server").new_database()
    with Database(address) as opened:
        yield opened


@pytest.fixture
def records(database: Database, tmp_path: Path) -> Records:
    """Empty records."""
    return Records(database, tmp_path, actor="therapist-1", now=Clock())


@pytest.fixture(params=["sqlite to postgresql", "postgresql to sqlite"])
def network(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Network]:
    """A centre and stations, each kind of database on both sides."""
    server = request.getfixturevalue("server")
    of_station, _, of_centre = request.param.partition(" to ")
    with Network(tmp_path, server, of_station, of_centre) as built:
        yield built


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make what was read of a recording, with a file of its own bytes."""

    def made(name: str, folder: Path = tmp_path, **facts: object) -> ReadRecording:
        file = folder / f"{name}.mcap"
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
