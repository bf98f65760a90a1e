"""One number that finds how hard a game should be for this person.

A weighted up-down rule (Kaernbach 1991, doi:10.3758/BF03214307): the number falls by ``down`` on a
failure and rises by ``down * (1 - p) / p`` on a success, so it rests where success has the
probability p. Rehabilitation aims at 60 to 80 % success (`docs/games.md`); p is 0.75 unless the
therapist says otherwise. Nothing changes within a trial.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from balance_arcade.cop.limits import StabilityLimits

TARGET_SUCCESS: Final = 0.75
TARGET_RANGE: Final = (0.60, 0.85)
DOWN: Final = 0.06
NUDGE: Final = 0.08
"""What one order for easier or harder is worth."""

BRAKE_FAILS: Final = 3
BRAKE_STEPS: Final = 2

MEASURED: Final = ("lean pass", "partial lean pass")
COLD_START: Final = 0.25
SEED_RANGE: Final = (0.05, 0.45)
SEED_REACH_MM: Final = (20.0, 80.0)
"""Mean reach at the bottom and at the top of `SEED_RANGE`; our own choice, from simulated play."""


def seed_difficulty(
    limits: StabilityLimits | None = None, *, last_session: float | None = None
) -> float:
    """Difficulty to start with.

    Parameters
    ----------
    limits : StabilityLimits, optional
        The person's limits; a short mean reach starts easier. Limits that were not
        measured by leaning say nothing.
    last_session : float, optional
        Where the last session ended; the new one starts one step below.

    Returns
    -------
    float
        0 to 1. Without anything known, 0.25.

    Examples
    --------
    >>> round(seed_difficulty(last_session=0.5), 2)
    0.44
    """
    if last_session is not None:
        # One failure's worth easier: the first trials of a day should succeed.
        return min(1.0, max(0.0, last_session - DOWN))
    # Limits guessed from quiet sway are short for everybody, which is no sign of a weak reach.
    if limits is None or limits.source not in MEASURED:
        return COLD_START
    mean_mm = sum(limits.limits_mm) / len(limits.limits_mm)
    low, high = SEED_RANGE
    short_mm, long_mm = SEED_REACH_MM
    share = (mean_mm - short_mm) / (long_mm - short_mm)
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
    """

    def __init__(
        self,
        start: float = COLD_START,
        *,
        target: float = TARGET_SUCCESS,
        minimum: float = 0.0,
        maximum: float = 1.0,
        frozen: bool = False,
    ) -> None:
        self.n_fails_in_a_row = 0
        self._difficulty = start
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
        if success:
            self.n_fails_in_a_row = 0
            # At the target p the mean step is p * up - (1 - p) * down = 0: there it rests
            # (Kaernbach 1991).
            self._move(DOWN * (1.0 - self.target) / self.target)
            return False
        self.n_fails_in_a_row += 1
        if self.n_fails_in_a_row < BRAKE_FAILS:
            self._move(-DOWN)
            return False
        self.n_fails_in_a_row = 0
        self._move(-DOWN * BRAKE_STEPS)
        return True

    def go_on(self, difficulty: float) -> None:
        """Start where the same game ended earlier in the session, within the range."""
        self._set(difficulty)

    def easier(self) -> float:
        """Take an order; returns the new difficulty, which also a frozen staircase follows."""
        return self._set(self._difficulty - NUDGE)

    def harder(self) -> float:
        """Take an order; returns the new difficulty, which also a frozen staircase follows."""
        return self._set(self._difficulty + NUDGE)

    def _move(self, change: float) -> None:
        if not self.frozen:
            self._set(self._difficulty + change)

    def _set(self, difficulty: float) -> float:
        self._difficulty = min(self.maximum, max(self.minimum, difficulty))
        return self._difficulty
