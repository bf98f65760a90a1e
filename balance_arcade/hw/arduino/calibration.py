"""Which calibration an Arduino board is opened with.

Files, their versions and the fit are those of every board: `balance_arcade.hw.calibration`.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import CalibrationError
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.hw.arduino.messages import AdcKind, HelloFrame
from balance_arcade.hw.calibration import (
    NOMINAL,
    Calibration,
    as_delivered,
    calibration_path,
    find_calibration,
    load_calibration,
)

RAW_CALIBRATION = RAW_UNIT = "counts"
"""Opens the board with its cells as they are, to be calibrated."""

NOMINAL_GEOMETRY = Geometry(width_mm=400.0, length_mm=300.0)


class _Nominal(NamedTuple):
    """Cells that usually hang on a converter, and its range at gain 1 over their excitation."""

    capacity_n: float
    sensitivity_v_v: float
    range_v_v: float


# Ratiometric: bridge and converter share the supply, so its voltage drops out; +-20 mV at 5 V and
# gain 128 (HX711 data sheet). 50 kg half-bridge cells of about 1 mV/V, which differ widely.
_ON_HX711 = _Nominal(50.0 * STANDARD_GRAVITY_M_S2, 1.0e-3, 0.5)
# +-1.2 V of its own (ADS131M04 data sheet) over the 2.5 V at which the fast board feeds its 500 kg
# full bridges of 2 mV/V.
_ON_ADS131M04 = _Nominal(500.0 * STANDARD_GRAVITY_M_S2, 2.0e-3, 1.2 / 2.5)
_NOMINAL_OF: dict[int, _Nominal] = {
    AdcKind.HX711: _ON_HX711,
    AdcKind.HX717: _ON_HX711,
    AdcKind.ADS131M04: _ON_ADS131M04,
}
_FULL_COUNTS = float(1 << 23)


def choose_calibration(hello: HelloFrame, wanted: str, geometry: Geometry) -> Calibration:
    """Find the calibration that an address asks for.

    Parameters
    ----------
    hello : HelloFrame
        What the board says of itself.
    wanted : str
        A file, ``nominal``, ``counts``, or empty: the board's own file in the user's settings, and
        nominal where there is none.
    geometry : Geometry
        Spacing of the cells where no file tells it.

    Returns
    -------
    Calibration

    Raises
    ------
    CalibrationError
        The file cannot be used, or nothing nominal is known of the converter.
    """
    board_id = hello.unique_id.hex()
    if wanted == NOMINAL:
        return nominal_calibration(hello, geometry)
    if wanted == RAW_CALIBRATION:
        return as_delivered(geometry, RAW_UNIT)
    if wanted:
        return load_calibration(Path(wanted), board_id)
    # A file that exists but cannot be used raises; nominal numbers stand in only where there is
    # none.
    return find_calibration(board_id) or nominal_calibration(hello, geometry)


def nominal_calibration(hello: HelloFrame, geometry: Geometry) -> Calibration:
    """Make a rough calibration from the converter's data sheet.

    Good enough to see that a board works and to play with; not for measurements. All cells are
    alike: on an HX711 50 kg half bridges of 1 mV/V, on an ADS131M04 500 kg full bridges of 2 mV/V.

    Parameters
    ----------
    hello : HelloFrame
        What the board says of its converter.
    geometry : Geometry
        Spacing of the cells.

    Returns
    -------
    Calibration
        Its id is ``nominal``.

    Raises
    ------
    CalibrationError
        Nothing is known of the converter.
    """
    known = _NOMINAL_OF.get(hello.adc)
    if known is None or hello.adc_gain == 0:
        raise CalibrationError(
            f"There is no nominal calibration for converter {hello.adc} at gain {hello.adc_gain}.",
            hint=f"Calibrate the board; its file would be {_own_file(hello)}.",
        )
    full_scale_v_v = known.range_v_v / hello.adc_gain
    counts_at_capacity = known.sensitivity_v_v / full_scale_v_v * _FULL_COUNTS
    gain = known.capacity_n / counts_at_capacity
    return Calibration(
        NOMINAL,
        geometry,
        (0.0, 0.0, 0.0, 0.0),
        np.eye(4) * gain,
        warnings=(
            "The calibration is nominal, not for measurements:"
            " run 'balance-arcade calibrate' with this board.",
        ),
    )


def _own_file(hello: HelloFrame) -> Path:
    return calibration_path(hello.unique_id.hex())
