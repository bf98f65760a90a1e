"""What ``balance-arcade top`` says of each board: one row of short texts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from balance_arcade.server.station.summary import BoardSummary

COLUMNS: Final = (
    *("Board", "", "Age", "Rate", "Gaps", "Battery", "Session", "Trial", "Recorder"),
    *("Stations", "Steers", "Trouble"),
)
"""Heads of the columns; that without a name says in one word how fresh the data are."""

LEVELS: Final = {
    "none": "no data",
    "fresh": "live",
    "amber": "late",
    "red": "NOT LIVE",
    "over": "over",
}
ORIGINS: Final = {"simulated": " [SIMULATED]", "replayed": " [REPLAY]"}
NOTHING: Final = "–"


def row_of(board: BoardSummary) -> tuple[str, ...]:
    """Texts of a board, one for each of `COLUMNS`.

    Examples
    --------
    >>> row_of(BoardSummary("tcp://127.0.0.1:5572"))[:4]
    ('tcp://127.0.0.1:5572', 'no data', '–', '–')
    """
    return (
        f"{board.board or board.ctl}{ORIGINS.get(board.origin, '')}",
        LEVELS[board.level],
        _age(board.age_ms) if board.level != "over" else NOTHING,
        _rate(board),
        _gaps(board),
        _power(board),
        " ".join(word for word in (board.title, board.phase) if word) or NOTHING,
        board.trial[:8] or NOTHING,
        board.recorder or NOTHING,
        str(board.n_stations) if board.board else NOTHING,
        board.steers or NOTHING,
        board.trouble,
    )


def _power(board: BoardSummary) -> str:
    """Battery, or the supply of a board that has none and measures it."""
    if board.battery_bars is not None:
        return f"{board.battery_bars} of 4"
    return NOTHING if board.supply_mv is None else f"{board.supply_mv / 1e3:.2f} V"


def _age(age_ms: int | None) -> str:
    if age_ms is None:
        return NOTHING
    return f"{age_ms} ms" if age_ms < 1000 else f"{age_ms / 1e3:.1f} s"


def _rate(board: BoardSummary) -> str:
    if math.isnan(board.rate_hz):
        return NOTHING
    if math.isnan(board.nominal_rate_hz):
        return f"{board.rate_hz:g} Hz"
    return f"{board.rate_hz:g} of {board.nominal_rate_hz:g} Hz"


def _gaps(board: BoardSummary) -> str:
    parts = [str(board.n_gaps)]
    if board.n_missing:
        parts.append(f"{board.n_missing} missing")
    if board.n_dropped:
        parts.append(f"{board.n_dropped} dropped")
    return ", ".join(parts)


def table_of(boards: Sequence[BoardSummary]) -> str:
    """Lay the rows out in columns, as plain text."""
    rows = [COLUMNS, *(row_of(board) for board in boards)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
