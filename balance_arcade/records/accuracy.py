"""How well a board measures, as a sentence: the one that stands wherever a board is shown."""

from __future__ import annotations

import math
import textwrap

from balance_arcade.cop.uncertainty import BoardNoise, cop_uncertainty
from balance_arcade.core.board import BoardInfo, CellAccuracy, Geometry
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.core.words import msgid

REFERENCE_KG = 60.0
SOURCE_CHARS = 60
_ERROR = msgid("{error} mm at {mass} kg")
_UNKNOWN = msgid("Error unknown: calibrate")
COVERAGE = 2.0
"""Expanded uncertainty: about 95 % of places are nearer (JCGM 100:2008, 6.3.3)."""


def board_noise(accuracy: CellAccuracy, geometry: Geometry) -> BoardNoise:
    """Bring what a board says of its cells into the form of `balance_arcade.cop.uncertainty`."""
    return BoardNoise(geometry, accuracy.noise_sd_n, accuracy.residual_n)


def cop_error_mm(
    accuracy: CellAccuracy, geometry: Geometry, mass_kg: float = REFERENCE_KG
) -> float:
    """Error of one centre of pressure near the middle of the board.

    Parameters
    ----------
    accuracy : CellAccuracy
        Of the board.
    geometry : Geometry
        Spacing of its cells.
    mass_kg : float
        Who stands on it.

    Returns
    -------
    float
        Expanded uncertainty (k = 2) of the worse axis in millimetres, noise and constant part.

    Examples
    --------
    >>> round(cop_error_mm(CellAccuracy(0.0, 0.3, ""), Geometry(400.0, 300.0)), 3)
    0.408
    """
    load_n = mass_kg * STANDARD_GRAVITY_M_S2
    place = cop_uncertainty(board_noise(accuracy, geometry), load_n=load_n)
    # The worse axis: one number must not promise more than the other axis holds.
    return COVERAGE * max(place.ml_mm, place.ap_mm)


def accuracy_sentence(
    accuracy: CellAccuracy | None, geometry: Geometry, mass_kg: float = REFERENCE_KG
) -> str:
    """Say how well a board measures, or that nobody has found out.

    Parameters
    ----------
    accuracy : CellAccuracy or None
        What the board says of its cells.
    geometry : Geometry
        Spacing of its cells.
    mass_kg : float
        Who stands on it.

    Returns
    -------
    str
        A sentence.

    Examples
    --------
    >>> print(accuracy_sentence(CellAccuracy(0.05, 0.3, "bench"), Geometry(400.0, 300.0)))
    This board: ±0.41 mm at 60 kg (95 %; bench).
    >>> print(accuracy_sentence(None, Geometry(400.0, 300.0)))
    This board: error unknown; calibrate it.
    """
    words = _error_words(accuracy, geometry, mass_kg)
    if accuracy is None or not words:
        return "This board: error unknown; calibrate it."
    # A source may be any text of a calibration file.
    source = textwrap.shorten(accuracy.source, SOURCE_CHARS, placeholder=" ...")
    return f"This board: {words} (95 %; {source})."


def _error_words(accuracy: CellAccuracy | None, geometry: Geometry, mass_kg: float) -> str:
    if accuracy is None:
        return ""
    error_mm = cop_error_mm(accuracy, geometry, mass_kg)
    if not math.isfinite(error_mm):
        return ""
    error = f"±{error_mm:.{1 if error_mm >= 1.0 else 2}f}"
    return _ERROR.format(error=error, mass=f"{mass_kg:g}")


def board_sentence(info: BoardInfo) -> str:
    """Say the same of an open board; of one that needs no calibrating, nothing.

    Parameters
    ----------
    info : BoardInfo
        What the board says of itself.

    Returns
    -------
    str
        A sentence; empty for a simulated person and for foreign files, which have no cells.
    """
    # What names a calibration came from real cells, in a replay too.
    if info.accuracy is None and info.origin != "real" and not info.calibration_id:
        return ""
    return accuracy_sentence(info.accuracy, info.geometry)


def board_words(info: BoardInfo) -> str:
    """Say it in few words, for a screen that is read from two metres.

    Parameters
    ----------
    info : BoardInfo
        What the board says of itself.

    Returns
    -------
    str
        Empty where `board_sentence` is.
    """
    if not board_sentence(info):
        return ""
    return _error_words(info.accuracy, info.geometry, REFERENCE_KG) or _UNKNOWN
