"""Two boards, one a foot: ``dual:A+B``, the left one first.

From the inside out: `frame` (where they stand), `pairing` (two streams onto one time), `describe`
(two descriptions as one), `board` and `entry`. How the load of each foot travels in the four corner
forces stands in `balance_arcade.core.feet`.
"""

from balance_arcade.hw.dual.board import DualBoard
from balance_arcade.hw.dual.entry import open_dual_board
from balance_arcade.hw.dual.frame import CommonFrame

__all__ = ["CommonFrame", "DualBoard", "open_dual_board"]
