"""How a metric must change when its record does, by the words of its row."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.metric import Changes, Metric

Floats = npt.NDArray[np.float64]
Values = Mapping[str, float | None]
Field = Literal["power", "mirror", "swap", "turn", "move", "back", "rate"]

# As near as values at another rate, or with other ends, must come.
NEAR_FRAC = 0.12
NEAR_ROOM = 1e-3
SAME_FRAC = 1e-6
SAME_ROOM = 1e-8
MOVED_FRAC = 1e-9

SCALE = 2.0
MOVE_MM = (32.0, -16.0)

IN_WORDS: dict[Field, str] = {
    "power": "with the scale of the record",
    "mirror": "under a mirror",
    "swap": "when ml and ap are exchanged",
    "turn": "when the board is turned",
    "move": "when the board is moved",
    "back": "backwards in time",
    "rate": "at another sampling rate",
}

KNOWN_WORDS: dict[Field, tuple[str, ...]] = {
    "mirror": ("same", "minus", "axial", "exchange"),
    "swap": ("same", "inverse", "axial", "-"),
    "turn": ("same", "axial", "-"),
    "move": ("same", "moved", "-"),
    "back": ("same", "exchange", "near", "-"),
    "rate": ("near", "-"),
}


class Change(NamedTuple):
    """One thing that is done to a record.

    Attributes
    ----------
    field : str
        What of `Changes` it is about.
    of_points : callable
        Does it to points, shape (n_samples, 2); to horizontal forces too, unless it is a size or a
        place.
    degrees : float
        By how much it turns.
    """

    field: Field
    of_points: Callable[[Floats], Floats]
    degrees: float = 0.0


def turned(degrees: float) -> Change:
    """Turn the record by an angle, from +ml towards +ap."""
    a = math.radians(degrees)
    matrix = np.array([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]])
    return Change("turn", lambda points: points @ matrix, degrees)


MIRRORED = Change("mirror", lambda points: points * (-1.0, 1.0))
EXCHANGED = Change("swap", lambda points: np.ascontiguousarray(points[:, ::-1]))
SCALED = Change("power", lambda points: SCALE * points)
MOVED = Change("move", lambda points: np.add(points, MOVE_MM))
BACKWARDS = Change("back", lambda points: np.ascontiguousarray(points[::-1]))
RESAMPLED = Change("rate", lambda points: points)


def changes_of(row: Metric, where: str) -> Changes:
    """Read how a metric changes.

    Parameters
    ----------
    row : Metric
        Its row.
    where : str
        Where the row stands, for the sentence.

    Raises
    ------
    LookupError
        Nobody has said it yet; the sentence says what to add and where.

    Examples
    --------
    >>> changes_of(Metric("foo_mm", "mm", "foo", "ours"), "my_package.foo")
    Traceback (most recent call last):
        ...
    LookupError: The metric foo_mm has no row for how it changes under a mirror, ...
    """
    if row.changes is None:
        raise LookupError(
            f"The metric {row.name} has no row for how it changes under a mirror, a turn and "
            f"another scale; add changes=Changes(...) to its Metric in {where}."
        )
    return row.changes


def difference(name: str, changes: Changes, ours: Values, theirs: Values, change: Change) -> str:
    """Hold a metric of a changed record against what its row says.

    Parameters
    ----------
    name : str
        Of the metric.
    changes : Changes
        Of its row.
    ours, theirs : mapping of str to float or None
        Values of the record and of the changed one; None where there is none.
    change : Change
        What was done to it.

    Returns
    -------
    str
        What is wrong, in a sentence; empty if nothing is.
    """
    word = getattr(changes, change.field)
    if word in ("-", None):
        return ""
    target = _target(name, word, change)
    said = (
        f'{name} changes {IN_WORDS[change.field]} other than its row says ({change.field}="{word}")'
    )
    if target not in theirs:
        return f"{said}: there is no {target} to compare it with."
    value, other = ours[name], theirs[target]
    if value is None or other is None:
        # Both refused is agreement too.
        if value is other is None:
            return ""
        return f"{said}: one record has a value of it, the other has none."
    expected = _expected(value, name, word, change)
    if word == "axial":
        # An axis has no sense: 179 and -1 degrees are the same, so differences count modulo 180.
        fits = abs((other - expected + 90.0) % 180.0 - 90.0) < SAME_FRAC
    elif word == "near":
        fits = abs(other - expected) <= max(NEAR_FRAC * abs(expected), NEAR_ROOM)
    elif word == "moved":
        fits = abs(other - expected) <= MOVED_FRAC * abs(expected)
    else:
        fits = abs(other - expected) <= max(SAME_FRAC * abs(expected), SAME_ROOM)
    return "" if fits else f"{said}: {target} is {other:.9g}, not {expected:.9g}."


def _target(name: str, word: object, change: Change) -> str:
    """Under which name the changed record has the value."""
    if word == "exchange":
        return exchanged(name)
    return other_axis(name) if change.field == "swap" and word != "axial" else name


def _expected(value: float, name: str, word: object, change: Change) -> float:
    if change.field == "power":
        return float(value * SCALE ** changes_power(word))
    if word == "axial":
        return {"mirror": 180.0 - value, "swap": 90.0 - value}.get(
            change.field, value + change.degrees
        )
    if word == "minus":
        return -value
    if word == "inverse":
        return 1.0 / value if value else 0.0
    if word == "moved":
        return value + MOVE_MM[0 if "_ml" in name else 1]
    return value


def changes_power(word: object) -> int:
    """Read the power of the length."""
    if not isinstance(word, int):
        raise TypeError(f"power must be a whole number or None, got {word!r}.")
    return word


def other_axis(name: str) -> str:
    """Give the name of the same metric of the other axis.

    Examples
    --------
    >>> other_axis("rms_ml_mm"), other_axis("rms_mm")
    ('rms_ap_mm', 'rms_mm')
    """
    # In one pass: two replacements after each other would turn every name into the same axis.
    return re.sub(r"_(ml|ap)(?=_|$)", lambda m: "_ap" if m[1] == "ml" else "_ml", name)


def exchanged(name: str) -> str:
    """Give the name of what stands on the other side, or has the other sign.

    Examples
    --------
    >>> exchanged("left_load_frac"), exchanged("peak_velocity_pos_ml_mm_s")
    ('right_load_frac', 'peak_velocity_neg_ml_mm_s')
    """
    pairs = {"_pos_": "_neg_", "left": "right", "tl_": "tr_", "bl_": "br_"}
    # Both ways, since a row may be about either side.
    for here, there in (pairs | {there: here for here, there in pairs.items()}).items():
        if here in name:
            return name.replace(here, there)
    return name
