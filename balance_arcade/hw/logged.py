"""What the log says of a board that is opened, refused or closed; alike for every kind."""

from __future__ import annotations

import logging

from balance_arcade.core.board import Board, BoardHealth, BoardInfo
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.hw.address import BoardAddress

_log = logging.getLogger(__name__)


def log_opened(board: Board) -> None:
    """Log which board was opened, and what its numbers rest on."""
    info = board.info
    _log.info(
        "opened %s: %s, %s, %g Hz, clock %s, calibration %s; address %s",
        info.board_id,
        info.model,
        info.origin,
        info.nominal_rate_hz,
        info.clock,
        info.calibration_id or "none",
        info.address,
    )


def log_refused(asked: BoardAddress, error: BalanceArcadeError) -> None:
    """Log why a board cannot be opened; the address stands last, since a filter may cut it."""
    _log.warning("cannot open a board: %s: %s; address %s", type(error).__name__, error, asked.text)


def log_closed(info: BoardInfo, health: BoardHealth) -> None:
    """Log what a board has counted until it was closed, faults included."""
    _log.info("closed %s: %s", info.board_id, health)
