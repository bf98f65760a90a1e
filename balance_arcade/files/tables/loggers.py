"""Loggers of balance boards that are known by their line of names, for what it does not say.

Each entry holds what we read in the program's own code or files: see `Logger.source`. No other
program's table is taken for one of these, because the whole line must agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from balance_arcade.core.board import Geometry
from balance_arcade.files.tables.column_map import QUANTITIES
from balance_arcade.files.tables.columns_found import FoundColumn
from balance_arcade.files.tables.text import TextTable

WII_GEOMETRY: Final = Geometry(width_mm=433.0, length_mm=238.0)
"""Spacing of a Wii Balance Board's cells (Leach et al. 2014, doi 10.3390/s141018244)."""


@dataclass(frozen=True, slots=True)
class Logger:
    """A program that writes tables, and what its columns are.

    Attributes
    ----------
    title : str
        For people.
    source : str
        Where its columns and units were read, with the version.
    names : tuple of str
        Its line of names, without blanks and case.
    uses : dict of str to (str, str)
        Quantity to name and unit; an empty unit is a clock's.
    geometry : Geometry
        Spacing of the cells.
    notes : tuple of str
        What is assumed.
    """

    title: str
    source: str
    names: tuple[str, ...]
    uses: dict[str, tuple[str, str]]
    geometry: Geometry
    notes: tuple[str, ...]

    def columns(self, table: TextTable) -> dict[str, FoundColumn]:
        """Give the columns of a table that this program wrote.

        Parameters
        ----------
        table : TextTable
            Its names are those of this logger.

        Returns
        -------
        dict of str to FoundColumn
            By quantity.
        """
        plain = _plain(table.header)
        return {
            quantity: FoundColumn(
                plain.index(name), QUANTITIES[quantity][unit] if unit else None, unit
            )
            for quantity, (name, unit) in self.uses.items()
        }


LOGGERS: Final = (
    Logger(
        title="WiiBoard (DFNOsorio)",
        source="github.com/DFNOsorio/WiiBoard 66897b08, Data/Converted_*.txt",
        names=("tl", "tr", "bl", "br", "totalweight", "time"),
        uses={
            "tl": ("tl", "kg"),
            "tr": ("tr", "kg"),
            "bl": ("bl", "kg"),
            "br": ("br", "kg"),
            "t": ("time", ""),
        },
        geometry=WII_GEOMETRY,
        notes=("The corners are taken for kilograms, as this logger writes them.",),
    ),
    Logger(
        title="WiiBalanceReader",
        source="github.com/joaovaz22/wiibalanceboard-reader fbe78d23, WiiBalanceReaderGUI/Form1.cs",
        names=(
            "realtimestamp",
            "elapsedseconds",
            "topleft(kg)",
            "topright(kg)",
            "bottomleft(kg)",
            "bottomright(kg)",
            "totalweight(kg)",
            "copx(cm)",
            "copy(cm)",
        ),
        uses={
            "t": ("elapsedseconds", "s"),
            "tl": ("topleft(kg)", "kg"),
            "tr": ("topright(kg)", "kg"),
            "bl": ("bottomleft(kg)", "kg"),
            "br": ("bottomright(kg)", "kg"),
        },
        geometry=WII_GEOMETRY,
        notes=(
            "The centre of pressure comes from the corners, not from the file's CoPX and CoPY.",
        ),
    ),
    Logger(
        title="BTrackS logger (NipaAnjum)",
        source="github.com/NipaAnjum/BtrackS-Balance-Board-Python 3c5c6ca5, btracks_logger.py",
        names=(
            "epoch",
            "datetime",
            "raw_fr",
            "raw_br",
            "raw_bl",
            "raw_fl",
            "force_fr_lbs",
            "force_br_lbs",
            "force_bl_lbs",
            "force_fl_lbs",
            "cop_x_cm",
            "cop_y_cm",
            "weight_lbs",
        ),
        uses={
            "t": ("epoch", ""),
            "tl": ("force_fl_lbs", "lbs"),
            "tr": ("force_fr_lbs", "lbs"),
            "bl": ("force_bl_lbs", "lbs"),
            "br": ("force_br_lbs", "lbs"),
        },
        geometry=Geometry(width_mm=400.0, length_mm=600.0),
        notes=(
            "The centre of pressure comes from the corners: the logger's own is 0, 0 below 5 lb.",
        ),
    ),
)
"""All loggers that are known."""


def logger_of(header: tuple[str, ...]) -> Logger | None:
    """Find the logger whose line of names this is.

    Examples
    --------
    >>> logger_of(("TL", " TR", "BL", "BR", "TotalWeight", "time")).title
    'WiiBoard (DFNOsorio)'
    >>> logger_of(("TL", "TR", "BL", "BR", "time")) is None
    True
    """
    plain = _plain(header)
    return next((logger for logger in LOGGERS if logger.names == plain), None)


def _plain(header: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(re.sub(r"\s", "", name).lower() for name in header)
