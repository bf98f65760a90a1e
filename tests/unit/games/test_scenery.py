"""The vocabulary of places: complete on its sheet, the same every time, plain in high contrast."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pygame
import pytest

from balance_arcade.games import scenery
from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT, Kit
from balance_arcade.games.scenery import blend

SHEET = Path(__file__).resolve().parents[3] / "docs" / "make_scenery.py"
GUIDE = SHEET.with_name("write_a_game.md")
SIZE = (320, 180)
HELPERS = {"BRASS", "LEAVES", "brass_light", "grain", "hill_line", "leaf_points", "paint_sky"}
HELPERS |= {
    "Bower",
    "STAR_UNITS",
    "bower_of",
    "fruit_radius_px",
    "place",
    "pose_at",
    "swell",
    "with_kept",
}
HELPERS |= {"DRUM_TALL", "Spread", "TrayWood", "spread_of"}
"""What gives numbers or holds a picture, and has no picture of its own; a sky stands for all."""


def sheet():
    sys.path.insert(0, str(SHEET.parent))  # As when it is run.
    spec = importlib.util.spec_from_file_location("make_scenery", SHEET)
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_scenery"] = module
    spec.loader.exec_module(module)
    return module


SAMPLES = sheet().SAMPLES
every_element = pytest.mark.parametrize("name", SAMPLES)


def painted(name, theme, size=SIZE):
    kit = Kit(size, theme)
    picture = pygame.Surface(size, 0, 32)
    picture.fill(theme.night_top)
    SAMPLES[name](kit, picture)
    return pygame.surfarray.array3d(picture)


def test_every_element_is_on_the_sheet_and_in_the_guide():
    assert set(SAMPLES) == set(scenery.__all__) - HELPERS
    told = GUIDE.read_text()
    assert [name for name in scenery.__all__ if f"`{name}" not in told] == []


@every_element
def test_paints_something_and_the_same_every_time(name):
    first = painted(name, NIGHT)
    assert (first == painted(name, NIGHT)).all()
    assert first.std() > 1.0


@every_element
def test_high_contrast_has_no_colour_but_the_themes(name):
    if name in (
        "draw_keepsake",
        "stamp_leaves",
        "stamp_pines",
        "draw_rings",
        "paint_tufts",
        "paint_shafts",
        "paint_window",
    ):
        pytest.skip("its sample chooses its own ground, or its colour is an argument")
    pixels = painted(name, HIGH_CONTRAST).astype(int)
    grey = (pixels.max(axis=2) - pixels.min(axis=2)) < 3
    yellow = (abs(pixels[..., 0] - pixels[..., 1]) < 3) & (pixels[..., 2] < pixels[..., 0])
    assert (grey | yellow).all()


def test_what_hangs_over_the_edge_is_left_out():
    picture = pygame.Surface((20, 10), 0, 32)
    blend.lay(picture, (-5, -5), np.ones((30, 40), np.float32), (200, 100, 50))
    assert set(map(tuple, pygame.surfarray.array3d(picture).reshape(-1, 3))) == {(200, 100, 50)}
    blend.lay(picture, (30, 0), np.ones((5, 5), np.float32), (0, 0, 0))
    assert tuple(picture.get_at((19, 0)))[:3] == (200, 100, 50)


def test_dither_leaves_bare_pixels_alone_and_keeps_the_mean():
    picture = pygame.Surface((64, 64), 0, 32)
    picture.fill((10, 20, 30))
    blend.add(picture, (0, 0), np.zeros((64, 64), np.float32), (255, 255, 255))
    assert set(map(tuple, pygame.surfarray.array3d(picture).reshape(-1, 3))) == {(10, 20, 30)}
    blend.add(picture, (0, 0), np.full((64, 64), 0.5, np.float32), (1, 1, 1))
    assert pygame.surfarray.array3d(picture)[..., 0].mean() == pytest.approx(10.5, abs=0.03)


def test_a_place_is_painted_once_for_a_size_and_theme():
    kit, calls = Kit(SIZE, NIGHT), []
    first = scenery.place(kit, "somewhere", lambda kit, picture: calls.append(picture))
    assert scenery.place(kit, "somewhere", lambda kit, picture: calls.append(picture)) is first
    assert len(calls) == 1
