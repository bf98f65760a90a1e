"""A host that goes on without a session: games begin by order, one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from host_kit import nothing_left, person, playlist, readable, switches
from session_kit import Listener

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.serving import Serving
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Command, Scalar, SessionState
from balance_arcade.core.samples import CopSample


def test_a_simulated_person_is_not_called_late_for_what_was_shown_before_the_session() -> None:
    with Host.open("sim:?seed=2&speed=0", switches(), serves=True) as host:
        for _ in range(1000):
            host.source.pump()
        session = host.begin(
            Playlist(("orchard",), seconds=2.0, quick=True), follower=host.follower, only_new=True
        )
        play_headless(host, session)
        assert host.source.health.warnings == ()


def test_a_game_that_cannot_begin_is_told_and_the_board_is_served_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Playlist, info: object) -> None:
        raise ConfigError("This board does not do.", hint="Take another.")

    class Station(Listener):
        def on_samples(self, samples: list[CopSample]) -> None:  # type: ignore[override]
            super().on_samples(samples)
            if samples[0].seq == 100:
                order = Command("1", "start", {"game": "orchard"})
                assert host.orders.take(order) == "accepted"

    monkeypatch.setattr(Playlist, "run", refuse)
    station = Station()
    host = Host(person(5.0), switches(tmp_path), sinks=[station], serves=True)
    with nothing_left(), host:
        serving = Serving(host)
        serving.begin()
        serving.run()
    (told,) = station.events("session.start_failed")
    assert told.data == {"reason": "This board does not do. Take another."}
    (reader,) = readable(tmp_path)
    assert (reader.complete, reader.n_samples) == (True, 500)
    assert reader.header.plan == {}


def test_a_stop_before_the_session_ends_it_before_it_begins() -> None:
    with Host(person(), switches()) as host:
        assert host.orders.take(Command("1", "stop")) == "accepted"
        session = host.begin(playlist())
        play_headless(host, session)
        assert session.run.state().reason == "Stopped by order."
        assert host.results() == []


def test_the_time_that_is_up_ends_the_game_under_way_and_says_so(tmp_path: Path) -> None:
    listener = Listener()
    host = Host(person(), switches(tmp_path), sinks=[listener], serves=True)
    with host:
        assert host.orders.take(Command("1", "start", {"game": "orchard"})) == "accepted"
        serving = Serving(host, 2.0)
        serving.begin()
        serving.run()
    assert listener.events("session.phase")[-1].data["reason"] == "The time is up."
    assert all(reader.complete for reader in readable(tmp_path, n_samples=0))


def test_settings_of_a_start_and_of_a_set_reach_the_game_and_the_recordings(
    tmp_path: Path,
) -> None:
    answers: list[str] = []

    class Station(Listener):
        def on_samples(self, samples: list[CopSample]) -> None:  # type: ignore[override]
            super().on_samples(samples)
            session = host.session
            if samples[0].seq == 100:
                args: dict[str, Scalar] = {"game": "orchard", "seconds": 2.0, "frozen": True}
                assert host.orders.take(Command("1", "start", args)) == "accepted"
            elif session is not None and session.run.activity is not None and not answers:
                for name, value in (("weak_side", "left"), ("assist", 1.5), ("assist", 9)):
                    order = Command(f"{name}{value}", "set", {"name": name, "value": value})
                    answers.append(host.orders.take(order))
                options = session.run.options
                assert (options.weak_side, options.assist, options.frozen) == ("left", 1.5, True)

    station = Station()
    host = Host.open("sim:?seed=2&speed=0", switches(tmp_path), sinks=[station], serves=True)
    with nothing_left(), host:
        serving = Serving(host, 100.0)
        serving.begin()
        serving.run()
    assert answers[:2] == ["accepted", "accepted"]
    assert answers[2] == "rejected: assist must be a number from 1 to 2, not 9."
    heads = [reader.header for reader in readable(tmp_path, n_samples=0)]
    assert [head.options.get("frozen") for head in heads].count(True) >= 1
    told = [e.data for e in station.events("session.command") if e.data["name"] == "set"]
    assert "setting" not in told[2]
    assert [(data["setting"], data["value"]) for data in told[:2]] == [
        ("weak_side", "left"),
        ("assist", 1.5),
    ]
    states = [item for item in station.heard if isinstance(item, SessionState)]
    assert states[-1].settings == {"weak_side": "left", "assist": 1.5, "frozen": True}
