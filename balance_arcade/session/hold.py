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
    holds : bool
        Whether the present phase's clock stands.

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
        self.holds = self._is_attached = False
        self._shown = -1

    def attach(self) -> None:
        """Wait for pictures from now on; whoever asks for this tells of each with `shown`."""
        self._is_attached = True
        self._look()

    def enter(self) -> None:
        """Take note that another phase has begun."""
        self.entry += 1
        self._look()

    def shown(self, entry: int) -> None:
        """Take note that a picture of the phase with this number is on the screen."""
        self._shown = entry
        self._look()

    def _look(self) -> None:
        # Asked for twice a step, and changed a few times a minute. A number and no flag: a picture
        # that comes late shows an earlier phase, and lets nothing go on.
        self.holds = self._is_attached and self._shown != self.entry
