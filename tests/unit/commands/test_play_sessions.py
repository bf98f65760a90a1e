"""``play`` with several games, with names as people say them, and with a person who comes back."""

from __future__ import annotations

import errno
import json
import math
import os
from contextlib import nullcontext
from pathlib import Path

import pytest

from balance_arcade.app.headless import play_headless
from balance_arcade.app.person_book import PEOPLE
from balance_arcade.cli import main
from balance_arcade.commands import play as play_command
from balance_arcade.files.recording import RecordingReader
from balance_arcade.games.registry import game_spec, known_games
from balance_arcade.records.person_files import PersonFiles, person_file_name
from balance_arcade.window.app import WindowReport
from balance_arcade.window.soundscape import EventInbox

BOARD = ("--board", "sim:?seed=1", "--headless")

# Nobody is offered what needs a spotter, as long as nobody has confirmed one.
OFFERED = tuple(name for name in known_games() if game_spec(name).safety_class != "C")


def play(
    capsys: pytest.CaptureFixture[str], *words: str, code: int = 0, seconds: str = "12"
) -> tuple[list, str]:
    """Play; the objects that were printed, and what was said beside them."""
    capsys.readouterr()
    assert main(["play", *words, *BOARD, "--seconds", seconds, "--json"]) == code
    said = capsys.readouterr()
    return [json.loads(line) for line in said.out.splitlines()], said.err


def labels(folder: Path) -> list[str]:
    return sorted(RecordingReader(file).header.label for file in folder.glob("*.mcap"))


def test_several_games_are_one_session_with_one_page(tmp_path, capsys):
    results, _ = play(capsys, "orchard", "star-reach", "orchard", "--out", str(tmp_path))
    assert [result["game"] for result in results] == ["orchard", "star-reach", "orchard"]
    assert [result["seed"] for result in results] == [1, 1, 2]
    assert labels(tmp_path) == ["1-orchard", "2-star-reach", "3-orchard", "calibration"]
    (page,) = tmp_path.glob("summary-*.html")
    (text,) = tmp_path.glob("summary-*.txt")
    assert page.read_text().count("Star Reach") >= 1
    lines = text.read_text().splitlines()
    played = [line.split()[0] for line in lines if line.strip().startswith(("Orchard", "Star"))]
    assert played == ["Orchard", "Star", "Orchard"]
    # One calibration for all three.
    told = [event for file in tmp_path.glob("*.mcap") for event in RecordingReader(file).events()]
    kinds = [event.kind for event in told]
    # The simulated board brings its own zero.
    once = ("session.self_check", "session.zero_skipped", "session.centre")
    assert [kinds.count(kind) for kind in once] == [1, 1, 1]
    assert [event.data["source"] for event in told if event.kind == "session.limits"].count(
        "lean pass"
    ) == 1


class WindowOfSomebodyQuiet:
    """Chooses a game in the menu and answers nothing afterwards."""

    def __init__(self):
        self.inbox = EventInbox()
        self.told = []
        self.asked_length = False

    def wait(self, done, total, name=""):
        """Nothing is waited for."""

    def choose(self, host, games):
        assert tuple(games) == OFFERED
        return "star-reach"

    def choose_length(self):
        self.asked_length = True
        return "short"

    def play(self, host, session, *, mute=False):
        play_headless(host, session)
        self.told = [session.run.state().reason, session.run.machine.plan]
        return WindowReport(1, 0, False, *4 * [math.nan])


def test_without_a_game_the_person_is_asked_after_each(tmp_path, capsys, monkeypatch):
    window = WindowOfSomebodyQuiet()
    monkeypatch.setattr(play_command, "patient_window", lambda *_: nullcontext(window))
    words = ["play", "--board", "sim:?seed=1&speed=0", "--seconds", "12", "--out", str(tmp_path)]
    assert main([*words, "--json"]) == 0
    said = capsys.readouterr()
    assert [json.loads(line)["game"] for line in said.out.splitlines()] == ["star-reach"]
    reason, plan = window.told
    assert reason == "Nobody has chosen for 45 s."
    assert tuple(one.name for one in plan.offers) == OFFERED
    assert {one.seconds for one in plan.offers} == {12.0}
    assert not window.asked_length, "Who sets a time has answered already."
    assert len(list(tmp_path.glob("summary-*.html"))) == 1


@pytest.mark.parametrize("flags", [(), ("--ask",)], ids=["planned", "asked"])
def test_who_plans_the_games_says_whether_the_person_is_asked_for_more(
    tmp_path, capsys, monkeypatch, flags
):
    window = WindowOfSomebodyQuiet()
    monkeypatch.setattr(play_command, "patient_window", lambda *_: nullcontext(window))
    words = ["play", "star-reach", "--board", "sim:?seed=1&speed=0", "--seconds", "12", *flags]
    assert main([*words, "--no-record"]) == 0
    reason, plan = window.told
    assert reason == ("Nobody has chosen for 45 s." if flags else "All activities are done.")
    assert len(plan.offers) == (len(OFFERED) if flags else 0)


def test_names_are_understood_as_people_say_them(tmp_path, capsys):
    results, _ = play(capsys, "Orchard", "Star Reach", "MARBLE_MAZE", "--no-record")
    assert [result["game"] for result in results] == ["orchard", "star-reach", "marble-maze"]
    _, said = play(capsys, "Orchid", "--no-record", code=1)
    assert "No game is called Orchid. Did you mean orchard?" in said


def test_the_recording_names_games_as_the_registry_does(tmp_path, capsys):
    play(capsys, "Star Reach", "--out", str(tmp_path))
    for file in tmp_path.glob("*.mcap"):
        assert RecordingReader(file).header.plan["games"] == "star-reach"


def test_a_person_begins_where_they_ended(tmp_path, capsys):
    words = ("orchard", "--person", "p-017", "--out", str(tmp_path))
    (first,), _ = play(capsys, *words, seconds="40")
    (second,), _ = play(capsys, *words, seconds="40")
    (alone,), _ = play(capsys, "orchard", "--out", str(tmp_path), seconds="40")
    store = PersonFiles(tmp_path / PEOPLE)
    record = store.load("p-017")
    assert [one.difficulty for one in record.played] == [first["difficulty"], second["difficulty"]]
    assert record.last_difficulty("simulated") == {"orchard": second["difficulty"]}
    assert len(record.limits) == 2
    # The second session was another than the first, and than one of somebody unknown.
    assert second["digest"] != first["digest"] == alone["digest"]
    recorded = [RecordingReader(file).header for file in sorted(tmp_path.glob("*1-orchard*"))]
    known = [header.options.get("last_difficulty.orchard") for header in recorded]
    assert sorted(known, key=str) == sorted([None, first["difficulty"], None], key=str)


def test_a_torn_file_is_set_aside_and_said_and_the_session_goes_on(tmp_path, capsys):
    path = tmp_path / PEOPLE / person_file_name("p-017")
    path.parent.mkdir()
    path.write_text("{torn")
    words = ("orchard", "--person", "p-017", "--out", str(tmp_path))
    results, said = play(capsys, *words)
    assert len(results) == 1
    aside = path.with_name(path.name + ".aside-1")
    assert f"set aside as {aside}" in said
    assert aside.read_text() == "{torn"
    assert len(PersonFiles(path.parent).load("p-017").played) == 1


def test_a_newer_file_is_said_and_stays_while_play_goes_on(tmp_path, capsys):
    path = tmp_path / PEOPLE / person_file_name("p-017")
    path.parent.mkdir()
    path.write_text('{"format": 99}')
    results, said = play(capsys, "orchard", "--person", "p-017", "--out", str(tmp_path))
    assert len(results) == 1
    assert "newer Balance Arcade" in said
    assert path.read_text() == '{"format": 99}'


def test_a_full_disk_is_said_after_the_results(tmp_path, capsys, monkeypatch):
    write = Path.write_bytes

    def no_room(self, data):
        if self.name.startswith("person-"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(self, data)

    monkeypatch.setattr("pathlib.Path.write_bytes", no_room)
    words = ("orchard", "--person", "p-017", "--out", str(tmp_path), "--no-summary")
    results, said = play(capsys, *words, code=1)
    assert [result["game"] for result in results] == ["orchard"]
    assert "What is kept of p-017 cannot be written" in said
    assert "No space left" in said
    assert labels(tmp_path) == ["1-orchard", "calibration"]


def test_a_pointer_is_refused_where_there_is_no_window_to_move_in(capsys):
    assert main(["play", "orchard", "--board", "Pointer:?profile=older", "--headless"]) == 1
    assert "A pointer needs a window to move in. Leave --headless out" in capsys.readouterr().err


def test_the_person_s_choice_of_a_length_holds_for_the_session(tmp_path, monkeypatch):
    window = WindowOfSomebodyQuiet()
    monkeypatch.setattr(play_command, "patient_window", lambda *_: nullcontext(window))
    told = []

    def look(host, session, *, mute=False):
        told.append({one.name: one.seconds for one in session.run.machine.plan.offers})
        session.finish("seen", "stopped")
        return WindowReport(1, 0, True, *4 * [math.nan])

    monkeypatch.setattr(window, "play", look)
    main(["play", "--board", "sim:?seed=1&speed=0", "--no-record", "--out", str(tmp_path)])
    assert window.asked_length
    assert told[0]["orchard"] == 60.0
