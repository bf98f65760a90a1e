"""Says what to do once more to somebody who plays and for whom nothing has happened for a while."""

from __future__ import annotations

from typing import Final

REMIND_S: Final = 12.0
"""So long nothing is said and no trial ends before what to do is shown again. Ours."""


class Reminder:
    """Words of the instruction, once it has been quiet for `REMIND_S`; they stay until it is not.

    Examples
    --------
    >>> reminder = Reminder()
    >>> [reminder.words(t_s, "", 0, "Step off.") for t_s in (0.0, 11.0, 12.0, 13.0)]
    ['', '', 'Step off.', 'Step off.']
    >>> reminder.words(14.0, "", 1, "Step off.")
    ''
    """

    def __init__(self) -> None:
        self._trials = -1
        self._quiet_from_s = 0.0

    def words(self, now_s: float, caption: str, n_trials: int, instruction: str) -> str:
        """Return what stands below the game: the caption of what is heard, or what to do.

        Parameters
        ----------
        now_s : float
            Time of the screen in seconds.
        caption : str
            Words for the sound that is playing; empty for none.
        n_trials : int
            Trials of the game so far; -1 where none is played.
        instruction : str
            What to do.
        """
        if caption or n_trials != self._trials or n_trials < 0:
            self._trials, self._quiet_from_s = n_trials, now_s
            return caption
        return instruction if now_s - self._quiet_from_s >= REMIND_S else ""
