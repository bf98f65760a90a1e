"""Boards: drivers of load cells, simulated boards and replayed files.

Examples
--------
>>> from balance_arcade.hw import open_board
>>> with open_board("sim:?seed=1&profile=older&speed=0") as board:
...     sample = board.read(timeout_s=0.0)[0]
>>> sample.seq, sample.t_s
(0, 0.0)
"""

from balance_arcade.hw.address import (
    BoardAddress,
    inner_addresses,
    parse_address,
    with_option,
)
from balance_arcade.hw.finding import Finding
from balance_arcade.hw.options import Options
from balance_arcade.hw.registry import (
    BoardRow,
    diagnose_boards,
    known_schemes,
    list_boards,
    open_board,
    raw_address,
)

__all__ = [
    "BoardAddress",
    "BoardRow",
    "Finding",
    "Options",
    "diagnose_boards",
    "inner_addresses",
    "known_schemes",
    "list_boards",
    "open_board",
    "parse_address",
    "raw_address",
    "with_option",
]
