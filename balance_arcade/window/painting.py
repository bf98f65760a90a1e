"""The process that paints: orders come in as lines of JSON, pictures go out as files.

Painting is seconds of the processor's time. In a thread of the window's own process it would hold
the interpreter's lock again and again, and on a busy computer the board's reader and the frames
waited for it; in a process of its own it can be late and nothing else is.

Run with ``python -m balance_arcade.window.painting``; it ends when its input does.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Final

import msgspec
import pygame

from balance_arcade.core.errors import RecordingError
from balance_arcade.core.priority import stand_back
from balance_arcade.games.contract import ControlInput
from balance_arcade.games.guard import MISBEHAVIOUR
from balance_arcade.games.kit.stock import Stock
from balance_arcade.games.registry import make_model, view_class
from balance_arcade.games.watchdog import Watchdog
from balance_arcade.window.stock_file import PaintOrder, write_stock

PAINT_LIMIT_S: Final = 120.0
"""Painting that takes longer is broken off; it takes seconds, on a busy computer tens of them."""

CARD: Final = "card"
"""Key of the one picture in a card's stock."""

_STILL: Final = ControlInput(0.0, 0.0, 0.0)


class Errand(msgspec.Struct, frozen=True):
    """An order, and where its pictures go."""

    order: PaintOrder
    file: str


class Done(msgspec.Struct, frozen=True):
    """Answer to an errand; ``fault`` is empty where the file is there."""

    fault: str = ""


def paint(order: PaintOrder) -> Stock:
    """Paint what was ordered.

    A view is painted by letting it draw the first frame of a game that nobody plays. Whatever the
    game's code raises comes through.
    """
    cls = view_class(order.game)
    if order.kind == "card":
        picture = pygame.Surface(order.size, 0, 32)
        picture.fill(order.theme.night_top)
        cls(order.size, order.theme).card(picture)
        stock = Stock()
        stock.pictures[CARD] = picture
        return stock
    stock = Stock(collects=True)
    with stock.in_use():
        view = cls(order.size, order.theme)
        view.draw(pygame.Surface(order.size, 0, 32), make_model(order.game), _STILL, 0.0)
    return stock


def _carry_out(errand: Errand) -> Done:
    watchdog, made = Watchdog(), list[Stock]()
    try:
        late = watchdog.watch(lambda: made.append(paint(errand.order)), limit_s=PAINT_LIMIT_S)
        if late is None:
            write_stock(Path(errand.file), made[0])
    except RecordingError as error:
        return Done(str(error))
    except MISBEHAVIOUR as error:  # The window meets it again, and names the game.
        return Done(f"The game {errand.order.game} raised {type(error).__name__}.")
    finally:
        watchdog.stop()
    return Done("It took too long." if late is not None else "")


def main() -> int:
    """Carry out errands until the input ends."""
    stand_back()
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    # A game may print; that must not stand between the answers.
    os.dup2(2, 1)
    logging.getLogger("balance_arcade").addHandler(logging.NullHandler())
    for line in sys.stdin.buffer:
        errand = msgspec.json.decode(line, type=Errand)
        answers.write(msgspec.json.encode(_carry_out(errand)) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
