"""Force plates of Tec Gihan behind their controller: ``tecgihan:/dev/ttyUSB0``.

`messages` (blocks to corner forces), `controller` (commands and answers), `board`, `entry`.
Described in ``hardware_docs/tecgihan/README.md``; tried with an emulated controller only.
"""

from balance_arcade.hw.tecgihan.board import TecGihanBoard
from balance_arcade.hw.tecgihan.entry import find_boards, open_tecgihan_board

__all__ = ["TecGihanBoard", "find_boards", "open_tecgihan_board"]
