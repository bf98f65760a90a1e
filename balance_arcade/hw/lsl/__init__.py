"""The Lab Streaming Layer: ``lsl:NAME`` reads a stream of forces, `LslOutlet` publishes one.

From the inside out: `library` (pylsl, and how far it reaches), `stamps` (when samples were
measured), `board`, `entry` (finding and opening a stream), `outlet`. What channels mean stands in
`balance_arcade.files.tables.stream_channels`. pylsl is loaded when one of them is used.
"""

from balance_arcade.hw.lsl.board import LslBoard
from balance_arcade.hw.lsl.entry import RAW_CALIBRATION, RAW_UNIT, open_lsl_board
from balance_arcade.hw.lsl.library import SCOPES
from balance_arcade.hw.lsl.outlet import LslOutlet

__all__ = ["RAW_CALIBRATION", "RAW_UNIT", "SCOPES", "LslBoard", "LslOutlet", "open_lsl_board"]
