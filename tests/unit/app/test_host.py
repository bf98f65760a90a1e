"""One host: what a session leaves behind, and that its files belong together."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.serving import Serving
from balance_arcade.app.session import Session
from balance_arcade.app.summing_up import SummaryWriter
from balance_arcade.app.switches import ANY_PORT, Switches
from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.core.events import Command, Phase
from balance_arcade.files.recording import RecordingHeader, RecordingReader
from balance_arcade.games.setup import RunOptions
from balance_arcade.reports.summary import SessionSummary


def headers(files: list[Path]) -> list[RecordingHeader]:
    return [RecordingReader(file).header for file in files]


def play(host: Host, *games: str) -> None:
    playlist = Playlist(
        games, seed=7, seconds=2.0, options=RunOptions(weak_side="left"), quick=True
    )
    session = host.begin(playlist, follower=host.follower)
    play_headless(host, session)
    host.end_session()


def test_every_recording_of_a_session_says_which_session_it_was(tmp_path: Path) -> None:
    switches = Switches(publish=False, folder=tmp_path, summary=False, person="p-017")
    with Host.open("sim:?seed=2&speed=0", switches) as host:
        play(host, "orchard", "star-reach")
    found = headers(host.recordings)
    assert [header.label for header in found] == ["calibration", "1-orchard", "2-star-reach"]
    assert {header.session_id for header in found} == {host.session_id}
    assert len(host.session_id) == 32
    assert {header.person for header in found} == {"p-017"}
    for header in found:
        assert header.plan == {
            "games": "orchard,star-reach",
            "seed": 7,
            "seconds": 2.0,
            "quick": True,
        }
        assert header.options["weak_side"] == "left"
        assert header.board.address == "sim:?seed=2&speed=0"


def test_a_session_has_a_log_beside_its_recordings(tmp_path: Path) -> None:
    switches = Switches(publish=False, folder=tmp_path, summary=False)
    with Host.open("sim:?seed=2&speed=0", switches) as host:
        play(host, "orchard")
    (log,) = tmp_path.glob("*.log")
    assert log.stem.endswith(host.session_id[:8])
    text = log.read_text()
    assert "session.phase" in text
    assert host.recordings[0].name in text
    assert str(tmp_path) not in text


def test_a_board_that_does_not_open_is_in_the_log(tmp_path: Path) -> None:
    with pytest.raises(BalanceArcadeError):
        Host.open("replay:nowhere.csv", Switches(publish=False, folder=tmp_path))
    (log,) = tmp_path.glob("*.log")
    assert "ended by" in log.read_text()
    assert "nowhere" not in log.read_text()


def test_two_hosts_are_two_sessions(tmp_path: Path) -> None:
    ids = []
    for _ in range(2):
        with Host.open("sim:?speed=0", Switches(publish=False, folder=tmp_path)) as host:
            host.record("watch")
            host.source.pump()
            ids.append(host.session_id)
    assert ids[0] != ids[1]
    assert {header.session_id for header in headers(sorted(tmp_path.glob("*.mcap")))} == set(ids)


@pytest.mark.parametrize("name", ["Mrs Jones", "anna@home", "../p", "p" * 33])
def test_what_looks_like_a_name_is_no_pseudonym(name: str) -> None:
    with pytest.raises(ConfigError, match="never a name"):
        Switches(person=name)


def serve(tmp_path: Path, *commands: Command, seconds: float = 90.0) -> Host:
    """Serve a simulated person who follows the goals, with orders given before the first sample."""
    switches = Switches(publish=False, folder=tmp_path, summary=False)
    with Host.open("sim:?seed=2&speed=0", switches, serves=True) as host:
        for command in commands:
            assert host.orders.take(command) == "accepted"
        serving = Serving(host, seconds)
        serving.begin()
        serving.run()
    return host


def test_serve_plays_what_it_is_told_to(tmp_path: Path) -> None:
    host = serve(tmp_path, Command("1", "start", {"game": "orchard", "seconds": 3.0}), seconds=110)
    (result,) = host.results()
    assert (result.game, result.seconds) == ("orchard", 3.0)
    found = headers(host.recordings)
    assert [header.label for header in found] == ["serve", "calibration", "1-orchard", "serve"]
    assert {header.session_id for header in found} == {host.session_id}
    # One stream, no sample twice, none lost between two files.
    seqs = [s.seq for file in host.recordings for s in RecordingReader(file).forces()]
    assert seqs == list(range(len(seqs)))
    states = RecordingReader(host.recordings[2]).states()
    assert Phase.PLAY in {state.phase for state in states}


def test_serve_tares_an_empty_board_and_says_why_it_does_not(tmp_path: Path) -> None:
    host = serve(tmp_path, Command("1", "tare"), seconds=20.0)
    events = [event for file in host.recordings for event in RecordingReader(file).events()]
    # The simulated person stands there from the first sample on.
    (failed,) = [event for event in events if event.kind == "session.tare_failed"]
    assert failed.data["reason"] == "Somebody stands on the board."
    assert host.source.zero_n is None
    empty = tmp_path / "empty"
    empty.mkdir()
    switches = Switches(publish=False, folder=empty, summary=False)
    with Host.open("sim:?seed=2&speed=0&step_on=5", switches, serves=True) as host:
        host.orders.take(Command("1", "tare"))
        serving = Serving(host, 4.0)
        serving.begin()
        serving.run()
    assert host.source.zero_n is not None
    (file,) = host.recordings
    assert [e.kind for e in RecordingReader(file).events() if e.kind == "board.zeroed"]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (Command("1", "start", {"game": "chess"}), "No game is called chess"),
        (Command("1", "start", {}), "No game was named"),
        (Command("1", "start", {"game": "orchard", "seconds": "long"}), "not a number"),
        (Command("1", "start", {"game": "orchard", "seconds": -3}), "must last longer"),
        (Command("1", "start", {"game": "orchard", "seed": 1.5}), "not a whole number"),
    ],
)
def test_an_order_that_means_nothing_is_refused_at_once(command: Command, why: str) -> None:
    with (
        Host.open("sim:?speed=0", Switches(publish=False), serves=True) as host,
        pytest.raises(ConfigError, match=why),
    ):
        host.orders.take(command)


def test_orders_before_and_after_a_session_are_answered() -> None:
    with Host.open("sim:?speed=0", Switches(publish=False)) as host:
        assert host.orders.take(Command("1", "pause")).startswith("rejected")
        play(host, "orchard")
        assert host.orders.take(Command("2", "easier")).startswith("rejected")
        assert host.orders.take(Command("3", "stop")) == "accepted"


def test_a_host_leaves_no_thread_behind(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    switches = Switches(live=ANY_PORT, ctl=ANY_PORT, folder=tmp_path)
    with Host.open("sim:?speed=0", switches) as host:
        play(host, "orchard")
        assert host.publisher is not None
    assert set(threading.enumerate()) <= before
    (page,) = host.summaries()
    assert all(Path(file).stat().st_size > 0 for file in page.values())


def test_the_same_session_by_hand_and_by_the_public_face() -> None:
    with Session("sim:?seed=2&speed=0") as session:
        (first,) = session.play("orchard", seed=7, seconds=2.0)
    with Session("sim:?seed=2&speed=0", publish=True) as session:
        assert all(endpoint.startswith("tcp://127.0.0.1:") for endpoint in session.endpoints)
        (second,) = session.play("orchard", seed=7, seconds=2.0)
    assert first.digest == second.digest


def test_a_fault_of_the_program_in_the_summary_is_told(tmp_path: Path) -> None:
    writer = SummaryWriter()

    def broken() -> SessionSummary:
        raise ZeroDivisionError("bug")

    writer.write(tmp_path, broken)
    with pytest.raises(BalanceArcadeError, match=r"a fault of the program.*bug"):
        writer.wait()
    assert writer.wait() == []
