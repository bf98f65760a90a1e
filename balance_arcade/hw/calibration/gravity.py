"""Local gravity: how heavy a kilogram is where the board stands."""

from __future__ import annotations

import math


def local_gravity_m_s2(latitude_deg: float, height_m: float = 0.0) -> float:
    """Return normal gravity at a latitude and a height.

    Parameters
    ----------
    latitude_deg : float
        From -90 to 90.
    height_m : float
        Above the sea.

    Returns
    -------
    float
        Metres a second squared; within some 0.0005 of what is measured nearly everywhere.

    Raises
    ------
    ValueError
        The latitude is outside -90 to 90 degrees, or the height outside -500 to 9000 m.

    Notes
    -----
    Formula of 1980 (Moritz, Journal of Geodesy 74, 2000, doi:10.1007/s001900050278, its short
    form), less 3.086e-6 m/s2 a metre of height.

    Examples
    --------
    >>> round(local_gravity_m_s2(45.0), 4), round(local_gravity_m_s2(0.0), 4)
    (9.8062, 9.7803)
    """
    if not (math.isfinite(latitude_deg) and -90.0 <= latitude_deg <= 90.0):
        raise ValueError(f"latitude_deg must be from -90 to 90, got {latitude_deg}.")
    if not (math.isfinite(height_m) and -500.0 <= height_m <= 9000.0):
        raise ValueError(f"height_m must be from -500 to 9000, got {height_m}.")
    phi = math.radians(latitude_deg)
    sine, double = math.sin(phi) ** 2, math.sin(2.0 * phi) ** 2
    # GRS 80 at sea level, less the free-air gradient.
    return 9.780327 * (1.0 + 0.0053024 * sine - 0.0000058 * double) - 3.086e-6 * height_m
