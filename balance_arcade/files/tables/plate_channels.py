"""Channels of one plate of a text, the empty plate taken off, in the house's axes."""

from __future__ import annotations

import numpy as np

from balance_arcade.core.errors import ConfigError
from balance_arcade.files.tables.plate_frame import (
    Axes,
    HousePlate,
    PlateOptions,
    about_surface,
    in_house,
    of_place,
)
from balance_arcade.files.tables.trial import FloatArray
from balance_arcade.files.tables.zero import KEPT_COP, loaded_side, take_off_zero


def without_zero(
    t_s: FloatArray,
    channels: FloatArray,
    zero_s: tuple[float, float] | None,
    rate_hz: float,
    *,
    moments: bool,
) -> tuple[FloatArray, tuple[str, ...]]:
    """Take the empty plate's mean off; a centre of pressure has none to be taken off.

    Parameters
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Times in seconds.
    channels : ndarray of float64, shape (n_samples, 5)
        Fx Fy Fz and Mx My, or the centre of pressure x y, the third axis upright.
    zero_s : tuple of float or None
        From when to when the plate was empty.
    rate_hz : float
        Sampling rate.
    moments : bool
        Whether the last two are moments.

    Returns
    -------
    ndarray, tuple of str
        The channels, and notes.

    Raises
    ------
    ConfigError
        As `balance_arcade.files.tables.zero.take_off_zero`.
    """
    n_forces = channels.shape[1] if moments else 3
    load_n = loaded_side(channels[:, 2])
    less, notes = take_off_zero(t_s, channels[:, :n_forces], load_n, zero_s, rate_hz=rate_hz)
    if notes and not moments:
        notes = (*notes, KEPT_COP)
    return np.column_stack((less, channels[:, n_forces:])), notes


def channels_to_house(
    channels: FloatArray, options: PlateOptions, *, moments: bool
) -> tuple[HousePlate, tuple[str, ...]]:
    """Turn the channels into the house's plate.

    Parameters
    ----------
    channels : ndarray of float64, shape (n_samples, 5)
        As for `without_zero`.
    options : PlateOptions
        Axes, depth and offset.
    moments : bool
        Whether the last two are moments.

    Returns
    -------
    HousePlate, tuple of str
        The plate, and notes.

    Raises
    ------
    ConfigError
        Depth or offset are said of a file without moments.
    """
    z_down, axes = not options.z_up, options.axes()
    surface_mm = (
        options.offset_x_mm,
        options.offset_y_mm,
        -options.depth_mm if z_down else options.depth_mm,
    )
    if not moments:
        if any(surface_mm):
            raise ConfigError(
                "Depth and offset need moments, but the file contains a centre of pressure.",
                hint="Remove them, or export Mx and My too.",
            )
        at_nmm = of_place(channels[:, 3:], channels[:, :3])
        return _in_house(at_nmm, channels, axes, z_down=z_down), (
            "The centre of pressure is the file's own; it has no moments.",
        )
    at_nmm = about_surface(channels[:, :3], channels[:, 3:], surface_mm)
    house = _in_house(at_nmm, channels, axes, z_down=z_down)
    if not surface_mm[2]:
        return house, ("The transducer is assumed to be in the surface (depth 0 mm).",)
    return house, ()


def _in_house(at_nmm: FloatArray, channels: FloatArray, axes: Axes, *, z_down: bool) -> HousePlate:
    return in_house(
        at_nmm,
        channels[:, :3],
        front=axes.front,
        z_down=z_down,
        named=axes.named,
        upright=axes.upright,
    )
