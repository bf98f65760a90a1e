"""Wooden walls in a tray, painted strip by strip, so that a new tray never holds up a frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import pygame

from balance_arcade.games.kit import Kit
from balance_arcade.games.kit.fields import Field
from balance_arcade.games.painting import fill_part
from balance_arcade.games.scenery.tray import Spread

N_STRIPS: Final = 36
SHADOW_CELLS: Final = 0.10
"""How far a wall's shadow is soft, in cells."""

_TOP: Final = (0xB4, 0x80, 0x50)
_SIDE_LIT: Final = (0xE0, 0xB0, 0x78)
_SIDE_DARK: Final = (0x5A, 0x38, 0x26)
_LIGHT: Final = (-0.62, -0.78)


class TrayWalls:
    """Walls and their shadow as two pictures the size of the tray's floor.

    Parameters
    ----------
    kit : Kit
        Theme and size.
    walls : sequence of tuple of float
        Middle line of each: its low and high corner ``(x0, y0, x1, y1)`` in cells.
    radius : float
        Half their thickness in cells.
    spread : Spread
        Where the tray lies.

    Attributes
    ----------
    radius, spread
        As given.
    """

    def __init__(
        self,
        kit: Kit,
        walls: Sequence[tuple[float, float, float, float]],
        radius: float,
        spread: Spread,
    ) -> None:
        self.radius = radius
        self.spread = spread
        self._lines = walls
        self._size = (
            round(spread.inner.width / spread.cell),
            round(spread.inner.height / spread.cell),
        )
        self._strong = kit.theme.is_high_contrast
        self._line = max(2.0, 3.0 * kit.u)
        self._n_done = 0
        self._walls = pygame.Surface(spread.inner.size, pygame.SRCALPHA, 32)
        self._shadow = pygame.Surface(spread.inner.size, pygame.SRCALPHA, 32)

    @property
    def is_done(self) -> bool:
        """Whether every strip is painted."""
        return self._n_done >= N_STRIPS

    def paint_to(self, share: float) -> None:
        """Paint on until a share (0 to 1) of the strips is there."""
        goal = math.ceil(min(1.0, share) * N_STRIPS)
        while self._n_done < goal:
            self._paint_strip(self._n_done)
            self._n_done += 1
            if self.is_done:
                # Runs of clear pixels are skipped: the pictures cost what their walls cost.
                self._walls.set_alpha(255, pygame.RLEACCEL)
                self._shadow.set_alpha(255, pygame.RLEACCEL)

    def draw(self, kit: Kit, surface: pygame.Surface, fall: tuple[int, int]) -> None:
        """Draw them over their shadow, which falls so many pixels to the right and down."""
        inner = self.spread.inner
        if not kit.theme.is_high_contrast:
            surface.set_clip(inner)
            surface.blit(self._shadow, (inner.left + fall[0], inner.top + fall[1]))
            surface.set_clip(None)
        surface.blit(self._walls, inner.topleft)

    def _paint_strip(self, number: int) -> None:
        width, height = self.spread.inner.size
        first, last = width * number // N_STRIPS, width * (number + 1) // N_STRIPS
        x = (np.arange(first, last, dtype=np.float32) + np.float32(0.5)) / self.spread.cell
        y = (height - np.arange(height, dtype=np.float32) - np.float32(0.5)) / self.spread.cell
        away, nx, ny = self._nearest(x[:, None], y[None, :])
        cell = np.float32(self.spread.cell)
        distance = np.asarray((away - self.radius) * cell, np.float32)
        cover = np.clip(0.5 - distance, 0.0, 1.0)
        fill_part(self._walls, first, self._wood(distance, nx, ny), cover)
        # The rim of the tray casts the same shadow as a wall.
        rim = np.minimum(
            np.minimum(x[:, None], self.spread.n_cols - x[:, None]),
            np.minimum(y[None, :], self.spread.n_rows - y[None, :]),
        )
        blur = np.float32(SHADOW_CELLS)
        soft = np.clip(1.0 - np.minimum(away - self.radius, rim) / blur, 0.0, 1.0)
        dark = 0.0 if self._strong else 0.62
        fill_part(self._shadow, first, np.zeros((*soft.shape, 3), np.float32), dark * soft * soft)

    def _nearest(self, x: Field, y: Field) -> tuple[Field, Field, Field]:
        """Distance in cells to the nearest wall's middle line, and the way to it."""
        shape = (x.shape[0], y.shape[1])
        # Farther than any wall's shadow: pixels that no wall is near to stay clear.
        away = np.full(shape, 9.0, dtype=np.float32)
        nx, ny = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        reach = self.radius + SHADOW_CELLS + 0.05
        low, high = float(x[0, 0]) - reach, float(x[-1, 0]) + reach
        cell = self.spread.cell
        for x0, y0, x1, y1 in self._lines:
            # Neither wood nor shadow of this wall reaches the strip.
            if x1 < low or x0 > high:
                continue
            top = max(0, int((self.spread.n_rows - y1 - reach) * cell))
            foot = min(shape[1], int((self.spread.n_rows - y0 + reach) * cell) + 1)
            rows = y[:, top:foot]
            dx, dy = x - np.clip(x, x0, x1), rows - np.clip(rows, y0, y1)
            here = np.hypot(dx, dy)
            part = away[:, top:foot]
            nearer = here < part
            part[nearer] = here[nearer]
            scale = 1.0 / np.maximum(here, 1e-6)
            nx[:, top:foot][nearer] = (dx * scale)[nearer]
            ny[:, top:foot][nearer] = (-dy * scale)[nearer]
        return away, nx, ny

    def _wood(self, distance: Field, nx: Field, ny: Field) -> Field:
        """Colour of the walls: a flat top between two bevels, lit from the upper left."""
        if self._strong:
            edge = np.clip(self._line + 0.5 + distance, 0.0, 1.0)[..., None]
            return np.asarray(edge * np.float32(255.0) * np.ones(3, np.float32), np.float32)
        half = np.float32(self.radius * self.spread.cell)
        bevel = np.clip(1.0 + distance / (half * 0.55), 0.0, 1.0)
        facing = (nx * _LIGHT[0] + ny * _LIGHT[1]) * bevel
        top, lit, dark = (np.asarray(c, np.float32) for c in (_TOP, _SIDE_LIT, _SIDE_DARK))
        colours = top + (lit - top) * np.clip(facing, 0.0, 1.0)[..., None]
        colours += (dark - colours) * np.clip(-facing, 0.0, 1.0)[..., None]
        return np.asarray(colours, np.float32)
