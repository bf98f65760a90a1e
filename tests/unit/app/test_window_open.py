"""Closing the window stops the command, whatever it is waiting for."""

from __future__ import annotations

import pygame
import pytest

from balance_arcade.app.window_session import PatientWindow
from balance_arcade.core.errors import WindowClosedError
from balance_arcade.window.display import open_display


def test_closing_the_window_while_kernels_are_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    window = PatientWindow(open_display())
    try:
        window.wait(0, 2)
        pygame.event.post(pygame.event.Event(pygame.QUIT))
        with pytest.raises(WindowClosedError):
            window.wait(1, 2)
    finally:
        window.close()
