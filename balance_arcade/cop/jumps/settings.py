"""What decides where a jump begins and ends: every number, with its source."""

from __future__ import annotations

import math
from typing import Final

import msgspec

from balance_arcade.core.errors import ConfigError

LEAST_RATE_HZ: Final = 50.0
"""Slower records are refused: a flight of 0.2 s would be ten samples."""
LEAST_RFD_HZ: Final = 500.0
"""Slower than this there is no rate of force development."""


class JumpSettings(msgspec.Struct, frozen=True):
    """Thresholds of the detection of jumps; those of force follow the plate's own noise.

    Attributes
    ----------
    n_sds : float
        Standard deviations of the quiet load, or of the empty plate, beyond which something
        happens (Owen 2014, doi 10.1519/JSC.0000000000000311).
    back_s : float
        The onset lies so long before the load crosses its threshold (Owen 2014).
    hold_s : float
        So long the load has to stay beyond it.
    least_onset_frac : float
        Least threshold of the onset, as a share of body weight: for plates without noise.
    least_contact_frac : float
        Least load that is contact, as a share of body weight: for plates without noise.
    most_contact_frac : float
        Greatest one; a plate that is noisier tells no flight.
    unknown_contact_n : float
        Load that is contact while neither the empty plate nor a quiet person was seen.
    person_n : float
        Load above the empty plate's from which somebody is weighed.
    least_quiet_s, quiet_s : float
        Least and wanted length of weighing.
    quiet_frac : float
        Standard deviation of means over 50 ms, as a share of the load, up to which a person stands
        quietly.
    least_flight_s, most_flight_s : float
        Shorter is no flight; after the longer one the person has left the plate.
    least_contact_s : float
        A contact that is shorter, and below the greatest load of ``most_contact_frac``, is a plate
        that rings; it belongs to the flight.

    Raises
    ------
    ConfigError
        A number is not finite and above zero, or a least one is above its greatest.

    Examples
    --------
    >>> print(JumpSettings().describe())
    jumps/1 n_sds=5 back_s=0.03 hold_s=0.03 least_onset_frac=0.005 least_contact_frac=0.01 ...
    """

    n_sds: float = 5.0
    back_s: float = 0.03
    hold_s: float = 0.03
    least_onset_frac: float = 0.005
    least_contact_frac: float = 0.01
    most_contact_frac: float = 0.1
    unknown_contact_n: float = 20.0
    person_n: float = 60.0
    least_quiet_s: float = 0.25
    quiet_s: float = 1.0
    quiet_frac: float = 0.015
    least_flight_s: float = 0.06
    most_flight_s: float = 1.2
    least_contact_s: float = 0.03

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if not (math.isfinite(value) and value > 0.0):
                raise ConfigError(f"The setting {name} must be a number above zero, got {value}.")
        for least, most in (
            ("least_contact_frac", "most_contact_frac"),
            ("least_quiet_s", "quiet_s"),
            ("least_flight_s", "most_flight_s"),
        ):
            if getattr(self, least) > getattr(self, most):
                raise ConfigError(f"The setting {least} is above {most}.")

    def describe(self) -> str:
        """Say all settings in one line, in the order of their names."""
        parts = (f"{name}={getattr(self, name):g}" for name in self.__struct_fields__)
        return " ".join(("jumps/1", *parts))


DEFAULT_SETTINGS: Final = JumpSettings()
