"""What the window shows while something is prepared that takes longer than a blink."""

from __future__ import annotations

import pygame

from balance_arcade.games.kit import NIGHT, Kit
from balance_arcade.window import chrome
from balance_arcade.window.display import Display
from balance_arcade.window.keys import Keys

WORDS = "Getting ready. Please wait."


def draw_waiting(kit: Kit, surface: pygame.Surface, share: float) -> None:
    """Draw a ring that fills, above one calm sentence."""
    chrome.backdrop(kit, surface)
    box = chrome.middle(kit)
    radius = min(box.height * 0.28, 150 * kit.u)
    at = (float(box.centerx), float(box.centery))
    kit.disc(surface, at, radius, kit.theme.panel, 200)
    kit.progress(surface, at, radius, 14 * kit.u, share, kit.theme.goal)
    kit.words(surface, WORDS)


class WaitingScreen:
    """Shows how far the preparation is, and keeps the window alive meanwhile.

    Parameters
    ----------
    display : Display
        An open window.
    """

    def __init__(self, display: Display) -> None:
        self._display = display
        self._kit = Kit(display.size, NIGHT)
        self._keys = Keys()

    def show(self, done: int, total: int) -> bool:
        """Draw ``done`` of ``total`` steps.

        Returns
        -------
        bool
            False once somebody has pressed Esc or closed the window.
        """
        if self._keys.read(None).stop:
            return False
        if self._display.follow_resize():
            self._kit = Kit(self._display.size, NIGHT)
        draw_waiting(self._kit, self._display.surface, done / total)
        self._display.flip()
        return True
