"""A programme runs by itself through the host, session after session, and is kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from host_kit import switches
from session_kit import Listener

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.person_book import PersonBook
from balance_arcade.app.playlist import Playlist, playlist_of
from balance_arcade.app.programme_play import moved_starts, next_session
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Command, Event
from balance_arcade.files.recording import RecordingReader
from balance_arcade.games import registry, setup
from balance_arcade.games.settings import set_options
from balance_arcade.records.person_store import KeptSet, PersonRecord, PlayedGame
from balance_arcade.session.programme import Block, Programme


@pytest.fixture(autouse=True)
def a_wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here may hang on the night in which a week ends."""
    monkeypatch.setattr(WallAnchor, "day", lambda anchor: "2026-03-04")


def block(game: str = "orchard", **fields: object) -> Block:
    usual: dict[str, object] = {"seconds": 60.0, "repetitions": 4, "rest_s": 3.0}
    return Block(game=game, **usual | fields)  # type: ignore[arg-type]


class Helper(Listener):
    """Rates every block, and ends the session after so many sets."""

    def __init__(self, rating: int | None, ends_after: int) -> None:
        super().__init__()
        self.host: Host | None = None
        self._rating, self._left = rating, ends_after
        self.kept: list[int] = []

    def on_event(self, event: Event) -> None:
        super().on_event(event)
        assert self.host is not None
        if event.kind == "programme.set_begun":
            self.host._summaries.join()
            self.kept.append(len(self.host.book.record().sets))
        if event.kind == "programme.rating_asked" and self._rating is not None:
            order = Command(f"r{event.t_s}", "next", {"rating": self._rating})
            assert self.host.orders.take(order) == "accepted"
        self._left -= event.kind == "programme.set_ended"
        if self._left == 0:
            self._left = -1
            self.host.orders.take(Command("s", "stop"))


def play(
    folder: Path,
    *blocks: Block,
    rating: int | None = None,
    ends_after: int = 99,
    quick: bool = True,
    **fields: int,
) -> Helper:
    helper = Helper(rating, ends_after)
    programme = Programme(name="Calm", blocks=blocks, **fields)  # type: ignore[arg-type]
    on = switches(folder, person="p-1")
    with Host.open("sim:?seed=1&speed=0", on, sinks=[helper]) as host:
        helper.host = host
        playlist = Playlist((), programme=programme, quick=quick, options=set_options({}))
        play_headless(host, host.begin(playlist, follower=host.follower))
    return helper


def kept(folder: Path) -> tuple[KeptSet, ...]:
    return PersonBook.beside(folder, "p-1").record().sets


def test_a_programme_runs_by_itself_and_goes_on_where_it_was_broken_off(tmp_path: Path) -> None:
    blocks = (block(sets=2), block("calm-lantern", seconds=10.0, repetitions=0))
    first = play(tmp_path, *blocks, ends_after=2, sessions_per_week=2)
    begun = [event.data for event in first.events("programme.set_begun")]
    assert [(one["block"], one["set"], one["n_sets"]) for one in begun] == [(1, 1, 2), (1, 2, 2)]
    # Each set is kept as soon as it is over, and not twice.
    assert first.kept == [0, 1]
    ended = [event.data for event in first.events("programme.set_ended")]
    # A set is over after its repetitions, long before its time.
    assert [one["trials"] for one in ended] == [4, 4]
    assert [one["completed"] for one in ended] == [True, True]
    (file,) = tmp_path.glob("*-1-orchard-*.mcap")
    reader = RecordingReader(file)
    plan, kinds = reader.header.plan, [event.kind for event in reader.events()]
    assert (plan["programme"], plan["week"], plan["session"]) == ("Calm", 1, 1)
    assert plan["sets"] == "1.1/4,1.2/4,2.1/0"
    assert "programme.set_ended" in kinds
    second = play(tmp_path, *blocks, sessions_per_week=2)
    (left,) = [event.data for event in second.events("programme.set_begun")]
    assert (left["game"], left["session"], left["block"]) == ("calm-lantern", 1, 2)
    sets = kept(tmp_path)
    assert [(one.number, one.set, one.completed) for one in sets] == [
        (1, 1, True),
        (1, 2, True),
        (2, 1, True),
    ]
    # Its time ended the last one; active and elapsed time are not one.
    assert sets[2].active_s == pytest.approx(10.0, abs=0.1)
    assert all(one.elapsed_s > one.active_s for one in sets)
    third = play(tmp_path, *blocks, ends_after=1, sessions_per_week=2)
    assert third.events("programme.set_begun")[0].data["session"] == 2


@pytest.mark.parametrize("rating", [10, 0])
def test_a_rating_moves_where_the_next_block_begins(tmp_path: Path, rating: int) -> None:
    played = play(tmp_path, block(), block(), rating=rating, quick=False)
    ended, begun = played.events("programme.set_ended"), played.events("programme.set_begun")
    moved = begun[1].data["difficulty"] - ended[0].data["difficulty"]
    assert moved == pytest.approx(-0.08 if rating == 10 else 0.08)
    assert [one.rating for one in kept(tmp_path)] == [rating, rating]
    state = [one for one in played.heard if getattr(one, "phase", "") == "rest"][-1]
    assert state.programme["rating"] == rating


def record(when: str, rating: int | None, *shares: int) -> PersonRecord:
    sets = tuple(
        KeptSet(
            when=when,
            day=when[:10],
            origin="real",
            programme="Calm",
            week=1,
            session=1,
            number=1,
            set=number,
            sets=len(shares),
            game="orchard",
            completed=True,
            successful=True,
            trials=13,
            successes=successes + 3,
            own_trials=10,
            own_successes=successes,
            active_s=60.0,
            elapsed_s=90.0,
            difficulty=0.4,
            rating=rating if number == len(shares) else None,
        )
        for number, successes in enumerate(shares, 1)
    )
    played = PlayedGame("2026-03-04T09:30:00+00:00", "2026-03-04", "orchard", "real", 2, 0.4, 60.0)
    return PersonRecord("p-1", (), (played,), sets)


@pytest.mark.parametrize(
    ("rating", "shares", "start"),
    [
        (5, (7, 8), 0.40),
        (1, (7, 8), 0.48),
        (9, (7, 8), 0.32),
        (None, (9, 10), 0.48),
        (None, (5, 5), 0.32),
        (9, (5, 5), 0.24),
        # Easy for the person, and yet few hits; hard, and yet many.
        (1, (5, 5), 0.40),
        (9, (10, 10), 0.32),
    ],
)
def test_the_next_session_begins_by_success_and_rating(
    rating: int | None, shares: Sequence[int], start: float
) -> None:
    past = record("2026-03-04T09:30:00+00:00", rating, *shares)
    moved = moved_starts({"orchard": 0.4, "echo": 0.5}, past, "Calm", "real")
    assert moved == pytest.approx({"orchard": start, "echo": 0.5})
    # Played since outside of the programme: it begins where it ended then.
    earlier = record("2026-03-02T09:30:00+00:00", rating, *shares)
    assert moved_starts({"orchard": 0.4}, earlier, "Calm", "real") == {"orchard": 0.4}
    assert moved_starts({"orchard": 0.4}, past, "Calm", "simulated") == {"orchard": 0.4}


def test_every_session_has_a_seed_of_its_own() -> None:
    programme = Programme(name="Calm", blocks=(block(weeks=(1, 2)),), weeks=2, sessions_per_week=3)
    playlist = Playlist((), programme=programme, seed=7)
    nobody = PersonRecord("")
    first = next_session(playlist, nobody, "real", "2026-03-04")
    second = next_session(dataclasses.replace(playlist, week=2), nobody, "real", "2026-03-04")
    assert (first.seed, second.seed) == (7, 3007)
    assert first.title == "Calm, week 1, session 1"


def test_an_order_begins_the_programme_of_the_host_or_a_game() -> None:
    base = Playlist((), programme=Programme(name="Calm", blocks=(block(),)))
    begun = playlist_of(Command("1", "start", {"programme": True, "frozen": True}), base)
    assert begun.programme is base.programme
    assert begun.options.frozen
    assert playlist_of(Command("1", "start", {"game": "echo"}), base).programme is None
    with pytest.raises(ConfigError, match="No training programme is loaded"):
        playlist_of(Command("1", "start", {"programme": True}))
    with pytest.raises(ConfigError, match="says itself which game"):
        playlist_of(Command("1", "start", {"programme": True, "game": "echo"}), base)


def test_a_game_of_class_c_wants_its_spotter_each_session(monkeypatch: pytest.MonkeyPatch) -> None:
    risky = msgspec.structs.replace(registry.game_spec("slalom"), safety_class="C")
    monkeypatch.setattr(setup, "game_spec", lambda name: risky)
    playlist = Playlist((), programme=Programme(name="Calm", blocks=(block("slalom"),)))
    with pytest.raises(ConfigError, match="needs a spotter"):
        next_session(playlist, PersonRecord(""), "real", "2026-03-04")
