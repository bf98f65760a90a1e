"""What a pause waits for: the signal, the person, a load that fits, and then a steady stance."""

from __future__ import annotations

from collections.abc import Callable

from balance_arcade.core.events import Scalar
from balance_arcade.session import calming, prompts
from balance_arcade.session.calming import Calming
from balance_arcade.session.hindrance import NOBODY, Hindrance
from balance_arcade.session.safety import EMPTY_S, RESUME_STEADY_S, StanceWatch

# Steps that sample a phase: sums of 1/120 s come out a little below or above.
_EPS_S = 1e-6

Tell = Callable[[str, dict[str, Scalar]], None]


class Pausing:
    """Follows one pause after the other.

    Parameters
    ----------
    tell : callable
        ``tell(kind, data)`` passes an event on.

    Attributes
    ----------
    kind : str
        What made the session pause, as in `balance_arcade.session.prompts`; empty before the first.
    calming : Calming
        How long the pause has waited for a steady stance.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self.kind = ""
        self._is_released = False
        self.calming = Calming()

    @property
    def by_order(self) -> bool:
        """Whether only an order ends it."""
        return self.kind == prompts.MANUAL and not self._is_released

    def begin(self, kind: str) -> None:
        """Begin a pause, or make the present one another."""
        self.kind, self._is_released = kind, False

    def release(self, watch: StanceWatch) -> None:
        """Let a pause by order go on by itself, as any other does, once the person is steady."""
        if self.by_order:
            self._is_released = True
            self.start_over(watch)
            watch.restart_steady()
            self._tell("session.pause_reason", {"reason": calming.WAITS, "kind": prompts.STEADY})

    def start_over(self, watch: StanceWatch) -> None:
        """Count anew how long somebody is awaited, with the usual limit."""
        self.calming.begin()
        watch.ease = 1.0

    def hinder(self, found: Hindrance, watch: StanceWatch, why: str) -> None:
        """Something is in the way; told once it is something else than before."""
        self.start_over(watch)
        # What was steady under two people says nothing of the one who stays.
        watch.restart_steady()
        if found != (self.kind, why):
            self.begin(found.kind)
            self._tell("session.pause_reason", {"reason": found.why, "kind": found.kind})

    @staticmethod
    def is_given_up(found: Hindrance, watch: StanceWatch) -> bool:
        """Whether nobody has been there for so long that the next one begins anew."""
        return found.why == NOBODY and watch.empty_s >= EMPTY_S

    def is_over(self, dt_s: float, watch: StanceWatch) -> bool:
        """Nothing is in the way: whether the person stands steadily, by a limit that eases."""
        # Stepped off and on again: there is a settling of its own before the new centre, so none is
        # asked for here.
        if watch.left or watch.steady_s >= RESUME_STEADY_S - _EPS_S:
            return True
        said = self.calming.says_so
        ease = self.calming.step(dt_s)
        # Told once, when the words come up.
        if self.calming.says_so and not said:
            self._tell("session.pause_reason", {"reason": calming.WAITS, "kind": prompts.STEADY})
        if ease is not None:
            watch.ease = ease.factor
            self._tell("session.steadiness_eased", calming.facts(ease))
        return False
