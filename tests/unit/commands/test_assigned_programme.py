"""``play`` and ``serve`` take the programme that the records assign to the person."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from balance_arcade.app.assigned_programme import assigned_programme
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.records_feed import RecordsSwitch
from balance_arcade.cli import main
from balance_arcade.commands.setting_flags import with_assigned
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import ConfigError
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.programmes import add_programme, assign, unassign

TEXT = """name = "Calm"
weeks = 2
sessions_per_week = 2
seed = 5
[settings]
high_contrast = true
[[block]]
game = "orchard"
repetitions = 1
minutes = 1
"""


@pytest.fixture(autouse=True)
def a_wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WallAnchor, "day", lambda anchor: "2026-03-04")


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """Records in which p-1 trains by the first of two versions."""
    with Database(tmp_path / "clinic.db") as database:
        records = Records(database, tmp_path)
        records.add_person("p-1")
        add_programme(records, "Calm", TEXT)
        assign(records, "p-1", "Calm")
        add_programme(records, "Calm", TEXT.replace("weeks = 2", "weeks = 9"))
    return tmp_path / "clinic.db"


def asked(**fields: object) -> argparse.Namespace:
    usual: dict[str, object] = {"person": "p-1", "week": None, "seed": None, "plan": None}
    return argparse.Namespace(**usual | fields)


def test_the_version_that_was_assigned_is_taken_with_its_settings(clinic: Path) -> None:
    said: list[str] = []
    switch = RecordsSwitch(clinic, said.append)
    taken = with_assigned(Playlist(()), asked(), switch, "plan")
    assert taken.programme is not None
    assert (taken.programme.weeks, taken.seed) == (2, 5)
    assert taken.options.screen.high_contrast
    assert said == ["Assigned in the records: Calm, version 1."]
    # What is named counts, and without records or a person there is nothing to look up.
    named = Playlist(("echo",))
    assert with_assigned(named, asked(), switch, "plan") is named
    assert with_assigned(Playlist(()), asked(plan="x"), switch, "plan").programme is None
    assert with_assigned(Playlist(()), asked(), None).programme is None
    assert with_assigned(Playlist(()), asked(person=""), switch).programme is None
    with pytest.raises(ConfigError, match="no week 3 in Calm"):
        with_assigned(Playlist(()), asked(week=3), switch)


def test_what_ended_and_records_out_of_reach_leave_the_choice(clinic: Path, tmp_path: Path) -> None:
    said: list[str] = []
    with Database(clinic) as database:
        unassign(Records(database, tmp_path), "p-1")
    assert assigned_programme(RecordsSwitch(clinic, said.append), "p-1") is None
    missing = tmp_path / "none.db"
    assert assigned_programme(RecordsSwitch(missing, said.append), "p-1") is None
    assert not missing.exists()
    assert said == []
    clinic.write_bytes(b"no database at all, but long enough to be looked at")
    assert assigned_programme(RecordsSwitch(clinic, said.append), "p-1") is None
    assert "name it with --programme FILE" in said[0]
    with pytest.raises(ConfigError, match="none is assigned to this person"):
        with_assigned(Playlist(()), asked(week=1), RecordsSwitch(missing, said.append))


def test_play_goes_on_where_the_last_session_ended(
    clinic: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--person", "p-1", "--out", str(tmp_path), "--records", str(clinic)]
    words += ["--board", "sim:?seed=1", "--headless", "--json", "--no-publish", "--no-summary"]
    for session in (1, 2):
        assert main(["play", *words]) == 0
        told = json.loads(capsys.readouterr().out.splitlines()[-1])["programme"]
        assert (told["name"], told["week"], told["session"]) == ("Calm", 1, session)
    assert main(["play", *words]) == 1
    assert "All 2 sessions of week 1 of Calm are done." in capsys.readouterr().err
