"""A success that is seen: light that opens, a star that rises or a ring that widens, sparks."""

from __future__ import annotations

from typing import Final

import pygame

from balance_arcade.games.kit import Kit, Particles, Rgb, ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.memory import Moments, bump

BLOOM_S: Final = 1.6
AFTERGLOW_S: Final = 0.7
N_SPARKS: Final = 9


class Blooms:
    """Successes of the last seconds; a view keeps one and draws it each frame.

    Parameters
    ----------
    kit : Kit
        Theme and size.
    light : tuple of int
        Colour of light and sparks; in high contrast the sparks have the theme's.
    strength : float
        Of the light, 0 to 1.
    reach : float
        Radius of the light in sizes of what was won.
    rise : tuple of float
        From where to where the star rises above it, in the same sizes.
    seed : int
        Of the sparks.

    Examples
    --------
    >>> from balance_arcade.games.kit import NIGHT
    >>> blooms = Blooms(Kit((320, 180), NIGHT), (255, 210, 140))
    >>> blooms.add(1.0, (160.0, 90.0), 30.0)
    >>> blooms.draw(pygame.Surface((320, 180)), 1.5)
    """

    def __init__(
        self,
        kit: Kit,
        light: Rgb,
        *,
        strength: float = 0.45,
        reach: float = 1.9,
        rise: tuple[float, float] = (0.35, 1.10),
        seed: int = 5,
    ) -> None:
        self._kit, self._light = kit, light
        self._strength, self._reach, self._rise = strength, reach, rise
        self._won: Moments[tuple[Point, float]] = Moments(BLOOM_S)
        self._sparks = Particles(seed)

    def add(self, now_s: float, at: Point, size: float) -> None:
        """Let something bloom at a place; ``size`` is that of what was won, in pixels."""
        self._won.add(now_s, (at, size))
        light = self._kit.theme.hush if self._kit.theme.is_high_contrast else self._light
        self._sparks.burst(at, light, now_s, u=self._kit.u, n_sparks=N_SPARKS)

    def draw(self, surface: pygame.Surface, now_s: float) -> None:
        """Draw what blooms now."""
        kit = self._kit
        for bloom in self._won.alive(now_s):
            age_s, (at, size) = bloom.age_s(now_s), bloom.what
            light = self._strength * bump(age_s, BLOOM_S)
            kit.glow(surface, at, size * self._reach, self._light, light)
            low, high = self._rise
            up = low + (high - low) * ease.out_cubic(age_s / BLOOM_S)
            faint = min(1.0, age_s / 0.2) * (1.0 - ease.in_out((age_s - 0.7) / (BLOOM_S - 0.7)))
            star = (at[0], at[1] - size * up)
            kit.star(surface, star, 22.0 * kit.u, kit.theme.you, round(230 * faint))
        self._sparks.draw(kit, surface, now_s)


class GoalLights:
    """Goals that were reached: their light goes gently while a ring opens, and never darkens.

    Parameters
    ----------
    kit : Kit
        Theme and size.
    light : tuple of int
        Colour of light and sparks; in high contrast the sparks have the theme's.
    seed : int
        Of the sparks.

    Examples
    --------
    >>> from balance_arcade.games.kit import NIGHT
    >>> lights = GoalLights(Kit((320, 180), NIGHT), (176, 214, 255))
    >>> lights.add(1.0, (160.0, 90.0), 30.0)
    >>> lights.draw(pygame.Surface((320, 180)), 1.5)
    """

    def __init__(self, kit: Kit, light: Rgb, *, seed: int = 3) -> None:
        self._kit, self._light = kit, light
        self._won: Moments[tuple[Point, float]] = Moments(BLOOM_S)
        self._sparks = Particles(seed)

    def add(self, now_s: float, at: Point, radius: float) -> None:
        """Note a goal that was reached, of some radius in pixels."""
        self._won.add(now_s, (at, radius))
        light = self._kit.theme.hush if self._kit.theme.is_high_contrast else self._light
        self._sparks.burst(at, light, now_s, u=self._kit.u, n_sparks=N_SPARKS + 1)

    def draw(self, surface: pygame.Surface, now_s: float) -> None:
        """Draw what is left of them now."""
        kit = self._kit
        for won in self._won.alive(now_s):
            age_s, (at, radius) = won.age_s(now_s), won.what
            self._draw_afterglow(surface, at, radius, 1.0 - ease.in_out(age_s / AFTERGLOW_S))
            light = 0.6 * bump(age_s, BLOOM_S)
            kit.glow(surface, at, radius * 2.6, self._light, light)
            spread = radius * (1.0 + 0.9 * ease.out_cubic(age_s / BLOOM_S))
            faint = 1.0 - ease.clamp01(age_s / BLOOM_S)
            kit.ring(surface, at, spread, 3.0 * kit.u, kit.theme.paper, round(190 * faint))
        self._sparks.draw(kit, surface, now_s)

    def _draw_afterglow(
        self, surface: pygame.Surface, at: Point, radius: float, left: float
    ) -> None:
        if left <= 0.0:
            return
        kit = self._kit
        kit.glow(surface, at, radius * 2.1, self._light, 0.9 * left)
        kit.glow(surface, at, radius * 1.7, kit.theme.goal, 0.45 * left)
        kit.disc(surface, at, radius, kit.theme.goal, round(110 * left))
        kit.ring(surface, at, radius, max(3.0, radius * 0.09), kit.theme.goal, round(255 * left))
        width = max(4.0, radius * 0.13)
        kit.ring(surface, at, radius * 1.17, width, kit.theme.paper, round(255 * left))
