"""Orders in every phase: accepted, or rejected with the reason; stop always."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from session_kit import ORCHARD, STARS, Walk, plan

from balance_arcade.core.events import Phase
from balance_arcade.session.machine import SessionMachine
from balance_arcade.session.transitions import LEGAL


def reach(phase: Phase) -> SessionMachine:
    """A machine in a phase, with somebody standing on the board where that makes sense."""
    if phase in {Phase.SELF_CHECK, Phase.ZERO, Phase.STEP_ON}:
        walk = Walk(plan(ORCHARD, ORCHARD), load_n=0.0)
    else:
        walk = Walk(plan(*([STARS] if phase is Phase.LIMITS else [ORCHARD, ORCHARD]), zero=False))
    if phase is Phase.PAUSED:
        walk.until(Phase.PLAY)
        walk.machine.command("pause")
    elif phase is Phase.ENDED:
        walk.machine.command("stop")
    else:
        walk.until(phase)
    walk.step()
    assert walk.machine.phase is phase
    return walk.machine


BUSY = "rejected: the session is under way already"
NOTHING = "rejected: nothing is being played"
NOT_PAUSED = "rejected: it is not paused"
OVER = "rejected: the session has ended"
# phase: (start, pause, resume, next), each the answer, or the phase it leads to.
TABLE: dict[Phase, tuple[str | Phase, str | Phase, str | Phase, str | Phase]] = {
    Phase.SELF_CHECK: (BUSY, NOTHING, NOT_PAUSED, "rejected: the board is being checked"),
    Phase.ZERO: (
        BUSY,
        NOTHING,
        NOT_PAUSED,
        "rejected: the board has not held still long enough",
    ),
    Phase.STEP_ON: (BUSY, NOTHING, NOT_PAUSED, "rejected: nobody is on the board"),
    Phase.SETTLE: (BUSY, NOTHING, NOT_PAUSED, Phase.CENTRE),
    Phase.CENTRE: (BUSY, NOTHING, NOT_PAUSED, "rejected: the centre is being measured"),
    Phase.LIMITS: (BUSY, Phase.PAUSED, NOT_PAUSED, Phase.LIMITS),
    Phase.INSTRUCT: (Phase.COUNTDOWN, Phase.PAUSED, NOT_PAUSED, Phase.COUNTDOWN),
    Phase.COUNTDOWN: (BUSY, Phase.PAUSED, NOT_PAUSED, "rejected: play is about to begin"),
    Phase.PLAY: (BUSY, Phase.PAUSED, NOT_PAUSED, Phase.RESULT),
    Phase.PAUSED: (
        "rejected: it is paused; resume it",
        "rejected: it is paused already",
        Phase.COUNTDOWN,
        Phase.RESULT,
    ),
    Phase.RESULT: (
        "rejected: the result is shown; go to the next",
        NOTHING,
        NOT_PAUSED,
        Phase.REST,
    ),
    Phase.REST: (Phase.INSTRUCT, NOTHING, Phase.INSTRUCT, Phase.INSTRUCT),
    Phase.ENDED: (OVER, OVER, OVER, OVER),
}
CASES = [
    (phase, order, due)
    for phase, row in TABLE.items()
    for order, due in zip(("start", "pause", "resume", "next"), row, strict=True)
]


def test_the_table_has_every_phase() -> None:
    assert set(TABLE) == set(Phase) == set(LEGAL)


@pytest.mark.parametrize(("phase", "order", "due"), CASES)
def test_order(phase: Phase, order: str, due: str | Phase) -> None:
    machine = reach(phase)
    answer = machine.command(order)
    if isinstance(due, Phase):
        assert (answer, machine.phase) == ("accepted", due)
    else:
        assert (answer, machine.phase) == (due, phase)


@pytest.mark.parametrize("phase", list(Phase))
def test_stop_is_accepted_in_every_phase(phase: Phase) -> None:
    machine = reach(phase)
    assert machine.command("stop") == "accepted"
    assert machine.phase is Phase.ENDED
    assert machine.reason == "Stopped by order."
    assert machine.command("stop") == "accepted"


@pytest.mark.parametrize("name", ["easier", "dance", ""])
def test_an_unknown_order_names_the_known_ones(name: str) -> None:
    answer = reach(Phase.PLAY).command(name)
    known = "start, pause, resume, next, stop, confirm, rest, repeat, skip"
    assert answer == f"rejected: the session knows {known}, not {name}"


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (lambda walk: walk.go(0.3, load_n=200.0), "more than half of the weight is off the board"),
        (lambda walk: walk.go(1.0, load_n=0.0), "nobody is on the board"),
        (lambda walk: walk.go(0.5, silent=True), "the board does not answer"),
        (lambda walk: walk.machine.signal_lost("gone"), "the board does not answer"),
    ],
)
def test_resume_waits_for_person_and_signal(happens: Callable[[Walk], object], why: str) -> None:
    walk = Walk(plan(zero=False))
    walk.until(Phase.PLAY)
    walk.machine.command("pause")
    happens(walk)
    assert walk.machine.command("resume") == f"rejected: {why}"
    assert walk.machine.phase is Phase.PAUSED


def test_a_paused_step_off_can_be_resumed_early() -> None:
    walk = Walk(plan(zero=False))
    walk.until(Phase.PLAY)
    walk.go(0.3, load_n=200.0).go(0.2, load_n=600.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.command("resume") == "accepted"
    assert walk.machine.phase is Phase.COUNTDOWN
