"""Scenes around the start of a game: what to do, and three, two, one."""

from __future__ import annotations

import math
from typing import Final

import pygame

from balance_arcade.games import scenery
from balance_arcade.games.kit import Kit, ease
from balance_arcade.window import chrome
from balance_arcade.window.screen import ScreenModel

GAP_UNITS: Final = 18.0
"""Between the picture of the place and the figure."""


def instruct(
    kit: Kit, surface: pygame.Surface, screen: ScreenModel, card: pygame.Surface | None
) -> None:
    """Draw the game's title, its place, a figure that shows the movement, and what to do."""
    chrome.backdrop(kit, surface)
    head = chrome.title(kit, surface, screen.state.title, marked=bool(screen.mark))
    frame = picture_rect(kit, head.bottom)
    rise = 18 * kit.u * (1.0 - ease.arrive(screen.phase_age_s, 0.3))
    person = figure_rect(kit, frame).move(0, round(rise))
    frame = frame.move(0, round(rise))
    kit.card(surface, frame)
    if card is not None:
        inner = frame.inflate(-round(12 * kit.u), -round(12 * kit.u))
        surface.blit(rounded(kit, card, inner.size, screen.state.activity), inner.topleft)
    kit.card(surface, person)
    room = person.inflate(-round(20 * kit.u), -round(20 * kit.u))
    scenery.draw_figure(
        kit, surface, room, screen.movement, screen.phase_age_s, seated=screen.seated
    )
    chrome.sentence(kit, surface, screen.state.prompt or screen.instruction, screen.phase_age_s)
    chrome.mark(kit, surface, screen)


def picture_rect(kit: Kit, top: int) -> pygame.Rect:
    """Frame of the place between title and sentence, 16:9 or as wide as the figure leaves room."""
    box = chrome.middle(kit, top)
    height = box.height - round(8 * kit.u)
    beside = _figure_width(kit, height)
    width = min(box.width - beside, round(height * 16 / 9))
    frame = pygame.Rect(0, 0, width, height)
    frame.midleft = (box.centerx - (width + beside) // 2, box.centery)
    return frame


def figure_rect(kit: Kit, picture: pygame.Rect) -> pygame.Rect:
    """Frame of the figure, right of the picture and as high."""
    gap = round(GAP_UNITS * kit.u)
    width = _figure_width(kit, picture.height) - gap
    return pygame.Rect(picture.right + gap, picture.top, width, picture.height)


def _figure_width(kit: Kit, height: int) -> int:
    return round(height * 0.74) + round(GAP_UNITS * kit.u)


def rounded(kit: Kit, picture: pygame.Surface, size: tuple[int, int], name: str) -> pygame.Surface:
    """Picture cut to rounded corners, kept by the game's name and size."""

    def make() -> pygame.Surface:
        cut = pygame.Surface(size, pygame.SRCALPHA, 32)
        kit.box(cut, cut.get_rect(), 22 * kit.u, (255, 255, 255))
        scaled = pygame.transform.smoothscale(picture, size)
        # The white box keeps its opacity and takes the picture's colours.
        cut.blit(scaled, (0, 0), special_flags=pygame.BLEND_RGB_MIN)
        return cut

    return kit.store.get(("rounded", name, size, kit.theme.name), make)


def countdown(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Draw one large number in a ring that closes with each second."""
    chrome.backdrop(kit, surface)
    box = chrome.middle(kit)
    cap = min(kit.layout.type.countdown, box.height * 0.36)
    radius = min(box.height * 0.42, cap * 1.35)
    at = (float(box.centerx), float(box.centery))
    kit.glow(surface, at, radius * 1.7, kit.theme.goal, 0.30)
    kit.disc(surface, at, radius, kit.theme.panel, 200)
    share = 1.0 - screen.progress if math.isfinite(screen.progress) else 0.0
    kit.progress(surface, at, radius, 14 * kit.u, share, kit.theme.goal)
    if screen.countdown > 0:
        kit.label(surface, str(screen.countdown), at, cap_px=cap)
    chrome.chrome(kit, surface, screen)
