"""A game of class C that another package brings: confirmed by order, told with time and source."""

from __future__ import annotations

import msgspec
import pytest
from outside_game import SPEC, entry, install
from scripted_person import Person, board, play_on

from balance_arcade.core.events import Command, Phase
from balance_arcade.games import registry
from balance_arcade.games.run import GameRun
from balance_arcade.games.settings import set_options

HOP = msgspec.structs.replace(SPEC, safety_class="C")


@pytest.fixture(autouse=True)
def known_again():
    """Whatever a test installs is forgotten."""
    yield
    registry.forget()


def begun(monkeypatch, *, quick: bool) -> tuple[GameRun, Person]:
    install(monkeypatch, ("pond", "pond_pkg:GAME"), GAME=entry(spec=HOP))
    options = set_options({"spotter_confirmed": True})
    return GameRun(board(), ["pond"], options=options, seconds=3.0, quick=quick), Person()


def test_it_waits_for_the_order_and_the_recording_gets_time_and_source(monkeypatch):
    run, person = begun(monkeypatch, quick=False)
    play_on(run, person, seconds=60.0)
    assert (run.phase, run.state().asks) == (Phase.INSTRUCT, "spotter")
    run.drain_events()
    before_s = run.time_s
    assert run.command(Command("1", "confirm", by="station-3f2a")) == "accepted"
    told = {event.kind: event for event in run.drain_events()}
    confirmed = told["safety.spotter_confirmed"]
    assert confirmed.data == {"game": "pond", "source": "station-3f2a"}
    assert abs(confirmed.t_s - before_s) < 0.02
    play_on(run, person, seconds=20.0)
    assert run.results()[0].seconds == 3.0


def test_without_a_screen_the_flag_counts(monkeypatch):
    run, person = begun(monkeypatch, quick=True)
    play_on(run, person, seconds=30.0)
    sources = [e.data["source"] for e in run.drain_events() if e.kind == "safety.spotter_confirmed"]
    assert (sources, run.phase) == (["flag"], Phase.ENDED)
