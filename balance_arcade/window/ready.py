"""Scenes around the start of a game: what to do, and three, two, one."""

from __future__ import annotations

import math

import pygame

from balance_arcade.games.kit import Kit, ease
from balance_arcade.window import chrome
from balance_arcade.window.screen import ScreenModel


def instruct(
    kit: Kit, surface: pygame.Surface, screen: ScreenModel, card: pygame.Surface | None
) -> None:
    """Draw the game's title, its place as a large picture, and the one thing to do."""
    chrome.backdrop(kit, surface)
    head = chrome.title(kit, surface, screen.state.title, marked=bool(screen.mark))
    frame = picture_rect(kit, head.bottom)
    rise = 18 * kit.u * (1.0 - ease.arrive(screen.phase_age_s, 0.3))
    frame = frame.move(0, round(rise))
    kit.card(surface, frame)
    if card is not None:
        inner = frame.inflate(-round(12 * kit.u), -round(12 * kit.u))
        surface.blit(rounded(kit, card, inner.size, screen.state.activity), inner.topleft)
    chrome.sentence(kit, surface, screen.state.prompt or screen.instruction, screen.phase_age_s)
    chrome.mark(kit, surface, screen)


def picture_rect(kit: Kit, top: int) -> pygame.Rect:
    """Frame of the large picture between title and sentence, 16:9 or as wide as there is room."""
    box = chrome.middle(kit, top)
    height = box.height - round(8 * kit.u)
    width = min(box.width, round(height * 16 / 9))
    frame = pygame.Rect(0, 0, width, height)
    frame.center = box.center
    return frame


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
