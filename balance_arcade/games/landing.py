"""A landing as a board feels it: when the feet touch it, and when the load is steady after that.

The time to stabilisation of the vertical force is the time from the landing to the first moment
from which the load stays within 5 % of body weight for 1 s, which needs a fixed threshold and no
whole trial. Such times were longer in middle-aged than in young adults, and thresholds that are
fixed suited both (Hayek and others 2022, doi:10.1016/j.jbiomech.2022.111269, abstract read); how
long a trial is changes the values of the other methods by 100 % and the rate of a plate, from 1000
down to 100 samples a second, by 3 % (Fransz and others 2015, doi:10.1016/j.gaitpost.2014.08.018,
abstract read). The 5 % and the second are those of `balance_arcade.assess.stabilisation`, with
which a test compares these numbers.

Contact is judged by the plate's own noise while it is empty: mean and five standard deviations, but
at least 20 N above the mean. Five standard deviations and the floor are ours: cells are so quiet
that a step beside the board would be a landing otherwise.
"""

from __future__ import annotations

import math
from typing import Final

from balance_arcade.games.contract import ControlInput

BAND: Final = 0.05
BAND_HOLD_S: Final = 1.0
NOISE_SDS: Final = 5.0
LEAST_CONTACT_N: Final = 20.0
PEAK_LEAST_HZ: Final = 200.0
"""Below this many samples a second no peak is told: a half sine of 25 ms, as the first force of a
landing may be, loses up to 5 % of its top at 200 and up to 19 % at 100 samples a second. Ours."""

_HAIR_S: Final = 1e-9


def bears_less(control: ControlInput, share: float) -> bool:
    """Whether the board bears less than a share of the person's weight.

    A place that is no number under a load is a fault of a moment and no empty board; only where the
    load is not known either, it says that nobody is there.

    Examples
    --------
    >>> bears_less(ControlInput(0.0, 0.0, 0.0, load_frac=1.0, on_board=False), 0.1)
    False
    >>> bears_less(ControlInput(0.0, 0.0, 0.0, on_board=False), 0.1)
    True
    """
    if math.isnan(control.load_frac):
        return not control.on_board
    return control.load_frac < share


class EmptyPlate:
    """Learns the noise of a plate while nobody is on it.

    Attributes
    ----------
    n_seen : int
        Steps with a load.

    Examples
    --------
    >>> plate = EmptyPlate()
    >>> for load_n in (1.0, -1.0, 1.0, -1.0):
    ...     plate.push(load_n)
    >>> plate.contact_n, plate.noise_n
    (20.0, 1.0)
    """

    def __init__(self) -> None:
        self.n_seen = 0
        self._sum = self._squares = 0.0

    def push(self, load_n: float) -> None:
        """Take the load of a step; one that is not known is passed over."""
        if math.isfinite(load_n):
            self.n_seen += 1
            self._sum += load_n
            self._squares += load_n * load_n

    @property
    def noise_n(self) -> float:
        """Standard deviation, 1/N; 0 where nothing was seen."""
        if not self.n_seen:
            return 0.0
        mean = self._sum / self.n_seen
        return math.sqrt(max(0.0, self._squares / self.n_seen - mean * mean))

    @property
    def contact_n(self) -> float:
        """Load that is a touch and no noise."""
        mean = self._sum / self.n_seen if self.n_seen else 0.0
        return mean + max(LEAST_CONTACT_N, NOISE_SDS * self.noise_n)


class SteadyWatch:
    """Finds the time to stabilisation while the load comes in.

    Attributes
    ----------
    time_s : float
        From the landing; NaN until the load has been steady for `BAND_HOLD_S`.
    begun_s : float
        Where the present stretch within the band began, from the landing; NaN outside of it.

    Examples
    --------
    >>> watch = SteadyWatch()
    >>> for k in range(240):
    ...     _ = watch.push(k / 120.0, 1.2 if k < 60 else 1.01)
    >>> watch.time_s
    0.5
    """

    def __init__(self) -> None:
        self.time_s = math.nan
        self.begun_s = math.nan

    def push(self, since_s: float, share: float) -> bool:
        """Take a load.

        Parameters
        ----------
        since_s : float
            Time since the landing.
        share : float
            Load over body weight.

        Returns
        -------
        bool
            Whether the load is steady by now.
        """
        if not math.isnan(self.time_s):
            return True
        # "Not within" instead of "outside": a load that is not known is not steady.
        if not abs(share - 1.0) <= BAND:
            self.begun_s = math.nan
            return False
        if math.isnan(self.begun_s):
            self.begun_s = since_s
        # A hair, because one second of steps may come out shorter by a rounding.
        if since_s - self.begun_s >= BAND_HOLD_S - _HAIR_S:
            self.time_s = self.begun_s
        return not math.isnan(self.time_s)
