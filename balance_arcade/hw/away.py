"""When a board is away, and how long it is waited for; alike for every kind."""

from __future__ import annotations

from typing import Final

from balance_arcade.core.away import Away

GONE_AFTER_S: Final = 30.0
"""A person gets so long to press the board's button or to plug its cable in again."""

FIRST_SAMPLE_S: Final = 4.0
"""A board that has never sent a sample is no board that somebody stands on: it is told sooner."""

SAID_AFTER_S: Final = 2.0
"""A board that is only silent is away after so long; one whose line has broken is at once."""

DISCONNECTED: Final = "The board is disconnected."
SILENT: Final = "The board sends nothing."


def wait_s(silence_s: float, n_samples: int) -> float:
    """How long a board that is silent is waited for, in seconds.

    Examples
    --------
    >>> wait_s(30.0, n_samples=0), wait_s(30.0, n_samples=7), wait_s(1.0, n_samples=0)
    (4.0, 30.0, 1.0)
    """
    return silence_s if n_samples else min(silence_s, FIRST_SAMPLE_S)


def away_now(
    silent_s: float,
    wait_s: float,
    *,
    broken: bool,
    remedy: str,
    others: tuple[str, ...] = (),
) -> Away | None:
    """Tell whether a board is away.

    Parameters
    ----------
    silent_s : float
        Seconds since its last sign of life.
    wait_s : float
        How long it is waited for; see `wait_s`.
    broken : bool
        Its line is known to have broken.
    remedy : str
        What helps; see `balance_arcade.core.away.Away`.
    others : tuple of str
        Other boards that have come instead.

    Examples
    --------
    >>> away_now(1.0, 30.0, broken=False, remedy="cable") is None
    True
    >>> away_now(2.5, 30.0, broken=False, remedy="cable").left_s
    27.5
    """
    if not broken and silent_s < SAID_AFTER_S:
        return None
    why = DISCONNECTED if broken else SILENT
    return Away(why, remedy, max(0.0, wait_s - silent_s), others)
