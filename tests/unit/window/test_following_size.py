"""The window follows its size, in every phase; F11 changes between window and full screen."""

from __future__ import annotations

from collections.abc import Iterator

import pygame
import pytest

from balance_arcade.core.errors import DisplayError
from balance_arcade.core.events import Phase, SessionState
from balance_arcade.core.samples import CopSample
from balance_arcade.games.contract import ControlInput
from balance_arcade.games.kit import NIGHT
from balance_arcade.games.registry import make_model, view_class
from balance_arcade.window.director import Director
from balance_arcade.window.display import Display, monitor_for, open_display
from balance_arcade.window.keys import Keys
from balance_arcade.window.screen import ScreenModel

PERSON = CopSample(1, 0, 5.0, 30.0, 20.0, 700.0, 0.45, 0.55, 30.0, 20.0)
SIZES = [(900, 500), (1500, 700), (640, 900), (200, 150)]


@pytest.fixture
def display() -> Iterator[Display]:
    shown = open_display((640, 360), headless=True)
    yield shown
    shown.close()


def test_a_surface_that_changed_in_place_is_noticed(display: Display) -> None:
    assert not display.follow_resize()
    pygame.display.set_mode((900, 500), pygame.RESIZABLE)
    assert display.follow_resize()
    assert display.size == (900, 500)
    assert not display.follow_resize()


def test_full_screen_and_back(display: Display) -> None:
    display.toggle_fullscreen()
    assert display.is_fullscreen
    display.toggle_fullscreen()
    assert not display.is_fullscreen
    assert display.size == (640, 360)


def test_a_monitor_that_went_away_is_left_for_the_first(
    display: Display, caplog: pytest.LogCaptureFixture
) -> None:
    display.monitor = 2
    display.toggle_fullscreen()
    assert display.is_fullscreen
    assert display.monitor == 0
    assert caplog.messages == ["monitor 3 is gone, the window goes on on monitor 1 of 1"]
    display.toggle_fullscreen()
    assert display.size == (640, 360)


def test_f11_is_an_order_to_the_window_only(display: Display) -> None:
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_F11))
    pressed = Keys().read(Phase.PLAY)
    assert pressed.full_screen
    assert not pressed.orders


def _draw(director: Director, surface: pygame.Surface, phase: Phase) -> None:
    state = SessionState(
        1, 0.0, phase, activity="orchard", title="Orchard", time_left_s=20.0, reason="A reason."
    )
    screen = ScreenModel(state, sample=PERSON, now_s=5.0, progress=0.4, countdown=3)
    model = make_model("orchard") if phase is Phase.PLAY else None
    director.draw(surface, screen, model=model, control=ControlInput(0.0, 0.0, 0.0))


@pytest.mark.parametrize("phase", list(Phase))
def test_every_phase_is_drawn_for_the_new_size(phase: Phase) -> None:
    """After a change of size a frame is the one that a window of that size would show at once."""
    director = Director((640, 360), NIGHT, view_class)
    _draw(director, pygame.Surface((640, 360), 0, 32), phase)
    for size in SIZES:
        director.resize(size)
        after, fresh = pygame.Surface(size, 0, 32), pygame.Surface(size, 0, 32)
        _draw(director, after, phase)
        _draw(Director(size, NIGHT, view_class), fresh, phase)
        assert pygame.image.tobytes(after, "RGB") == pygame.image.tobytes(fresh, "RGB")


def test_the_patient_gets_the_monitor_that_is_not_the_primary() -> None:
    assert monitor_for(1, None) == 0
    assert monitor_for(3, None) == 1
    assert monitor_for(3, 3) == 2
    with pytest.raises(DisplayError, match="There is no monitor 4; this computer has 3 monitors"):
        monitor_for(3, 4)
    with pytest.raises(DisplayError, match="no monitor 0"):
        monitor_for(3, 0)
