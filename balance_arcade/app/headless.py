"""Plays a session without a window, in lock-step with the board."""

from __future__ import annotations

from balance_arcade.app.frame_beat import Draw
from balance_arcade.app.stage import END_OF_DATA, Stage
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Phase

_READ_S = 0.05

STUCK_S = 180.0
"""Longest time in one phase, other than play, on the board's clock."""


def play_headless(stage: Stage, *, fps: float | None = None) -> None:
    """Pump, feed, and hand the goal back, until the session has ended.

    Parameters
    ----------
    stage : Stage
        Not begun; it is begun here and ended by the caller.
    fps : float, optional
        Draw so many frames a second of the board's clock into memory as well. The samples are
        then fed in the portions of a frame, as in a window; the result is the same.

    Raises
    ------
    BalanceArcadeError
        The board or the recording failed; what was recorded is kept.
    """
    stage.begin()
    if fps is None:
        _pump_on(stage, lambda sample: stage.feed((sample,)))
        return
    from balance_arcade.app.patient_window import MemoryWindow

    window = MemoryWindow(stage, fps)
    try:
        _pump_on(stage, window.beat)
    finally:
        window.close()


class _Patience:
    """Nobody is there to mend a session that waits for ever, so it is ended with the reason."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._phase: Phase | None = None
        self._since_s = 0.0

    def check(self, t_s: float) -> None:
        phase = self._stage.run.phase
        if phase is not self._phase:
            self._phase, self._since_s = phase, t_s
        elif phase is not Phase.PLAY and t_s - self._since_s > STUCK_S:
            state = self._stage.run.state()
            said = state.reason or state.prompt or str(phase)
            raise ConfigError(
                f"The session has waited {STUCK_S:g} s at '{phase}': {said}",
                hint="Without a screen nobody can help; look at the board with: watch.",
            )


def _pump_on(stage: Stage, take: Draw) -> None:
    acquisition, patience = stage.acquisition, _Patience(stage)
    while not stage.run.finished:
        for sample in acquisition.pump(_READ_S):
            take(sample)
            patience.check(sample.t_s)
        if acquisition.failure is not None:
            raise acquisition.failure
        if acquisition.ended:
            stage.feed(acquisition.since(stage.fed_seq))
            stage.finish(END_OF_DATA)
        else:
            stage.tick(acquisition.age_s())
