"""Columns as the user names them: ``ml=COPx[cm],ap=COPy[cm],t=Time[s],fz=Fz[N]``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from balance_arcade.core.errors import ConfigError
from balance_arcade.files.tables.units import (
    FORCE_N,
    MOMENT_NMM,
    PLACE_MM,
    TIME_S,
    plain_unit,
)

QUANTITIES: Final[dict[str, dict[str, float]]] = {
    "t": TIME_S,
    "ml": PLACE_MM,
    "ap": PLACE_MM,
    "fz": FORCE_N,
    "fx": FORCE_N,
    "fy": FORCE_N,
    "mx": MOMENT_NMM,
    "my": MOMENT_NMM,
    "tl": FORCE_N,
    "tr": FORCE_N,
    "bl": FORCE_N,
    "br": FORCE_N,
}
"""What a column can be, and the units that it may have."""

_SAME = {"time": "t", "cop_ml": "ml", "cop_ap": "ap"}
_PARTS = re.compile(r"""((?:"[^"]*"|\[[^\]]*\]|[^,"\[])+)""")
_ASKED_UNIT = re.compile(r"\[([^\[\]]*)\]\s*$")
_EXAMPLE = "Write for example --columns t=Time[s],ml=COPx[mm],ap=COPy[mm]."


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """One column as the user names it.

    Attributes
    ----------
    quantity : str
        A name of `QUANTITIES`.
    text : str
        Name in the file, with its unit if it was written so; ``#3`` is the third column.
    unit : str
        Unit in square brackets behind it, reduced; empty where none was said.
    """

    quantity: str
    text: str
    unit: str

    @property
    def name(self) -> str:
        """The text without the unit in square brackets."""
        return _ASKED_UNIT.sub("", self.text).strip()

    @property
    def number(self) -> int | None:
        """Position from 0 where the column is named by its number, else None."""
        match = re.fullmatch(r"#(\d{1,4})", self.name)
        return int(match[1]) - 1 if match and int(match[1]) else None


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column of a table is what.

    Attributes
    ----------
    columns : tuple of AskedColumn
        In the order in which they were named.
    """

    columns: tuple[AskedColumn, ...]

    @classmethod
    def parse(cls, text: str) -> ColumnMap:
        """Read what stands behind ``--columns``.

        Parameters
        ----------
        text : str
            ``quantity=NAME`` or ``quantity=NAME[unit]``, parted by commas; a name that holds a
            comma in double quotes; ``#N`` for the Nth column. Quantities are ``t``, ``ml`` and
            ``ap`` (right and toes positive), ``fz``, ``fx``, ``fy``, ``mx``, ``my``, and the
            corners ``tl tr bl br``.

        Returns
        -------
        ColumnMap

        Raises
        ------
        ConfigError
            It has not that form, names an unknown quantity or unit, or one quantity twice.

        Examples
        --------
        >>> asked = ColumnMap.parse("ml=COPx[cm],ap=#4[mm]")
        >>> [(column.quantity, column.name, column.unit) for column in asked.columns]
        [('ml', 'COPx', 'cm'), ('ap', '#4', 'mm')]
        """
        columns = tuple(_asked(part) for part in _PARTS.findall(text) if part.strip())
        if not columns:
            raise ConfigError("--columns names no column.", hint=_EXAMPLE)
        names = [column.quantity for column in columns]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ConfigError(f"--columns names {twice} twice.", hint=_EXAMPLE)
        return cls(columns)


def _asked(part: str) -> AskedColumn:
    quantity, equals, text = (piece.strip() for piece in part.partition("="))
    quantity = _SAME.get(quantity.lower(), quantity.lower())
    if not equals or not text.strip('"'):
        raise ConfigError(f"In --columns '{part.strip()}' names no column.", hint=_EXAMPLE)
    if quantity not in QUANTITIES:
        raise ConfigError(
            f"In --columns '{quantity}' is no quantity.", hint=f"Use {', '.join(QUANTITIES)}."
        )
    match = _ASKED_UNIT.search(text)
    unit = plain_unit(match[1]) if match else ""
    if unit and unit not in QUANTITIES[quantity]:
        raise ConfigError(
            f"In --columns {quantity} has the unit {unit!r}, which is unknown.",
            hint=f"Known units: {', '.join(QUANTITIES[quantity])}.",
        )
    return AskedColumn(quantity, text.replace('"', ""), unit)
