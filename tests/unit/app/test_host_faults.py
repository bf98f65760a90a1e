"""Whatever fails around a session: it is one line, nothing recorded is lost or left open."""

# ruff: noqa: PT012 - what happens on the way to the exception is what is tested

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from host_kit import PLAY_S, nothing_left, person, playlist, readable, switches
from session_kit import Broken, Listener, ScriptBoard

from balance_arcade.app import compiling, host, live_session, opening, station_process, summing_up
from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.serving import Serving
from balance_arcade.app.switches import ANY_PORT, Switches
from balance_arcade.cli import main
from balance_arcade.commands import serve
from balance_arcade.core.errors import (
    BalanceArcadeError,
    BoardUnavailableError,
    ConfigError,
    RecordingError,
)
from balance_arcade.core.events import Command, Event
from balance_arcade.core.samples import CopSample
from balance_arcade.files.recording.disk import DiskFile
from balance_arcade.server import publisher
from balance_arcade.session.recorder import Recorder

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    with nothing_left():
        yield


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        yield int(sock.getsockname()[1])


def play(board: ScriptBoard, on: Switches, *sinks: Listener, seconds: float = PLAY_S) -> Host:
    """Play a session to its end and close everything."""
    with Host(board, on, sinks=sinks) as joined:
        play_headless(joined, joined.begin(playlist(seconds)))
        joined.end_session()
    return joined


# -- what cannot be begun ------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["live", "ctl"])
def test_a_taken_port_is_one_line_and_the_board_is_closed(taken_port: int, which: str) -> None:
    ends = {"live": ANY_PORT, "ctl": ANY_PORT, which: f"tcp://127.0.0.1:{taken_port}"}
    board = person()
    with pytest.raises(ConfigError, match=f"Another publisher is on port {taken_port}"):
        Host(board, Switches(**ends))  # type: ignore[arg-type]
    assert board.n_closed


def test_a_taken_port_ends_the_command_with_one_line(
    taken_port: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("play", "orchard", "--headless", "--board", "sim:?speed=0", "--out", str(tmp_path))
    assert main([*words, "--live", f"tcp://127.0.0.1:{taken_port}", "--ctl", ANY_PORT]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert one_line(said.err).startswith("balance-arcade play: Another publisher is on port")
    assert list(tmp_path.glob("*.mcap*")) == []


def test_a_station_that_cannot_start_is_one_line_and_everything_is_closed(taken_port: int) -> None:
    board = person()
    on = switches(publish=True, station=True, station_port=taken_port)
    with pytest.raises(ConfigError, match=f"The station cannot use port {taken_port}"):
        Host(board, on)
    assert board.n_closed


def test_the_station_is_closed_after_the_publisher_so_that_its_page_is_told_of_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[str] = []

    class Station:
        url = "http://127.0.0.1:1/"

        def __init__(self, *ends: str, **more: object) -> None:
            del ends, more

        def close(self) -> None:
            ended.append("station")

    stop = publisher.Publisher.stop

    def stop_and_note(self: publisher.Publisher) -> None:
        stop(self)
        ended.append("publisher")

    monkeypatch.setattr(host, "StationProcess", Station)
    monkeypatch.setattr(publisher.Publisher, "stop", stop_and_note)
    with Host(person(), switches(publish=True, station=True)):
        pass
    assert ended == ["publisher", "station"]


def test_a_station_that_says_nothing_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that hangs at its start, with its output open."""
    hanging = [sys.executable, "-c", "import time; time.sleep(600)", "--"]
    spawn = subprocess.Popen
    monkeypatch.setattr(station_process, "START_S", 0.2)
    # The station's module alone: NumPy of the lowest version starts a program of its own meanwhile.
    spawning = SimpleNamespace(
        Popen=lambda words, **how: spawn(hanging + words, **how),
        PIPE=subprocess.PIPE,
        TimeoutExpired=subprocess.TimeoutExpired,
    )
    monkeypatch.setattr(station_process, "subprocess", spawning)
    board = person()
    with pytest.raises(ConfigError, match="did not start within"):
        Host(board, switches(publish=True, station=True))
    assert board.n_closed


def test_without_lsl_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pylsl", None)
    board = person()
    with pytest.raises(BoardUnavailableError, match="LSL is not installed"):
        Host(board, switches(publish=True, lsl="machine"))
    assert board.n_closed == 1


# -- what fails on the way -----------------------------------------------------------------------


class FullDisk(DiskFile):
    """Takes so many bytes of each file, then none."""

    room = 20_000

    def append(self, data: bytes) -> None:
        self.room -= len(data)
        if self.room < 0:
            raise FULL
        super().append(data)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Recorder.__init__.__kwdefaults__, "open_file", FullDisk)


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_ends_the_session_and_what_it_took_is_kept_and_named(tmp_path: Path) -> None:
    listener = Listener()
    with pytest.raises(RecordingError, match="The disk is full") as caught:
        play(person(), switches(tmp_path, publish=True), listener, seconds=120.0)
    (told,) = listener.events("recording.failed")
    assert "disk is full" in str(told.data["message"])
    readable(tmp_path, n_samples=20)
    (cut_off,) = tmp_path.glob("*.part")
    assert f"Recorded until then: {cut_off} (1 more beside it)" in str(caught.value)


def last_s(listener: Listener) -> float:
    """Time of the newest sample that somebody was given."""
    return [item.t_s for item in listener.heard if isinstance(item, CopSample)][-1]


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_ends_what_serve_records_and_the_stream_goes_on(tmp_path: Path) -> None:
    listener = Listener()
    with (
        pytest.raises(RecordingError, match=r"The disk is full.*Recorded until then") as caught,
        Host(person(), switches(tmp_path), sinks=[listener], serves=True) as joined,
    ):
        serving = Serving(joined, 25.0)
        serving.begin()
        serving.run()
    assert str(caught.value).count("Recorded until then") == 1
    (told,) = listener.events("recording.failed")
    assert told.t_s < 20.0
    assert last_s(listener) >= 24.0
    readable(tmp_path, n_samples=20)


@pytest.mark.usefixtures("full_disk")
def test_once_there_is_room_again_serve_records_what_is_begun_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Therapist(Listener):
        """Makes room, and begins a session, once nothing is recorded any more."""

        def on_event(self, event: Event) -> None:
            super().on_event(event)
            if event.kind == "recording.failed":
                monkeypatch.setattr(FullDisk, "room", 10**9)
                assert (
                    joined.orders.take(Command("again", "start", {"game": "orchard"})) == "accepted"
                )

    therapist = Therapist()
    with Host(person(), switches(tmp_path), sinks=[therapist], serves=True) as joined:
        serving = Serving(joined, 25.0)
        serving.begin()
        serving.run()
    assert len(therapist.events("recording.failed")) == 1
    assert len(readable(tmp_path)) >= 1
    assert last_s(therapist) >= 24.0


def test_a_listener_that_raises_costs_nobody_else_anything(tmp_path: Path) -> None:
    broken, listener = Broken(), Listener()
    with pytest.raises(BalanceArcadeError, match=r"ValueError.*viewer is broken.*Please report"):
        play(person(), switches(tmp_path), broken, listener)
    (told,) = listener.events("stream.sink_failed")
    assert told.data["sink"] == "Broken"
    assert listener.events("session.phase")[-1].data["to"] == "ended"
    assert all(reader.complete for reader in readable(tmp_path))


def test_a_station_that_is_killed_in_mid_session_is_not_even_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stations = []

    class Killed(station_process.StationProcess):
        def __init__(self, *words: str, **how: Any) -> None:
            super().__init__(*words, **how)
            stations.append(self._process)

    class Killer(Listener):
        def on_state(self, state: object) -> None:
            super().on_state(state)  # type: ignore[arg-type]
            if stations[0].poll() is None:
                stations[0].send_signal(signal.SIGKILL)
                stations[0].wait()

    monkeypatch.setattr(host, "StationProcess", Killed)
    killer = Killer()
    joined = play(person(), switches(tmp_path, publish=True, station=True), killer)
    assert stations[0].returncode == -signal.SIGKILL
    assert joined.results()[0].seconds == pytest.approx(PLAY_S)
    assert len(killer.heard) > 100
    assert all(reader.complete for reader in readable(tmp_path))


# -- the summary ---------------------------------------------------------------------------------


@pytest.fixture
def unwritable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk takes recordings, but no summary."""
    write = Path.write_bytes

    def refuse(self: Path, data: bytes) -> int:
        if self.name.startswith("summary-"):
            raise FULL
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", refuse)


@pytest.mark.usefixtures("unwritable")
def test_play_prints_the_result_before_it_says_that_the_summary_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("play", "orchard", "--headless", "--json", "--seconds", "2", "--board", "sim:")
    assert main([*words, "--out", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["seconds"] == pytest.approx(2.0, abs=0.02)
    *notes, fault = lines(said.err)
    assert "The summary cannot be written" in fault
    assert [note.split()[0] for note in notes] == ["recording"] * len(notes)
    assert all(reader.complete for reader in readable(tmp_path))


@pytest.mark.usefixtures("unwritable")
@pytest.mark.parametrize("as_json", [False, True])
def test_serve_says_it_after_its_result_too(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    as_json: bool,
) -> None:
    def ordered(joined: Host, seconds: float | None) -> Serving:
        start = Command("1", "start", {"game": "orchard", "seconds": 2})
        assert joined.orders.take(start) == "accepted"
        return Serving(joined, seconds)

    monkeypatch.setattr(serve, "Serving", ordered)
    words = ["serve", "sim:?speed=0", "--any-port", "--out", str(tmp_path), "--seconds", "90"]
    words += ["--ask-after", "never"]
    assert main([*words, "--json"] if as_json else words) == 1
    said = capsys.readouterr()
    assert "The summary cannot be written" in lines(said.err)[-1]
    if as_json:
        end = json.loads(said.out.splitlines()[-1])
        assert end["results"][0]["game"] == "orchard"
        assert len(end["recordings"]) == 4
    assert all(reader.complete for reader in readable(tmp_path))


# -- Ctrl-C --------------------------------------------------------------------------------------


def interrupt(*_: object, **__: object) -> Any:
    raise KeyboardInterrupt


def after(n_calls: int, real: Callable[..., Any]) -> Callable[..., Any]:
    """Interrupt the n-th call."""
    calls = SimpleNamespace(n=0)

    def called(*words: object, **how: object) -> Any:
        calls.n += 1
        if calls.n == n_calls:
            raise KeyboardInterrupt
        return real(*words, **how)

    return called


@pytest.mark.parametrize(
    ("place", "name", "n_calls"),
    [
        (publisher.Publisher, "start", 1),
        (host, "LocalSource", 1),
        (station_process.StationProcess, "_wait_for_url", 1),
        (live_session.LiveSession, "begin", 1),
        (live_session.LiveSession, "feed", 1),
        (live_session.LiveSession, "feed", 200),
        (live_session.LiveSession, "close", 1),
        (Recorder, "stop", 1),
        (Recorder, "stop", 2),
        (publisher.Publisher, "stop", 1),
        (station_process.StationProcess, "close", 1),
        (summing_up.SummaryWriter, "join", 1),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)).rpartition(".")[2],
)
def test_ctrl_c_at_any_stage_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Any, name: str, n_calls: int
) -> None:
    board = person()
    at_station = place is station_process.StationProcess
    on = switches(tmp_path, publish=True, summary=True, station=at_station)
    monkeypatch.setattr(place, name, after(n_calls, getattr(place, name)))
    with pytest.raises(KeyboardInterrupt):
        play(board, on)
    assert board.n_closed
    if list(tmp_path.glob("*.mcap*")):
        readable(tmp_path, n_samples=0)


def test_ctrl_c_while_it_compiles_opens_no_board(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "warmup", interrupt)
    monkeypatch.setattr(opening, "open_board", lambda address: pytest.fail("a board was opened"))
    with pytest.raises(KeyboardInterrupt):
        Host.open("sim:?speed=0", switches())


def lines(text: str) -> list[str]:
    """What was said, without the word of a busy computer that it compiles."""
    return [line for line in text.splitlines() if not line.startswith("First start")]


def one_line(text: str) -> str:
    (line,) = lines(text)
    return line
