"""Columns of vertical loads by their names, for jumps: no centre of pressure is needed.

==========================================  ==================================================
columns                                     seen in
==========================================  ==================================================
``Time (s)``, ``LeftForce (N)``,            Hawkin Dynamics' public client, table of the
``RightForce (N)``, ``CombinedForce (N)``   reference of ``GetForceTime``
``time_s``, ``force_left``,                 Hawkin Dynamics' client for R, ``get_forcetime``
``force_right``, ``force_combined``
``FP1``, ``FP2``; ``fp1``, ``fp2``          the trials beside Gidiel-Machado's script (2025), and
                                            shiny-vertical-jump's examples
``Normal Force (N)`` once or twice          PASCO's, in shiny-vertical-jump's examples
``Z Left``, ``Z Right``; ``Left``,          shiny-vertical-jump's examples (ForceDecks' names by
``Right``                                   our memory)
``FZ1``, ``FZ2``, ``FZsum``                 trials of jumpmetrics (AMTI NetForce)
no names, 12 columns                        NetForce as jumpmetrics 0.2.0 reads it: FX1 FY1 FZ1
                                            MX1 MY1 MZ1 and the same of plate 2
no names, 1 or 2 columns                    Gidiel-Machado's script
``Fz``, ``FP1_Fz``, ``Plate 2: Fz (N)``     `balance_arcade.files.tables.plate_columns`
``ground_force1_vx`` ``_vy`` ``_vz``        trials of ACL_squat_jump (OpenSim's names in CSV); up
                                            is y, as in every file for OpenSim
``Time``, ``Left``, ``Right``, ``,,``       ForceDecks' raw data export, also with decimal commas
``时间 (秒 s)``, ``垂直力 (牛顿 N)``          Vernier's, in trials of jump_analysis
``fz_n``, ``left_foot_n``,                  our own
``right_foot_n``, corners ``tl_n`` ...
==========================================  ==================================================

Other names that say left, right or total beside force, load or Fz are read alike, also in German,
Spanish, Portuguese and French (`balance_arcade.files.tables.load_words`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from balance_arcade.files.tables.load_words import BESIDE_SIDE, FORCE, LEFT, RIGHT, TOTAL, UPRIGHT
from balance_arcade.files.tables.meanings import CORNERS, meaning_of
from balance_arcade.files.tables.plate_columns import plate_columns, plates_of
from balance_arcade.files.tables.text import TextTable
from balance_arcade.files.tables.units import FORCE_N, plain_unit, split_unit

Role = Literal["left", "right", "total", "plate", "corner"]

_WORDS: Final = re.compile(r"[^\W\d_]+|\d+")
_PLATE: Final = re.compile(r"(?:fp|plate|platform|forceplate|force plate)[ _]?\d{1,2}")
_OPENSIM: Final = re.compile(r"(?P<before>.{1,60}?)_?v(?P<axis>[xyz])$", re.IGNORECASE)
_OTHER: Final = frozenset(
    (
        *("velocity", "displacement", "power", "moment", "torque", "cop", "acceleration", "rate"),
        "beam",
        # The other axes, and what OpenSim calls them.
        *("x", "y", "fx", "fy", "mx", "my", "mz", "vx", "vy", "vz", "px", "py", "pz"),
    )
)
_BODY_WEIGHTS: Final = frozenset(("bw", "xbw", "bodyweight", "bodyweights", "nbw"))


@dataclass(frozen=True, slots=True)
class LoadColumn:
    """A column that holds a vertical load.

    Attributes
    ----------
    index : int
        Its place, from 0.
    role : {"left", "right", "total", "plate", "corner"}
        Whose load.
    unit : str
        Reduced; empty where none is written, ``bw`` for body weights.
    """

    index: int
    role: Role
    unit: str


def load_columns(table: TextTable) -> list[LoadColumn]:
    """Find the columns of loads in a table.

    Parameters
    ----------
    table : TextTable
        With names.

    Returns
    -------
    list of LoadColumn
        In the order of the file; empty where no name says it.
    """
    if opensim := _opensim(table.header):
        return opensim
    found = [
        LoadColumn(index, role, _unit(cell) or table.units[index])
        for index, cell in enumerate(table.header)
        if (role := role_of(cell))
    ]
    if any(column.role != "total" for column in found):
        return found
    corners = _corners(table)
    if corners:
        return corners
    columns = plate_columns(table)
    plates = plates_of(columns, "z")
    return [
        LoadColumn(column.index, "plate", column.unit)
        for column in columns
        if (column.quantity, column.axis) == ("f", "z") and column.plate in plates
    ] or found


def names_loads(cells: Sequence[str]) -> bool:
    """Whether some cells name a vertical load.

    Examples
    --------
    >>> names_loads(["Time (s)", "LeftForce (N)"]), names_loads(["t_s", "cop_ml_mm"])
    (True, False)
    >>> names_loads(["Frame", "FP1_Fx", "FP1_Fz"]), names_loads(["0.5", "700"])
    (True, False)
    """
    if any(role_of(cell) for cell in cells) or _opensim(cells):
        return True
    if any(re.search(r"(?:^|[^a-z])(?:f|force[ _.]?)z\d{0,2}$", _plain(c)) for c in cells):
        return True
    return {m.quantity for c in cells if (m := meaning_of(c))} >= set(CORNERS)


def role_of(cell: str) -> Role | None:
    """Tell whose load a column holds by its name; None where it holds none.

    A name of nothing but left or right is a load where its unit is one, or none is written.

    Examples
    --------
    >>> [role_of(name) for name in ("LeftForce (N)", "force_right", "CombinedForce (N)", "FP2")]
    ['left', 'right', 'total', 'plate']
    >>> role_of("Left Knee (deg)"), role_of("Velocity (m/s)"), role_of("Normal Force (N)")
    (None, None, 'plate')
    """
    name = _plain(cell)
    words = frozenset(_WORDS.findall(name))
    if words & _OTHER:
        return None
    force = bool(words & BESIDE_SIDE) or words <= LEFT | RIGHT
    if force and words & LEFT:
        return "left"
    if force and words & RIGHT:
        return "right"
    if "fzsum" in words or (force and words & TOTAL):
        return "total"
    if _PLATE.fullmatch(name) or (words & FORCE and words <= FORCE | UPRIGHT):
        return "plate"
    return None


def _plain(cell: str) -> str:
    # LeftForce -> left force; the unit does not matter.
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", split_unit(cell)[0])
    return re.sub(r"[_\-.:]+", " ", name).strip().lower()


def _unit(cell: str) -> str:
    unit = split_unit(cell)[1]
    if unit in _BODY_WEIGHTS:
        return "bw"
    match = re.search(r"[\[(]\s*%?\s*(?:x\s*)?bw\s*[\])]|_bw$", cell, re.IGNORECASE)
    return "bw" if match else plain_unit(unit)


def _opensim(cells: Sequence[str]) -> list[LoadColumn]:
    """Find forces as OpenSim names them: three axes a plate, y is up, in newtons."""
    found: dict[str, dict[str, int]] = {}
    for index, cell in enumerate(cells):
        if match := _OPENSIM.fullmatch(cell):
            found.setdefault(match["before"], {}).setdefault(match["axis"].lower(), index)
    return [
        LoadColumn(axes["y"], _side(before), "n")
        for before, axes in found.items()
        if len(axes) == len("xyz")
    ]


def _side(name: str) -> Role:
    words = frozenset(_WORDS.findall(_plain(name)))
    return "left" if words & LEFT else "right" if words & RIGHT else "plate"


def _corners(table: TextTable) -> list[LoadColumn]:
    found: dict[str, LoadColumn] = {}
    for index, cell in enumerate(table.header):
        meaning = meaning_of(cell)
        if meaning is not None and meaning.quantity in CORNERS and meaning.unit in FORCE_N:
            found.setdefault(meaning.quantity, LoadColumn(index, "corner", meaning.unit))
    return list(found.values()) if len(found) == len(CORNERS) else []
