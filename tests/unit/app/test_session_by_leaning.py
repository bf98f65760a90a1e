"""Three games by leaning alone, from the menu to the summary, through the host and the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from host_kit import nothing_left, switches
from leaning_person import FORWARD, LeaningPerson

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.window_session import MemoryWindow
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.events import Event, Phase
from balance_arcade.files.recording import RecordingReader
from balance_arcade.window.choose import choose_game
from balance_arcade.window.display import open_display

GAMES = ("orchard", "star-reach", "marble-maze")
GAME_S = 10.0
SIZE = (640, 360)


def choose(host: Host) -> str | None:
    """Show the menu along the board's own time."""
    display = open_display(SIZE, headless=True)
    try:
        return choose_game(
            host.source,
            display,
            GAMES,
            clock=ManualClock(),
            fps=10.0,
            each_frame=lambda: [host.source.pump() for _ in range(10)] and None,
            max_frames=600,
        )
    finally:
        display.close()


def play(host: Host, person: LeaningPerson, game: str) -> list[Event]:
    """Play a session in which the person chooses; return what was told."""
    playlist = Playlist((game,), seconds=GAME_S, offers=GAMES)
    session = host.begin(playlist, only_new=True)
    person.run = session.run
    window = MemoryWindow(host.source, session, 5.0, SIZE)
    try:
        play_headless(host, session, draw=window.beat)
    finally:
        window.close()
    assert session.run.state().reason == "It was enough for today."
    host.end_session()
    return [event for file in host.recordings for event in RecordingReader(file).events()]


def phases(events: list[Event]) -> list[tuple[float, str]]:
    changes = [event for event in events if event.kind == "session.phase"]
    return sorted((event.t_s, str(event.data["to"])) for event in changes)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Host, list[Event], float]:
    """A session of three games that was played once, and when the menu was left."""
    folder = tmp_path_factory.mktemp("session")
    person = LeaningPerson([FORWARD], ["another", "star-reach", "again", "enough"])
    with nothing_left(), Host(person, switches(folder, summary=True, person="p-017")) as host:
        game = choose(host)
        assert game == "orchard"
        left_s = person.t_s
        events = play(host, person, game)
        host.summaries()
    return host, events, left_s


def test_three_games_are_played_after_one_calibration(told) -> None:
    host, events, _ = told
    assert [result.game for result in host.results()] == ["orchard", "star-reach", "star-reach"]
    assert [result.seconds for result in host.results()] == [pytest.approx(GAME_S)] * 3
    # Once more goes on where it ended, and is another course.
    assert [result.seed for result in host.results()] == [1, 1, 2]
    way = [to for _, to in phases(events)]
    assert way == [
        *("zero", "step_on", "settle", "centre", "limits", "instruct", "countdown", "play"),
        *("result", "rest", "instruct", "countdown", "play", "result"),
        *("rest", "instruct", "countdown", "play", "result", "ended"),
    ]
    chosen = [event.data["answer"] for event in events if event.kind == "session.chosen"]
    assert chosen == ["star-reach", "again", "enough"]


def test_setting_up_takes_a_minute_once_and_seconds_afterwards(told) -> None:
    _, events, left_s = told
    way = phases(events)
    begins = [t_s for t_s, to in way if to == "play"]
    ends = [t_s for t_s, to in way if to == "result"]
    first_s = begins[0] - left_s
    second_s, third_s = (begin - end for begin, end in zip(begins[1:], ends, strict=False))
    # Check, empty board, step on, settle, centre, lean pass (25 s), words, 3-2-1: once.
    assert first_s == pytest.approx(48.0, abs=3.0)
    # Stars 6 s, pain and exertion 5 s each, choice (here of two questions), a lean in the rest,
    # words 6 s, 3-2-1. Who plays on is asked again at the end alone.
    assert second_s == pytest.approx(34.0, abs=2.0)
    assert third_s == pytest.approx(19.5, abs=2.0)
    # The whole session: 1.5 minutes of setting up for three games; one by one it was three times
    # the first.
    assert (first_s + second_s + third_s) / 60.0 < 1.8 < 3.0 * first_s / 60.0


def test_the_page_and_the_persons_file_tell_of_all_three(told) -> None:
    host, events, _ = told
    (files,) = host.summaries()
    page = Path(files["html"]).read_text(encoding="utf-8")
    assert page.count("Star Reach") >= 2
    answers = [event.data for event in events if event.kind == "wellbeing.answer"]
    # Once what was planned is through, and once at the end.
    assert [one["scale"] for one in answers] == ["pain", "exertion"] * 2
    assert all(f"{one['scale']} {one['value']} of 10" in page for one in answers)
    assert {one["by"] for one in answers} == {"lean"}
    assert "Orchard" in page
    record = host.book.record()
    assert [one.game for one in record.played] == [
        result.game for result in host.results() if result.trials
    ]
    assert [kept.limits.source for kept in record.limits] == ["lean pass"]


def test_nobody_pressed_anything_and_the_limits_stayed(told) -> None:
    _, events, _ = told
    assert [event for event in events if event.kind == "session.command"] == []
    areas = [
        event.data["area_mm2"]
        for event in events
        if event.kind == "session.limits" and event.data["source"] == "lean pass"
    ]
    assert len(areas) == 1
    assert [to for _, to in phases(events)].count(Phase.CENTRE) == 1
