"""A file of painted pictures has one name in every process, so that the next session reads it."""

from __future__ import annotations

import os
import subprocess
import sys

SAY_NAME = """
from balance_arcade.games.kit import NIGHT
from balance_arcade.games.registry import view_class
from balance_arcade.window.stock_file import PaintOrder, stock_file
order = PaintOrder("view", "orchard", (1280, 720), NIGHT)
print(stock_file(order, view_class("orchard")).name)
"""


def test_every_process_gives_the_same_name() -> None:
    # Texts hash differently by this seed, and with them a set comes in another order.
    names = {
        subprocess.run(
            [sys.executable, "-c", SAY_NAME],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in range(6)
    }
    assert len(names) == 1
