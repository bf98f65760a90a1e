"""What the button at the board's front means by phase, and that it lets nobody go on unsteadily."""

from __future__ import annotations

import pytest
from session_kit import ORCHARD, STARS, ScriptBoard, Walk, plan, playing

from balance_arcade.core.away import CABLE, Away
from balance_arcade.core.events import Phase
from balance_arcade.session.board_watch import BoardWatch
from balance_arcade.session.front_button import order_of_press


def press(walk: Walk, number: int = 1) -> str | None:
    command = order_of_press(walk.machine, number)
    return None if command is None else walk.machine.command(command.name, command.args)


def at(phase: Phase, *activities: object, **fields: object) -> Walk:
    walk = Walk(plan(*activities, zero=False, **fields))  # type: ignore[arg-type]
    walk.until(phase, at_most_s=120.0)
    return walk.go(0.2)


def test_ready_begins_the_countdown() -> None:
    walk = at(Phase.INSTRUCT)
    assert press(walk) == "accepted"
    assert walk.machine.phase is Phase.COUNTDOWN


def test_ready_ends_a_rest() -> None:
    walk = at(Phase.REST, ORCHARD, ORCHARD)
    assert press(walk) == "accepted"
    assert walk.machine.phase is Phase.INSTRUCT


def test_ready_does_not_cut_the_rest_after_long_play_short() -> None:
    walk = at(Phase.REST, active_cap_s=5.0)
    assert walk.machine.rests_from_long_play
    assert press(walk) is None


def test_ready_takes_the_card_that_is_looked_at() -> None:
    walk = at(Phase.RESULT, ORCHARD, offers=(STARS,))
    while walk.machine.choice is None:
        walk.step()
    assert press(walk) == "accepted"
    assert walk.machine.phase is Phase.REST
    assert [one.name for one in walk.machine.plan.activities] == ["orchard", "orchard"]


@pytest.mark.parametrize("phase", [Phase.SELF_CHECK, Phase.SETTLE, Phase.COUNTDOWN, Phase.PLAY])
def test_elsewhere_it_means_nothing(phase: Phase) -> None:
    walk = Walk(plan(zero=False))
    if phase is not Phase.SELF_CHECK:
        walk.until(phase)
    assert press(walk) is None


def test_nothing_is_meant_while_the_board_is_away() -> None:
    walk = playing()
    walk.machine.board_away(Away("The board is disconnected.", CABLE, 20.0))
    assert walk.machine.phase is Phase.PAUSED
    assert press(walk) is None


def test_a_pause_by_order_goes_on_once_the_person_stands_steadily() -> None:
    walk = playing()
    walk.machine.command("pause")
    walk.go(3.0)
    assert press(walk) == "accepted"
    walk.go(0.9)
    assert walk.machine.phase is Phase.PAUSED
    walk.until(Phase.COUNTDOWN, at_most_s=1.0)


def test_not_while_they_sway_or_nobody_stands_there() -> None:
    walk = playing()
    walk.machine.command("pause")
    press(walk)
    for k in range(20):
        walk.go(0.1, ml_mm=60.0 if k % 2 else -60.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.prompt == "Stand still for a moment."
    walk.go(1.0, load_n=0.0)
    assert walk.machine.prompt == "Hold the rail. Step on when ready."
    walk.go(0.5, load_n=600.0, ml_mm=3.0)
    walk.until(Phase.PLAY)


def test_another_pause_by_order_holds_again() -> None:
    walk = playing()
    walk.machine.command("pause")
    press(walk)
    walk.go(0.3)
    assert walk.machine.command("pause") == "accepted"
    walk.go(5.0)
    assert walk.machine.paused_by_order


class Pressed(ScriptBoard):
    """A board whose button has been pressed so often, and that may be away."""

    n_button_presses = 4
    away: Away | None = None


def test_the_stream_is_told_of_each_press_and_of_each_change() -> None:
    board = Pressed([])
    watch = BoardWatch(board)
    assert watch.look(0.0) == []
    board.n_button_presses = 6
    (event,) = watch.look(1.0)
    assert (event.kind, event.data) == ("board.button", {"n_presses": 6})
    told = []
    for left_s, others in ((30.0, ()), (29.0, ()), (28.0, ("wii:A",)), (27.0, ("wii:A",))):
        board.away = Away("The board is disconnected.", CABLE, left_s, others)
        told += watch.look(2.0)
    board.away = None
    told += watch.look(3.0)
    assert [event.kind for event in told] == ["board.away", "board.other", "board.back"]
    assert told[0].data["message"] == "The board is disconnected. Plug its cable in again."
    assert told[1].data["board"] == "wii:A"


def test_a_board_without_button_is_just_read() -> None:
    watch = BoardWatch(ScriptBoard([]))
    assert (watch.look(0.0), watch.away, watch.n_button_presses) == ([], None, 0)
