"""The outline of the feet or of any base of support, from a text or a small table."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.named import no_file
from balance_arcade.files.tables.rows import read_rows
from balance_arcade.files.tables.text import read_text_table
from balance_arcade.files.tables.trial import FloatArray
from balance_arcade.files.tables.units import PLACE_MM

_RECTANGLE = re.compile(r"(\d+(?:\.\d+)?)\s*[xX]\s*(\d+(?:\.\d+)?)")
_EXPECTED = (
    "Write 300x250 (mm, ml x ap, about the board's centre), or a table with ml_mm and ap_mm."
)


def read_outline(text: str) -> FloatArray:
    """Read a base of support.

    Parameters
    ----------
    text : str
        ``WxL``, a rectangle of that many millimetres along ml and ap about the origin; or the path
        of a table with the columns ``ml_mm`` and ``ap_mm`` (or ``_cm``, ``_m``), a corner a line.

    Returns
    -------
    ndarray of float64, shape (n_corners, 2)
        ml and ap in millimetres, in the order given.

    Raises
    ------
    RecordingError
        It is neither, or the corners are fewer than three, missing or enclose nothing.

    Examples
    --------
    >>> read_outline("300x200").tolist()
    [[-150.0, -100.0], [150.0, -100.0], [150.0, 100.0], [-150.0, 100.0]]
    """
    size = _RECTANGLE.fullmatch(text.strip())
    if size:
        ml, ap = float(size[1]) / 2.0, float(size[2]) / 2.0
        corners = np.array([[-ml, -ap], [ml, -ap], [ml, ap], [-ml, ap]])
    elif no_file(Path(text)) is None:
        corners = _from_table(Path(text))
    else:
        raise RecordingError(
            f"The base of support {text!r} is neither a size nor an existing file.", hint=_EXPECTED
        )
    about = corners - corners.mean(axis=0)
    # Rank 2: not all on one line.
    if corners.shape[0] < 3 or np.linalg.matrix_rank(about) < 2:
        raise RecordingError(f"The base of support {text!r} encloses no area.", hint=_EXPECTED)
    return corners


def _from_table(path: Path) -> FloatArray:
    table = read_text_table(path)
    columns = []
    for axis in ("ml", "ap"):
        found = [
            (i, scale)
            for i, name in enumerate(table.header)
            for unit, scale in PLACE_MM.items()
            if name.strip().lower() == f"{axis}_{unit}"
        ]
        if len(found) != 1:
            raise RecordingError(
                f"{path.name} has {len(found)} columns for {axis} with a unit; it must have one.",
                hint=_EXPECTED,
            )
        columns.append(found[0])
    corners = read_rows(table, [i for i, _ in columns]).values * [scale for _, scale in columns]
    if not np.isfinite(corners).all():
        raise RecordingError(f"{path.name}: a coordinate of a corner is missing.", hint=_EXPECTED)
    return corners
