"""Counts how often the button at the board's front was pressed, over all its connections."""

from __future__ import annotations


class PressCount:
    """Presses of a board that is in use.

    A board that was away comes back because its button was pressed, and may still hold it down when
    it sends its first sample. That press has done its work and counts as none.

    Attributes
    ----------
    n : int
        Presses so far.

    Examples
    --------
    >>> presses = PressCount()
    >>> for told in (1, 2):  # The press that connects it, then one in use.
    ...     presses.see(told, is_in_use=True)
    >>> presses.n
    1
    """

    def __init__(self) -> None:
        self.n = 0
        self._seen: int | None = None

    def connect(self) -> None:
        """Take note that the board was lost: another connection counts from 0."""
        self._seen = None

    def see(self, n_presses: int, *, is_in_use: bool) -> None:
        """Take what a connection has counted; before the first sample nothing is in use."""
        if self._seen is not None:
            self.n += max(0, n_presses - self._seen)
        if self._seen is not None or is_in_use:
            self._seen = n_presses
