"""Whatever the publisher dies of, the recording goes on to its proper end; one line is said."""

from __future__ import annotations

import math
import threading
import time
from pathlib import Path

import pytest
from host_kit import nothing_left, person, playlist, switches

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.core.events import Event
from balance_arcade.core.source import NullSink
from balance_arcade.files.recording import RecordingReader
from balance_arcade.server.live_stream import LiveStream
from balance_arcade.server.stream_sender import StreamSender

SECONDS = 5.0
WAIT_S = 20.0
FLUSH = StreamSender.flush


def deaths() -> list[BaseException]:
    return [OSError("no buffer space"), MemoryError(), SystemExit(3), AssertionError("broken")]


class Killer(NullSink):
    """Has the publisher die when the session reaches a phase, and waits until it is dead."""

    def __init__(self, phase: str = "", error: BaseException | None = None) -> None:
        self.phase, self.error = phase, error
        self.host: Host | None = None
        self.now = threading.Event()

    def on_event(self, event: Event) -> None:
        if event.kind != "session.phase" or event.data["to"] != self.phase:
            return
        assert self.host is not None
        assert self.host.publisher is not None
        self.now.set()
        end_s = time.monotonic() + WAIT_S
        while self.host.publisher.failure is None and time.monotonic() < end_s:
            time.sleep(0.001)

    def flush(self, sender: StreamSender, **more: bool) -> None:
        if self.now.is_set() and self.error is not None:
            raise self.error
        FLUSH(sender, **more)


def play(folder: Path, killer: Killer, *, publish: bool = True) -> tuple[Host, list[str]]:
    """Play a session to its end; give the host and what closing it said."""
    host = killer.host = Host(person(SECONDS), switches(folder, publish=publish), sinks=[killer])
    session = host.begin(playlist())
    play_headless(host, session)
    try:
        host.close()
    except BalanceArcadeError as error:
        return host, [str(error), *getattr(error, "__notes__", ())]
    return host, []


@pytest.mark.parametrize("phase", ["settle", "play", "ended"])
@pytest.mark.parametrize("error", deaths(), ids=lambda error: type(error).__name__)
def test_the_recording_goes_on_when_the_publisher_dies(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    phase: str,
    error: BaseException,
) -> None:
    quiet, nothing = play(tmp_path / "quiet", Killer(), publish=False)
    killer = Killer(phase, error)

    def flush(self: StreamSender, **more: bool) -> None:
        killer.flush(self, **more)

    monkeypatch.setattr(StreamSender, "flush", flush)
    with nothing_left():
        host, words = play(tmp_path / "dies", killer)
    assert nothing == []
    assert [file.suffix for file in host.recordings] == [".mcap"] * len(quiet.recordings)
    for file, same in zip(host.recordings, quiet.recordings, strict=True):
        found, wanted = RecordingReader(file), RecordingReader(same)
        assert (found.complete, found.n_samples) == (True, wanted.n_samples)
        assert found.header.label == wanted.header.label
    assert host.results()[0].score == quiet.results()[0].score
    assert len(words) == 1
    assert "failed by a fault of the program" in words[0]
    assert "the session went on without that part" in words[0]
    said = [r.getMessage() for r in caplog.records if "publishing has failed" in r.getMessage()]
    assert len(said) == 1
    if phase != "ended":
        events = [e for file in host.recordings for e in RecordingReader(file).events()]
        lost = [event for event in events if event.kind == "stream.sink_failed"]
        assert [event.data["sink"] for event in lost] == ["Publisher"]


def test_the_heartbeat_says_how_long_ago_the_recorder_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats = []
    monkeypatch.setattr("balance_arcade.server.stream_sender.HEARTBEAT_NS", 1)
    send = LiveStream.send

    def note(self: LiveStream, kind: str, body: object, *more: int) -> None:
        if kind == "hb":
            beats.append(body)
        send(self, kind, body, *more)

    monkeypatch.setattr(LiveStream, "send", note)
    play(tmp_path, Killer())
    ages: dict[str, list[float]] = {}
    for beat in beats:
        ages.setdefault(beat.recorder.state, []).append(beat.recorder.age_s)
    # One heartbeat may be made just while a recording is closed.
    known = [age for age in ages["recording"] if not math.isnan(age)]
    assert all(0.0 <= age < WAIT_S for age in known)
    assert len(known) > 0.9 * len(ages["recording"])
    assert all(math.isnan(age) for age in ages["idle"])
