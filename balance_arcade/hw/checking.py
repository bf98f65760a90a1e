"""Looks at what a board of another package says and does before anybody stands on it."""

from __future__ import annotations

import math
import re
from typing import Final

import msgspec

from balance_arcade.core.board import Board, BoardInfo

# Far beyond any board and plate; a rate or side beyond these is a wrong unit.
MAX_RATE_HZ: Final = 100_000.0
MAX_SIDE_MM: Final = 10_000.0
# Names of files and LSL streams are made of it.
_BOARD_ID: Final = re.compile(r"[A-Za-z0-9-]{1,64}")


def board_fault(board: object) -> str:
    """Why something cannot be used as a board, as a sentence; empty where it can.

    Examples
    --------
    >>> board_fault(object())
    'It returned something that is not a board.'
    """
    try:
        if not isinstance(board, Board):
            return "It returned something that is not a board."
        return info_fault(board.info)
    except Exception as error:  # noqa: BLE001 - a property of another package may raise anything
        return f"Asked what it is, the board raised {type(error).__name__}: {error}."


def info_fault(info: object) -> str:
    """Why a board's description cannot be used, as a sentence; empty where it can.

    Examples
    --------
    >>> from balance_arcade.core.board import Geometry
    >>> info_fault(BoardInfo("x:", "x", "X", "", Geometry(0.0, 240.0), 100.0, "host"))
    'Its width of 0 mm makes no sense.'
    """
    if not isinstance(info, BoardInfo):
        return f"Its info is a {type(info).__name__}, not a BoardInfo."
    try:
        # A Struct takes any value when it is made; only reading it anew compares the types.
        msgspec.convert(msgspec.to_builtins(info), BoardInfo)
    except (msgspec.ValidationError, TypeError, ValueError) as error:
        return f"Its info is not as it must be: {error}."
    if not _BOARD_ID.fullmatch(info.board_id):
        return f"Its name {info.board_id!r} must be 1 to 64 letters, digits and hyphens."
    numbers = (
        ("rate", "Hz", info.nominal_rate_hz, MAX_RATE_HZ),
        ("width", "mm", info.geometry.width_mm, MAX_SIDE_MM),
        ("length", "mm", info.geometry.length_mm, MAX_SIDE_MM),
    )
    for name, unit, value, most in numbers:
        if not 0.0 < value <= most:
            return f"Its {name} of {value:g} {unit} makes no sense."
    # 0 is allowed: as fast as it is read.
    if not (math.isfinite(info.speed) and info.speed >= 0.0):
        return f"Its speed of {info.speed:g} makes no sense."
    return ""
