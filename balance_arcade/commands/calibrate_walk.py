"""Leads through steps on an open board and hands over each reading."""

from __future__ import annotations

import time
from collections.abc import Callable

from balance_arcade.commands.calibrate_talk import BACK, ENTER, Talk
from balance_arcade.core.board import Board, Thermometer
from balance_arcade.core.errors import CalibrationError
from balance_arcade.hw.calibration.walk import Taken, Wait, Walk

READ_S = 0.1
HINT_AFTER_S = 6.0


def lead(
    board: Board,
    walk: Walk,
    talk: Talk,
    *,
    keep: Callable[[Walk], None],
    patience_s: float | None = None,
) -> None:
    """Go through all steps of a walk.

    Parameters
    ----------
    board : Board
        Open.
    walk : Walk
        At its beginning.
    talk : Talk
        Speaks with the person.
    keep : callable
        Called after each reading and each step back: whatever ends the walk, this is kept.
    patience_s : float, optional
        How long a step may take; for ever by default.

    Raises
    ------
    CalibrationError
        A step took too long, the board's data ended, or a cell is wired wrongly.
    BoardDisconnectedError
        The board went away.
    """
    while walk.step is not None:
        number = len(walk.taken)
        talk.prompt(walk.step, number + 1, len(walk.steps))
        _do_step(board, walk, talk, patience_s)
        keep(walk)


def _do_step(board: Board, walk: Walk, talk: Talk, patience_s: float | None) -> None:
    """Read until the step is done or gone back from."""
    begun_s = hinted_s = time.monotonic()
    while True:
        said = walk.wiring
        try:
            waits = _read(board, walk)
        finally:
            # Also where it is the end: programs that follow the events learn of it there.
            if walk.wiring is not None and walk.wiring != said:
                talk.wiring(walk.wiring)
                hinted_s = time.monotonic()
        if isinstance(waits, Taken):
            talk.taken(waits)
            return
        answer = talk.answer()
        if answer == BACK:
            walk.back()
            return
        # Enter before the window is full takes nothing, and the step goes on.
        if answer == ENTER and (done := walk.take(_temperature_c(board))) is not None:
            talk.taken(done)
            return
        now_s = time.monotonic()
        step = walk.step
        # Again and again, and not at once: most steps are done before anybody needs the hint.
        if waits is not None and step is not None and now_s - hinted_s > HINT_AFTER_S:
            talk.hint(waits, walk.load_kg(), step)
            hinted_s = now_s
        if patience_s is not None and now_s - begun_s > patience_s:
            why = waits.value if waits is not None else "no samples"
            seen = f" {walk.wiring.sentence}" if waits is Wait.ELSEWHERE and walk.wiring else ""
            raise CalibrationError(
                f"Step {len(walk.taken) + 1} was not done within {patience_s:g} s ({why}).{seen}",
                hint="What was read is kept; go on with --resume.",
            )


def _read(board: Board, walk: Walk) -> Taken | Wait | None:
    outcome: Taken | Wait | None = None
    for sample in board.read(READ_S):
        outcome = walk.push(sample, _temperature_c(board))
        if isinstance(outcome, Taken):
            return outcome
    if board.ended:
        raise CalibrationError(
            "The board's data ended before the calibration did.",
            hint="Calibrate a board that is there, not a recording.",
        )
    return outcome


def _temperature_c(board: Board) -> float | None:
    return board.temperature_c if isinstance(board, Thermometer) else None
