"""What every scene shares: the quiet night behind it, the sentence, the mark, a title."""

from __future__ import annotations

import math
import random
from functools import lru_cache
from typing import Final

import pygame

from balance_arcade.games.kit import Kit, mix
from balance_arcade.games.kit.theme import Rgb, Theme
from balance_arcade.window.places import PlaceName, paint_place_between
from balance_arcade.window.screen import ScreenModel

# Hills from the farthest to the nearest: height of the ridge and of its waves as shares of the
# screen's height, waves across the screen, where the first begins, and the colour.
_HILLS: Final = (
    (0.735, 0.050, 1.25, 0.30, (0x1A, 0x28, 0x48)),
    (0.800, 0.040, 1.75, 2.10, (0x16, 0x22, 0x40)),
    (0.880, 0.030, 1.10, 4.00, (0x11, 0x1A, 0x33)),
)
_DAWN: Final = (0x4A, 0x6A, 0x9E)
_N_STARS: Final = 90


def backdrop(kit: Kit, surface: pygame.Surface, place: PlaceName = "night") -> None:
    """Draw a place between the games: a still night over soft hills; plain in high contrast."""
    if kit.theme.is_high_contrast:
        kit.ground(surface)
        return
    surface.blit(_place(kit.size, kit.theme, place), (0, 0))


@lru_cache(maxsize=8)
def _place(size: tuple[int, int], theme: Theme, name: PlaceName) -> pygame.Surface:
    """Keep a place for all kits: the first frame of a session needs what the waiting had."""
    kit = _hills_kit(size, theme)
    if name == "night":
        return kit.backdrop("night hills", size, lambda surface: _paint(kit, surface))
    return kit.backdrop(
        ("between", name), size, lambda surface: paint_place_between(kit, surface, name)
    )


@lru_cache(maxsize=2)
def _hills_kit(size: tuple[int, int], theme: Theme) -> Kit:
    """Keep its kit as well: a frame may have the time for a part of the place only."""
    return Kit(size, theme)


def _paint(kit: Kit, surface: pygame.Surface) -> None:
    kit.ground(surface)
    width, height = kit.size
    chance = random.Random(7)  # noqa: S311 - scenery, nothing secret
    for _ in range(_N_STARS):
        x, y = chance.random() * width, chance.random() ** 1.3 * height * 0.66
        kit.disc(surface, (x, y), kit.u * (0.8 + 1.3 * chance.random()), kit.theme.hush, 120)
    kit.glow(surface, (width * 0.5, height * 0.84), height * 0.80, _DAWN, 0.34)
    # In the row of the titles: no card and no board stands half before it.
    moon = (width * 0.9, height * 0.105)
    kit.glow(surface, moon, 210 * kit.u, (0x7C, 0x9A, 0xCC), 0.30)
    kit.disc(surface, moon, 40 * kit.u, (0x9C, 0xAC, 0xC8))
    for dx, dy, r in ((-12, -8, 9), (10, 6, 12), (-4, 17, 6), (16, -15, 5)):
        spot = (moon[0] + dx * kit.u, moon[1] + dy * kit.u)
        kit.disc(surface, spot, r * kit.u, (0x8A, 0x9B, 0xBA))
    for ridge, wave, n_waves, start, colour in _HILLS:
        form = (ridge, wave, n_waves * width / height / 1.78, start)
        rim = mix(colour, _DAWN, 0.35)
        _hill(surface, form, rim)
        _hill(surface, (ridge + 0.004, *form[1:]), colour)
        _pines(kit, surface, form, colour, chance)


def _pines(
    kit: Kit,
    surface: pygame.Surface,
    form: tuple[float, float, float, float],
    colour: Rgb,
    chance: random.Random,
) -> None:
    """Plant a few firs at both sides of a hill; the middle stays free for words."""
    width, height = kit.size
    dark = mix(colour, kit.theme.ink, 0.45)
    for k in range(14):
        near = 0.02 + 0.17 * chance.random()
        share = near if k % 2 else 1.0 - near
        tall = kit.u * (26.0 + 34.0 * chance.random()) * form[0]
        x, y = share * width, height * _ridge(form, share) + 4.0 * kit.u
        for tier in range(3):
            half, top = tall * (0.16 + 0.07 * tier), y - tall * (1.0 - 0.24 * tier)
            foot = y - tall * (0.55 - 0.25 * tier)
            kit.polygon(surface, [(x, top), (x + half, foot), (x - half, foot)], dark)


def _ridge(form: tuple[float, float, float, float], share: float) -> float:
    """Height of a hill's ridge, as a share of the screen from the top."""
    ridge, wave, n_waves, start = form
    turn = start + 2.0 * math.pi * n_waves * share
    return ridge - wave * (math.sin(turn) + 0.35 * math.sin(2.3 * turn + 1.0))


def _hill(surface: pygame.Surface, form: tuple[float, float, float, float], colour: Rgb) -> None:
    width, height = surface.get_size()
    points = [(0.0, float(height))]
    for k in range(121):
        points.append((width * k / 120.0, height * _ridge(form, k / 120.0)))
    points.append((float(width), float(height)))
    pygame.gfxdraw.aapolygon(surface, points, colour)
    pygame.gfxdraw.filled_polygon(surface, points, colour)


def sentence(
    kit: Kit, surface: pygame.Surface, text: str, age_s: float = 10.0, *, shade: bool = False
) -> None:
    """Set the one sentence at the foot of the screen; it arrives within a quarter second."""
    if text:
        kit.words(surface, text, alpha=round(255 * min(1.0, age_s / 0.25)), shade=shade)


def chrome(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Lay the sentence and the SIMULATED or REPLAY mark over a scene."""
    sentence(kit, surface, screen.prompt, screen.phase_age_s)
    mark(kit, surface, screen)


def mark(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Mark every screen whose data are not a person's on a real board."""
    if screen.mark:
        kit.mark(surface, screen.mark)


def title_box(kit: Kit, *, marked: bool) -> pygame.Rect:
    """Where a scene's title stands: the top middle, below the mark where they would meet."""
    safe, layout = kit.layout.safe, kit.layout
    height = round(layout.type.number * 1.6)
    side = layout.mark.right - safe.left + round(20 * kit.u)
    if marked and safe.width - 2 * side < 6.5 * layout.type.number:
        top = layout.mark.bottom + round(6 * kit.u)
        return pygame.Rect(safe.left, top, safe.width, height)
    width = safe.width - 2 * side if marked else safe.width
    return pygame.Rect(safe.centerx - width // 2, safe.top, width, height)


def title(kit: Kit, surface: pygame.Surface, text: str, *, marked: bool) -> pygame.Rect:
    """Set a scene's title at the top; returns the room it takes."""
    box = title_box(kit, marked=marked)
    if text:
        kit.words(surface, text, box, cap_px=kit.layout.type.number)
    return box


def store_words(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> pygame.Rect | None:
    """Say above the picture what is wrong with what is kept of the person; return its room."""
    if not screen.store_words:
        return None
    top = kit.layout.mark.bottom if screen.mark else kit.layout.safe.top
    safe = kit.layout.safe
    # Between the moon on the right and as much room on the left.
    width = min(safe.width, round(0.8 * kit.size[0] - 112 * kit.u))
    box = pygame.Rect(safe.centerx - width // 2, top, width, round(kit.layout.type.body * 3.4))
    kit.words(surface, screen.store_words, box, colour=kit.theme.hush)
    return box


def middle(kit: Kit, top: int | None = None) -> pygame.Rect:
    """Room for a scene's picture: between the title (or the top) and the sentence."""
    stage = kit.layout.stage
    first = stage.top if top is None else top + round(8 * kit.u)
    return pygame.Rect(stage.left, first, stage.width, stage.bottom - first)


def dim(kit: Kit, share: float) -> Rgb:
    """Colour between the panel and quiet text."""
    return mix(kit.theme.panel, kit.theme.hush, share)
