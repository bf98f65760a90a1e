"""Late, lost, held and doubled samples: count them by their flags, and say them apart."""

from __future__ import annotations

from typing import Final

from balance_arcade.core.samples import SampleFlag

_LATE, _HELD = int(SampleFlag.LATE), int(SampleFlag.HELD)
_DOUBLE_BEFORE = int(SampleFlag.DOUBLE_BEFORE)
_ANY: Final = _LATE | _HELD | _DOUBLE_BEFORE


class FlagCounts:
    """How many samples were late, held, or came after a double.

    Attributes
    ----------
    n_late, n_held, n_doubled : int
        As in `balance_arcade.core.board.BoardHealth`.

    Examples
    --------
    >>> counts = FlagCounts()
    >>> for flags in (0, SampleFlag.LATE, SampleFlag.LATE | SampleFlag.SIMULATED):
    ...     counts.note(flags)
    >>> counts.n_late, counts.n_held
    (2, 0)
    """

    def __init__(self) -> None:
        self.n_late = self.n_held = self.n_doubled = 0

    def note(self, flags: int) -> None:
        """Count one sample by its flags."""
        # Nearly every sample has none of them, which one comparison tells.
        if flags & _ANY:
            self.n_late += bool(flags & _LATE)
            self.n_held += bool(flags & _HELD)
            self.n_doubled += bool(flags & _DOUBLE_BEFORE)


def said_apart(n_lost: int, *, n_late: int, n_held: int, n_doubled: int) -> str:
    """Say what was lost, and what was late, held or doubled where anything was.

    Examples
    --------
    >>> said_apart(0, n_late=0, n_held=0, n_doubled=0)
    '0 lost'
    >>> said_apart(2, n_late=30, n_held=0, n_doubled=1)
    '2 lost, 30 late, 1 doubled'
    """
    others = ((n_late, "late"), (n_held, "held"), (n_doubled, "doubled"))
    # Lost samples always, as 0 is news too; the others only where there were any.
    return ", ".join([f"{n_lost} lost", *(f"{n} {word}" for n, word in others if n)])
