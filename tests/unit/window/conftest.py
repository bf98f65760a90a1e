"""A clock that is set by hand, and a window that is nowhere."""

import pytest
from window_person import SIZE

from balance_arcade.core.clock import ManualClock
from balance_arcade.window.display import open_display


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def display(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    shown = open_display(SIZE, headless=True)
    yield shown
    shown.close()
