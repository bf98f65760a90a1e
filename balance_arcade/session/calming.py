"""Waiting for somebody to stand still, with a limit that eases for those who tremble."""

from __future__ import annotations

from typing import Final, NamedTuple

from balance_arcade.core.events import Scalar
from balance_arcade.core.words import msgid
from balance_arcade.session.safety import RESUME_STEADY_S, STEADY_LOAD_FRAC, STEADY_MM

WORDS_S: Final = RESUME_STEADY_S + 0.25
"""Whoever stands still at once goes on before the words would come."""

WAITS: Final = msgid("The board waits for a steady stance.")


class Ease(NamedTuple):
    """One step of the limit.

    Attributes
    ----------
    after_s : float
        How long somebody has been awaited by then.
    factor : float
        How many times the usual sway is allowed from then on.
    """

    after_s: float
    factor: float


# Ours, to be tuned with patients: somebody with tremor or dyskinesia never meets the usual limit,
# and stands as safely as they ever do. Three times the limit is still less than a hop or a step.
EASES: Final = (Ease(5.0, 1.5), Ease(10.0, 2.0), Ease(20.0, 3.0))


class Calming:
    """Counts how long somebody has been awaited, and says what is allowed by then.

    Attributes
    ----------
    waited_s : float
        How long a steady stance has been awaited, with nothing else in the way.
    factor : float
        How many times the usual sway is allowed now.

    Examples
    --------
    >>> calming = Calming()
    >>> [calming.step(1.0) for _ in range(5)][-1]
    Ease(after_s=5.0, factor=1.5)
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Wait anew, with the usual limit."""
        self.waited_s = 0.0
        self.factor = 1.0

    @property
    def says_so(self) -> bool:
        """Whether the screen should ask for it: not while it may come by itself."""
        return self.waited_s > WORDS_S

    def step(self, dt_s: float) -> Ease | None:
        """Wait on; return a step of the limit that begins now."""
        self.waited_s += dt_s
        for ease in EASES:
            # Sums of 1/120 s come out a little below; and each step of the limit is told once.
            if self.waited_s >= ease.after_s - 1e-6 and ease.factor > self.factor:
                self.factor = ease.factor
                return ease
        return None


def facts(ease: Ease) -> dict[str, Scalar]:
    """Return a step of the limit as an event tells it.

    Examples
    --------
    >>> facts(EASES[0])
    {'after_s': 5.0, 'factor': 1.5, 'limit_mm': 37.5, 'load_frac': 0.15}
    """
    return {
        "after_s": ease.after_s,
        "factor": ease.factor,
        "limit_mm": ease.factor * STEADY_MM,
        "load_frac": round(ease.factor * STEADY_LOAD_FRAC, 6),
    }
