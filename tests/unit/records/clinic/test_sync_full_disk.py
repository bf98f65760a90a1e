"""A centre whose disk is full in the middle of a sync: a real server on a small disk of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from clinic_kit import Make, outcome
from postgres_kit import Server
from sqlalchemy import func, select

from balance_arcade.records.clinic.centre import CentreDatabase
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.outgoing import outbox
from balance_arcade.records.clinic.sync import sync
from balance_arcade.records.clinic.tables import Outcome, Trial

pytestmark = pytest.mark.system

MANY = 500
SIZE = "24m"


@pytest.fixture
def disk(own_server: Server) -> Iterator[Path]:
    """A disk of 24 MB, in memory, that the server can keep a database on."""
    folder = own_server.folder / "small"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0755", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("A disk of the test's own cannot be mounted here: that needs root.")
    try:
        yield folder
    finally:
        own_server.stop()
        subprocess.run(["umount", str(folder)], check=True)


def _fill(disk: Path) -> Path:
    """Leave no room on a disk."""
    filler = disk / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(disk).free))
    return filler


def test_nothing_is_lost_nothing_half_done_and_the_next_sync_goes_on(
    own_server: Server, disk: Path, tmp_path: Path, make: Make
) -> None:
    address = own_server.new_database(disk)
    Database(address).close()
    many = tuple(outcome(1.0, name=f"{k:03d}".rjust(96, "x")) for k in range(MANY))
    with Database(tmp_path / "clinic.db") as database, CentreDatabase(address) as centre:
        station = Records(database, tmp_path)
        station.add_recording(make("a", session_id="s0"))
        assert sync(station, centre).fault == ""
        filler = _fill(disk)
        for name in ("b", "c"):
            station.add_recording(make(name, session_id=f"s-{name}", outcomes=many))
        done = sync(station, centre)
        assert "No space left on device" in done.fault
        assert "The disk of the server is full: make room there." in done.fault
        assert "\n" not in done.fault
        assert (done.sent, done.refused, outbox(station).sessions) == ({}, [], 2)
        assert _there(centre) == (1, 0)
        # Full still: the same again, and nothing more.
        assert sync(station, centre).fault == done.fault
        filler.unlink()
        again = sync(station, centre)
        assert (again.sent, again.fault) == ({"session": 2}, "")
        assert _there(centre) == (3, 2 * MANY)
        assert Records(centre, tmp_path).verify() == station.verify() == []


def _there(centre: CentreDatabase) -> tuple[int, int]:
    with centre.work() as work:
        trials, outcomes = (
            work.scalar(select(func.count()).select_from(table)) or 0 for table in (Trial, Outcome)
        )
    return trials, outcomes
