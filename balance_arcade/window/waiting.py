"""What the window shows while something is prepared that takes longer than a blink.

It needs nothing but the drawing kit, so that a window stands with words in it before the rest of
the program is even loaded.
"""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Final

import pygame

from balance_arcade.core.words import ENGLISH, msgid
from balance_arcade.games.kit import NIGHT, Kit
from balance_arcade.window import chrome
from balance_arcade.window.display import TITLE, Display
from balance_arcade.window.keys import Keys

WORDS: Final = msgid("Getting ready. Please wait.")
OPENING: Final = msgid("Opening the board. Please wait.")
FIRST_START: Final = msgid("First start on this computer: preparing the measurements.")
ONCE: Final = msgid("This happens once and usually takes 20 to 60 seconds.")
_LEFT: Final = msgid("This happens once. About {left} seconds are left.")
_TELLING_SHARE: Final = 0.15
"""From this share on it can be said how long the rest will take."""


def draw_waiting(kit: Kit, surface: pygame.Surface, share: float, head: str, words: str) -> None:
    """Draw a ring that fills between two calm sentences; without a ring where ``share`` is NaN."""
    chrome.backdrop(kit, surface)
    title = chrome.title(kit, surface, TITLE, marked=False)
    box = chrome.middle(kit, title.bottom)
    if not math.isfinite(share):
        kit.words(surface, head, box)
        kit.words(surface, words)
        return
    rows = round(kit.layout.type.body * 3.5)
    kit.words(surface, head, pygame.Rect(box.left, box.top, box.width, rows))
    room = pygame.Rect(box.left, box.top + rows, box.width, box.height - rows)
    radius = min(room.height * 0.36, 150 * kit.u)
    at = (float(room.centerx), float(room.centery))
    kit.disc(surface, at, radius, kit.theme.panel, 200)
    kit.progress(surface, at, radius, 14 * kit.u, share, kit.theme.goal)
    kit.words(surface, words)


class WaitingScreen:
    """Says what is being prepared, and keeps the window alive meanwhile.

    Parameters
    ----------
    display : Display
        An open window.
    language : str
        Of the words.
    """

    def __init__(self, display: Display, language: str = ENGLISH) -> None:
        self._display = display
        self._theme = replace(NIGHT, language=language)
        self._kit = Kit(display.size, self._theme)
        self._keys = Keys()
        self._since_s = math.nan

    def say(self, words: str) -> bool:
        """Show a sentence while something of unknown length goes on.

        Returns
        -------
        bool
            False once somebody has pressed Esc or closed the window.
        """
        return self._draw(math.nan, words, "")

    def show(self, done: int, total: int) -> bool:
        """Draw ``done`` of ``total`` steps of the first start.

        Returns
        -------
        bool
            False once somebody has pressed Esc or closed the window.
        """
        now_s = time.monotonic()
        if math.isnan(self._since_s):
            self._since_s = now_s
        return self._draw(done / total, FIRST_START, _time_left(now_s - self._since_s, done, total))

    def _draw(self, share: float, head: str, words: str) -> bool:
        pressed = self._keys.read(None)
        if pressed.stop:
            return False
        if pressed.full_screen:
            self._display.toggle_fullscreen()
        if self._display.follow_resize():
            self._kit = Kit(self._display.size, self._theme)
        draw_waiting(self._kit, self._display.surface, share, head, words)
        self._display.flip()
        return True


def _time_left(passed_s: float, done: int, total: int) -> str:
    """Say how long it will take: from experience at first, then from what is done.

    Examples
    --------
    >>> _time_left(0.0, 0, 40) == ONCE
    True
    >>> _time_left(11.0, 20, 40)
    'This happens once. About 15 seconds are left.'
    """
    if done < _TELLING_SHARE * total:
        return ONCE
    # As long for each step as so far: steps differ, but there are dozens.
    left_s = passed_s * (total - done) / done
    # In fives and upwards: a number that jumps back and forth is worse than a rough one.
    return _LEFT.format(left=max(5, 5 * math.ceil(left_s / 5.0)))
