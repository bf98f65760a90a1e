"""Boards that print four numbers a line: ``lines:/dev/ttyUSB0?units=kg&width=400&length=300``.

From the outside in: `place` (where lines come from), `links` (TCP, UDP, pipes; serial ports are
those of `balance_arcade.hw.arduino`), `columns` and `decoder` (bytes to rows; the form of a line is
`balance_arcade.hw.linetext`), `start` (form and rate while the board is opened), `timeline`,
`counters`, `board`, `entry`. Described in ``hardware_docs/lines/README.md``.
"""

from balance_arcade.hw.lines.board import LinesBoard
from balance_arcade.hw.lines.entry import RAW_CALIBRATION, RAW_UNIT, open_lines_board

__all__ = ["RAW_CALIBRATION", "RAW_UNIT", "LinesBoard", "open_lines_board"]
