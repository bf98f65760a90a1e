"""How far the person can lean: limits from earlier today, from quiet sway, or from a lean pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from balance_arcade.cop.limits import (
    DEFAULT_HEIGHT_MM,
    DIRECTIONS,
    FLOOR_MM,
    SEATED_FLOOR_MM,
    SEATED_HEIGHT_MM,
    StabilityLimits,
    limits_from_quiet_sway,
)
from balance_arcade.core.events import Scalar
from balance_arcade.core.samples import CopSample
from balance_arcade.session.leanpass import LeanPass
from balance_arcade.session.plan import SessionPlan

# Model steps a second: a faster board's samples are heard no more often than that.
_STEP_HZ = 120.0

_DIRECTION_NAMES = tuple(name.lower() for name in DIRECTIONS)
_IN_WORDS = dict(
    zip(
        DIRECTIONS,
        (
            "ahead",
            "ahead right",
            "right",
            "behind right",
            "behind",
            "behind left",
            "left",
            "ahead left",
        ),
        strict=True,
    )
)

MOST_WEAK = len(DIRECTIONS) // 2
"""Somebody with a weak side does not reach it and its diagonals, and plays there on their own sway.
Whoever misses more than half of the directions has not shown what they can do."""

NO_LEAN = "Nobody leaned when asked to. The games use limits guessed from quiet sway."
"""The word to the therapist where no direction came up to the floor."""

Tell = Callable[[str, dict[str, Scalar]], None]


class LimitsMeasurement:
    """Finds the limits, keeps them, and moves them with the person's centre.

    Parameters
    ----------
    plan : SessionPlan
        Says where limits come from.
    tell : callable
        ``tell(kind, data)`` passes an event on.

    Attributes
    ----------
    limits : StabilityLimits or None
        None before the centre is known.
    lean : LeanPass or None
        The lean pass under way or interrupted.
    notice : str
        A word to the therapist about the limits, in use as long as they are; empty where they are
        as they should be.
    """

    def __init__(self, plan: SessionPlan, tell: Tell) -> None:
        self._plan = plan
        self._tell = tell
        self._leaned = False
        self._own_sway: StabilityLimits | None = None
        self.limits: StabilityLimits | None = None
        self.notice = ""
        self.lean: LeanPass | None = None

    @property
    def wants_lean_pass(self) -> bool:
        """Whether the plan has limits measured by leaning and they have not been yet."""
        plan = self._plan
        return plan.limits_from == "lean pass" and plan.limits is None and not self._leaned

    @property
    def measured(self) -> StabilityLimits | None:
        """The limits where a lean pass of this session found them; None otherwise."""
        return self.limits if self._leaned else None

    def place(
        self, centre_mm: tuple[float, float], quiet_mm: Sequence[tuple[float, float]]
    ) -> None:
        """Move known limits to a new centre; else guess them from the sway just seen.

        Parameters
        ----------
        centre_mm : tuple of float
            (ml, ap) of quiet stance, in millimetres.
        quiet_mm : sequence of (ml, ap)
            The places that the centre is the mean of.
        """
        known = self.limits if self._leaned else self._plan.limits
        # Kept for directions that are not reached: there the person's own sway stands, however
        # small, raised to the floor.
        self._own_sway = self._guess(quiet_mm, least_share=0.0).raised()
        if known is not None:
            if not self._leaned and any(known.floored):
                self._warn(known.floored)
            # The reach is the person's, the centre that of today's feet.
            self._set(msgspec.structs.replace(known, centre_mm=centre_mm))
        else:
            self._set(self._guess(quiet_mm))

    def _guess(
        self, quiet_mm: Sequence[tuple[float, float]], least_share: float | None = None
    ) -> StabilityLimits:
        """Guess limits from sway, for the posture of the session."""
        seated = self._plan.seated
        how = {} if least_share is None else {"least_share": least_share}
        height_mm = SEATED_HEIGHT_MM if seated else DEFAULT_HEIGHT_MM
        guess = limits_from_quiet_sway(quiet_mm, height_mm=height_mm, **how)
        return msgspec.structs.replace(guess, posture="seated") if seated else guess

    def begin(self, centre_mm: tuple[float, float], *, goes_on: bool) -> None:
        """Start the pass; after a pause go on in the direction that was interrupted."""
        if goes_on and self.lean is not None:
            self.lean.again(self._plan.countdown_s)
            self._tell("session.lean_again", {"direction": self.lean.index})
            return
        # A pass that is here although nothing goes on was broken off by a step-off; its directions
        # were held about another centre.
        if self.lean is not None:
            self._tell("session.lean_restarted", {"reason": "The feet have moved."})
        self.lean = LeanPass(
            centre_mm,
            # The collector counts samples to tell how long a lean was held, and is pushed once a
            # step at most.
            min(self._plan.rate_hz, _STEP_HZ),
            lean_s=self._plan.lean_s,
            back_s=self._plan.lean_back_s,
            floor_mm=SEATED_FLOOR_MM if self._plan.seated else FLOOR_MM,
        )

    def step(self, dt_s: float, sample: CopSample | None) -> bool:
        """Take one step of the pass; return whether it is through."""
        if self.lean is None:
            return False
        before = self.lean.attempt
        self.lean.step(dt_s, sample)
        if self.lean.attempt > before:
            data: dict[str, Scalar] = {"direction": self.lean.index, "held_mm": self.lean.held_mm}
            self._tell("session.lean_further", {**data, "floor_mm": self.lean.floor_mm})
        return self._finish()

    def skip(self) -> bool:
        """Take what was reached in the direction under way; return whether the pass is through."""
        if self.lean is None:
            return False
        self._tell("session.lean_skipped", {"direction": self.lean.index})
        self.lean.skip()
        return self._finish()

    def _finish(self) -> bool:
        if self.lean is None or not self.lean.done or self.limits is None:
            return False
        self._leaned = True
        short, fallback = self.lean.short, self._own_sway or self.limits
        # Their own sway would make most of such limits; what was guessed before the pass stands in
        # instead.
        if len(short) > MOST_WEAK:
            fallback = self.limits
        # Nothing was measured, so the guess stays and is called a guess.
        if len(short) == len(DIRECTIONS):
            self._say(short, NO_LEAN)
            self._set(self.limits)
        else:
            if short:
                self._say(short, _not_reached(short))
            self._set(self.lean.finish(fallback))
        self.lean = None
        return True

    def _warn(self, floored: tuple[bool, ...]) -> None:
        """Say that limits from earlier are below the floor, and are raised to it."""
        short = tuple(name for name, low in zip(DIRECTIONS, floored, strict=True) if low)
        named = ", ".join(_IN_WORDS[name] for name in short)
        floor_mm = SEATED_FLOOR_MM if self._plan.seated else FLOOR_MM
        self._say(short, f"Limits below {floor_mm:g} mm were raised to that: {named}.")

    def _say(self, short: tuple[str, ...], text: str) -> None:
        if text != self.notice:
            self.notice = text
            self._tell("session.limits_notice", {"directions": " ".join(short), "text": text})

    def _set(self, limits: StabilityLimits) -> None:
        """Take limits; no game runs on any below the floor, wherever they come from."""
        if self._plan.seated:
            limits = msgspec.structs.replace(limits, posture="seated")
        self.limits = limits = limits.raised()
        data: dict[str, Scalar] = {"source": limits.source, "area_mm2": limits.area_mm2}
        # Left out of what standing people are told of, as it always was.
        data |= {"posture": "seated"} if self._plan.seated else {}
        data |= {f"{n}_mm": v for n, v in zip(_DIRECTION_NAMES, limits.limits_mm, strict=True)}
        self._tell("session.limits", data)


def _not_reached(short: tuple[str, ...]) -> str:
    """Tell the therapist where somebody did not lean.

    Examples
    --------
    >>> _not_reached(("BL", "L"))
    'Not reached when asked to lean: behind left, left. Quiet sway stands in there.'
    """
    named = ", ".join(_IN_WORDS[name] for name in short)
    return f"Not reached when asked to lean: {named}. Quiet sway stands in there."
