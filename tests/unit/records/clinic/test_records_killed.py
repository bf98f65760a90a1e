"""Programs and servers are killed while they write: what was acknowledged stays, all or none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from clinic_kit import Make
from postgres_kit import Server
from profiles import TIMES

from balance_arcade.core.errors import RecordsAwayError
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records

pytestmark = pytest.mark.system

KILLER = Path(__file__).with_name("records_killed.py")
KILLER_OF_SYNC = Path(__file__).with_name("sync_killed.py")
ROUNDS = 3 if not TIMES else 100
SEED = 2026


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork.")
def test_kill_9_loses_nothing_that_was_acknowledged(database: Database, tmp_path: Path) -> None:
    address = database.engine.url.render_as_string(hide_password=False)
    told = _told(KILLER, address.removeprefix("sqlite:///"), tmp_path)
    assert told["wrong"] == []
    assert told["rounds"] == ROUNDS
    assert told["acknowledged"] > ROUNDS


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork.")
def test_a_sync_that_is_killed_leaves_each_thing_whole_at_the_centre_or_waiting(
    server: Server, tmp_path: Path
) -> None:
    told = _told(KILLER_OF_SYNC, server.new_database(), tmp_path)
    assert told["wrong"] == []
    assert (told["rounds"], told["refused"], told["waiting"]) == (ROUNDS, 0, 0)
    assert told["same"]


def _told(killer: Path, address: str, folder: Path) -> dict[str, Any]:
    words = [address, str(folder), str(ROUNDS), str(SEED)]
    done = subprocess.run(
        [sys.executable, str(killer), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_server_that_is_killed_keeps_what_it_took_and_is_used_again_once_it_is_back(
    own_server: Server, make: Make, tmp_path: Path
) -> None:
    with Database(own_server.new_database()) as database:
        records = Records(database, tmp_path)
        assert records.add_recording(make("a"))
        own_server.crash()
        with pytest.raises(RecordsAwayError, match="cannot be written or read"):
            records.add_recording(make("b", session_id="s2"))
        own_server.start()
        assert records.add_recording(make("b", session_id="s2"))
        own_server.stop()
        own_server.start()
        # Restarted while nobody asked: nobody is told.
        assert [row.id for row in records.sessions("p-017")] == ["s1", "s2"]
        assert records.verify() == []
