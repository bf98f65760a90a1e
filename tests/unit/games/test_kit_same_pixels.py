"""What is painted small and stretched, or mirrored, or dimmed, has the same pixels."""

from __future__ import annotations

import random

import numpy as np
import pygame
import pytest

from balance_arcade.games.kit import NIGHT, Kit, fields
from balance_arcade.games.kit.sprites import dimmed, tinted
from balance_arcade.games.kit.stretch import stretched

INK, RED, BLUE = (10, 14, 28), (200, 60, 20), (40, 70, 160)
CHANCE = random.Random(5)
BOXES = [
    (CHANCE.choice((3, 40, 301, 640)), CHANCE.choice((2, 37, 200, 360)), CHANCE.choice((0, 6, 90)))
    for _ in range(24)
]


def distance(width, height, half_w, half_h, radius):
    """Signed distance to a rounded box, pixel by pixel of the whole."""
    x = np.arange(width, dtype=np.float32)[:, None] - np.float32((width - 1) / 2)
    y = np.arange(height, dtype=np.float32)[None, :] - np.float32((height - 1) / 2)
    radius = min(radius, half_w, half_h)
    qx = np.abs(x) - np.float32(half_w - radius)
    qy = np.abs(y) - np.float32(half_h - radius)
    outside = np.sqrt(np.maximum(qx, 0.0) ** 2 + np.maximum(qy, 0.0) ** 2)
    return outside + np.minimum(np.maximum(qx, qy), 0.0) - np.float32(radius)


def raw(surface):
    return surface.get_buffer().raw


def only_sprite(kit, kind):
    return next(sprite for key, sprite in kit.store._sprites.items() if key[0] == kind)


@pytest.mark.parametrize("width", [0.0, 1.0, 14.0])
def test_boxes_are_what_they_are_painted_whole(width):
    surface = pygame.Surface((700, 400), 0, 32)
    for box_width, height, radius in BOXES:
        kit = Kit((1280, 720), NIGHT)
        rect = pygame.Rect(2, 2, box_width, height)
        kit.box(surface, rect, float(radius), BLUE, edge=RED, edge_width=width)
        field = distance(box_width, height, box_width / 2.0, height / 2.0, float(radius))
        whole = tinted(np.clip(np.float32(0.5) - field, 0.0, 1.0), BLUE)
        if width > 0.0:
            line = np.abs(field + np.float32(width / 2.0)) - np.float32(width / 2.0)
            cover = np.clip(np.float32(0.5) - line, 0.0, 1.0)
            cover = cover * np.clip(np.float32(0.5) - field, 0.0, 1.0)
            whole.blit(tinted(cover, RED), (0, 0))
        assert raw(only_sprite(kit, "box")) == raw(whole), (rect, radius)


@pytest.mark.parametrize("blur", [1.0, 7.5, 51.0])
def test_shadows_are_what_they_are_painted_whole(blur):
    surface = pygame.Surface((700, 400), 0, 32)
    for box_width, height, radius in BOXES:
        kit = Kit((1280, 720), NIGHT)
        kit.shadow(surface, pygame.Rect(2, 2, box_width, height), float(radius), blur)
        edge = int(np.ceil(blur))
        size = (box_width + 2 * edge, height + 2 * edge)
        field = distance(*size, box_width / 2.0, height / 2.0, radius + blur / 2.0)
        soft = np.clip(0.5 - field / (2.0 * blur), 0.0, 1.0)
        soft = soft * soft * (3.0 - 2.0 * soft) * (kit.theme.shadow_alpha / 255.0)
        whole = tinted(soft.astype(np.float32), kit.theme.ink)
        assert raw(only_sprite(kit, "shadow")) == raw(whole), (size, radius)


def test_a_picture_that_changes_beyond_its_margin_is_not_stretched_rightly():
    def framed(size):
        picture = pygame.Surface(size, pygame.SRCALPHA, 32)
        picture.fill((9, 9, 9), picture.get_rect().inflate(-8, -8))
        return picture

    assert raw(stretched((60, 50), 4, framed)) == raw(framed((60, 50)))
    assert raw(stretched((60, 50), 3, framed)) != raw(framed((60, 50)))


@pytest.mark.parametrize("size", [1, 2, 7, 64])
def test_a_mirrored_field_is_the_whole_one(size):
    x, y = fields.grid(size, size + 3)
    assert np.array_equal(fields.mirrored(size, size + 3, np.hypot), np.hypot(x, y))


@pytest.mark.parametrize("level", [8, 136, 248])
def test_dimming_is_what_sdl_multiplies(level):
    sprite = tinted(fields.falloff(64, 32.0), RED)
    by_sdl = sprite.copy()
    by_sdl.fill((255, 255, 255, level), special_flags=pygame.BLEND_RGBA_MULT)
    assert raw(dimmed(sprite, level)) == raw(by_sdl)


def test_dimming_leaves_a_picture_without_transparency():
    plain = pygame.Surface((4, 4), 0, 32)
    plain.fill(BLUE)
    assert raw(dimmed(plain, 64)) == raw(plain)


@pytest.mark.parametrize("radius", [0.5, 20.0, 131.0])
@pytest.mark.parametrize("width", [0.0, 1.0, 9.5])
def test_round_things_are_what_they_are_painted_whole(radius, width):
    kit, surface = Kit((1280, 720), NIGHT), pygame.Surface((700, 400), 0, 32)
    if width > 0.0:
        kit.ring(surface, (300, 200), radius, width, BLUE)
    else:
        kit.disc(surface, (300, 200), radius, BLUE)
    sprite = only_sprite(kit, "ring" if width > 0.0 else "disc")
    place = np.arange(sprite.get_width(), dtype=np.float32)
    place -= np.float32((sprite.get_width() - 1) / 2)
    away = np.sqrt(place[:, None] ** 2 + place[None, :] ** 2) - np.float32(radius)
    if width > 0.0:
        away = np.abs(away) - np.float32(width / 2.0)
    whole = tinted(np.clip(np.float32(0.5) - away, 0.0, 1.0), BLUE)
    assert raw(sprite) == raw(whole)
