"""What is set for one block of a programme holds in it, and in no other."""

from __future__ import annotations

import pytest
from host_kit import switches
from session_kit import Listener

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist, playlist_of
from balance_arcade.app.replay_files import find_runs
from balance_arcade.app.replaying import Replay
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Command, Event
from balance_arcade.games.settings import set_options
from balance_arcade.session.programme import Block, Programme


@pytest.fixture(autouse=True)
def a_wednesday(monkeypatch):
    """Nothing here may hang on the night in which a week ends."""
    monkeypatch.setattr(WallAnchor, "day", lambda anchor: "2026-03-04")


def block(game="bubble-river", **settings):
    return Block(game=game, seconds=12.0, rest_s=0.0, settings=settings)


class Station(Listener):
    """Gives one order when the first set has begun, and notes what holds in each."""

    def __init__(self, order=None):
        super().__init__()
        self.host, self.answer, self._order = None, None, order
        self.held, self.asked = [], []

    def on_event(self, event: Event) -> None:
        super().on_event(event)
        if event.kind == "game.trial_start" and len(self.held) < len(self.host.session.run.begun):
            run = self.host.session.run
            self.held.append(run.options)
            self.asked.append(run.activity.options)
            if self._order is not None:
                self.answer = self.host.orders.take(Command("o", "set", self._order))
                self._order = None


def play(*blocks, folder=None, order=None, **settings):
    station = Station(order)
    programme = Programme(name="Calm", blocks=blocks)
    on = switches(folder, person="p-1") if folder else switches(None)
    with Host.open("sim:?seed=1&speed=0", on, sinks=[station]) as host:
        station.host = host
        options = set_options(settings)
        playlist = Playlist((), programme=programme, quick=True, options=options)
        play_headless(host, host.begin(playlist, follower=host.follower))
        station.results = host.session.run.results()
        station.base = host.session.run.blocks.base
        station.last_state = host.session.run.state()
    return station


def test_each_block_is_played_as_it_says_and_replayed_so(tmp_path):
    told = play(
        block(mode="sideways", max_difficulty=0.1),
        block(mode="forward", feedback="always"),
        block(),
        folder=tmp_path,
        min_difficulty=0.05,
    )
    assert [one.mode for one in told.asked] == ["sideways", "forward", ""]
    assert [one.feedback for one in told.asked] == ["faded", "full", "faded"]
    assert [one.max_difficulty for one in told.held] == [0.1, 1.0, 1.0]
    assert [one.min_difficulty for one in told.held] == [0.05] * 3
    assert told.results[0].difficulty <= 0.1
    begun = [event.data.get("settings") for event in told.events("programme.set_begun")]
    assert begun == ["mode sideways, max difficulty 0.1", "mode forward, feedback always", None]
    # On the wire a state holds plain values; anything else is refused by who reads it.
    assert all(isinstance(one, str | int | float) for one in told.last_state.programme.values())
    (recorded,) = find_runs(str(tmp_path), tmp_path)
    replay = Replay(recorded)
    replay.finish()
    assert [verdict.words for verdict in replay.verdicts() if not verdict.same] == []
    assert [one.digest for one in replay.results()] == [one.digest for one in told.results]


def test_an_order_reaches_the_block_and_those_that_do_not_say_otherwise():
    order = {"name": "feedback", "value": "sound"}
    told = play(block(feedback="always"), block(feedback="hidden"), block(), order=order)
    assert told.answer == "accepted"
    assert [one.feedback for one in told.held] == ["full", "hidden", "sound"]
    assert told.base.feedback == "sound"


def test_an_order_that_a_later_block_contradicts_is_refused():
    order = {"name": "min_difficulty", "value": 0.5}
    told = play(block(frozen=True), block(max_difficulty=0.3), order=order)
    assert told.answer.startswith("rejected: ")
    assert "max_difficulty 0.3" in told.answer
    assert [one.min_difficulty for one in told.held] == [0.0, 0.0]


def test_what_contradicts_a_block_is_refused_before_a_board_is_opened():
    programme = Programme(name="Calm", blocks=(block(), block(max_difficulty=0.3)))
    with pytest.raises(ConfigError, match=r"Block 2 \(Bubble River\) and the session contradict"):
        Playlist((), programme=programme, options=set_options({"min_difficulty": 0.5}))
    base = Playlist((), programme=programme)
    order = Command("1", "start", {"programme": True, "min_difficulty": 0.5})
    with pytest.raises(ConfigError, match="Block 2"):
        playlist_of(order, base)
