"""The board as the person sees it from above: slab, feet, corners, and where the weight is."""

from __future__ import annotations

import math

import pygame

from balance_arcade.core.board import Geometry
from balance_arcade.core.samples import CopSample
from balance_arcade.games.kit import Kit, mix
from balance_arcade.games.kit.sprites import blank

MARGIN_MM = 34.0
FOOT_MM = 215.0
STANCE_MM = 75.0
SEAT_MM = 100.0


class BoardPicture:
    """A board drawn to scale within a box.

    Parameters
    ----------
    kit : Kit
        What draws.
    box : pygame.Rect
        Room on the screen.
    geometry : Geometry
        Spacing of the cells; the slab is a little larger.
    """

    def __init__(self, kit: Kit, box: pygame.Rect, geometry: Geometry) -> None:
        self._kit = kit
        self._geometry = geometry
        # Spacing of the cells, which stand a little within the slab's edge.
        width_mm = geometry.width_mm + 2.0 * MARGIN_MM
        # Cells may lie closer than a foot is long; the slab that carries them does not.
        length_mm = max(geometry.length_mm, FOOT_MM) + 2.0 * MARGIN_MM
        self.scale = min(box.width / width_mm, box.height / length_mm)
        self.rect = pygame.Rect(0, 0, round(width_mm * self.scale), round(length_mm * self.scale))
        self.rect.center = box.center

    def px(self, ml_mm: float, ap_mm: float) -> tuple[float, float]:
        """Pixel of a place on the board."""
        return (
            self.rect.centerx + ml_mm * self.scale,
            self.rect.centery - ap_mm * self.scale,
        )

    def slab(self, surface: pygame.Surface, *, corners: float = 0.0) -> None:
        """Draw the empty board; ``corners`` (0 to 1) lights its four cells."""
        kit, edge = self._kit, round(48 * self._kit.u)
        size = (self.rect.width + 2 * edge, self.rect.height + 2 * edge)

        def make() -> pygame.Surface:
            picture = blank(size, kit.theme.ink)
            self._paint_slab(picture, pygame.Rect((edge, edge), self.rect.size))
            return picture

        surface.blit(kit.store.get(("slab", size), make), (self.rect.x - edge, self.rect.y - edge))
        if corners <= 0.0:
            return
        for place in self._geometry.corners_mm():
            spot = self.px(*place)
            kit.glow(surface, spot, 44 * kit.u, kit.theme.goal, 0.7 * corners)
            kit.disc(surface, spot, 9 * kit.u, kit.theme.goal, round(255 * corners))

    def _paint_slab(self, surface: pygame.Surface, rect: pygame.Rect) -> None:
        kit, radius = self._kit, 30 * self._kit.u
        kit.shadow(surface, rect, radius, 34 * kit.u)
        lower = rect.move(0, round(9 * kit.u))
        kit.box(surface, lower, radius, mix(kit.theme.panel, kit.theme.ink, 0.55))
        rim = mix(kit.theme.panel_edge, kit.theme.paper, 0.25)
        kit.box(surface, rect, radius, kit.theme.track, edge=rim, edge_width=2.5 * kit.u)
        inner = rect.inflate(-round(26 * kit.u), -round(26 * kit.u))
        kit.box(surface, inner, radius * 0.6, mix(kit.theme.panel, kit.theme.track, 0.6))

    def feet(
        self, surface: pygame.Surface, *, alpha: int = 255, lift: float = 0.0, bright: bool = True
    ) -> None:
        """Draw both feet where they stand, ``lift`` pixels below their place."""
        kit = self._kit
        colour = kit.theme.paper if bright else mix(kit.theme.track, kit.theme.paper, 0.45)
        for right in (False, True):
            x, y = self.px(STANCE_MM if right else -STANCE_MM, 0.0)
            height = FOOT_MM * self.scale
            kit.foot(surface, (x, y + lift), height, colour, right=right, alpha=alpha)

    def stool(
        self, surface: pygame.Surface, *, alpha: int = 255, lift: float = 0.0, bright: bool = True
    ) -> None:
        """Draw a stool on the board, seen from above, ``lift`` pixels below its place."""
        kit = self._kit
        colour = kit.theme.paper if bright else mix(kit.theme.track, kit.theme.paper, 0.45)
        x, y = self.px(0.0, 0.0)
        radius = SEAT_MM * self.scale
        kit.disc(surface, (x, y + lift), radius, colour, alpha)
        kit.ring(surface, (x, y + lift), radius * 0.80, 3 * kit.u, kit.theme.panel, alpha)

    def marker(self, surface: pygame.Surface, sample: CopSample | None) -> None:
        """Draw where the person's weight is, if somebody stands there."""
        if sample is None or not math.isfinite(sample.ml_display_mm + sample.ap_display_mm):
            return
        half_w = self.rect.width / 2.0 / self.scale
        half_l = self.rect.height / 2.0 / self.scale
        # Smoothing and a wrong zero may put it beside the board, where nobody can stand.
        ml = min(half_w, max(-half_w, sample.ml_display_mm))
        ap = min(half_l, max(-half_l, sample.ap_display_mm))
        self._kit.you(surface, self.px(ml, ap), 21 * self._kit.u)
