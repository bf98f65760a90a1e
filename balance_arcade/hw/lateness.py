"""Tell late samples of a board that says itself when it measured."""

from __future__ import annotations

from balance_arcade.core.samples import LATE_S

_LATE_NS = LATE_S * 1e9
# A ceramic resonator may be off by half a percent (5 ms in a second), and what a line delays at
# least changes; twice that is followed.
_FOLLOWED = 0.01


class Lateness:
    """Compare arrival with the board's own time; what the quickest samples take is no lateness.

    Examples
    --------
    >>> lateness = Lateness()
    >>> [lateness.is_late(t * 0.01, round(t * 1e7) + 3_000_000) for t in range(3)]
    [False, False, False]
    >>> lateness.is_late(0.03, 73_000_000)
    True
    """

    def __init__(self) -> None:
        self._least_ns: float | None = None
        self._t_ns = 0.0

    def is_late(self, t_s: float, arrived_ns: int) -> bool:
        """Say whether a sample arrived more than `LATE_S` after its time.

        Parameters
        ----------
        t_s : float
            When it was measured, by any clock that runs on.
        arrived_ns : int
            When it came, by this computer's monotonic clock.
        """
        t_ns = t_s * 1e9
        delay_ns = arrived_ns - t_ns
        if self._least_ns is None:
            self._least_ns = delay_ns
        else:
            followed_ns = self._least_ns + _FOLLOWED * (t_ns - self._t_ns)
            self._least_ns = min(delay_ns, followed_ns)
        self._t_ns = t_ns
        return delay_ns - self._least_ns > _LATE_NS
