"""What a Wii Balance Board says of itself, as `BoardInfo`."""

from __future__ import annotations

import re

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.hw.calibration import Calibration
from balance_arcade.hw.wii.source import TEMPERATURE, SourceState

NOMINAL_RATE_HZ = 100.0
"""Rate that is commonly stated; we found no published measurement of it."""

CAPACITY_N = 150.0 * STANDARD_GRAVITY_M_S2
"""What the packaging states outside of Japan (136 kg there, for the same board)."""


def describe(
    state: SourceState, *, address: str, geometry: Geometry, correction: Calibration | None
) -> BoardInfo:
    """Describe a board; a correction of its own calibration takes precedence over that.

    Whether loads are corrected for temperature stays in the calibration's id either way.
    """
    name = re.sub(r"[^a-z0-9]+", "-", state.serial.replace(":", "").lower())
    if not name:
        # Without an address the checksum of its calibration tells boards apart.
        name = re.sub(r"[^a-z0-9]+", "-", state.calibration_id)
    calibration_id = state.calibration_id
    if correction is not None:
        warm = TEMPERATURE in calibration_id.split()
        calibration_id = f"{correction.calibration_id} {TEMPERATURE if warm else ''}".strip()
    return BoardInfo(
        address=address,
        board_id=f"wii-{name}",
        model=state.model,
        serial=state.serial,
        geometry=correction.geometry if correction else geometry,
        nominal_rate_hz=NOMINAL_RATE_HZ,
        clock="host",
        calibration_id=calibration_id,
        accuracy=correction.accuracy if correction else state.accuracy,
        capacity_n=CAPACITY_N,
    )
