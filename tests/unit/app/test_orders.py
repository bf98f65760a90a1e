"""Where orders go before, in and between sessions; a Stop is never lost and never too much."""

from __future__ import annotations

import msgspec
import pytest

from balance_arcade.app.orders import MAX_WAITING, SAME_STOP_S, OrderRouter
from balance_arcade.app.playlist import Playlist
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Command, CommandName, Scalar
from balance_arcade.games import setup
from balance_arcade.games.registry import game_spec
from balance_arcade.games.settings import set_options


def order(name: CommandName, **args: Scalar) -> Command:
    return Command("1", name, args)


class Session:
    """Accepts everything and remembers it."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def __call__(self, command: Command) -> str:
        self.heard.append(command.name)
        return "accepted"


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def serving(clock: ManualClock) -> OrderRouter:
    return OrderRouter(serves=True, clock=clock)


START = order("start", game="orchard")


def test_a_host_of_one_session_refuses_before_and_after_it(session: Session) -> None:
    router = OrderRouter()
    assert router.take(START) == "rejected: the session has not begun or is over"
    router.follow(session)
    assert router.take(order("pause")) == "accepted"
    assert router.take(order("tare")).startswith("rejected: a session is under way")
    router.follow(None)
    assert router.take(order("easier")).startswith("rejected")
    assert session.heard == ["pause"]
    assert router.drain() == []


def over(command: Command) -> str:
    """A session that has ended and is being closed."""
    return "accepted" if command.name == "stop" else "rejected: the session has ended"


def test_a_start_while_the_ended_session_is_being_closed_waits_for_that(
    serving: OrderRouter,
) -> None:
    serving.follow(over)
    assert serving.take(START) == "accepted"
    assert serving.take(START) == "rejected: a game is about to begin"
    assert serving.drain() == []
    serving.follow(None)
    assert serving.take(START) == "rejected: a game is about to begin"
    assert serving.drain() == [START]


def test_a_stop_takes_that_start_back(serving: OrderRouter) -> None:
    serving.follow(over)
    assert serving.take(START) == "accepted"
    assert serving.take(order("stop")) == "accepted"
    serving.follow(None)
    assert serving.drain() == []
    assert serving.take(START) == "accepted"


def test_a_host_of_one_session_begins_no_second() -> None:
    router = OrderRouter()
    router.follow(over)
    assert router.take(START) == "rejected: the session has ended"
    assert router.drain() == []


def test_a_stop_before_the_session_reaches_it_first_of_all(session: Session) -> None:
    router = OrderRouter()
    assert router.take(order("stop")) == "accepted"
    assert router.stopped.is_set()
    router.follow(session)
    assert session.heard == ["stop"]


def test_a_stop_after_start_was_accepted_ends_that_game_alone(
    serving: OrderRouter, session: Session
) -> None:
    assert serving.take(START) == "accepted"
    assert serving.drain() == [START]
    assert serving.take(order("stop")) == "accepted"
    serving.follow(session)
    assert session.heard == ["stop"]
    assert not serving.stopped.is_set()


def test_a_stop_that_was_given_twice_does_not_end_the_host(
    serving: OrderRouter, session: Session, clock: ManualClock
) -> None:
    serving.follow(session)
    serving.take(order("stop"))
    serving.follow(None)
    clock.sleep(SAME_STOP_S)
    assert serving.take(order("stop")) == "accepted"
    assert not serving.stopped.is_set()
    clock.sleep(0.1)
    assert serving.take(order("stop")) == "accepted"
    assert serving.stopped.is_set()


def test_a_game_about_to_begin_is_not_begun_twice(serving: OrderRouter) -> None:
    assert serving.take(START) == "accepted"
    assert serving.take(START) == "rejected: a game is about to begin"
    assert serving.take(order("tare")) == "rejected: a game is about to begin"
    assert serving.take(order("mark", text="pain")) == "accepted"
    serving.drain()
    serving.follow(None)  # it could not begin
    assert serving.take(START) == "accepted"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({}, "No game was named. Known: calm-lantern, even-keel"),
        ({"game": "orchart"}, "Did you mean orchard"),
        ({"game": "orchard", "seconds": "long"}, "not a number"),
        ({"game": "orchard", "seconds": 0}, "must last longer than 0 s"),
        ({"game": "orchard", "seed": 1.5}, "whole number"),
        ({"game": "orchard", "asist": 1.5}, "no setting 'asist'; did you mean assist"),
        ({"game": "orchard", "assist": 5}, "from 1 to 2, not 5"),
        ({"game": "orchard", "assist": 1.5}, "none is named"),
    ],
)
def test_what_cannot_be_started_is_refused_in_the_answer(
    serving: OrderRouter, args: dict[str, Scalar], said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        serving.take(order("start", **args))
    assert serving.drain() == []
    assert serving.take(START) == "accepted"


def test_settings_of_an_order_come_on_top_of_those_of_the_command_line(
    serving: OrderRouter,
) -> None:
    serving.base = Playlist((), options=set_options({"weak_side": "left", "frozen": True}))
    playlist = serving.playlist(order("start", game="orchard", assist=1.5, frozen=False))
    options = playlist.options
    assert (options.weak_side, options.assist, options.frozen) == ("left", 1.5, False)
    assert playlist.games == ("orchard",)
    assert serving.playlist(START).options == serving.base.options


def test_class_c_is_refused_by_order(serving: OrderRouter, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = msgspec.structs.replace(game_spec("orchard"), safety_class="C")
    monkeypatch.setattr(setup, "game_spec", lambda name: spec)
    with pytest.raises(ConfigError, match="class C: it needs a spotter"):
        serving.take(START)
    assert serving.take(order("start", game="orchard", spotter_confirmed=True)) == "accepted"


def test_nothing_is_set_while_nothing_is_played(serving: OrderRouter) -> None:
    asked = Command("1", "set", {"name": "frozen", "value": True})
    assert serving.take(asked) == "rejected: no game is under way"


def test_game_orders_without_a_game_are_refused(serving: OrderRouter) -> None:
    assert serving.take(order("easier")) == "rejected: no game is under way"


def test_orders_that_nobody_takes_are_refused_aloud(serving: OrderRouter) -> None:
    for _ in range(MAX_WAITING):
        assert serving.take(order("tare")) == "accepted"
    assert serving.take(order("tare")) == "rejected: too many orders wait"
    assert serving.take(order("stop")) == "accepted"
