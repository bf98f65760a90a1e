"""Plays a session without a window, in lock-step with the board."""

from __future__ import annotations

from collections.abc import Callable

from balance_arcade.commands.stage import END_OF_DATA, Stage
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Phase
from balance_arcade.core.samples import CopSample

_READ_S = 0.05

STUCK_S = 180.0
"""Longest time in one phase, other than play, on the board's clock."""

Draw = Callable[[CopSample], None]


class FrameBeat:
    """Calls ``draw`` at a fixed rate along the samples' time.

    Parameters
    ----------
    rate_hz : float
        Frames a second of the board's clock.
    draw : callable
        Draws a frame.

    Examples
    --------
    >>> beat = FrameBeat(2.0, lambda sample: print(sample.t_s))
    >>> for t_s in (0.0, 0.3, 0.6, 0.9, 1.1):
    ...     beat(CopSample(0, 0, t_s, 0.0, 0.0, 700.0, 0.5, 0.5, 0.0, 0.0))
    0.0
    0.6
    1.1
    """

    def __init__(self, rate_hz: float, draw: Draw) -> None:
        self._period_s = 1.0 / rate_hz
        self._draw = draw
        self._n_drawn = 0
        self._start_s: float | None = None

    def __call__(self, sample: CopSample) -> None:
        """Draw if a frame is due at this sample; frames that were missed are not made up."""
        if self._start_s is None:
            self._start_s = sample.t_s
        due = int((sample.t_s - self._start_s) / self._period_s + 1e-9) + 1
        if due > self._n_drawn:
            self._n_drawn = due
            self._draw(sample)


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
    from balance_arcade.commands.window import MemoryWindow

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
