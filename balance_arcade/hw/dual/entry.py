"""Open two boards as one by the address ``dual:A+B``."""

from __future__ import annotations

from collections.abc import Callable

from balance_arcade.core.board import Board, BoardInfo, GoalFollower
from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.errors import ConfigError
from balance_arcade.hw.address import BoardAddress, inner_addresses, parse_address, with_option
from balance_arcade.hw.dual.board import DualBoard, GoalDualBoard
from balance_arcade.hw.dual.describe import unknown_accuracy
from balance_arcade.hw.dual.frame import CommonFrame
from balance_arcade.hw.options import Options
from balance_arcade.hw.registry import open_board

_MANY = ("sim", "replay")
"""Kinds of which one address opens as many as are wanted."""


def open_dual_board(
    address: BoardAddress,
    *,
    clock: Clock | None = None,
    open_one: Callable[[str], Board] = open_board,
) -> DualBoard:
    """Open two boards as one.

    Parameters
    ----------
    address : BoardAddress
        ``dual:A+B``, the left board's address first. Options of the pair follow ``+?``
        (``dual:A+B+?distance=500``), those of a board stay with it:

        ``distance``
            From centre to centre in millimetres. The common centre of pressure hangs on it, so
            without it the board warns and takes them to stand side by side like two Wii boards.
        ``offset_ap``
            How far the right board stands in front of the left one, in millimetres; 0.
        ``left_angle``, ``right_angle``
            How far each is turned clockwise, seen from above, in degrees; 0.
        ``speed``
            For both, where they are simulated or replayed.
    clock : Clock, optional
        What measures time-outs; the machine's by default.
    open_one : callable, optional
        What opens each board.

    Returns
    -------
    DualBoard
        Follows goals where both boards do.

    Raises
    ------
    ConfigError
        An option is unknown or does not fit, both addresses are one board, or the clocks run at
        different speeds.
    BoardError
        One of the boards cannot be opened; the other is closed again.
    """
    options = address.reader()
    wanted = _take_layout(options)
    speed = options.take_text("speed", default="")
    options.refuse_unknown()
    inner = inner_addresses(address)
    if inner[0] == inner[1] and parse_address(inner[0]).scheme not in _MANY:
        raise ConfigError(
            f"'{address.text}' contains the same board twice.",
            hint="Write the left board first, then the right one.",
        )
    if speed:
        inner = (with_option(inner[0], "speed", speed), with_option(inner[1], "speed", speed))
    left = open_one(inner[0])
    try:
        # A left board that is open must not stay so where the right one fails.
        right = open_one(inner[1])
    except BaseException:
        left.close()
        raise
    try:
        return _pair(
            left,
            right,
            wanted,
            address=address.text,
            clock=clock if clock is not None else MonotonicClock(),
        )
    except BaseException:
        left.close()
        right.close()
        raise


def _pair(
    left: Board, right: Board, layout: dict[str, float], *, address: str, clock: Clock
) -> DualBoard:
    """Make one of two open boards."""
    _refuse_other_speed(left.info, right.info, address)
    frame = CommonFrame(left.info.geometry, right.info.geometry, **layout)
    notes = unknown_accuracy(left.info, right.info)
    if "distance_mm" not in layout:
        # Not refused: somebody may only want to play. The number is in the warning, so that it is
        # seen.
        notes = (
            f"The boards' centres are taken to be {frame.geometry.width_mm:.0f} mm apart: "
            "measure it and add +?distance=MM to the address.",
            *notes,
        )
    kind = GoalDualBoard if _follows(left) and _follows(right) else DualBoard
    return kind(left, right, frame, address=address, clock=clock, notes=notes)


def _take_layout(options: Options) -> dict[str, float]:
    layout = {
        "offset_ap_mm": options.take_float(
            "offset_ap", default=0.0, minimum=-1000.0, maximum=1000.0
        ),
        "left_angle_deg": options.take_float(
            "left_angle", default=0.0, minimum=-180.0, maximum=180.0
        ),
        "right_angle_deg": options.take_float(
            "right_angle", default=0.0, minimum=-180.0, maximum=180.0
        ),
    }
    distance_mm = options.take_float("distance", default=0.0, minimum=50.0, maximum=2000.0)
    if options.has("distance"):
        layout["distance_mm"] = distance_mm
    return layout


def _follows(board: Board) -> bool:
    return isinstance(board, GoalFollower)


def _refuse_other_speed(left: BoardInfo, right: BoardInfo, text: str) -> None:
    """Refuse two clocks that run at different speeds: their samples would never match."""
    if left.speed != right.speed:
        raise ConfigError(
            f"In '{text}' the left board runs at speed {left.speed:g} and the right one at "
            f"{right.speed:g}.",
            hint="Give both one speed: add +?speed=1 to the address.",
        )
    if left.speed != 1.0 and "virtual" in (left.clock, right.clock) and left.clock != right.clock:
        raise ConfigError(
            f"In '{text}' one board is real, and the other runs at speed {left.speed:g}.",
            hint="Remove speed=: a real board has one speed only.",
        )
