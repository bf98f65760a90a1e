"""What a metric is, in one row, and what measuring it gives, in one result.

Every number of ours has one row, whether a whole trial, the live window or a clinical test gives
it, and so has every number of a package from outside. See ``docs/write_a_metric.md``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, NamedTuple, Self

import msgspec

Kind = Literal["place", "path", "load", "stretch", "shear", "base", "height"]
Mirror = Literal["same", "minus", "axial", "exchange"]
Swap = Literal["same", "inverse", "axial", "-"]
Turn = Literal["same", "axial", "-"]
Move = Literal["same", "moved", "-"]
Back = Literal["same", "exchange", "near", "-"]
Rate = Literal["near", "-"]

Axis = Literal["ml", "ap"]
AXES: tuple[Axis, Axis] = ("ml", "ap")
_LETTER: dict[Axis, str] = {"ml": "x", "ap": "y"}

UNDETERMINED = "the samples do not determine it"


class Changes(NamedTuple):
    """How a metric changes when its record does; a dash says that nothing is claimed.

    Attributes
    ----------
    power : int or None
        The value grows with this power of the length; None where a fixed length (3 mm) is in it.
    mirror : {"same", "minus", "axial", "exchange"}
        ml turned to -ml. Axial is 180 - value; exchange is left for right, positive for negative.
    swap : {"same", "inverse", "axial", "-"}
        ml for ap: the same under the other axis' name, 1 / value, or 90 - value.
    turn : {"same", "axial", "-"}
        The board turned by an angle; axial is value + angle.
    move : {"same", "moved", "-"}
        The board moved; moved is by just as much.
    back : {"same", "exchange", "near", "-"}
        Backwards in time. Near where the ends are not treated alike.
    rate : {"near", "-"}
        The same smooth sway at twice the rate.

    Examples
    --------
    >>> Changes(power=2, turn="same").mirror
    'same'
    """

    power: int | None = 0
    mirror: Mirror = "same"
    swap: Swap = "same"
    turn: Turn = "-"
    move: Move = "same"
    back: Back = "same"
    rate: Rate = "near"


class Metric(NamedTuple):
    """One row: everything that is to be said of a metric.

    Attributes
    ----------
    name : str
        Small letters, with axis and unit: ``rms_ml_mm``.
    unit : str
        Unit of the value; empty for a plain number.
    formula : str
        In one line; ``{T}`` stands for the pipeline's duration. x = ml, y = ap, both about their
        means; r = sqrt(x^2 + y^2).
    source : str
        Where it comes from: author and year, a DOI, ``textbook``; ``ours`` where nobody else
        defines it.
    kind : {"place", "path", "load", "stretch", "shear", "base", "height"}
        What it is made from: where the samples are, the ways between them, loads, the longest
        stretch without a break (or other metrics), horizontal force, the base of support, the
        body height. Of the first three it decides how many missing samples the value stands; the
        others say themselves what they cannot do.
    n_least : int
        Samples needed, for the first three kinds.
    why_none : str
        Why there may be no value although there are samples; empty for the reason of the kind.
    streams : bool
        Whether the live window has it, with batch's value.
    changes : Changes or None
        How it changes when the record is mirrored, turned, scaled; None where nobody has said it
        yet: the contract suite asks for it.
    twin : str
        ``module:function`` of its slow, obvious twin; empty where there is none. The function
        takes times in s, points ``(ml, ap)`` in mm and the rate in Hz as plain lists and numbers,
        and gives values by name.

    Examples
    --------
    >>> row = Metric("range_{a}_mm", "mm", "max({x}) - min({x})", "Prieto 1996", "place", 2)
    >>> row.on("ap").name, row.on("ap").formula
    ('range_ap_mm', 'max(y) - min(y)')
    """

    name: str
    unit: str
    formula: str
    source: str
    kind: Kind = "stretch"
    n_least: int = 0
    why_none: str = ""
    streams: bool = False
    changes: Changes | None = None
    twin: str = ""

    def on(self, axis: Axis) -> Self:
        """Fill in one axis: ``{a}`` is its name, ``{x}`` its letter."""
        changes = self.changes
        if changes is not None and axis == "ap":
            # A mirror turns ml only, whatever it does to the metric of that axis.
            changes = changes._replace(mirror="same")
        return self._replace(
            name=self.name.replace("{a}", axis),
            formula=self.formula.replace("{a}", axis).replace("{x}", _LETTER[axis]),
            changes=changes,
        )


class Measured(msgspec.Struct, frozen=True):
    """One number, or the reason why there is none.

    Attributes
    ----------
    value : float or None
        None where it was refused; never NaN.
    unit : str
        Empty for a plain number.
    definition : str
        The formula in one line; where no single number was asked for, what was.
    refused : str
        Why there is no value; empty if there is one.
    """

    value: float | None
    unit: str
    definition: str
    refused: str = ""


def by_name(*rows: Metric) -> dict[str, Metric]:
    """Make a table of rows.

    Raises
    ------
    ValueError
        Two rows have one name.

    Examples
    --------
    >>> list(by_name(Metric("best_s", "s", "longest", "ours")))
    ['best_s']
    """
    table: dict[str, Metric] = {}
    for row in rows:
        if row.name in table:
            raise ValueError(f"Two rows are called {row.name}.")
        table[row.name] = row
    return table


def measured(row: Metric, found: float | str, duration_text: str = "") -> Measured:
    """Give the result of one metric.

    Parameters
    ----------
    row : Metric
        Of the metric.
    found : float or str
        A number, or the reason why there is none.
    duration_text : str
        What ``{T}`` means in the formula.

    Returns
    -------
    Measured
        A number that is not finite is refused too, so that no NaN leaves as a result.

    Examples
    --------
    >>> measured(Metric("best_s", "s", "longest", "ours"), "nobody stood").refused
    'nobody stood'
    """
    definition = row.formula.replace("{T}", duration_text)
    if isinstance(found, str):
        return refuse(definition, found, row.unit)
    if not math.isfinite(found):
        return refuse(definition, row.why_none or UNDETERMINED, row.unit)
    return Measured(float(found), row.unit, definition)


def refuse(what: str, reason: str, unit: str = "") -> Measured:
    """Say that there is no such number, and why.

    Parameters
    ----------
    what : str
        What was asked for.
    reason : str
        Why there is none.
    unit : str
        The unit that it would have.

    Examples
    --------
    >>> refuse("no norm", "nothing citable is known").value is None
    True
    """
    return Measured(None, unit, what, reason)


def reasons(results: Mapping[str, Measured]) -> dict[str, str]:
    """Pick the reasons, by name, of what has no value."""
    return {name: result.refused for name, result in results.items() if result.refused}
