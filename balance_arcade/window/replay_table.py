"""The table of trials beneath a replay: a row for each trial that is over, the newest last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from balance_arcade.games.trial_rows import head_lines, rows

if TYPE_CHECKING:
    from balance_arcade.games.kit import Kit
    from balance_arcade.window.replay_screen import ReplayScreen

ROW_CAPS = 2.15
"""Distance of two rows in cap heights."""


def draw_table(
    kit: Kit, surface: pygame.Surface, box: pygame.Rect, screen: ReplayScreen, cap_px: float
) -> None:
    """Draw as many of the newest trials as fit; the last one stands out.

    Parameters
    ----------
    kit : Kit
        Draws.
    surface : pygame.Surface
        Drawn on.
    box : pygame.Rect
        Room for head and rows.
    screen : ReplayScreen
        Trials and columns.
    cap_px : float
        Cap height of its words.
    """
    heads, theme, step = head_lines(screen.columns), kit.theme, ROW_CAPS * cap_px
    width = box.width / len(heads)
    middles = [box.left + width * (k + 0.5) for k in range(len(heads))]
    for x, (name, unit) in zip(middles, heads, strict=True):
        kit.text.draw_line(surface, name, (x, box.top + cap_px), cap_px, theme.hush)
        if unit:  # pygame cannot shrink a picture of no words.
            at = (x, box.top + 2.7 * cap_px)
            kit.text.draw_line(surface, unit, at, 0.85 * cap_px, theme.hush)
    top = box.top + 3.9 * cap_px
    pygame.draw.line(surface, theme.panel_edge, (box.left, top), (box.right, top), 2)
    n_rows = max(1, int((box.bottom - top) / step))
    cells = rows(screen.trials[-n_rows:], screen.columns)
    for k, row in enumerate(cells):
        y = top + (k + 0.55) * step
        if k == len(cells) - 1:
            band = pygame.Rect(box.left, round(y - step / 2), box.width, round(step))
            kit.box(surface, band, 0.4 * cap_px, theme.track)
        for x, cell in zip(middles, row, strict=True):
            kit.text.draw_line(surface, cell, (x, y), cap_px, theme.paper)
