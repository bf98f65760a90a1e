"""Contrast, motion and letters follow the settings, before and while a session runs."""

import math
from types import SimpleNamespace

import pytest

from balance_arcade.core.board import BoardHealth, BoardInfo, Geometry
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.events import Command
from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT, SIZES, Kit
from balance_arcade.games.kit.layout import ScreenLayout
from balance_arcade.games.run import GameRun
from balance_arcade.games.settings import set_options
from balance_arcade.games.setup import ScreenOptions
from balance_arcade.window.app import GameWindow
from balance_arcade.window.display import open_display
from balance_arcade.window.manners import (
    LEAST_ARCMIN,
    dressed,
    letters_arcmin,
    small_letters,
    viewing_of,
)

SIZE = (640, 480)
INFO = BoardInfo(
    "sim:", "sim", "Nobody", "", Geometry(433.0, 238.0), 100.0, "virtual",
    origin="simulated", pre_zeroed=True,
)  # fmt: skip


@pytest.fixture
def display(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    shown = open_display(SIZE, headless=True)
    yield shown
    shown.close()


def screen(size):
    return SimpleNamespace(size=size, is_headless=True)


class Nobody:
    """A source without a sample."""

    info, health = INFO, BoardHealth()

    def latest(self):
        return None

    def since(self, seq):
        return []


class Views:
    """Remembers the themes that it was asked for."""

    def __init__(self):
        self.themes = []

    def __call__(self, name):
        def make(size, theme):
            self.themes.append(theme)
            return SimpleNamespace(draw=lambda *_: None, card=lambda *_: None, kit=Kit(size, theme))

        return make


def test_nothing_set_changes_nothing(display):
    assert dressed(NIGHT, ScreenOptions(), display) is NIGHT


def test_each_setting_of_the_screen_reaches_the_theme(display):
    assert dressed(NIGHT, ScreenOptions(high_contrast=True), display).is_high_contrast
    assert dressed(NIGHT, ScreenOptions(high_contrast=True), display).you == HIGH_CONTRAST.you
    assert dressed(NIGHT, ScreenOptions(reduced_motion=True), display).reduced_motion
    theme = dressed(NIGHT, ScreenOptions(screen_inches=32.0, distance_m=3.0), display)
    assert theme.name == "night"
    assert theme.viewing.diagonal_mm == pytest.approx(812.8)
    assert theme.viewing.distance_m == 3.0


def test_letters_are_as_high_on_a_part_of_the_screen_as_on_the_whole():
    known = ScreenOptions(screen_inches=40.0, distance_m=2.0)
    heights = []
    for size in ((1920, 1080), (1600, 900)):
        viewing = viewing_of(known, size, (1920, 1080))
        px_per_mm = math.hypot(1920, 1080) / (40.0 * 25.4)
        heights.append(ScreenLayout(size, viewing).type.body / px_per_mm)
        assert math.hypot(*size) / viewing.diagonal_mm == pytest.approx(px_per_mm)
    # The lower bound of the big picture is above the 13 mm that are wanted.
    assert min(heights) >= 13.0 - 1e-6


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("inches", [13.0, 24.0, 32.0, 55.0])
@pytest.mark.parametrize("distance_m", [1.0, 2.0, 3.0, 4.0])
def test_letters_can_be_read_or_it_is_said_what_to_do(size, inches, distance_m):
    known = ScreenOptions(screen_inches=inches, distance_m=distance_m)
    arcmin = letters_arcmin(size, viewing_of(known, size, size))
    said = small_letters(screen(size), known)
    assert bool(said) == (arcmin < LEAST_ARCMIN)
    if said:
        near_m = float(said.split("nearer than ")[1].split(" m")[0])
        nearer = ScreenOptions(screen_inches=inches, distance_m=near_m)
        assert near_m < distance_m
        assert letters_arcmin(size, viewing_of(nearer, size, size)) >= LEAST_ARCMIN - 0.5


def test_letters_grow_with_the_distance_as_far_as_there_is_room():
    near = viewing_of(ScreenOptions(screen_inches=55.0, distance_m=2.0), (1920, 1080), (1920, 1080))
    far = viewing_of(ScreenOptions(screen_inches=55.0, distance_m=5.0), (1920, 1080), (1920, 1080))
    assert ScreenLayout((1920, 1080), far).type.body > ScreenLayout((1920, 1080), near).type.body


def test_a_window_changes_its_dress_while_the_session_runs(display):
    run = GameRun(INFO, ["orchard"], options=set_options({"reduced_motion": True}))
    views = Views()
    window = GameWindow(run, Nobody(), display, clock=ManualClock(), fps=20.0, view_of=views)
    window.frame()
    kit = window._director.kit
    assert kit.theme.reduced_motion
    assert not kit.theme.is_high_contrast
    window.frame()
    assert window._director.kit is kit
    order = Command("1", "set", {"name": "high_contrast", "value": True})
    assert run.command(order) == "accepted"
    window.frame()
    theme = window._director.kit.theme
    assert (theme.is_high_contrast, theme.reduced_motion) == (True, True)
    assert display.surface.get_at((0, 0))[:3] == (0, 0, 0)
    order = Command("2", "set", {"name": "high_contrast", "value": False})
    assert run.command(order) == "accepted"
    window.frame()
    assert window._director.kit.theme.name == "night"


def test_a_window_speaks_another_language_from_the_next_frame_on(display):
    run = GameRun(INFO, ["orchard"], options=set_options({"language": "de"}))
    window = GameWindow(run, Nobody(), display, clock=ManualClock(), fps=20.0, view_of=Views())
    window.frame()
    assert window._director.kit.spoken.say("Get ready.") == "Gleich geht es los."
    assert run.command(Command("1", "set", {"name": "language", "value": "es"})) == "accepted"
    window.frame()
    assert window._director.kit.spoken.say("Get ready.") == "Prepárese."
    # What goes to others stays as it is.
    assert run.state().title == "Orchard"
