"""The screen that is shown while kernels are compiled."""

from __future__ import annotations

import pygame
import pytest

from balance_arcade.window.display import open_display
from balance_arcade.window.waiting import WaitingScreen


@pytest.mark.parametrize("size", [(1280, 720), (640, 480)])
def test_the_ring_fills(size: tuple[int, int]) -> None:
    display = open_display(size, headless=True)
    try:
        screen = WaitingScreen(display)
        pictures = []
        for done in (0, 1, 2):
            screen.show(done, 2)
            pictures.append(pygame.image.tobytes(display.surface, "RGB"))
    finally:
        display.close()
    assert len(set(pictures)) == 3


@pytest.mark.parametrize(
    "event",
    [pygame.event.Event(pygame.QUIT), pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE)],
    ids=["cross", "esc"],
)
def test_closing_it_ends_the_waiting(event: pygame.event.Event) -> None:
    display = open_display((640, 480), headless=True)
    try:
        screen = WaitingScreen(display)
        assert screen.show(0, 2)
        pygame.event.post(event)
        assert not screen.show(1, 2)
    finally:
        display.close()
