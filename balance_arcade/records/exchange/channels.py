"""Channels of an exported stream of samples: label, kind and unit of each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from balance_arcade.files.tables import TrialData
from balance_arcade.files.tables.trial import FloatArray
from balance_arcade.records.trial_cop import cop_of_trial


class Channel(NamedTuple):
    """One channel.

    Attributes
    ----------
    label : str
        As in the tables of the house, without the unit.
    kind : str
        ``Force``, ``Moment`` or ``Position``.
    unit : str
        ``N``, ``Nmm`` or ``mm``.
    about : str
        In words.
    """

    label: str
    kind: str
    unit: str
    about: str


_COP = (
    Channel("cop_ml", "Position", "mm", "centre of pressure to the right"),
    Channel("cop_ap", "Position", "mm", "centre of pressure to the toes"),
)
_CORNERS = (
    Channel("tl", "Force", "N", "load of the front left corner"),
    Channel("tr", "Force", "N", "load of the front right corner"),
    Channel("bl", "Force", "N", "load of the rear left corner"),
    Channel("br", "Force", "N", "load of the rear right corner"),
)
_LOAD = Channel("fz", "Force", "N", "vertical load")
_FEET = (
    Channel("left_foot", "Force", "N", "load of the left foot"),
    Channel("right_foot", "Force", "N", "load of the right foot"),
)
_LEVEL = (
    Channel("force_ml", "Force", "N", "horizontal force to the right"),
    Channel("force_ap", "Force", "N", "horizontal force to the toes"),
)
_MOMENTS = (
    Channel("moment_ml", "Moment", "Nmm", "moment about the axis to the right"),
    Channel("moment_ap", "Moment", "Nmm", "moment about the axis to the toes"),
)


def channels_of(trial: TrialData) -> tuple[tuple[Channel, ...], FloatArray]:
    """Find all that a trial holds besides its times.

    Parameters
    ----------
    trial : TrialData
        Any.

    Returns
    -------
    tuple of Channel
        Those that the trial has.
    ndarray of float64, shape (n_samples, n_channels)
        NaN where a value is missing.
    """
    parts: list[tuple[tuple[Channel, ...], FloatArray | None]] = [
        (_CORNERS, trial.corners_n),
        ((_LOAD,), None if trial.fz_n is None else trial.fz_n[:, None]),
        (_COP, cop_of_trial(trial)),
        (_FEET, trial.foot_loads_n),
        (_LEVEL, trial.horizontal_n),
        (_MOMENTS, None if trial.plate is None else trial.plate[:, 1:]),
    ]
    held = [(channels, values) for channels, values in parts if values is not None]
    names = tuple(channel for channels, _ in held for channel in channels)
    return names, np.column_stack([values for _, values in held])
