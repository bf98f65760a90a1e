"""What a user says of a file that the file does not say itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from balance_arcade.core.board import Geometry
from balance_arcade.files.tables.column_map import ColumnMap
from balance_arcade.files.tables.plate_frame import PlateOptions


@dataclass(frozen=True, slots=True)
class HowToRead:
    """Options of reading a text file.

    Attributes
    ----------
    rate_hz : float or None
        Sampling rate in hertz.
    geometry : Geometry or None
        Spacing of the corners, or size of the plate.
    plate : PlateOptions
        Of a force plate.
    columns : ColumnMap or None
        Which column is what.
    zero_s : tuple of float or None
        From when to when the board was empty.
    """

    rate_hz: float | None = None
    geometry: Geometry | None = None
    plate: PlateOptions = field(default_factory=PlateOptions)
    columns: ColumnMap | None = None
    zero_s: tuple[float, float] | None = None
