"""What takes as long to paint as a frame has is painted before play, or once and not by shades."""

import pygame
import pytest

from balance_arcade.games import scenery
from balance_arcade.games.contract import ControlInput
from balance_arcade.games.echo import view as echo
from balance_arcade.games.flamingo_ladder.picture import draw_flamingo
from balance_arcade.games.kit import NIGHT, Kit
from balance_arcade.games.kit.stock import Stock
from balance_arcade.games.registry import make_model, view_class
from balance_arcade.games.scenery import things

SIZE = (640, 360)


def test_the_flamingo_turns_without_a_new_picture():
    view, surface = view_class("flamingo-ladder")(SIZE, NIGHT), pygame.Surface(SIZE, 0, 32)
    view.draw(surface, make_model("flamingo-ladder"), ControlInput(0.0, 0.0, 0.0), 0.0)
    kit = view._kit
    n_made, tall = kit.store.n_made, min(372.0 * kit.u, 0.30 * SIZE[0])
    for side in (-1, 1):
        for one_leg in (False, True):
            draw_flamingo(kit, surface, (300.0, 300.0), tall, side, one_leg=one_leg, alpha=90)
    assert kit.store.n_made == n_made


@pytest.mark.parametrize("bell", range(4))
def test_a_bell_takes_up_light_without_a_picture_for_every_shade(bell):
    kit, surface = Kit(SIZE, NIGHT), pygame.Surface(SIZE, 0, 32)
    for step in range(41):
        echo._draw_mark(kit, surface, (300.0, 150.0), 20.0, bell, kit.theme.hush)
        echo._draw_bell(kit, surface, (300.0, 150.0), 20.0, bell, step / 40.0, 0.0, 0.0)
    marks = [
        key for key in kit.store._sprites if key[0] == ("shape" if echo.SHAPES[bell] else "disc")
    ]
    assert len(marks) <= 5


def test_a_boat_that_heels_is_not_painted_anew_at_the_second_start(monkeypatch):
    stock, surface = Stock(collects=True), pygame.Surface(SIZE, 0, 32)
    with stock.in_use():
        scenery.paint_boat(Kit(SIZE, NIGHT), surface, (300.0, 150.0), 200.0)
    monkeypatch.setattr(things, "_boat_painter", lambda *_: lambda *_: pytest.fail("painted anew"))
    later = Stock()
    later.pictures = stock.pictures
    with later.in_use():
        scenery.paint_boat(Kit(SIZE, NIGHT), surface, (300.0, 150.0), 200.0, heel_deg=4.0)
    assert len(stock.pictures) == 1
