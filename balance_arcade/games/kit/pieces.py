"""Things that mean something: the person's marker, the goal, stars, numbers, words, marks."""

from __future__ import annotations

import pygame

from balance_arcade.games.kit import ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.icons import Icons
from balance_arcade.games.kit.text import Align, FittedText, fit, width_of
from balance_arcade.games.kit.theme import Rgb, mix

SHADE = 176
"""Strength of the dark plates that words lie on where there is scenery, 0 to 255."""


class Kit(Icons):
    """Everything that scenes and games draw with.

    Examples
    --------
    >>> import pygame
    >>> from balance_arcade.games.kit import NIGHT, Kit
    >>> surface = pygame.Surface((1280, 720))
    >>> kit = Kit(surface.get_size(), NIGHT)
    >>> kit.ground(surface)
    >>> area = kit.layout.play()
    >>> kit.goal(surface, area.px(0.5, 0.5), 60 * kit.u, held=0.4)
    >>> kit.you(surface, area.px(0.1, 0.2), 22 * kit.u)
    """

    def you(self, surface: pygame.Surface, at: Point, radius: float, *, alpha: int = 255) -> None:
        """Draw the person's own marker: always round, yellow, with a paper ring."""
        self.round_shadow(surface, at, radius, alpha / 255.0)
        # Ring within ring: the marker is told from its ground by more than colour.
        self.disc(surface, at, radius, self.theme.paper, alpha)
        self.disc(surface, at, radius * 0.86, self.theme.ink, alpha)
        self.disc(surface, at, radius * 0.76, self.theme.you, alpha)

    def goal(
        self,
        surface: pygame.Surface,
        at: Point,
        radius: float,
        *,
        held: float = 0.0,
        age_s: float = 10.0,
    ) -> None:
        """Draw where to go: a ring that arrives, and fills with light and an arc while held."""
        grown = 0.7 + 0.3 * ease.arrive(age_s, 0.3)
        alpha = round(255 * ease.arrive(age_s, 0.3))
        self.glow(surface, at, radius * 1.7, self.theme.goal, 0.20 + 0.25 * held)
        if held > 0.0:
            self.disc(surface, at, radius * grown, self.theme.goal, round(40 + 70 * held))
        wide = max(3.0, radius * 0.09)
        # A dark edge to both sides: on wood or a bright star the ring alone would hardly show. It
        # goes as the place fills with light, so that nothing dark goes at a blow with the goal.
        edge = round(0.7 * alpha * (1.0 - 0.8 * held))
        self.ring(surface, at, radius * grown, wide * 2.2, self.theme.ink, edge)
        self.ring(surface, at, radius * grown, wide, self.theme.goal, alpha)
        if held > 0.0:
            self.arc(surface, at, radius * 1.17, max(4.0, radius * 0.13), held, self.theme.paper)

    def reached(self, surface: pygame.Surface, at: Point, radius: float) -> None:
        """Draw a goal that was reached: green with a check."""
        self.disc(surface, at, radius, self.theme.paper)
        self.disc(surface, at, radius * 0.9, self.theme.good)
        # There `good` is white, and a white check would not show on it.
        colour = self.theme.ink if self.theme.is_high_contrast else self.theme.paper
        self.check(surface, at, radius * 1.2, colour)

    def stars(
        self, surface: pygame.Surface, at: Point, radius: float, n_stars: int, age_s: float = 10.0
    ) -> None:
        """Draw three places for stars; the won ones settle one after the other."""
        for k in range(3):
            spot = (at[0] + (k - 1) * radius * 2.35, at[1] + (0.0 if k != 1 else -radius * 0.3))
            self.star(surface, spot, radius, self.theme.track)
            share = ease.arrive(age_s - 0.35 - 0.45 * k, 0.6)
            if k < n_stars and share > 0.0:
                self.glow(surface, spot, radius * 2.0, self.theme.you, 0.5 * share)
                lifted = (spot[0], spot[1] - radius * 0.5 * (1.0 - share))
                self.star(surface, lifted, radius, self.theme.you, round(255 * share))

    def words(
        self,
        surface: pygame.Surface,
        text: str,
        box: pygame.Rect | None = None,
        *,
        cap_px: float | None = None,
        colour: Rgb | None = None,
        align: Align = "centre",
        alpha: int = 255,
        shade: bool = False,
    ) -> FittedText:
        """Set a sentence in a box (the prompt's by default): wrapped, centred, never clipped.

        It is given in English and drawn in the theme's language, as all words and numbers are.
        ``shade`` lays a dark plate beneath it, so that words stand out from any scenery.
        """
        box, cap_px = box or self.layout.prompt, cap_px or self.layout.type.body
        text = self.spoken.say(text)
        if shade and text:
            size = fit(text, float(box.width), float(box.height), cap_px, self.layout.type.body)
            plate = pygame.Rect(0, 0, round(size.width_px), round(size.height_px))
            plate.inflate_ip(round(44 * self.u), round(8 * self.u))
            plate.center = box.center
            self.box(surface, plate, 24 * self.u, self.theme.ink, alpha=min(alpha, SHADE))
        return self.text.draw_block(
            surface,
            text,
            box,
            cap_px,
            colour or self.theme.paper,
            min_cap_px=self.layout.type.body,
            align=align,
            alpha=alpha,
        )

    def label(
        self,
        surface: pygame.Surface,
        text: str,
        at: Point,
        *,
        cap_px: float | None = None,
        colour: Rgb | None = None,
        align: Align = "centre",
        alpha: int = 255,
    ) -> pygame.Rect:
        """Set one line, its capitals centred on a point."""
        cap, text = cap_px or self.layout.type.body, self.spoken.say(text)
        return self.text.draw_line(
            surface, text, at, cap, colour or self.theme.paper, align=align, alpha=alpha
        )

    def width_of(self, text: str, cap_px: float | None = None) -> float:
        """Width of one line in pixels, in the theme's language."""
        return width_of(self.spoken.say(text), cap_px or self.layout.type.body)

    def numbers(
        self, surface: pygame.Surface, clock: str, score: str, *, shade: bool = False
    ) -> None:
        """Set clock and score top right; ``shade`` for bright scenery.

        The score has the sign of a goal that was reached: stars are for the result alone.
        """
        box, cap = self.layout.numbers, self.layout.type.number
        rows = [row for row in (clock, score) if row]
        if shade and rows:
            widest = max(
                self.width_of(row, cap) + (1.4 * cap if row is score else 0.0) for row in rows
            )
            edge = round(16 * self.u)
            panel = pygame.Rect(
                0, 0, round(widest) + 2 * edge, round(1.45 * cap * len(rows)) + edge
            )
            panel.topright = (box.right + edge, box.top - edge // 2)
            self.box(surface, panel, 22 * self.u, self.theme.ink, alpha=SHADE)
        for k, row in enumerate(rows):
            y = box.top + cap * (0.72 + 1.45 * k)
            self.label(surface, row, (box.right, y), cap_px=cap, align="right")
            if row is score:
                x = box.right - self.width_of(row, cap) - cap * 0.75
                self.reached(surface, (x, y - cap * 0.03), cap * 0.50)

    def mark(self, surface: pygame.Surface, text: str) -> pygame.Rect:
        """Mark data that is not a patient's: a striped plate top left."""
        cap = self.layout.type.body
        width = round(self.width_of(text, cap) + 1.25 * cap)
        rect = pygame.Rect(self.layout.mark.topleft, (width, round(cap * 2.0)))
        stripes = (self.theme.you, self.theme.ink)
        self.stripes(surface, rect, 14 * self.u, stripes)
        inner = rect.inflate(-round(11 * self.u), -round(11 * self.u))
        self.box(surface, inner, 10 * self.u, self.theme.ink)
        self.label(surface, text, rect.center, colour=self.theme.you)
        return rect

    def card(
        self, surface: pygame.Surface, rect: pygame.Rect, *, lit: float = 0.0, alpha: int = 255
    ) -> None:
        """Draw a panel with a soft shadow; ``lit`` (0 to 1) warms its edge."""
        radius = 26 * self.u
        self.shadow(surface, rect, radius, 26 * self.u)
        if lit > 0.0:
            halo = rect.inflate(round(16 * self.u * lit), round(16 * self.u * lit))
            self.box(surface, halo, radius + 8 * self.u, self.theme.goal, alpha=round(200 * lit))
        edge = mix(self.theme.panel_edge, self.theme.goal, lit)
        self.box(
            surface, rect, radius, self.theme.panel, alpha=alpha, edge=edge, edge_width=3 * self.u
        )
