"""Holds a phase's clock until the phase has been seen, where a window shows the session.

A computer that is busy may be late with a picture. Without a hold the session's clock would run on
meanwhile: an instruction would be over before it was read, a game played before it was seen.
"""

from __future__ import annotations


class PictureHold:
    """Whether the present phase still waits for its first picture.

    Nobody waits before `attach`: a session without a window, or one that is drawn into memory
    along the samples' time, runs on at once.

    Attributes
    ----------
    entry : int
        Number of the present phase, counted from 0 at the session's start.

    Examples
    --------
    >>> hold = PictureHold()
    >>> hold.holds
    False
    >>> hold.attach()
    >>> hold.holds
    True
    >>> hold.shown(hold.entry)
    >>> hold.holds
    False
    """

    def __init__(self) -> None:
        self.entry = 0
        self._is_attached = False
        self._shown = -1

    def attach(self) -> None:
        """Wait for pictures from now on; whoever asks for this tells of each with `shown`."""
        self._is_attached = True

    def enter(self) -> None:
        """Take note that another phase has begun."""
        self.entry += 1

    def shown(self, entry: int) -> None:
        """Take note that a picture of the phase with this number is on the screen."""
        self._shown = entry

    @property
    def holds(self) -> bool:
        """Whether the present phase's clock stands."""
        # A number and no flag: a picture that comes late shows an earlier phase, and lets nothing
        # go on.
        return self._is_attached and self._shown != self.entry
