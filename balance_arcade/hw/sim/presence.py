"""When the person is on the board: stepping up, standing, stepping down."""

from __future__ import annotations

import msgspec

# To the right of where the person stands: the right foot comes first.
FIRST_FOOT_MM = 95.0
_LOAD_S = 0.6
_SHIFT_S = 0.6
STEP_S = _LOAD_S + _SHIFT_S
"""How long stepping up or down takes."""


class Presence(msgspec.Struct, frozen=True):
    """The script of one simulated visit.

    Attributes
    ----------
    step_on_s : float
        The board is empty until then; 0 means that the person stands from the beginning.
    step_off_s : tuple of float or None
        The person steps down at the first time and up again at the second.
    """

    step_on_s: float = 0.0
    step_off_s: tuple[float, float] | None = None

    def at(self, t_s: float) -> tuple[float, float]:
        """Return how far the person has stepped onto the board.

        Stepping up takes 1.2 s: first the weight comes onto the right foot, then it is shared.

        Parameters
        ----------
        t_s : float
            Time on the board's clock.

        Returns
        -------
        tuple of float
            Share of the body weight that the board bears, and how much of it is shared between
            both feet (0: all of it on the first foot, 1: as in standing).

        Examples
        --------
        >>> visit = Presence(step_on_s=2.0)
        >>> visit.at(1.0), visit.at(9.0)
        ((0.0, 0.0), (1.0, 1.0))
        """
        on_s = self.step_on_s
        if self.step_off_s is not None and t_s >= self.step_off_s[0]:
            if t_s < self.step_off_s[1]:
                # Stepping down is stepping up backwards in time.
                return stepped(STEP_S - (t_s - self.step_off_s[0]))
            on_s = self.step_off_s[1]
        return (1.0, 1.0) if on_s <= 0.0 else stepped(t_s - on_s)

    def is_whole(self, from_s: float, to_s: float) -> bool:
        """Whether the person stands on both feet from one time to another, both included.

        Examples
        --------
        >>> visit = Presence(step_off_s=(5.0, 8.0))
        >>> visit.is_whole(1.0, 4.9), visit.is_whole(4.9, 5.1), visit.is_whole(9.3, 99.0)
        (True, False, True)
        """
        on_s = self.step_on_s
        if self.step_off_s is not None and to_s >= self.step_off_s[0]:
            if from_s < self.step_off_s[1]:
                return False
            on_s = self.step_off_s[1]
        return on_s <= 0.0 or from_s - on_s >= STEP_S


def stepped(since_s: float) -> tuple[float, float]:
    """Return load and sharing, as `Presence.at`, so long after the first foot came up."""
    return _smooth(since_s / _LOAD_S), _smooth((since_s - _LOAD_S) / _SHIFT_S)


def _smooth(share: float) -> float:
    share = min(1.0, max(0.0, share))
    # Smooth at both ends, so that no foot lands with a jump of the load.
    return share * share * (3.0 - 2.0 * share)
