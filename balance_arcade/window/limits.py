"""The lean pass: eight petals, one after the other grows with the lean."""

from __future__ import annotations

import math

import pygame

from balance_arcade.games.kit import Kit, ease
from balance_arcade.window import chrome
from balance_arcade.window.petals import FULL_MM, draw_petals
from balance_arcade.window.screen import ScreenModel


def limits(kit: Kit, surface: pygame.Surface, screen: ScreenModel) -> None:
    """Draw the flower, the arrow of the direction asked for, and the person's marker."""
    chrome.backdrop(kit, surface)
    box = chrome.middle(kit)
    at = (float(box.centerx), float(box.centery))
    arrow = 70 * kit.u
    radius = box.height / 2.0 - arrow
    kit.glow(surface, at, radius * 1.5, kit.theme.goal, 0.18)
    draw_petals(kit, surface, at, radius, screen.reached_mm, asked=screen.lean_direction)
    kit.disc(surface, at, radius * 0.13, kit.theme.panel)
    kit.ring(surface, at, radius * 0.13, 4 * kit.u, kit.theme.hush)
    if screen.lean_direction >= 0:
        _arrow(kit, surface, screen, at, radius + arrow * 0.52)
    if screen.countdown > 0:
        # After a pause the pass goes on through three, two, one as well.
        kit.disc(surface, at, 74 * kit.u, kit.theme.panel, 235)
        kit.label(surface, str(screen.countdown), at, cap_px=kit.layout.type.number)
    else:
        _marker(kit, surface, screen, at, radius)
    chrome.chrome(kit, surface, screen)


def _arrow(
    kit: Kit, surface: pygame.Surface, screen: ScreenModel, at: tuple[float, float], far: float
) -> None:
    degrees = 45.0 * screen.lean_direction
    angle = math.radians(degrees)
    sway = 0.0 if kit.theme.reduced_motion else 6 * kit.u * ease.breathe(screen.now_s, 2.4)
    spot = (at[0] + math.sin(angle) * (far + sway), at[1] - math.cos(angle) * (far + sway))
    kit.arrow(surface, spot, 62 * kit.u, degrees, kit.theme.goal)


def _marker(
    kit: Kit, surface: pygame.Surface, screen: ScreenModel, at: tuple[float, float], radius: float
) -> None:
    sample = screen.sample
    if sample is None or not math.isfinite(sample.ml_display_mm + sample.ap_display_mm):
        return
    middle = screen.state.centre_mm
    dx = sample.ml_display_mm - (middle[0] if math.isfinite(middle[0]) else 0.0)
    dy = sample.ap_display_mm - (middle[1] if math.isfinite(middle[1]) else 0.0)
    inner = radius * 0.16
    length = math.hypot(dx, dy)
    # A little beyond the petal: whoever reaches further sees that it was more than full.
    share = min(1.05, length / FULL_MM)
    # The petal of a reach ends where the marker of that reach stands.
    out = (inner + (radius - inner) * share) if length > 0.0 else 0.0
    # Within 6 mm drawn back to the middle: with the petals' inner edge sway would look large.
    out *= min(1.0, length / 6.0)
    if length > 0.0:
        at = (at[0] + dx / length * out, at[1] - dy / length * out)
    kit.you(surface, at, 22 * kit.u)
