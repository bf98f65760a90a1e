"""The scene while the board is away: how long it is waited for, and what brings it back."""

from __future__ import annotations

import math

import pygame
from msgspec import UNSET

from balance_arcade.core.words import number
from balance_arcade.games.kit import Kit, ease
from balance_arcade.window import chrome
from balance_arcade.window.screen import ScreenModel


def is_away(screen: ScreenModel) -> bool:
    """Whether the board is away, so that nothing else matters on the screen."""
    return screen.state.away is not UNSET


def away(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Draw a quiet light with the seconds that are left, and the one sentence below it.

    Nothing blinks or hurries: whoever stands there may have to hold on first.
    """
    chrome.backdrop(kit, surface)
    box = chrome.middle(kit, kit.layout.mark.bottom if screen.mark else None)
    at = (float(box.centerx), float(box.centery))
    radius = box.height * 0.36
    breath = 0.5 if kit.theme.reduced_motion else ease.breathe(screen.now_s, 8.0)
    kit.glow(surface, at, radius * 1.9, kit.theme.second[0], 0.16 + 0.20 * breath)
    kit.disc(surface, at, radius, kit.theme.ink, 205)
    # The state may not know for how long the board is waited for.
    share = screen.progress if math.isfinite(screen.progress) else 0.0
    kit.progress(surface, at, radius, 13 * kit.u, 1.0 - share, kit.theme.second[0])
    left_s = screen.state.time_left_s
    if math.isfinite(left_s):
        words, cap = number(left_s, unit="s"), kit.layout.type.number * 2.0
        # Well within the ring, in any language.
        cap *= min(1.0, 1.4 * radius / kit.width_of(words, cap))
        kit.label(surface, words, at, cap_px=max(cap, kit.layout.type.body))
    chrome.chrome(kit, surface, screen)
