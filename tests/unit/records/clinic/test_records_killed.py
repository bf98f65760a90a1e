"""Programs and servers are killed while they write: what was acknowledged stays, all or none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from clinic_kit import Make
from postgres_kit import Server
from profiles import TIMES

from balance_arcade.core.errors import RecordsAwayError
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records

pytestmark = pytest.mark.system

KILLER = Path(__file__).with_name("records_killed.py")
ROUNDS = 3 if not TIMES else 100
SEED = 2026


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork.")
def test_kill_9_loses_nothing_that_was_acknowledged(database: Database, tmp_path: Path) -> None:
    address = database.engine.url.render_as_string(hide_password=False)
    words = [address.removeprefix("sqlite:///"), str(tmp_path), str(ROUNDS), str(SEED)]
    done = subprocess.run(
        [sys.executable, str(KILLER), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["wrong"] == []
    assert told["rounds"] == ROUNDS
    assert told["acknowledged"] > ROUNDS


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
