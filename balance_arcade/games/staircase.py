"""One number that finds how hard a game should be for this person.

A weighted up-down rule (Kaernbach 1991, doi:10.3758/BF03214307): the number falls by ``down`` on a
failure and rises by ``down * (1 - p) / p`` on a success, so it rests where success has the
probability p. Rehabilitation aims at 60 to 80 % success (`docs/games.md`); p is 0.75 unless the
therapist says otherwise. Nothing changes within a trial.

Somebody of whom nothing is known is looked for first: steps of `FIRST_STEP` in both directions that
halve at every reversal, until they are as small as ``down``. Halving at reversals is how adaptive
staircases have begun since Levitt 1971 (doi:10.1121/1.1912375); the sizes are ours.

Afterwards a run of answers says that the number is far from the person: after so many successes in
a row, or so many failures among the last `RUN`, that chance alone makes them seldom, each answer
takes `RUN_STEPS`. Steps that grow while answers stay alike are those of PEST (Taylor and Creelman
1967, doi:10.1121/1.1910407); the sizes are ours, from simulated play
(`benchmarks/runs_of_answers.py`).
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from balance_arcade.cop.limits import DEFAULT_HEIGHT_MM, SEATED_HEIGHT_MM, default_limits

if TYPE_CHECKING:
    from balance_arcade.cop.limits import StabilityLimits

TARGET_SUCCESS: Final = 0.75
TARGET_RANGE: Final = (0.60, 0.85)
DOWN: Final = 0.06
NUDGE: Final = 0.08
"""What one order for easier or harder is worth."""

BRAKE_FAILS: Final = 3
BRAKE_STEPS: Final = 2

RUN: Final = 5
"""Graded trials that are looked back on for failures, once the level is found."""

RUN_STEPS: Final = 3
"""How many steps one answer takes within a run."""

FIRST_STEP: Final = 0.24
"""Step up while the level of a person is looked for; down it is half of it until it has turned."""

FIND_TRIALS: Final = 7
"""Graded trials after which the search is over: with three easy ones before, ten trials."""

MEASURED: Final = ("lean pass", "partial lean pass")
COLD_START: Final = 0.25
SEED_RANGE: Final = (0.05, 0.65)
SEED_SHARES: Final = (0.25, 0.85)
"""Reach as a share of what theory allows a body of average height, at the bottom and at the top of
`SEED_RANGE`; our own choice, from simulated play."""


def seed_difficulty(
    limits: StabilityLimits | None = None, *, last_session: float | None = None
) -> float:
    """Difficulty to start with.

    Parameters
    ----------
    limits : StabilityLimits, optional
        The person's limits; a short reach starts easier. Limits that were not measured by
        leaning say nothing.
    last_session : float, optional
        Where the last session ended; the new one starts there.

    Returns
    -------
    float
        0 to 1. Without anything known, 0.25.

    Examples
    --------
    >>> seed_difficulty(last_session=0.5)
    0.5
    """
    if last_session is not None:
        # No easier than that: the first three trials of every game are easy anyway.
        return min(1.0, max(0.0, last_session))
    # Limits guessed from quiet sway are short for everybody, which is no sign of a weak reach.
    if limits is None or limits.source not in MEASURED:
        return COLD_START
    # Each direction against its own theory: behind, everybody reaches less.
    # Theory is of standing people; what a trunk reaches is seven tenths of it.
    theory = default_limits(SEATED_HEIGHT_MM if limits.is_seated else DEFAULT_HEIGHT_MM)
    pairs = zip(limits.limits_mm, theory.limits_mm, strict=True)
    reached = sum(own_mm / theory_mm for own_mm, theory_mm in pairs) / len(limits.limits_mm)
    low, high = SEED_RANGE
    short, long = SEED_SHARES
    share = (reached - short) / (long - short)
    return low + (high - low) * min(1.0, max(0.0, share))


def check_range(target: float, minimum: float, maximum: float) -> None:
    """Refuse a success to aim at, or a range of difficulty, that no staircase can have.

    Raises
    ------
    ValueError
        The target is outside of `TARGET_RANGE`, or the range is none within 0 to 1.
    """
    low, high = TARGET_RANGE
    if not low <= target <= high:
        msg = f"target must be between {low} and {high}, not {target}"
        raise ValueError(msg)
    if not 0.0 <= minimum <= maximum <= 1.0:
        msg = f"0 <= minimum <= maximum <= 1 does not hold for {minimum}, {maximum}"
        raise ValueError(msg)


def run_of_successes(target: float) -> int:
    """Successes in a row that are a run: at the share that is aimed at, one in four sees so.

    Examples
    --------
    >>> [run_of_successes(target) for target in (0.60, 0.75, 0.85)]
    [3, 5, 8]
    """
    return round(1.25 / (1.0 - target))


def many_failures(target: float) -> int:
    """Failures among the last `RUN` that are too many: about one in ten sees so by chance.

    Examples
    --------
    >>> [many_failures(target) for target in (0.60, 0.75, 0.85)]
    [4, 3, 2]
    """
    return round(RUN * (1.0 - target) + 1.6)


class Staircase:
    """Difficulty of one person in one game.

    Parameters
    ----------
    start : float
        First difficulty.
    target : float
        Success probability it aims at, 0.60 to 0.85.
    minimum, maximum : float
        Range the therapist allows.
    frozen : bool
        The therapist keeps the number; it still counts failures for the brake's offer of rest.
    find : bool
        Nothing is known of the person: large steps first.

    Attributes
    ----------
    found : bool
        The level is found, or was known: the steps are the fine ones.

    Raises
    ------
    ValueError
        The target or the range is not possible.

    Examples
    --------
    >>> stairs = Staircase(0.5)
    >>> stairs.record(success=False)
    False
    >>> round(stairs.difficulty, 2)
    0.44
    >>> Staircase(0.5, find=True).found
    False
    """

    def __init__(
        self,
        start: float = COLD_START,
        *,
        target: float = TARGET_SUCCESS,
        minimum: float = 0.0,
        maximum: float = 1.0,
        frozen: bool = False,
        find: bool = False,
    ) -> None:
        self.n_fails_in_a_row = 0
        self.found = not find
        self._difficulty = start
        self._step = FIRST_STEP if find else DOWN
        self._turned = False
        self._last: bool | None = None
        self._n_sought = 0
        self._recent: deque[bool] = deque(maxlen=RUN)
        self._n_right = 0
        self.retune(target=target, minimum=minimum, maximum=maximum, frozen=frozen)

    def retune(self, *, target: float, minimum: float, maximum: float, frozen: bool) -> None:
        """Set anew what the therapist allows; the difficulty is brought into the range.

        Raises
        ------
        ValueError
            The target or the range is not possible.
        """
        check_range(target, minimum, maximum)
        self.target, self.minimum, self.maximum = target, minimum, maximum
        self.frozen = frozen
        self._set(self._difficulty)

    @property
    def difficulty(self) -> float:
        """Difficulty for the next trial, 0 to 1."""
        return self._difficulty

    def record(self, *, success: bool) -> bool:
        """Learn how a trial ended.

        Parameters
        ----------
        success : bool
            Whether it was a net good hit.

        Returns
        -------
        bool
            True where the brake took hold: the third failure in a row takes two steps instead of
            one, and a rest should be offered.
        """
        if self.found:
            self._recent.append(success)
            self._n_right = self._n_right + 1 if success else 0
        else:
            self._seek(success=success)
        if self._count(success=success):
            self._move(-max(DOWN * BRAKE_STEPS, self._fall()))
            return True
        self._move(self._rise() if success else -self._fall())
        return False

    def witness(self, *, success: bool) -> bool:
        """Learn how a trial ended that says nothing of the level, such as one without the marker.

        It moves nothing, but for the brake: three failures in a row wear a person down whether
        they saw themselves or not.

        Parameters
        ----------
        success : bool
            Whether it was a net good hit.

        Returns
        -------
        bool
            True where the brake took hold, as of `record`.

        Examples
        --------
        >>> stairs = Staircase(0.5)
        >>> [stairs.record(success=False), stairs.record(success=False)]
        [False, False]
        >>> stairs.witness(success=False), round(stairs.difficulty, 2)
        (True, 0.26)
        """
        brakes = self._count(success=success)
        if brakes:
            self._move(-DOWN * BRAKE_STEPS)
        return brakes

    def _count(self, *, success: bool) -> bool:
        """Count failures in a row; True with the one that is too many, and then from 0 again."""
        self.n_fails_in_a_row = 0 if success else self.n_fails_in_a_row + 1
        brakes = self.n_fails_in_a_row >= BRAKE_FAILS
        if brakes:
            self.n_fails_in_a_row = 0
        return brakes

    def _seek(self, *, success: bool) -> None:
        """Halve the step where the answers turn; end the search once it is fine, or has lasted."""
        self._n_sought += 1
        if self._last is not None and success is not self._last:
            self._turned = True
            self._step = max(DOWN, self._step / 2.0)
        self._last = success
        if self._step <= DOWN or self._n_sought >= FIND_TRIALS:
            self.found, self._step = True, DOWN

    def _rise(self) -> float:
        # At the target p the mean step is p * up - (1 - p) * down = 0: there it rests
        # (Kaernbach 1991). While the level is looked for both ways are alike: a slip in the first
        # trials would hold somebody strong back for a whole game.
        if not self.found:
            return self._step
        step = self._step * (1.0 - self.target) / self.target
        return step * RUN_STEPS if self._n_right >= run_of_successes(self.target) else step

    def _fall(self) -> float:
        # The first failure may be a slip, and the seed is no more than a guess.
        if not self.found:
            return self._step if self._turned else self._step / 2.0
        n_wrong = self._recent.count(False) if len(self._recent) == RUN else 0
        is_run = n_wrong >= many_failures(self.target)
        return self._step * RUN_STEPS if is_run else self._step

    def go_on(self, before: Staircase) -> None:
        """Start where the same game ended earlier in the session, within the range."""
        self.found, self._step, self._turned = before.found, before._step, before._turned
        self._last, self._n_sought = before._last, before._n_sought
        self._recent, self._n_right = before._recent.copy(), before._n_right
        self._set(before.difficulty)

    def easier(self) -> float:
        """Take an order; returns the new difficulty, which also a frozen staircase follows."""
        return self._set(self._difficulty - NUDGE)

    def harder(self) -> float:
        """Take an order; returns the new difficulty, which also a frozen staircase follows."""
        return self._set(self._difficulty + NUDGE)

    def shift(self, change: float) -> None:
        """Begin a block harder or, below 0, easier; a frozen staircase stays."""
        self._move(change)

    def _move(self, change: float) -> None:
        if not self.frozen:
            self._set(self._difficulty + change)

    def _set(self, difficulty: float) -> float:
        self._difficulty = min(self.maximum, max(self.minimum, difficulty))
        return self._difficulty
