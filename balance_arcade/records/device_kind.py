"""Whether a board measures sway as a laboratory's force plate does, as norms have to know."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from balance_arcade.assess.norms import MeasuresAs
from balance_arcade.cop.metric import Measured
from balance_arcade.cop.uncertainty import sway_uncertainty
from balance_arcade.core.board import BoardInfo, CellAccuracy, Geometry
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.records.accuracy import REFERENCE_KG, board_noise

MOST_FLOOR_MM_S: Final = 1.0
"""Velocity that a dead weight of 60 kg may show on a board whose sway is held against norms of a
force plate: a fifth of what the stillest twentieth of people have. Ours."""

_SECONDS: Final = 60.0
_PRESET: Final = "default"


def measures_as(board: BoardInfo) -> MeasuresAs:
    """Say how a board measures sway.

    Parameters
    ----------
    board : BoardInfo
        What it says of itself.

    Returns
    -------
    {"force plate", "noisy", ""}
        A simulated person's forces have no cells, and count as a plate's. Empty where the board
        does not say how well its cells measure.

    Examples
    --------
    >>> plain = BoardInfo("a:", "a", "A", "", Geometry(400.0, 300.0), 100.0, "device")
    >>> measures_as(plain)
    ''
    """
    if board.origin == "simulated":
        return "force plate"
    if board.accuracy is None or not board.nominal_rate_hz > 0.0:
        return ""
    return _of_cells(board.accuracy, board.geometry, board.nominal_rate_hz)


@lru_cache(maxsize=32)
def _of_cells(accuracy: CellAccuracy, geometry: Geometry, rate_hz: float) -> MeasuresAs:
    found = sway_uncertainty(
        board_noise(accuracy, geometry),
        load_n=REFERENCE_KG * STANDARD_GRAVITY_M_S2,
        n_samples=round(_SECONDS * rate_hz),
        rate_hz=rate_hz,
        preset=_PRESET,
    )
    if isinstance(found, Measured):
        return ""
    return "force plate" if found.velocity.floor <= MOST_FLOOR_MM_S else "noisy"
